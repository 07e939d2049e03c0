$Until = (Get-Date).ToUniversalTime()
$Times = "eventTimestamp ge '$($Until.AddDays(-[Math]::Min($Days, 89)).ToString('s'))Z' and eventTimestamp le '$($Until.ToString('s'))Z'"
$Filters = @(foreach ($Account in $Accounts) { "$Times and caller eq '$($Account.Replace("'", "''"))'" })
if (-not $Accounts) { $Filters = @($Times) }
$Rows = foreach ($Subscription in Get-AzSubscription) {
    foreach ($Filter in $Filters) {
        $Path = "/subscriptions/$($Subscription.Id)/providers/Microsoft.Insights/eventtypes/management/values"
        Get-AzurePages "${Path}?api-version=2015-04-01&`$filter=$([uri]::EscapeDataString($Filter))"
    }
}
