"""How pages fare as cases grow in number: queries counted, plans read, work compared at two sizes."""
