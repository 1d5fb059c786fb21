"""Names in any script are found by their words and their sound, and compared without marks."""

import pytest

from dueprocess.names.keys import keys, sound
from dueprocess.names.normalise import normalise, words
from dueprocess.names.similarity import best, similarity


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Suryani", "suryani"),
        ("Mattias Ó Dálaigh", "mattias o dalaigh"),
        ("O’Neill-Żółkiewski", "oneill zolkiewski"),
        ("李 明霞", "li mingxia"),
        ("Ελένη Παπαδοπούλου", "eleni papadopoyloy"),
        ("Ｆｕｌｌ　Width", "full width"),
        ("  ", ""),
    ],
)
def test_normalise(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_one_spelling_for_composed_and_decomposed() -> None:
    assert normalise("Zoe\u0308") == normalise("Zoë")


def test_keys_hold_words_and_sounds() -> None:
    found = keys(["Catherine Smith", "Katya"])
    assert {"catherine", "smith", "katya"} <= found
    assert sound("catherine") == sound("katherine") in found
    assert all(len(key) <= 41 for key in keys(["x" * 500]))


def test_similarity_knows_order_and_spelling() -> None:
    assert similarity("Okafor Tamsin", "Tamsin Okafor") == 1
    assert similarity("Jon Smith", "John Smith") > similarity("Jon Smith", "Joan Smithers")
    assert similarity("", "John") == 0
    assert best("Jon Smith", ["Jane Doe", "John Smith"]) > 0.9


def test_words_keep_their_order() -> None:
    assert words("Tamsin Okafor-Lindqvist") == ["tamsin", "okafor", "lindqvist"]
