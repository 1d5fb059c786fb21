"""Stories of twelve to eighteen months."""

from __future__ import annotations

from dueprocess.demo.stories.common import (
    begin,
    draft,
    examine,
    heard,
    intake,
    interview,
    investigate,
    notice,
    reply,
    report,
    to_hearing,
)
from dueprocess.demo.story import (
    Allegation,
    Away,
    Do,
    Impose,
    Story,
    he,
    she,
)

OVER_A_YEAR = Story(
    code="trust-fund",
    title="The trust behind the pavilion",
    days=398,
    club="Oxlode Cricket Club",
    account=(
        "The pavilion belongs to a trust of three. {r1} and {r2} are two of them and rent it to "
        "the club at a "
        "price they set themselves. Accounts have not been shown for four years."
    ),
    c=(he("Oxlode Cricket Club"),),
    r=(he("Oxlode Cricket Club"), she("Oxlode Cricket Club")),
    alleged=(
        Allegation("interest", "Set the rent of a building held by himself", days_before=900, lasted=880),
        Allegation(
            "interest", "Set the rent of a building held by herself", "r2", days_before=900, lasted=880
        ),
    ),
    beats=(
        *intake(),
        investigate("Papers of four years and two respondents.", after=9, band="complex"),
        notice("The lease, minutes of four years.", after=3, each=("r1",)),
        notice("The lease, minutes of four years.", after=0, each=("r2",)),
        reply(
            (
                "The rent was looked at by a surveyor and is below the market. His letter is with "
                "the trust's papers."
            ),
            after=8,
        ),
        reply(
            "I was asked to be a trustee because I had paid for the roof. I have never had a penny.",
            by="r2",
            after=1,
        ),
        *begin(),
        *interview("The third trustee.", after=20),
        Do(
            10, step="take_evidence", says="Four years of the trust's accounts, at last.", files=("accounts",)
        ),
        Do(25, step="extend_investigation", says="The accounts came three months after they were asked for."),
        Do(16, step="extend_investigation", says="An accountant is needed for two of the years."),
        *interview("The surveyor.", after=3),
        Do(12, step="extend_investigation", says="The accountant's report is due next month."),
        Do(
            25,
            step="release",
            each=("r2",),
            says=(
                "She joined the trust after the rent had been set and was never asked. Nothing "
                "remains against her."
            ),
        ),
    ),
    keeps=("update", "report_at_six_months", "explain_delay"),
    updates_stop=300,
)

HEARD_AGAIN = Story(
    code="score-board",
    title="The protest at the final",
    days=436,
    club="Candlewick Street Basketball Club",
    account=(
        "{r1}, our team manager, altered the score sheet after both captains had signed. I kept the "
        "score and have my copy."
    ),
    c=(she("Candlewick Street Basketball Club"),),
    r=(he("Candlewick Street Basketball Club"),),
    alleged=(Allegation("honesty", "Altered a signed score sheet", days_before=2),),
    beats=(
        *intake(),
        investigate(after=7, band="simple"),
        notice("Both copies of the sheet.", after=3),
        reply(
            (
                "I corrected a number that the table had copied wrongly, in front of the referee, "
                "and put my initials."
            ),
            after=8,
        ),
        *begin(),
        *interview("The referee, who recalls a correction, not by whom.", after=12),
        draft("The initials are his. The referee's own card shows the corrected number.", after=18),
        Do(6, step="comment", by="r1", says="So I was right."),
        *report("Comment attached.", after=12),
        examine("charge", "After signing nobody may correct.", after=5),
        *to_hearing(hearing_in=46),
        *heard("Heard. The referee was abroad.", after=14),
        Do(
            2,
            step="decide",
            outcome="breach",
            says="Proved. The number was right; the way was not.",
            finds={1: "proved"},
            imposes=(Impose("suspension", "3 months"),),
        ),
        Do(8, step="give_reasons", says="Reasons, nine paragraphs."),
        Do(
            5,
            step="appeal",
            by="r1",
            grounds="new evidence",
            says="The referee is back and has written down what he saw.",
        ),
        Do(4, step="permit_appeal", outcome="given", says="The evidence could not have been had before."),
        Do(
            22,
            step="decide_appeal",
            outcome="heard_again",
            says="With the referee's letter a panel might decide otherwise. A new panel hears it.",
        ),
        Do(8, step="fix_hearing", until=60),
        Do(4, step="serve_bundle"),
        Do(
            12,
            step="adjourn",
            grounds="no quorum",
            says="Two of the panel withdrew. Another day is to be found.",
            until=70,
        ),
    ),
    cast=True,
    updates_stop=250,
)

REOPENED = Story(
    code="old-minutes",
    title="Minutes that turned up",
    days=462,
    club="Tarnholt Chess Circle",
    account=(
        "The minutes of the meeting where {r1} was paid for the boards have gone. I was there and nobody "
        "voted on any payment."
    ),
    c=(he("Tarnholt Chess Circle"),),
    r=(he("Tarnholt Chess Circle"),),
    alleged=(Allegation("money", "Was paid for chess boards without a vote", days_before=200),),
    beats=(
        *intake(),
        investigate(after=7, band="simple"),
        notice("The bank slip.", after=3),
        reply("There was a vote. Ask anyone.", after=6),
        *begin(),
        *interview("Five of the nine who were there. Three remember a vote.", after=12),
        draft("It cannot be established whether there was a vote.", after=18),
        Do(6, step="comment", by="c1", says="Then find the minutes."),
        *report("They were not found.", after=11),
        examine("close", "No case to answer on what there is.", after=4),
        Do(14, step="enforce"),
        Do(4, step="close"),
        Do(2, step="set_retention"),
        Do(
            120,
            step="reopen",
            grounds="new evidence that could not be had before",
            says="The minutes were found in the piano stool. They say that the payment was put off.",
            papers={
                "why it could have changed the outcome": (
                    "The examiners closed because nobody could say whether there was a vote."
                )
            },
            files=("minutes",),
        ),
        investigate("Opened again on the minutes that were found.", after=6, band="simple"),
        notice("The minutes.", after=2),
        reply(
            "Then there must have been another meeting. I was paid; somebody must have decided it.", after=8
        ),
        *begin(),
        *interview("The treasurer of that year, abroad, by telephone.", after=9),
    ),
)

STILL_WAITING = Story(
    code="summer-camp",
    title="Who slept where at the summer camp",
    days=494,
    club="Hartscombe Orienteering Club",
    account=(
        "At the camp in July adults and juniors were in one dormitory, against the camp rules. {r1} led the "
        "camp. Nothing happened, as far as I know. It must not happen again."
    ),
    c=(she("Hartscombe Orienteering Club"),),
    r=(he("Hartscombe Orienteering Club"),),
    alleged=(
        Allegation("safeguarding", "Put adults and juniors in one dormitory", days_before=20, lasted=6),
    ),
    beats=(
        *intake(),
        investigate("No harm is known of. The rule is there so that none can be.", after=5),
        notice("The camp rules and the room list.", after=2),
        Do(
            2,
            step="stop_the_clock",
            outcome="police",
            says="The authority looks at it first and asks us to wait.",
            papers={"evidence of the ground": "Letter of the authority."},
            until=28,
        ),
        Do(
            days=25,
            step="stop_the_clock",
            outcome="police",
            says="Asked again.",
            papers={"evidence of the ground": "Second letter."},
            until=28,
        ),
        Do(
            days=25,
            step="stop_the_clock",
            outcome="police",
            says="Asked again.",
            papers={"evidence of the ground": "Third letter."},
            until=28,
        ),
        Do(
            days=13,
            step="start_the_clock",
            outcome="police",
            says="The authority has finished and takes no action.",
        ),
        reply(
            (
                "The second hut was flooded. I put a parent in each room and wrote it in the log. I "
                "rang the region that night."
            ),
            after=6,
        ),
        *begin(),
        *interview("Four parents. Each was in a room.", after=14),
        *interview("The region. A call was noted at 21:40.", after=12),
        Away(2, who="investigator", until=35, says="Ill."),
        draft("The hut was flooded; the call was made; a parent was in each room.", after=60),
        Do(7, step="comment", by="c1", says="I did not know about the flood. Why did nobody tell us?"),
        *report("Comment attached.", after=14),
    ),
    updates_stop=220,
    minor=True,
)

SERVED = Story(
    code="winter-league",
    title="A punch in the winter league",
    days=384,
    club="Outer Skerra Football Club",
    account=(
        "In the eightieth minute {r1} hit our number six in the face. He was sent off, and says that "
        "this ends it."
    ),
    c=(he("Outer Skerra Football Club"),),
    r=(he("Barleyford Football Club"),),
    alleged=(Allegation("violence", "Hit an opponent in the face", days_before=1),),
    beats=(
        *intake(),
        investigate(after=4, band="simple"),
        notice("The referee's report.", after=2),
        reply("I did it. He had been at me the whole game. I was sent off and missed three games.", after=3),
        *begin(after=9),
        draft("Not disputed.", after=6),
        Do(4, step="comment", by="r1", says="Not disputed."),
        *report("Not disputed.", after=9),
        examine("charge", "A blow goes to a panel even where it is admitted.", after=4),
        *to_hearing(hearing_in=40),
        Do(4, step="go_on_papers", says="Everything is admitted; he agrees to papers."),
        Do(
            5,
            step="decide",
            outcome="breach",
            says="Admitted. The three games are counted. Sixty days.",
            finds={1: "proved"},
            imposes=(Impose("suspension", "60 days"),),
        ),
        Do(4, step="give_reasons", says="Reasons, four paragraphs."),
        Do(14, step="enforce"),
        Do(4, step="close"),
        Do(3, step="set_retention"),
    ),
)

INTERFERENCE = Story(
    code="a-word-in-passing",
    title="A word in passing from above",
    days=520,
    club="Merrowater Sailing Club",
    account=(
        "{r1} has run the regatta for years. This spring the safety boats were called off to save money and "
        "he told nobody. A dinghy was out for two hours."
    ),
    c=(he("Merrowater Sailing Club"),),
    r=(he("Merrowater Sailing Club"),),
    alleged=(Allegation("safety", "Called off the safety boats and told nobody", days_before=12),),
    beats=(
        *intake(),
        investigate("A risk to life; papers exist.", after=6, band="complex"),
        Do(
            2,
            step="note_contact",
            by="case_manager",
            papers={
                "who, how, and what was asked": (
                    "The general secretary stopped me on the stairs: 'that regatta business, it need "
                    "not take all year, need it'. I said that I could not speak of it."
                )
            },
        ),
        notice("The radio log; the order to the boats.", after=1),
        reply("There was one boat, not none. The coastguard knew. I have run forty of these.", after=8),
        *begin(),
        Do(
            5,
            step="note_contact",
            by="investigator",
            papers={
                "who, how, and what was asked": (
                    "A donor of the club rang to say what a loss {r1} would be. I told her that the "
                    "call would be entered."
                )
            },
        ),
        *interview("The helm of the dinghy.", after=14),
        *interview("The coastguard's watch officer, in writing.", after=20),
        draft("One boat was out, at the far mark. The dinghy was seen after 110 minutes.", after=60),
        Do(7, step="comment", by="r1", says="Seen after 95."),
        Do(3, step="comment", by="c1", says="It felt longer."),
        *report("Comments attached.", after=14),
        examine("charge", "There is a case to answer.", after=9),
        Do(
            35,
            step="note_contact",
            by="clerk",
            papers={
                "who, how, and what was asked": (
                    "Journalist asked on what day it is to be heard. I said nothing."
                )
            },
        ),
    ),
    updates_stop=260,
    cast=True,
)

STORIES: tuple[Story, ...] = (
    OVER_A_YEAR,
    HEARD_AGAIN,
    REOPENED,
    STILL_WAITING,
    SERVED,
    INTERFERENCE,
)
