if ($null -eq $PolicyRows) { throw 'The policies could not be read, so the groups that they name are not known.' }
$Waiting = [System.Collections.Generic.Queue[string]]::new()
foreach ($Id in $GroupsWithRoles) { $Waiting.Enqueue($Id) }
foreach ($Policy in $PolicyRows) {
    foreach ($Id in @($Policy.conditions.users.includeGroups) + @($Policy.conditions.users.excludeGroups)) {
        if ($Id) { $Waiting.Enqueue($Id) }
    }
}
$Seen = @{}
$Rows = while ($Waiting.Count) {
    $Id = $Waiting.Dequeue()
    if ($Seen.ContainsKey($Id)) { continue }
    $Seen[$Id] = $true
    try {
        $Group = Get-GraphAnswer "/v1.0/groups/${Id}?`$select=id,displayName,securityEnabled,mailEnabled,groupTypes,onPremisesSyncEnabled"
    } catch {
        if ("$($_.Exception.Message) $($_.ErrorDetails)" -notmatch 'NotFound') { throw }
        Write-Warning "groups: $Id does not exist any more, although a policy names it."
        continue
    }
    $Members = foreach ($Member in Get-GraphPages "/v1.0/groups/${Id}/members?`$top=999&$UserSelect") {
        $Kind = Get-Kind $Member
        if ($NoUsers -contains $Kind) { continue }
        if ($Kind -eq 'group') { $Waiting.Enqueue($Member.id) } else { $People[$Member.id] = Get-UserEntry $Member }
        [ordered]@{ '@odata.type' = $Member.'@odata.type'; id = $Member.id }
    }
    [ordered]@{
        id = $Group.id
        displayName = $Group.displayName
        securityEnabled = $Group.securityEnabled
        mailEnabled = $Group.mailEnabled
        groupTypes = @($Group.groupTypes)
        onPremisesSyncEnabled = $Group.onPremisesSyncEnabled
        'members@odata.count' = @($Members).Count
        members = @($Members)
    }
}
