"""The stories of the demonstration, and the words that acts have where a story gives none.

Values only, by age. Must not know Django.
"""

from __future__ import annotations

from dataclasses import replace

from dueprocess.demo.stories import (
    a_year,
    first_days,
    first_decisions,
    first_months,
    hearings,
    investigations,
    long_ago,
    outcomes,
    parting,
    stopped,
    years,
)
from dueprocess.demo.story import Do, Someone, Story


def _the_other_eleven() -> tuple[Story, ...]:
    """Return the eleven further reports of what the first of twelve tells; each is joined to its case."""
    first = first_months.TWELVE
    found = []
    for number, account in enumerate(first_months.THE_OTHER_ELEVEN, 2):
        young = "I am thirteen" in account
        who = Someone(club=first.club, minor=young)
        found.append(
            replace(
                first,
                code=f"{first.code}-{number}",
                account=account,
                wants="",
                c=(who,),
                r=(Someone(same_as=first.code),),
                alleged=first.alleged[:1],
                beats=(Do(0, step="screen"), Do(0, step="acknowledge"), Do(9, step="set_retention")),
                via="phone" if number in (4, 9) else "portal",
                minor=young,
                room=first.needed,
                cast=False,
            )
        )
    return tuple(found)


def _the_same_letter() -> tuple[Story, ...]:
    """Return eleven further copies of a form letter, which wait to be joined."""
    first = first_days.FORM_LETTER
    return tuple(
        replace(
            first,
            code=f"{first.code}-{number}",
            account=f"{first.account} {words}".strip(),
            c=(Someone(club=first.club),),
            r=(Someone(same_as=first.code),),
            days=first.days if number < 7 else first.days - 1,
        )
        for number, words in enumerate(first_days.OWN_WORDS, 2)
    )


STORIES: tuple[Story, ...] = (
    *first_days.STORIES,
    *_the_same_letter(),
    *first_months.STORIES,
    *_the_other_eleven(),
    *investigations.STORIES,
    *stopped.STORIES,
    *parting.STORIES,
    *first_decisions.STORIES,
    *hearings.STORIES,
    *outcomes.STORIES,
    *a_year.STORIES,
    *years.STORIES,
    *long_ago.STORIES,
)
