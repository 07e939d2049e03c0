$Rows = foreach ($Place in Get-PowerPlatformRows 'EnvironmentName' (Get-AdminPowerAppEnvironment)) {
    Get-PowerPlatformRows 'ConnectionName' (Get-AdminPowerAppConnection -EnvironmentName $Place.EnvironmentName)
}
