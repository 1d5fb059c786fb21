"""People who do not exist, as many as wanted, and their names as somebody else may write them."""

import itertools
import random
from collections.abc import Iterator

from dueprocess.names.values import Entry


def invented(many: int, seed: int = 7) -> Iterator[Entry]:
    """Yield invented people: some names are borne by thousands, most by few, as in any register."""
    chance = random.Random(seed)
    begins = [
        "b",
        "br",
        "c",
        "ch",
        "d",
        "dr",
        "f",
        "fr",
        "g",
        "gr",
        "h",
        "j",
        "k",
        "kl",
        "kr",
        "l",
        "m",
        "n",
        "p",
        "pr",
        "r",
        "s",
        "sch",
        "sh",
        "st",
        "t",
        "tr",
        "v",
        "w",
        "z",
    ]
    vowels, closes = (
        ["a", "e", "i", "o", "u", "ai", "ei", "ou", "ie", "aa"],
        ["n", "r", "s", "l", "m", "t", "k", "nd", "rt", "ck", "tz"],
    )

    def word(syllables: int) -> str:
        made = ""
        for _ in range(syllables):
            made += chance.choice(begins) + chance.choice(vowels)
            made += chance.choice(closes) if chance.random() < 0.5 else ""
        return made

    given = sorted({word(chance.choice((1, 2, 2, 3))) for _ in range(4_000)})
    ends = ("son", "ez", "ova", "ski", "mann", "ov", "ini", "sen", "berg", "er", "")
    family = sorted({word(chance.choice((1, 2, 2, 2, 3))) + chance.choice(ends) for _ in range(160_000)})
    often_given = list(itertools.accumulate(1 / (place + 8) for place in range(len(given))))
    often_family = list(itertools.accumulate(1 / (place + 30) ** 0.85 for place in range(len(family))))
    for number in range(many):
        mixed = chance.random()
        words = chance.choices(given, cum_weights=often_given, k=1 + (mixed < 0.35))
        words += chance.choices(family, cum_weights=often_family, k=1 + (mixed > 0.85))
        yield Entry(str(number), (" ".join(words).title(),))


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name as somebody else may write it."""
    words = name.split()
    at = chance.randrange(len(words))
    word = words[at]
    place = chance.randrange(len(word))
    turn = chance.randrange(6)
    if turn == 0:
        return name
    if turn == 1:
        return " ".join(reversed(words))
    if turn == 2:
        words[at] = word[0]
    elif turn == 3:
        words[at] = word[:place] + word[place + 1 :] or word
    else:
        words[at] = word[:place] + chance.choice("aeinrst") + word[place + (turn == 4) :]
    return " ".join(words)
