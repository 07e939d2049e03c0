function Get-AzurePages($Path) {
    $Answer = Invoke-AzRestMethod -Method GET -Path $Path
    while ($true) {
        if ($Answer.StatusCode -ge 400) { throw "Azure answered $($Answer.StatusCode): $($Answer.Content)" }
        $Page = $Answer.Content | ConvertFrom-Json
        foreach ($Entry in $Page.value) { $Entry }
        if (-not $Page.nextLink) { break }
        $Answer = Invoke-AzRestMethod -Method GET -Uri $Page.nextLink
    }
}

try {
    $Modules['Az.Accounts'] = Get-ModuleVersion 'Az.Accounts'
    if (-not (Get-AzContext)) { Connect-AzAccount | Out-Null }
} catch {
    Write-Warning "Azure: $($_.Exception.Message)"
}
