"""The room `training`: what is taught, by whom, when, and who finished it."""
