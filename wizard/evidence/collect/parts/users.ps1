foreach ($Account in $Accounts) {
    $User = Get-GraphAnswer "/v1.0/users/$([uri]::EscapeDataString($Account))?$UserSelect" $FullTypes
    $People[$User.id] = Get-UserEntry $User
}
if (-not $Accounts) {
    foreach ($User in Get-GraphPages "/v1.0/users?`$top=999&$UserSelect" $FullTypes) { $People[$User.id] = Get-UserEntry $User }
}
$Rows = @($People.Values)
