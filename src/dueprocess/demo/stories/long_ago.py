"""Stories of the federation's first year that were over quickly, and whose files are kept no longer."""

from __future__ import annotations

from dueprocess.demo.stories.common import intake
from dueprocess.demo.story import Allegation, Beat, Do, Story, he, member, she


def _withdrawn(says: str, answer: str) -> tuple[Beat, ...]:
    """The complainant withdraws soon, and nobody sees a wider risk."""
    return (
        *intake(),
        Do(3, step="withdraw", by="c1", says=says),
        Do(2, step="answer_withdrawal", outcome="closed", says=answer),
        Do(2, step="set_retention"),
    )


LOCKER = Story(
    code="the-locker",
    title="A locker that was emptied",
    days=1081,
    club="Merrowater Sailing Club",
    account="{r1} emptied my locker and put my things in a bag by the door, as the rent was a week late.",
    c=(member("Merrowater Sailing Club"),),
    r=(he("Merrowater Sailing Club"),),
    alleged=(Allegation("respect", "Emptied a member's locker", days_before=4),),
    beats=_withdrawn(
        "The committee has given me the locker back. That is all I wanted.", "Settled by the club."
    ),
)

TEA_ROTA = Story(
    code="the-tea-rota",
    title="Left off the tea rota",
    days=1039,
    club="Wheatsheaf Lane Bridge Club",
    account="{r1} took my name off the tea rota and said that nobody wanted my scones. It was meant to hurt.",
    c=(she("Wheatsheaf Lane Bridge Club"),),
    r=(she("Wheatsheaf Lane Bridge Club"),),
    alleged=(Allegation("respect", "Mocked a member before others", days_before=2),),
    beats=_withdrawn("We have talked. I withdraw this.", "Withdrawn of her own will. No wider risk seen."),
)

LANE_SIX = Story(
    code="lane-six",
    title="Who swims in lane six",
    days=1004,
    club="Dunnersby Swimming Club",
    account="{r1} shouts at slower swimmers until they leave lane six. He did it to me three times.",
    c=(member("Dunnersby Swimming Club"),),
    r=(he("Dunnersby Swimming Club"),),
    alleged=(Allegation("respect", "Shouted at slower swimmers", days_before=6, lasted=4),),
    beats=_withdrawn("The lanes are marked now, and he has said sorry.", "Withdrawn after an apology."),
)

SCORE_BOOK = Story(
    code="the-score-book",
    title="A page torn out of the score book",
    days=966,
    club="Oxlode Cricket Club",
    account="{r1} tore the page of our match out of the score book, and says that it was wet.",
    c=(member("Oxlode Cricket Club"),),
    r=(she("Oxlode Cricket Club"),),
    alleged=(Allegation("match", "Tore out a page of the score book", days_before=3),),
    beats=_withdrawn("The page was found in the drying room. I was wrong.", "Nothing is left to look into."),
)

KEYS = Story(
    code="keys-of-the-hall",
    title="The keys of the hall",
    days=934,
    club="Llanferran Choir",
    account="{r1} has kept the keys since the election and lets us wait outside in the rain every week.",
    c=(member("Llanferran Choir"),),
    r=(he("Llanferran Choir"),),
    alleged=(Allegation("office", "Kept the keys after the office had ended", days_before=20, lasted=14),),
    beats=_withdrawn("He handed them over on Sunday.", "Withdrawn; the keys are with the new officers."),
)

PHOTOGRAPH = Story(
    code="a-photograph",
    title="A photograph on the notice board",
    days=903,
    club="Ermine Cross Photographic Society",
    account="{r1} hung up a photograph of me asleep at the annual meeting. People laughed. I had said no.",
    c=(member("Ermine Cross Photographic Society"),),
    r=(he("Ermine Cross Photographic Society"),),
    alleged=(Allegation("respect", "Showed a photograph against somebody's will", days_before=5),),
    beats=_withdrawn("It was taken down and he gave me the negative.", "Withdrawn of their own will."),
)

FINES = Story(
    code="fines-for-mud",
    title="A fine for muddy boots",
    days=874,
    club="Moorgate Green Running Club",
    account="{r1} takes two pounds from whoever comes in with muddy boots. No rule says so. Where is it?",
    c=(member("Moorgate Green Running Club"),),
    r=(she("Moorgate Green Running Club"),),
    alleged=(Allegation("money", "Took fines that no rule provides for", days_before=15, lasted=10),),
    beats=_withdrawn(
        "She showed us the tin and the list. It went to the boot scraper.", "Explained and shown."
    ),
)

TROPHY = Story(
    code="the-cup-at-home",
    title="The cup that stayed at home",
    days=851,
    club="Anchorhythe Brass Band",
    account="{r1} has kept the band's cup at home for two years and says that he polishes it better.",
    c=(member("Anchorhythe Brass Band"),),
    r=(he("Anchorhythe Brass Band"),),
    alleged=(Allegation("office", "Kept the band's cup", days_before=30, lasted=25),),
    beats=_withdrawn("It is back in the cabinet, and it does shine.", "Withdrawn; the cup is back."),
)

STORIES = (LOCKER, TEA_ROTA, LANE_SIX, SCORE_BOOK, KEYS, PHOTOGRAPH, FINES, TROPHY)
