"""Stories of three to six months in which the clock was stopped."""

from __future__ import annotations

from dueprocess.demo.stories.common import (
    begin,
    intake,
    interview,
    investigate,
    notice,
    reply,
)
from dueprocess.demo.story import (
    Allegation,
    Away,
    Do,
    Message,
    Story,
    he,
    member,
)

POLICE = Story(
    code="till-roll",
    title="A till that does not add up",
    days=112,
    club="Gullholm Amateur Dramatic Society",
    account=(
        "The bar takings of the winter show are short by what I make four hundred and twelve. {r1} cashed up "
        "alone on all five nights. The committee has told the police, and I think you should know too."
    ),
    c=(member("Gullholm Amateur Dramatic Society"),),
    r=(he("Gullholm Amateur Dramatic Society"),),
    alleged=(Allegation("money", "Bar takings short on five nights", days_before=20, lasted=6),),
    beats=(
        *intake(),
        investigate(after=6),
        notice("Till rolls of five nights; bank slips.", after=2),
        reply(
            (
                "On advice I say nothing about the money while the police are looking at it. I want "
                "to answer later."
            ),
            after=7,
        ),
        *begin(),
        Do(
            8,
            step="stop_the_clock",
            outcome="police",
            says=(
                "The officer in charge asks us not to interview anybody before her. Looked at again "
                "in four weeks."
            ),
            papers={"evidence of the ground": "Letter of the officer in charge, reference withheld."},
            until=28,
        ),
        Do(
            days=25,
            step="stop_the_clock",
            outcome="police",
            says="Asked again; the police need another four weeks.",
            papers={"evidence of the ground": "Second letter."},
            until=28,
        ),
        Message(3, by="c1", says="Is anything happening at all? I have to see him every Thursday."),
        Message(
            1,
            by="case_manager",
            to="c1",
            says=(
                "The clock has been stopped at the request of the police. We look at it again every "
                "four weeks and write to you each time."
            ),
        ),
        Do(
            days=22,
            step="stop_the_clock",
            outcome="police",
            says="Third request, for the last time as they hope.",
            papers={"evidence of the ground": "Third letter."},
            until=28,
        ),
    ),
    cast=True,
)

ILL = Story(
    code="changing-room",
    title="Words in the changing room",
    days=118,
    club="Grayquay Boxing Club",
    account=(
        "{r1} calls the younger ones names about where their parents come from. He calls it "
        "banter. My cousin "
        "has stopped coming. I took it to the head coach, who laughed."
    ),
    c=(he("Grayquay Boxing Club"),),
    r=(he("Grayquay Boxing Club"),),
    alleged=(
        Allegation(
            "discrimination",
            "Called young members names about their parents' origin",
            days_before=90,
            lasted=80,
        ),
    ),
    beats=(
        *intake(),
        investigate(after=6, protected=True),
        notice("The account; names of three who may have heard it.", after=2),
        Do(
            3,
            step="stop_the_clock",
            outcome="illness",
            says="The respondent has had an operation and cannot answer for three weeks.",
            papers={
                "evidence of the ground": "Hospital letter.",
                "certificate": "Doctor's certificate to the end of the month.",
            },
            until=27,
        ),
        Do(
            days=18,
            step="start_the_clock",
            outcome="illness",
            says="He is home and has written that he can go on.",
        ),
        reply(
            (
                "I grew up with that sort of talk. I can see now how it sounds to a boy of fifteen. "
                "I did not mean it as they took it."
            ),
            after=6,
        ),
        *begin(),
        *interview("Two young members, each with a parent.", after=7),
        *interview("The head coach. He does not remember laughing.", after=5),
        Do(2, step="extend_investigation", says="Two more young members want to be heard."),
        Away(1, who="investigator", until=14, says="Leave that was booked before the case came."),
        Do(
            18,
            step="extend_investigation",
            says="The investigator is back; the last two interviews are fixed.",
        ),
    ),
)

STORIES: tuple[Story, ...] = (POLICE, ILL)
