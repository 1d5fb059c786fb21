"""Stories of six to twelve months after the decision: appeals, sanctions, a conflict on the way."""

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
    Conflict,
    Do,
    Impose,
    Message,
    Someone,
    Story,
    he,
    she,
)

APPEALING = Story(
    code="book-keeper",
    title="The book-keeper's own loans",
    days=215,
    club="Fairholm Dance Club",
    account=(
        "As book-keeper {r1} lent himself money from the hall fund three times. He paid it back each time. "
        "Nobody had said he might, and the fund is for the floor."
    ),
    c=(she("Fairholm Dance Club"),),
    r=(he("Fairholm Dance Club"),),
    alleged=(
        Allegation(
            "money", "Borrowed from the hall fund without leave, three times", days_before=200, lasted=150
        ),
    ),
    beats=(
        *intake(),
        investigate(after=6),
        notice("Bank statements of a year.", after=3),
        reply(
            (
                "It was I who kept that fund alive when nobody else would. It is all back, with "
                "interest that I paid unasked."
            ),
            after=8,
        ),
        *begin(),
        *interview("The chair at the time, who remembers being told of one loan.", after=12),
        draft(
            "Three loans, 2,150 in all, 40, 65 and 18 days. All repaid. One was known to the chair.", after=25
        ),
        Do(7, step="comment", by="r1", says="All three were known."),
        Do(1, step="comment", by="c1", says="Not to the members."),
        *report("Comments attached.", after=4),
        examine("charge", "There is a case to answer.", after=4),
        *to_hearing(hearing_in=45),
        *heard("Heard. The former chair gave evidence.", after=13),
        Do(
            2,
            step="decide",
            outcome="breach",
            says="Proved. Repayment counts for much, secrecy for more. He cannot keep books for the club.",
            finds={1: "proved"},
            imposes=(Impose("removal_from_office"), Impose("warning", "18 months")),
        ),
        Do(6, step="give_reasons", says="Reasons, twelve paragraphs."),
        Do(
            4,
            step="appeal",
            by="r1",
            grounds="sanction outside the range",
            says=(
                "Nobody has ever lost an office over money that was given back. The panel's own "
                "table says 'warning'."
            ),
        ),
        Do(4, step="permit_appeal", outcome="given", says="Arguable: the guidance can be read in two ways."),
    ),
    cast=True,
)

VARIED = Story(
    code="start-list",
    title="A start list that went to a bookmaker",
    days=352,
    club="Skelbridge Cycling Club",
    account=(
        "The start list with the withdrawals was with a bookmaker on Friday. It was public on Saturday. Only "
        "{r1} and I had it, and it was not I."
    ),
    c=(he("Skelbridge Cycling Club"),),
    r=(he("Skelbridge Cycling Club"),),
    alleged=(Allegation("confidentiality", "Gave a start list to a bookmaker a day early", days_before=3),),
    beats=(
        *intake(),
        investigate(after=5, band="simple"),
        notice("Two messages with times.", after=2),
        reply(
            (
                "I sent it to my brother, who asked whether his friend was riding. What he did with "
                "it I cannot say."
            ),
            after=7,
        ),
        *begin(),
        *interview("The brother came of his own will. He had passed it on.", after=9),
        draft("Sent on Friday at 17:20 to one person, passed on by him.", after=12),
        Do(5, step="comment", by="r1", says="Right. I did not know."),
        *report("Comment attached.", after=10),
        examine("charge", "There is a case to answer.", after=4),
        *to_hearing(hearing_in=44),
        *heard("Heard on one morning.", after=13),
        Do(
            2,
            step="decide",
            outcome="breach",
            says="Proved. A list kept back for fairness was given away.",
            finds={1: "proved"},
            imposes=(Impose("suspension", "6 months"),),
        ),
        Do(6, step="give_reasons", says="Reasons, seven paragraphs."),
        Do(
            5,
            step="appeal",
            by="r1",
            grounds="sanction outside the range",
            says="Six months for one message to my brother is too much.",
        ),
        Do(3, step="permit_appeal", outcome="given", says="Arguable."),
        Do(
            17,
            step="decide_appeal",
            outcome="varied",
            says="Careless, not for gain. Two months take the place of six.",
            imposes=(Impose("suspension", "2 months"),),
        ),
        Do(14, step="enforce"),
        Do(4, step="close"),
        Do(2, step="set_retention"),
    ),
)

UNIT = Story(
    code="members-only",
    title="A club that stopped taking beginners",
    days=300,
    club="Holmsay Rowing Club",
    account=(
        "The club has put up a sign: no new members without a sponsor from the committee. I was turned away. "
        "Two others were let in the same week. The federation's grant says 'open to all'."
    ),
    c=(Someone(outside="Mercy Chebet"),),
    r=(Someone(unit="Holmsay Rowing Club"),),
    alleged=(
        Allegation("discrimination", "Turned beginners away by a rule of its own", days_before=20, lasted=15),
    ),
    beats=(
        *intake(),
        investigate("The respondent is a club. Its committee speaks for it.", after=7),
        notice("A photograph of the sign; the terms of the grant.", after=2),
        reply(
            (
                "We had two boats and forty people. The sign was about boats. We took it down in May "
                "and keep a waiting list now."
            ),
            after=7,
        ),
        *begin(),
        *interview("The club's secretary and its captain.", after=9),
        draft("Two were admitted out of turn. The list now in use is fair.", after=20),
        Do(6, step="comment", by="c1", says="I am on the list now. Number nineteen."),
        *report("Comment attached.", after=10),
        examine(
            "consensual",
            (
                "The club admits it and agrees to conditions: an open list, read out at each "
                "meeting, for a year."
            ),
            after=5,
            imposes=(Impose("conditions", "1 year"),),
        ),
        Do(14, step="enforce"),
        Do(
            4,
            step="close",
            says="The list is read out at each meeting for a year; the region looks at it in spring.",
        ),
        Do(2, step="set_retention"),
    ),
)

EXPELLED = Story(
    code="kit-shop",
    title="The kit shop that was not the club's",
    days=340,
    club="Oxlode Cricket Club",
    account=(
        "{r1} took orders and money for club kit from thirty-one of us. No kit came. The shop's name was not "
        "the club's and the account was his own."
    ),
    c=(he("Oxlode Cricket Club"),),
    r=(he("Oxlode Cricket Club"),),
    alleged=(
        Allegation("money", "Took money for kit that never came", days_before=90, lasted=60),
        Allegation("honesty", "Used the club's badge for a shop of his own", days_before=95, lasted=70),
    ),
    beats=(
        *intake(),
        investigate("Thirty-one people and about two thousand.", after=4),
        notice("Thirty-one orders and the bank slips.", after=2),
        reply("I shall pay everybody back when I can.", after=9),
        *begin(),
        *interview("Four who had ordered, and the maker of the real kit, who had no order.", after=8),
        draft("No order was ever placed. Four have been paid back.", after=14),
        *report("No comments came.", after=11),
        examine("charge", "There is a case to answer on both.", after=3),
        *to_hearing(hearing_in=43),
        Do(19, step="final_bundle"),
        Do(12, step="hear", says="He did not come and sent no word. The panel went on without him."),
        Do(
            1,
            step="decide",
            outcome="breach",
            says="Both proved. He had months to put it right and did not.",
            finds={1: "proved", 2: "proved"},
            imposes=(Impose("expulsion"),),
        ),
        Do(5, step="give_reasons", says="Reasons, eight paragraphs."),
        Do(12, step="enforce"),
        Do(3, step="close"),
        Do(2, step="set_retention"),
    ),
)

CONFLICTED = Story(
    code="small-island",
    title="An island where everybody knows everybody",
    days=190,
    club="Kittiwake Sound Kayak Club",
    account=(
        "{r1}, who is our safety officer, took a group of nine out in a wind that the club's own "
        "table says no "
        "to. All came back. I was one of the nine and I was frightened."
    ),
    c=(she("Kittiwake Sound Kayak Club"),),
    r=(he("Kittiwake Sound Kayak Club"),),
    alleged=(Allegation("safety", "Took nine people out against the club's wind table", days_before=4),),
    beats=(
        *intake(),
        Conflict(
            1,
            who="assessor",
            ground="close to a party",
            says=(
                "The respondent's sister is my oldest friend. I have not read beyond the first page "
                "and give the file back."
            ),
        ),
        Do(
            2,
            step="replace_handler",
            replaces=("assessor",),
            papers={"why": "The assessor has declared a conflict."},
        ),
        investigate(after=6),
        notice("The wind table, the log, the forecast.", after=2),
        reply(
            (
                "The table is about gusts at the pier. We went from the lee side. I took it "
                "seriously and turned back early."
            ),
            after=7,
        ),
        *begin(),
        Conflict(
            3,
            who="investigator",
            ground="spoke in public about the matter",
            said_by="r1",
            says=(
                "The investigator signed a letter to the newsletter about safety afloat, two weeks "
                "after this. That is about me."
            ),
        ),
        Conflict(
            1,
            who="investigator",
            ground="same employer",
            says="I work for the council, and so does the complainant; four hundred people do. I declare it.",
        ),
        Message(2, by="r1", says="Who decides about my objection, and when?"),
        Message(
            1,
            by="case_manager",
            to="r1",
            says=(
                "Somebody who has had nothing to do with the case. You will have the answer with "
                "reasons within a week."
            ),
        ),
        Do(
            3,
            step="settle_conflict",
            outcome="conflict",
            says="Two soft grounds are as good as a hard one. Another investigator takes over.",
        ),
        Do(1, step="replace_handler", replaces=("investigator",), papers={"why": "A conflict was found."}),
        *interview("Five of the nine.", after=14),
        draft(
            (
                "Wind at the pier was over the table's limit from noon. They were out from half past "
                "eleven to one."
            ),
            after=24,
        ),
        Do(6, step="comment", by="r1", says="The limit is for the pier."),
        Do(3, step="comment", by="c1", says="I was frightened all the same."),
        *report("Comments attached.", after=5),
    ),
    cast=True,
)

DEFAULTED = Story(
    code="first-aid-course",
    title="A course that nobody attended",
    days=284,
    club="Mirefold Badminton Club",
    account=(
        "{r1} coaches the under-twelves and grabbed one by the arm to move him. He cried. I was told "
        "that it is 'how it was always done'."
    ),
    c=(she("Mirefold Badminton Club"),),
    r=(he("Mirefold Badminton Club"),),
    alleged=(Allegation("safeguarding", "Grabbed a child by the arm to move him", days_before=2),),
    beats=(
        *intake(),
        investigate(after=4, band="simple"),
        notice("The account of one who saw it.", after=2),
        reply(
            (
                "I did take him by the arm; he was about to run into the posts. I accept that I "
                "could have called."
            ),
            after=6,
        ),
        *begin(),
        *interview("The assistant coach.", after=5),
        draft("By the upper arm, for a moment, to stop him. No mark.", after=6),
        Do(4, step="comment", by="r1", says="That is how it was."),
        *report("Comment attached.", after=8),
        examine(
            "consensual",
            "He agrees to the course on young athletes within sixty days.",
            after=3,
            imposes=(Impose("training"),),
        ),
        Do(14, step="enforce"),
        Do(5, step="enrol", says="Enrolled on the course of the month after."),
        Do(44, step="appoint_panel_for_default"),
        Do(
            9,
            step="judge_default",
            outcome="more_time",
            says="The course was moved and nobody told him. He has a place on the next one. More time.",
        ),
        Do(4, step="enforce"),
        Do(1, step="enrol", says="The course of next month, confirmed by the provider."),
        Do(22, step="finish_training", says="Attended and passed."),
        Do(3, step="close"),
        Do(2, step="set_retention"),
    ),
    cast=True,
)

STORIES: tuple[Story, ...] = (
    APPEALING,
    VARIED,
    UNIT,
    EXPELLED,
    CONFLICTED,
    DEFAULTED,
)
