"""How a text file is written, guessed from its beginning."""

import pytest

from dueprocess.kit.tables import likely

LINES = """Old list
No;Received;"Closed, if so";State
1;03/02/2023;;"pending, since; May"
2;13/02/2023;01/04/2023;Entschieden für Jürgen
"""


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encoding_and_delimiter(sign: str, codec: str, named: str) -> None:
    text = LINES.replace('"Closed, if so"', "Closed").replace("pending, since; May", "pending")
    assert likely.written(text.replace(";", sign).encode(codec)) == {"encoding": named, "delimiter": sign}


def test_big_end_first() -> None:
    assert likely.encoding(b"\xfe\xff" + LINES.encode("utf-16-be")) == "utf-16"


def test_what_stands_in_quotes_separates_nothing() -> None:
    assert likely.delimiter('a;b\n"1,2,3\n4,5,6";"7,8,9"\n"1,2,3";x\n') == ";"


def test_a_letter_cut_in_two_at_the_end_is_no_other_encoding() -> None:
    assert likely.encoding("für".encode()[:2]) == "utf-8"


@pytest.mark.parametrize("text", ["", "one column\nand no sign\n"])
def test_where_nothing_tells_it_is_a_comma(text: str) -> None:
    assert likely.written(text.encode()) == {"encoding": "utf-8", "delimiter": ","}
