"""Lists of accounts as people make them: CSV of any dialect, Excel workbooks, and folders of records."""
