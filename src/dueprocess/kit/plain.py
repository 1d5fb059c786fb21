"""Words of others on a terminal or in a mail: what these would obey is shown, not done. Knows text only."""


def one_line(text: str) -> str:
    """Return a text as one line of which nothing is obeyed: each character that moves the cursor, ends the
    line or turns the order in which one reads stands there by its code. Who is checked by a command writes
    some of what it prints, and must not overwrite what it says of them."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
