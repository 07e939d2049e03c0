$PolicyRows = @()
$People = [ordered]@{}
$GroupsWithRoles = [System.Collections.Generic.List[string]]::new()
$UserFields = 'id', 'userPrincipalName', 'displayName', 'userType', 'accountEnabled', 'onPremisesSyncEnabled', 'lastPasswordChangeDateTime'
$UserSelect = '$select=' + ($UserFields -join ',')
$NoUsers = 'device', 'servicePrincipal', 'orgContact', 'application'
$FullTypes = @{ Accept = 'application/json;odata.metadata=full' }

# One answer of Graph. It is taken as text, so that dates stay as Graph writes them.
function Get-GraphAnswer($Uri, $Headers = @{}) {
    Invoke-MgGraphRequest -Method GET -Uri $Uri -Headers $Headers -OutputType Json | ConvertFrom-Json
}

# All pages of a collection.
function Get-GraphPages($Uri, $Headers = @{}) {
    while ($Uri) {
        $Page = Get-GraphAnswer $Uri $Headers
        foreach ($Entry in $Page.value) { $Entry }
        $Uri = $Page.'@odata.nextLink'
    }
}

function Get-Kind($Entry) { "$($Entry.'@odata.type')".Replace('#microsoft.graph.', '') }

# The fields of a user that Graph gave, and no others: a field that was not asked for must not look empty.
function Get-UserEntry($Entry) {
    $Found = [ordered]@{}
    foreach ($Name in @('@odata.type') + $UserFields) {
        if ($Entry.PSObject.Properties.Name -contains $Name) { $Found[$Name] = $Entry.$Name }
    }
    $Found
}

function Get-SignIns($EventType) {
    $Since = (Get-Date).ToUniversalTime().AddDays(-$Days).ToString('s') + 'Z'
    $Base = "createdDateTime ge $Since and signInEventTypes/any(t: t eq '$EventType')"
    $Filters = @(foreach ($Account in $Accounts) { "$Base and $(Get-AccountFilter 'userId' 'userPrincipalName' $Account)" })
    if (-not $Accounts) { $Filters = @($Base) }
    foreach ($Filter in $Filters) {
        Get-GraphPages "/beta/auditLogs/signIns?`$top=999&`$filter=$([uri]::EscapeDataString($Filter))"
    }
}

function Get-AccountFilter($IdField, $NameField, $Account) {
    $Text = $Account.ToLowerInvariant().Replace("'", "''")
    if ($Account -match '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$') { "$IdField eq '$Text'" } else { "$NameField eq '$Text'" }
}

try {
    $Modules['Microsoft.Graph.Authentication'] = Get-ModuleVersion 'Microsoft.Graph.Authentication'
    Connect-MgGraph -Scopes $Scopes -Environment $Environment -ContextScope Process -NoWelcome
    $Missing = @($Scopes | Where-Object { (Get-MgContext).Scopes -notcontains $_ })
    if ($Missing) { Write-Warning "Microsoft Graph did not grant: $($Missing -join ', ')" }
} catch {
    Write-Warning "Microsoft Graph: $($_.Exception.Message)"
}
