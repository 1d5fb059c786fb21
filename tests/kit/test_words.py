"""The keyed word index."""

import pytest

from dueprocess.kit import keys, words
from tests import outer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The ÅNGSTRÖM hall", "angstrom"), ("Łódź", "lodz"), ("Straße", "STRASSE"), ("O’Neill", "oneill"),
        ("O'Neill", "Neill"), ("Jean-Luc", "jeanluc"), ("ΣΊΣΥΦΟΣ", "σισυφος"), ("İstanbul", "istanbul"),
        ("Đặng Thị", "dang thi"), ("東京都庁", "京都"), ("हिन्दी में", "हिन्दी"), ("ﬁsh", "fish"),
        ("２０２６", "2026"),
        ("Владимир", "ВЛАДИМИР"), ("مُحَمَّد", "محمد"), ("서울시", "서울시"), ("ภาษาไทย", "ภาษา"),
    ],
)  # fmt: skip
def test_a_word_is_found_in_any_spelling(var, text, query):
    assert words.tags(query) <= words.tags(text)


def test_other_words_are_not_found(var):
    assert not words.tags("hall") & words.tags("The hull of a halt, recall")


def test_tags_tell_nothing_without_the_key(var):
    one = words.tags("suspended")
    assert all(len(tag) == 32 for tag in one)
    assert all(len(tag) == 20 for tag in keys.outer().moved(sorted(one), keys.Outer(), words=True))
    (var / "keys" / "index.key").unlink()
    keys.make_keys(var / "keys")
    outer.given(var / "keys")
    assert words.tags("suspended") != one


def test_nothing_and_very_much(var):
    assert words.tags("") == set()
    assert words.tags(" .,;!? ") == set()
    assert len(words.tags(" ".join(str(number) for number in range(50_000)))) == 20_000
    assert len(words.tags("a" * 100_000)) == 1
