$Path = '/v1.0/reports/authenticationMethods/userRegistrationDetails'
$Rows = foreach ($Account in $Accounts) {
    $Filter = Get-AccountFilter 'id' 'userPrincipalName' $Account
    Get-GraphPages "${Path}?`$filter=$([uri]::EscapeDataString($Filter))"
}
if (-not $Accounts) { $Rows = Get-GraphPages $Path }
