"""Migrations of the room `training`."""
