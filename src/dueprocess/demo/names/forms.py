"""How each tradition puts a name together, and how often each is drawn. Knows the lists of `pools`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from dueprocess.demo.names import pools
from dueprocess.demo.names.name import Name


def _two(given: tuple[str, ...], family: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Given name, then family name, in Latin letters."""

    def draw(random: Random) -> Name:
        one, other = random.choice(given), random.choice(family)
        return Name(f"{one} {other}", sorts=f"{other}, {one}", language=language)

    return draw


def _two_scripts(
    given: tuple[tuple[str, str], ...],
    family: tuple[tuple[str, str], ...],
    language: str,
    *,
    family_first: bool = False,
    joined: bool = False,
) -> Callable[[Random], Name]:
    """Written in their own script, called by the Latin form; some write the Latin form themselves."""

    def draw(random: Random) -> Name:
        (own_given, given_), (own_family, family_) = random.choice(given), random.choice(family)
        order = [own_family, own_given] if family_first else [own_given, own_family]
        own = ("" if joined else " ").join(order)
        latin = f"{family_} {given_}" if family_first else f"{given_} {family_}"
        sorts = f"{family_}, {given_}"
        if random.random() < 0.5:
            return Name(own, known_as=latin, sorts=sorts, language=language)
        return Name(latin, sorts=sorts, language=language, also=(own,))

    return draw


def _english(random: Random) -> Name:
    given, family = random.choice(pools.ENGLISH_GIVEN), random.choice(pools.ENGLISH_FAMILY)
    roll = random.random()
    if roll < 0.06:
        family = f"{family}-{random.choice(pools.ENGLISH_FAMILY)}"
    if roll > 0.95:
        former = random.choice(pools.ENGLISH_FAMILY)
        return Name(f"{given} {family}", sorts=f"{family}, {given}", also=(f"{given} {former}",))
    if roll > 0.80:
        given = f"{given} {random.choice(pools.ENGLISH_GIVEN)}"
    return Name(f"{given} {family}", sorts=f"{family}, {given}")


def _welsh(random: Random) -> Name:
    given = random.choice(pools.WELSH_GIVEN)
    if random.random() < 0.3:
        father = random.choice(pools.WELSH_GIVEN)
        word = random.choice(("ap", "ferch"))
        return Name(f"{given} {word} {father}", sorts=f"{given} {word} {father}", language="cy")
    family = random.choice(pools.WELSH_FAMILY)
    return Name(f"{given} {family}", sorts=f"{family}, {given}", language="cy")


def _arabic(random: Random) -> Name:
    woman = random.random() < 0.5
    own, latin = random.choice(pools.ARABIC_WOMEN if woman else pools.ARABIC_MEN)
    own_father, father = random.choice(pools.ARABIC_MEN)
    own_family, family = random.choice(pools.ARABIC_FAMILY)
    sorts = f"{family.removeprefix('al-')}, {latin}"
    if random.random() < 0.5:
        link = "بنت" if woman else "بن"
        return Name(f"{own} {link} {own_father} {own_family}", f"{latin} {family}", sorts, "ar")
    return Name(
        f"{latin} {father} {family}", sorts=sorts, language="ar", also=(f"{own} {own_father} {own_family}",)
    )


def _russian(random: Random) -> Name:
    woman = random.random() < 0.5
    own, latin = random.choice(pools.RUSSIAN_WOMEN if woman else pools.RUSSIAN_MEN)
    own_father, _ = random.choice(pools.RUSSIAN_FATHERS)
    own_family, family = random.choice(pools.RUSSIAN_FAMILY)
    patronymic = own_father + ("на" if woman else "ич")
    ending, latin_ending = ("а", "a") if woman else ("", "")
    return Name(
        f"{own} {patronymic} {own_family}{ending}",
        f"{latin} {family}{latin_ending}",
        f"{family}{latin_ending}, {latin}",
        "ru",
    )


def _tamil(random: Random) -> Name:
    own, latin = random.choice(pools.TAMIL_GIVEN)
    father = random.choice(pools.TAMIL_FATHERS)
    if random.random() < 0.3:
        return Name(own, latin, latin, "ta", also=(f"{father[0]}. {latin}",))
    if random.random() < 0.5:
        return Name(f"{father[0]}. {latin}", sorts=latin, language="ta", also=(f"{latin} {father}",))
    return Name(f"{latin} {father}", sorts=latin, language="ta")


def _punjabi(random: Random) -> Name:
    given, last = random.choice(pools.PUNJABI_GIVEN), random.choice(("Singh", "Kaur"))
    return Name(f"{given} {last}", sorts=f"{given} {last}", language="pa")


def _iberian(given: tuple[str, ...], family: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Two family names: Spanish sorts by the first, Portuguese by the last."""

    def draw(random: Random) -> Name:
        one = random.choice(given)
        first, second = random.sample(family, 2)
        sorts = f"{first} {second}, {one}" if language == "es" else f"{second}, {one} {first}"
        return Name(f"{one} {first} {second}", sorts=sorts, language=language)

    return draw


def _polish(random: Random) -> Name:
    given, stem = random.choice(pools.POLISH), random.choice(pools.POLISH_STEMS)
    family = stem + ("a" if given.endswith("a") else "i")
    return Name(f"{given} {family}", sorts=f"{family}, {given}", language="pl")


def _icelandic(random: Random) -> Name:
    woman = random.random() < 0.5
    given = random.choice(pools.ICELANDIC_WOMEN if woman else pools.ICELANDIC_MEN)
    last = random.choice(pools.ICELANDIC_FATHERS) + ("dóttir" if woman else "son")
    return Name(f"{given} {last}", sorts=f"{given} {last}", language="is")


def _hungarian(random: Random) -> Name:
    family, given = random.choice(pools.HUNGARIAN_FAMILY), random.choice(pools.HUNGARIAN)
    return Name(f"{family} {given}", sorts=f"{family} {given}", language="hu")


def _vietnamese(random: Random) -> Name:
    family, given = random.choice(pools.VIETNAMESE_FAMILY), random.choice(pools.VIETNAMESE_GIVEN)
    return Name(f"{family} {given}", sorts=f"{family} {given}", language="vi")


def _ethiopian(random: Random) -> Name:
    (own, latin), (own_father, father) = random.sample(pools.ETHIOPIAN, 2)
    if random.random() < 0.5:
        return Name(f"{own} {own_father}", f"{latin} {father}", f"{latin} {father}", "am")
    return Name(f"{latin} {father}", sorts=f"{latin} {father}", language="am", also=(f"{own} {own_father}",))


def _somali(random: Random) -> Name:
    parts = random.sample(pools.SOMALI, 3)
    return Name(" ".join(parts), sorts=" ".join(parts), language="so")


def _malay(random: Random) -> Name:
    father = random.choice(pools.MALAY_MEN)
    if random.random() < 0.5:
        given, link = random.choice(pools.MALAY_WOMEN), "binti"
    else:
        given, link = random.choice(pools.MALAY_MEN), "bin"
    return Name(f"{given} {link} {father}", sorts=f"{given} {link} {father}", language="ms")


def _one_name(random: Random) -> Name:
    return Name(random.choice(pools.ONE_NAME), language="id")


def _whole(names: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Names that are not split into parts."""

    def draw(random: Random) -> Name:
        return Name(random.choice(names), language=language)

    return draw


# How often each tradition is drawn, out of the sum of the weights.
TRADITIONS: tuple[tuple[int, Callable[[Random], Name]], ...] = (
    (300, _english),
    (60, _welsh),
    (45, _arabic),
    (35, _two_scripts(pools.CHINESE_GIVEN, pools.CHINESE_FAMILY, "zh", family_first=True, joined=True)),
    (15, _two_scripts(pools.KOREAN_GIVEN, pools.KOREAN_FAMILY, "ko", family_first=True, joined=True)),
    (15, _two_scripts(pools.JAPANESE_GIVEN, pools.JAPANESE_FAMILY, "ja", family_first=True, joined=True)),
    (30, _russian),
    (20, _two_scripts(pools.UKRAINIAN, pools.UKRAINIAN_FAMILY, "uk")),
    (20, _two_scripts(pools.GREEK, pools.GREEK_FAMILY, "el")),
    (12, _two_scripts(pools.HEBREW, pools.HEBREW_FAMILY, "he")),
    (40, _two_scripts(pools.HINDI, pools.HINDI_FAMILY, "hi")),
    (35, _tamil),
    (30, _punjabi),
    (30, _two(pools.BENGALI, pools.BENGALI_FAMILY, "bn")),
    (35, _iberian(pools.SPANISH_GIVEN, pools.SPANISH_FAMILY, "es")),
    (25, _iberian(pools.PORTUGUESE_GIVEN, pools.PORTUGUESE_FAMILY, "pt")),
    (30, _two(pools.FRENCH, pools.FRENCH_FAMILY, "fr")),
    (30, _two(pools.GERMAN, pools.GERMAN_FAMILY, "de")),
    (25, _two(pools.DUTCH, pools.DUTCH_FAMILY, "nl")),
    (40, _polish),
    (12, _icelandic),
    (25, _two(pools.NORDIC, pools.NORDIC_FAMILY, "nb")),
    (15, _two(pools.FINNISH, pools.FINNISH_FAMILY, "fi")),
    (12, _hungarian),
    (25, _two(pools.TURKISH, pools.TURKISH_FAMILY, "tr")),
    (20, _vietnamese),
    (25, _two(pools.YORUBA, pools.YORUBA_FAMILY, "yo")),
    (20, _two(pools.IGBO, pools.IGBO_FAMILY, "ig")),
    (15, _ethiopian),
    (20, _somali),
    (25, _two(pools.KENYAN_GIVEN, pools.KENYAN, "sw")),
    (20, _two(pools.GHANAIAN, pools.GHANAIAN_FAMILY, "ak")),
    (15, _malay),
    (15, _one_name),
    (8, _whole(pools.BURMESE, "my")),
    (10, _two(pools.MAORI, pools.MAORI_FAMILY, "mi")),
    (5, _two(pools.HAWAIIAN, pools.HAWAIIAN_FAMILY, "haw")),
)


def drawn(random: Random) -> Iterator[Name]:
    """Yield invented names without end. Some come twice, as they do in any register of thousands."""
    weights = [weight for weight, _ in TRADITIONS]
    draws = [draw for _, draw in TRADITIONS]
    while True:
        yield random.choices(draws, weights)[0](random)
