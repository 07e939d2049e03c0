$Rows = Get-SignIns 'interactiveUser'
