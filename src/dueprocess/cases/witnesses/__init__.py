"""Who heard or saw it, what each did about it, and who knew what since when."""
