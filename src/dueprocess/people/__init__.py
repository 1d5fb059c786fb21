"""Members, units, offices, logins, roles, conflicts of interest."""
