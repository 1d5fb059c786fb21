"""How letters reached their readers: what proves that they went out and arrived, and serving them again."""
