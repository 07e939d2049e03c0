$Rows = Get-SignIns 'nonInteractiveUser'
