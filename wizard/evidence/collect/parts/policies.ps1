$PolicyRows = $null
$PolicyRows = @(Get-GraphPages '/beta/identity/conditionalAccess/policies')
$Rows = $PolicyRows
