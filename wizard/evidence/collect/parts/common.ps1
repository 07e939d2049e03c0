$Done = [System.Collections.Generic.List[object]]::new()
$Modules = [ordered]@{}

# Writes the rows of a section as UTF-8. ConvertTo-Json gets the list inside an object, so that one row stays a list.
function Write-Export($Section, $File, $Collection, $Entries) {
    $Entries = @($Entries | Where-Object { $null -ne $_ })
    # Entries are a page, which is read one by one. Without any, the name of the list says what there is none of.
    $Name = if ($Entries.Count) { 'value' } else { $Collection }
    if ($Name) {
        $Content = ConvertTo-Json -InputObject ([ordered]@{ $Name = $Entries }) -Depth 100
        Out-File -InputObject $Content -LiteralPath (Join-Path $To $File) -Encoding utf8
    }
    $Done.Add([ordered]@{ section = $Section; file = $File; status = 'exported'; rows = $Entries.Count })
    Write-Host "${Section}: $($Entries.Count) rows"
}

# Says that a section failed. Nothing of it is written, so that a part is never taken for the whole.
function Write-Failure($Section, $File, $Reason) {
    $Text = "$($Reason.Exception.Message)"
    $Done.Add([ordered]@{ section = $Section; file = $File; status = 'failed'; error = $Text })
    Write-Warning "${Section}: $Text"
}

# Tells which version of a module is there; throws where it is not installed.
function Get-ModuleVersion($Name) {
    $Found = Get-Module -Name $Name -ListAvailable | Sort-Object -Property Version -Descending | Select-Object -First 1
    if (-not $Found) { throw "The module $Name is not installed. Install it with: Install-Module $Name -Scope CurrentUser" }
    "$($Found.Version)"
}
