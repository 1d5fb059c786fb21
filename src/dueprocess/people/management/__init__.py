"""Commands about the people of the register."""
