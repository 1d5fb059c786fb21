"""Numbers and receipt codes."""

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.kit import keys

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
random_code = st.builds(lambda receipt: keys.receipt_code() if receipt else keys.number(), st.booleans())


def swap(code: str, at: int, to: str) -> str:
    bare = code.replace("-", "")
    return bare[:at] + to + bare[at + 1 :]


def test_shape():
    number, receipt = keys.number(), keys.receipt_code()
    assert len(number) == keys.NUMBER_LENGTH
    assert [len(group) for group in number.split("-")] == [4, 4, 3]
    assert len(receipt) == keys.RECEIPT_LENGTH
    assert [len(group) for group in receipt.split("-")] == [4] * 5
    assert not set(number + receipt) & set("ILOU")


def test_a_million_codes_would_differ():
    assert len({keys.number() for _ in range(20_000)}) == 20_000


@given(random_code)
def test_every_code_is_valid_however_it_is_typed(code: str):
    assert keys.valid(code)
    assert keys.normal(code) == code
    messy = f"  {code.lower().replace('-', ' ').replace('1', 'l').replace('0', 'o')} "
    assert keys.normal(messy) == code
    assert keys.valid(messy.replace(" ", "\u2013"))


@given(random_code, st.data())
def test_any_single_wrong_character_is_found(code: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(code.replace("-", "")) - 1))
    to = data.draw(st.sampled_from(SYMBOLS))
    changed = swap(code, at, to)
    assert keys.valid(changed) == (changed == code.replace("-", ""))


@given(random_code, st.data())
def test_any_two_swapped_characters_are_found(code: str, data: st.DataObject):
    bare = list(code.replace("-", ""))
    a, b = data.draw(st.integers(0, len(bare) - 1)), data.draw(st.integers(0, len(bare) - 1))
    bare[a], bare[b] = bare[b], bare[a]
    assert keys.valid("".join(bare)) == ("".join(bare) == code.replace("-", ""))


@given(st.data())
def test_any_two_wrong_characters_of_a_receipt_code_are_found(data: st.DataObject):
    code = keys.receipt_code().replace("-", "")
    a, b = data.draw(st.integers(0, 19)), data.draw(st.integers(0, 19))
    changed = swap(swap(code, a, data.draw(st.sampled_from(SYMBOLS))), b, data.draw(st.sampled_from(SYMBOLS)))
    assert keys.valid(changed) == (changed == code)


def test_what_is_no_code_is_not_valid():
    for text in ("", "K7F3", "x" * 40, "K7F3-2QX9-M5!", "\u0417\u0418\u041c\u0410", keys.number() + "A"):
        assert not keys.valid(text)
