"""Stories of eighteen months and more: what a backlog does to people."""

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
    Adds,
    Allegation,
    Do,
    Message,
    Story,
    he,
    she,
)

SUSPENDED = Story(
    code="twenty-two-months",
    title="Suspended for twenty-two months",
    days=684,
    club="Wolfscastle Weightlifting Club",
    account=(
        "{r1} coaches our seniors and sells supplements on the side. A new lifter was told that "
        "without them he "
        "would not be in the team. I have his messages."
    ),
    c=(he("Wolfscastle Weightlifting Club"),),
    r=(he("Wolfscastle Weightlifting Club"),),
    alleged=(
        Allegation(
            "interest", "Made a place in the team depend on buying from him", days_before=50, lasted=45
        ),
        Allegation("safety", "Sold supplements to lifters in his charge", days_before=300, lasted=290),
    ),
    beats=(
        Do(0, step="screen"),
        Do(1, step="acknowledge"),
        Do(1, step="appoint_handlers"),
        Do(
            4,
            step="ask_for_measure",
            by="case_manager",
            says="He trains the people who would be witnesses, four evenings a week.",
            papers={"risk assessment": "Pressure on witnesses is likely while he coaches them."},
        ),
        Do(
            1,
            step="decide_measure",
            outcome="granted",
            says="Suspended while the witnesses are heard. This should not take long.",
            papers={
                "why nothing milder will do": (
                    "He is the only coach; keeping him from some sessions is keeping him from all."
                )
            },
            starts="interim_suspension",
        ),
        investigate(after=3, band="complex"),
        Do(
            4,
            step="hear_on_measure",
            says="He accepts that he should not coach, not that he may not train himself.",
        ),
        notice("Messages of two months.", after=1),
        reply(
            (
                "I recommended what I take myself. Nobody had to buy it. I ask to be allowed to "
                "train; it is my life."
            ),
            after=8,
        ),
        *begin(),
        *interview("The new lifter.", after=12),
        Do(days=28, step="review_measure", outcome="stays", says="Three witnesses still to be heard."),
        *interview("Two more lifters.", after=20),
        Do(days=24, step="review_measure", outcome="stays", says="One witness is abroad."),
        Do(days=30, step="form_measures_panel"),
        Do(
            5,
            step="renew_measure",
            says="Renewed for six months. The panel expects the report before that.",
            until=178,
        ),
        Message(
            10,
            by="r1",
            says=(
                "It is six months now. Nobody has asked me a single question since the reply. What are you "
                "waiting for?"
            ),
        ),
        Message(
            2,
            by="case_manager",
            to="r1",
            says=(
                "The investigator has left and another is being found. I know that this is no answer to you."
            ),
        ),
        Do(
            2,
            step="replace_handler",
            papers={"why": "The investigator has left the federation."},
            replaces=("investigator",),
        ),
        Do(days=40, step="review_measure", outcome="stays", says="The new investigator is reading in."),
        Do(days=80, step="form_measures_panel"),
        Do(6, step="renew_measure", says="Renewed for the last time that the rules allow.", until=178),
        *interview("A fourth lifter, again.", after=20),
        Message(
            10,
            by="r1",
            says=(
                "A year. I have lost the season, the job at the gym and most of my friends. If I "
                "did wrong, tell "
                "me what it was."
            ),
        ),
        Do(
            3,
            step="explain_delay",
            says="Two investigators left one after the other. The third expects to finish this quarter.",
        ),
        Do(days=60, step="review_measure", outcome="stays", says="The draft is expected this quarter."),
        Do(
            days=70,
            step="note_lapse",
            says="Eighteen months are over and the suspension has lapsed by itself.",
        ),
        Do(
            0,
            step="ask_for_measure",
            by="case_manager",
            says=(
                "Eighteen months are over. The draft is still not out and he is back with the "
                "witnesses tonight."
            ),
            papers={"risk assessment": "Unchanged. Two of the witnesses train with him."},
        ),
        Do(
            1,
            step="decide_measure",
            outcome="granted",
            says=(
                "No suspension lasts longer than eighteen months, however it is ordered: he trains again. "
                "He keeps away from the two witnesses and their hours. Oversight is told; the draft must be "
                "out within two months."
            ),
            papers={"why nothing milder will do": "Two witnesses have said that they will not come else."},
            starts="no_contact",
        ),
        Message(
            days=95,
            by="r1",
            says="Twenty-two months. I no longer ask what for. I ask who decides that this may go on.",
        ),
    ),
    updates_stop=260,
    cast=True,
)

TAKE_OVER_LATE = Story(
    code="juniors-abroad",
    title="A tour abroad and its leader",
    days=578,
    club="Barleyford Football Club",
    account=(
        "{r1} led the tour. Parents paid for full board and the boys had bread. He has the "
        "receipts, he says, "
        "and has said so for months."
    ),
    c=(she("Barleyford Football Club"),),
    r=(he("Barleyford Football Club"),),
    alleged=(Allegation("money", "Kept money that was paid for board", days_before=60, lasted=10),),
    beats=(
        *intake(acknowledge=4, appoint=3),
        investigate(after=14, band="complex"),
        notice("Price list of the tour; eleven parents' letters.", after=6),
        reply("Receipts are with my accountant. The hostel changed its terms on the day.", after=9),
        *begin(after=14),
        *interview("Four parents.", after=30),
        Message(
            60, by="c1", says="It is a year. He leads this year's tour. Does that mean he is in the clear?"
        ),
        Message(
            6,
            by="case_manager",
            to="c1",
            says=(
                "No. Nothing has been decided. I have asked the investigator for a date and will "
                "write when I have one."
            ),
        ),
        *interview("The hostel, by letter.", after=70),
    ),
    keeps=("report_at_six_months",),
)

TAKEN_OVER = Story(
    code="regional-chair",
    title="A regional chair and the votes of a club",
    days=612,
    club="Samphire Point Tennis Club",
    account=(
        "Before the regional meeting {r1}, who was standing for chair, paid the back fees of nine members so "
        "that they could vote. All nine voted for him. He won by four."
    ),
    c=(she("Samphire Point Tennis Club"),),
    r=(he("Samphire Point Tennis Club"),),
    alleged=(Allegation("election", "Paid fees of members so that they could vote for him", days_before=30),),
    beats=(
        *intake(),
        investigate("An election turned on it.", after=8, band="complex"),
        notice("Bank slips of nine payments on one day.", after=3),
        reply("I lent it to them. Seven have paid me back. There is no rule against lending.", after=9),
        *begin(),
        *interview("Six of the nine.", after=25),
        draft("Nine payments on one day. Seven repayments, all after the complaint.", after=45),
        Do(7, step="comment", by="r1", says="After, because nobody had asked before."),
        Do(1, step="comment", by="c1", says="That says everything."),
        *report("Comments attached.", after=10),
        examine("charge", "There is a case to answer.", after=12),
        Do(
            days=368,
            step="take_over",
            outcome="taken",
            says=(
                "Eighteen months are over. The oversight body takes the case, names a clerk and "
                "fixes a hearing."
            ),
        ),
        *to_hearing(fix=15, hearing_in=50, bundle=4),
    ),
    cast=True,
    updates_stop=240,
)

LONG_CLOSED = Story(
    code="honours-board",
    title="A name taken off the honours board",
    days=556,
    club="Dunnersby Swimming Club",
    account=(
        "My record of 1988 has been taken off the board. {r1} says that the distance was short. It "
        "was measured by two stewards."
    ),
    c=(he("Dunnersby Swimming Club"),),
    r=(she("Dunnersby Swimming Club"),),
    alleged=(Allegation("office", "Took a record off the board without a decision", days_before=9),),
    beats=(
        *intake(acknowledge=3),
        investigate(after=9, band="simple"),
        notice("Photographs of the board before and after.", after=3),
        reply("The committee decided it in spring. The minute is short, but it is there.", after=9),
        *begin(after=9),
        *interview("The committee's chair.", after=30),
        draft("There is a minute of one line.", after=40),
        Do(8, step="comment", by="c1", says="One line for thirty-six years."),
        *report("Comment attached.", after=12),
        examine("charge", "Whether a minute of one line is a decision is for a panel.", after=6),
        *to_hearing(hearing_in=55, fix=15),
        *heard("Heard. Both stewards are alive and came.", after=24),
        Do(
            2,
            step="decide",
            outcome="no_breach",
            says=(
                "The committee decided and she carried it out. It may have been wrong; it was not "
                "misconduct. The record is another matter."
            ),
            finds={1: "not proved"},
        ),
        Do(8, step="give_reasons", says="Reasons, five paragraphs."),
        Do(14, step="enforce"),
        Do(5, step="close", says="Remedy: the club measures the old course, with both stewards."),
        Do(2, step="set_retention"),
    ),
    updates_stop=160,
)

LOST_FILE = Story(
    code="missing-box",
    title="A box of papers that was lost",
    days=805,
    club="Ermine Cross Photographic Society",
    via="letter",
    account=(
        "Prints of mine were sold at the fair under another name. {r1} ran the stall. I gave a folder of "
        "negatives as proof and would like it back whatever happens."
    ),
    c=(he("Ermine Cross Photographic Society"),),
    r=(she("Ermine Cross Photographic Society"),),
    alleged=(Allegation("honesty", "Sold prints under another name", days_before=15),),
    beats=(
        *intake(acknowledge=6, appoint=7),
        investigate(after=22),
        notice("A photograph of the stall.", after=9),
        reply("The labels got mixed up when it rained. I gave what I took to the society.", after=8),
        *begin(after=15),
        *interview("Two who bought prints.", after=30),
        Message(
            90, by="c1", says="My folder of negatives. You said in spring that it would be back in summer."
        ),
        Message(
            12,
            by="case_manager",
            to="c1",
            says="The office has moved and one box is missing. I am looking and will not stop looking.",
        ),
        Adds(150, by="c1", says="I have found contact sheets of the same films. They show my name."),
        Message(130, by="c1", says="It is more than two years. Is anybody there?"),
    ),
    keeps=("report_at_six_months",),
)

NEVER_HEARD = Story(
    code="the-armoury",
    title="Blades from the armoury",
    days=898,
    club="Highmarket Fencing Club",
    account="Nine blades left the armoury and came back as worse ones. {r1} is armourer. I have the numbers.",
    c=(he("Highmarket Fencing Club"),),
    r=(he("Highmarket Fencing Club"),),
    alleged=(
        Allegation("honesty", "Exchanged the club's blades for worse ones", days_before=100, lasted=80),
    ),
    beats=(
        *intake(acknowledge=2),
        investigate(after=9),
        notice("A list of numbers, before and after.", after=4),
        reply(
            "Numbers are ground off when a blade is mended. Seven of nine were mended. Here is the book.",
            after=8,
        ),
        *begin(),
        Do(5, step="take_evidence", says="The armourer's book, copied.", files=("book",)),
        *interview("The maker of the blades.", after=30),
        draft("Seven were mended. Two cannot be traced.", after=60),
        Do(8, step="comment", by="r1", says="Two in nine years is not many."),
        *report("Comment attached.", after=14),
        examine("charge", "On two blades there is a case to answer.", after=15),
        Do(50, step="fix_hearing", until=60),
        Do(12, step="serve_bundle"),
        Do(
            25,
            step="adjourn",
            grounds="late evidence",
            says="A third book has been found. The respondent asks for time to read it.",
            until=80,
        ),
        Do(
            55,
            step="adjourn",
            grounds="no quorum",
            says="One of the panel has died. Another has to be found.",
            until=120,
        ),
        Message(60, by="r1", says="Two blades, two years and a half. I have stopped fencing."),
        Do(days=240, step="adjourn", grounds="illness", says="The complainant is in hospital.", until=150),
    ),
    updates_stop=300,
    cast=True,
)

STORIES: tuple[Story, ...] = (
    SUSPENDED,
    TAKE_OVER_LATE,
    TAKEN_OVER,
    LONG_CLOSED,
    LOST_FILE,
    NEVER_HEARD,
)
