"""Stories of which part turned out to be a matter of its own, or all of it somebody else's."""

from __future__ import annotations

from dueprocess.demo.stories.common import intake, investigate
from dueprocess.demo.story import Allegation, Do, Story, he, member, she

TWO_MATTERS = Story(
    code="raffle-and-minutes",
    title="A raffle, and minutes that were altered",
    days=52,
    club="Candlewick Street Basketball Club",
    account=(
        "At the same meeting two things went wrong. {r1} drew the raffle with the tickets in his own pocket. "
        "And the minutes that {r2} sent round leave out the vote on the rent altogether."
    ),
    c=(member("Candlewick Street Basketball Club"),),
    r=(he("Candlewick Street Basketball Club"), she("Candlewick Street Basketball Club")),
    alleged=(
        Allegation("money", "Drew a raffle with tickets of his own", days_before=9),
        Allegation("honesty", "Left a vote out of the minutes", "r2", days_before=5),
    ),
    beats=(
        *intake(),
        investigate("Two matters that have nothing to do with each other but the evening.", after=6),
        Do(
            3,
            step="split_case",
            says="The raffle and the minutes have other witnesses, and need not wait for each other.",
            out=("r2",),
        ),
    ),
)

THE_LEAGUES = Story(
    code="transfer-fee",
    title="A fee for a player who moved",
    days=61,
    club="Outer Skerra Football Club",
    account=(
        "{r1} asked another club for two hundred in cash before he would sign the papers of a player of "
        "fifteen. The league forbids any fee under eighteen."
    ),
    c=(member("Outer Skerra Football Club"),),
    r=(he("Outer Skerra Football Club"),),
    alleged=(Allegation("money", "Asked for a fee for a young player", days_before=12),),
    beats=(
        *intake(),
        Do(
            4,
            step="hand_over",
            says="The league's own tribunal alone may judge transfers. It has asked for the file.",
            outside="The tribunal of the league",
        ),
    ),
)

STORIES = (TWO_MATTERS, THE_LEAGUES)
