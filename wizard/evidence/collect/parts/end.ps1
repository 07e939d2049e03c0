$Manifest = [ordered]@{
    collectedBy = $Tool
    version = $Version
    startedAt = $Started
    finishedAt = (Get-Date).ToUniversalTime().ToString('s') + 'Z'
    powerShell = "$($PSVersionTable.PSVersion)"
    modules = $Modules
    scopes = $Scopes
    accounts = $Accounts
    days = $Days
    sections = @($Done)
}
Out-File -InputObject (ConvertTo-Json -InputObject $Manifest -Depth 10) -LiteralPath (Join-Path $To 'manifest.json') -Encoding utf8
Write-Host "Written to $To. Read it with: mfa-wizard evidence show '$To'"
