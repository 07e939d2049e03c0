# Rows of Power Platform by environment; what is not a row is an error that the module returned.
function Get-PowerPlatformRows($Mark, $Entries) {
    foreach ($Entry in $Entries) {
        if ($Entry.PSObject.Properties.Name -notcontains $Mark) { throw "Power Platform answered: $($Entry | Out-String)" }
        $Entry
    }
}

try {
    $Modules['Microsoft.PowerApps.Administration.PowerShell'] = Get-ModuleVersion 'Microsoft.PowerApps.Administration.PowerShell'
    Add-PowerAppsAccount
} catch {
    Write-Warning "Power Platform: $($_.Exception.Message)"
}
