$Rows = foreach ($Place in Get-PowerPlatformRows 'EnvironmentName' (Get-AdminPowerAppEnvironment)) {
    foreach ($Flow in Get-PowerPlatformRows 'FlowName' (Get-AdminFlow -EnvironmentName $Place.EnvironmentName)) {
        # Only the flow by itself comes with its connections.
        Write-Progress -Activity 'flows' -Status "$($Place.DisplayName)" -CurrentOperation "$($Flow.DisplayName)"
        Get-PowerPlatformRows 'FlowName' (Get-AdminFlow -EnvironmentName $Place.EnvironmentName -FlowName $Flow.FlowName)
    }
}
