$Rows = foreach ($Row in Get-GraphPages '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal,roleDefinition') {
    $Kind = Get-Kind $Row.principal
    if ($Kind -eq 'group') { $GroupsWithRoles.Add($Row.principalId) } elseif ($Row.principal.id) { $People[$Row.principal.id] = Get-UserEntry $Row.principal }
    [ordered]@{
        id = $Row.id
        principalId = $Row.principalId
        roleDefinitionId = $Row.roleDefinitionId
        directoryScopeId = $Row.directoryScopeId
        roleEligibilityScheduleId = $Row.roleEligibilityScheduleId
        memberType = $Row.memberType
        startDateTime = $Row.startDateTime
        endDateTime = $Row.endDateTime
        roleDefinition = $Row.roleDefinition
    }
}
