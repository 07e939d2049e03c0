$RoleNames = @{}
foreach ($Role in Get-GraphPages '/v1.0/roleManagement/directory/roleDefinitions?$select=id,displayName,isBuiltIn') { $RoleNames[$Role.id] = $Role }
$Rows = foreach ($Row in Get-GraphPages '/v1.0/roleManagement/directory/roleAssignments?$expand=principal') {
    $Kind = Get-Kind $Row.principal
    if ($NoUsers -contains $Kind) { continue }
    if ($Kind -eq 'group') { $GroupsWithRoles.Add($Row.principalId) } elseif ($Row.principal.id) { $People[$Row.principal.id] = Get-UserEntry $Row.principal }
    [ordered]@{
        id = $Row.id
        principalId = $Row.principalId
        roleDefinitionId = $Row.roleDefinitionId
        directoryScopeId = $Row.directoryScopeId
        roleDefinition = $RoleNames[$Row.roleDefinitionId]
        principal = [ordered]@{ '@odata.type' = $Row.principal.'@odata.type'; userPrincipalName = $Row.principal.userPrincipalName }
    }
}
