"""How dates look where nobody says how (tables of the newsroom): as on the pages, on a 24-hour clock."""
