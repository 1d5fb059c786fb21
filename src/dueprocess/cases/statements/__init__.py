"""What people state: taken, offered for correction, signed or disputed, version by version."""
