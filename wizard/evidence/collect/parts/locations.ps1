$Rows = Get-GraphPages '/beta/identity/conditionalAccess/namedLocations'
