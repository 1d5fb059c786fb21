"""How parties come in who have neither login nor receipt code: by one-time links and passkeys."""
