"""Stories of three to six months in which something was decided, or is about to be."""

from __future__ import annotations

from dueprocess.demo.stories.common import (
    begin,
    draft,
    examine,
    intake,
    interview,
    investigate,
    notice,
    reply,
    report,
    to_hearing,
)
from dueprocess.demo.story import (
    ANONYMOUS,
    Allegation,
    Do,
    Impose,
    Story,
    he,
    member,
    she,
)

EXAMINING = Story(
    code="proxy-votes",
    title="Proxy votes at the club meeting",
    days=95,
    club="Wheatsheaf Lane Bridge Club",
    account=(
        "{r1} brought nineteen proxies to the annual meeting. I am one of the nineteen and I had signed "
        "nothing. The vote for treasurer was won by eleven."
    ),
    c=(member("Wheatsheaf Lane Bridge Club"),),
    r=(she("Wheatsheaf Lane Bridge Club"),),
    alleged=(Allegation("election", "Used a proxy that had not been given", days_before=4),),
    beats=(
        *intake(),
        investigate("An election turned on it. The papers exist and can be looked at.", after=5),
        notice("The nineteen proxy forms, copies.", after=2),
        reply(
            (
                "Each form came to me in the post, signed. I did not look at who had signed what. I "
                "ask that the handwriting be compared."
            ),
            after=8,
        ),
        *begin(),
        Do(
            2,
            step="take_evidence",
            says="The nineteen forms in the original, with envelopes.",
            files=("proxy-forms",),
        ),
        *interview("Seven of the nineteen. Five say that they signed, two that they did not.", after=9),
        draft(
            "Two forms were not signed by those they name. Who filled them in cannot be told from the forms.",
            after=18,
        ),
        Do(
            6,
            step="comment",
            by="r1",
            says="I am glad that it says so. I was never asked about the two before.",
        ),
        Do(3, step="comment", by="c1", says="Somebody did it."),
        *report("Comments are attached. Two forms false, author unknown.", after=4),
    ),
)

NO_CASE = Story(
    code="water-break",
    title="A coach who gave no water break",
    days=152,
    club="Hawkrigg Fell Runners",
    account=(
        "On the hottest day of the year {r1} ran the juniors up the fell without a water break. One of them "
        "was sick. When I said something she told me to leave the training to those who know."
    ),
    c=(he("Hawkrigg Fell Runners"),),
    r=(she("Hawkrigg Fell Runners"),),
    alleged=(Allegation("safety", "Gave juniors no water break in the heat", days_before=2),),
    beats=(
        *intake(),
        investigate(after=5, band="simple"),
        notice("The account; the weather of the day.", after=2),
        reply(
            (
                "There were three breaks, at the stile, the cairn and the tarn. Every child carried "
                "a bottle. The boy had eaten an ice cream."
            ),
            after=3,
        ),
        Do(
            0,
            step="ask_for_measure",
            by="c1",
            says="On Saturday they go up that hill with her again.",
            papers={"risk assessment": "More heat is forecast. Two others could lead the juniors."},
        ),
        Do(
            1,
            step="decide_measure",
            outcome="granted",
            says="Another coach leads the juniors until it is known what happened.",
            papers={"why nothing milder will do": "Whether she keeps breaks is what is in dispute."},
            starts="restriction",
            scope=("attendance",),
        ),
        Do(2, step="hear_on_measure", says="Heard by telephone. She minds being thought careless."),
        *begin(after=5),
        *interview("Four juniors and two parents who went along. All remember the breaks.", after=6),
        draft("Three breaks are shown by four watches. One child was sick at the tarn.", after=6),
        Do(3, step="comment", by="c1", says="I was not on the hill. I believed what I was told."),
        Do(1, step="comment", by="r1", says="Nothing to add."),
        Do(0, step="review_measure", outcome="stays", says="Until the examiners have read the report."),
        *report("No change after comments.", after=3),
        examine(
            "close",
            "There is no case to answer. The breaks were taken. The complaint was made in good faith.",
            after=3,
        ),
        Do(14, step="enforce"),
        Do(3, step="close", says="Both told. Learning: clubs should note breaks on the session sheet."),
        Do(2, step="set_retention"),
    ),
)

CONSENSUAL = Story(
    code="loud-hailer",
    title="Through the loud-hailer",
    days=128,
    club="Tern Bay Surf Life Club",
    account=(
        "{r1} runs the Sunday session with a loud-hailer and uses it on people by name. What he "
        "said about my "
        "weight was heard on the whole beach."
    ),
    c=(she("Tern Bay Surf Life Club"),),
    r=(he("Tern Bay Surf Life Club"),),
    alleged=(Allegation("respect", "Remarked on a member's weight through a loud-hailer", days_before=1),),
    beats=(
        *intake(),
        investigate(after=6, band="simple"),
        notice("The account; two who were on the beach.", after=2),
        reply(
            (
                "It was meant to be funny. It was not. I have written to her through the club and "
                "would take a course if there is one."
            ),
            after=4,
        ),
        *begin(after=8),
        *interview("Both people who were on the beach.", after=3),
        draft("Not disputed.", after=4),
        Do(3, step="comment", by="r1", says="Agreed."),
        *report("Not disputed.", after=9),
        examine(
            "consensual",
            "He admits it and agrees to a course on speaking with people in his charge, and to an apology.",
            after=4,
            imposes=(Impose("training"), Impose("apology")),
        ),
        Do(14, step="enforce"),
        Do(4, step="enrol", says="Place taken on the course of the coming quarter."),
        Do(
            3,
            step="fulfil",
            papers={"evidence": "Copy of the apology and her answer."},
            says="He has apologised to her in writing.",
        ),
    ),
    cast=True,
)

HEARING_AHEAD = Story(
    code="prize-fund",
    title="The prize fund of the spring open",
    days=118,
    club="Strandir Chess Club",
    account=(
        "Prizes of the spring open were announced at nine hundred and paid out at five hundred and forty. "
        "{r1} says entries were down. I counted entries and they were up."
    ),
    c=(member("Strandir Chess Club"),),
    r=(she("Strandir Chess Club"),),
    alleged=(
        Allegation("money", "Paid out less than the announced prizes", days_before=12),
        Allegation("honesty", "Gave a wrong number of entries as the reason", days_before=10),
    ),
    beats=(
        *intake(),
        investigate(after=6),
        notice("The announcement, the entry list, the sums paid.", after=2),
        reply(
            (
                "Hall and arbiters cost more than the year before. I should have said so in the "
                "announcement. Nothing is missing."
            ),
            after=7,
        ),
        *begin(),
        *interview("The arbiter. He was paid what he was paid every year.", after=7),
        Do(3, step="take_evidence", says="Bank statements of the event account.", files=("statements",)),
        draft("Three hundred and sixty is not accounted for. The entry list shows sixty-one.", after=14),
        Do(
            5,
            step="comment",
            by="r1",
            says="There is a second envelope, for the juniors' prizes. I have told you this.",
        ),
        Do(2, step="comment", by="c1", says="There were no juniors' prizes."),
        *report("The second envelope has not been produced.", after=6),
        examine("charge", "There is a case to answer on both points.", after=4),
        *to_hearing(fix=3, hearing_in=45, bundle=2),
    ),
    cast=True,
)

SELECTION = Story(
    code="relay-team",
    title="Fourth in the trials and not picked",
    days=95,
    club="Corrowby Athletics Club",
    account=(
        "I was fourth in the trials and the first four go. {r1} picked the fifth. I was told it was 'for the "
        "balance of the team', which is in no rule."
    ),
    c=(she("Corrowby Athletics Club"),),
    r=(he("Corrowby Athletics Club"),),
    alleged=(Allegation("selection", "Picked the fifth of the trials instead of the fourth", days_before=8),),
    beats=(
        *intake(),
        investigate(
            "A rule is said to have been broken in a way that can be checked.", after=4, band="simple"
        ),
        notice("Results of the trials, the selection notice.", after=2),
        reply(
            (
                "The rule says first four 'or, for relays, as the selectors judge changeovers'. It "
                "is on page three. All three selectors agreed."
            ),
            after=4,
        ),
        *begin(after=8),
        *interview("The other two selectors.", after=4),
        draft("Page three says what he says it says. It was not handed out at the trials.", after=12),
        Do(4, step="comment", by="c1", says="Nobody has ever seen page three."),
        *report("Comments attached; page three was online since January.", after=8),
        examine(
            "close", "No case to answer. We advise the club to hand out the whole rule at trials.", after=4
        ),
        Do(
            6,
            step="appeal_as_complainant",
            by="c1",
            grounds="unfair process",
            says=(
                "I was not told who the other selectors were, and one of them coaches the girl who "
                "was picked."
            ),
        ),
    ),
    cast=True,
)

ANONYMOUS_CLOSED = Story(
    code="paint-store",
    title="Paint thinner under the stairs",
    days=122,
    club="Ermine Cross Photographic Society",
    account=(
        "There are forty litres of paint thinner under the stairs of the hall, next to the darkroom "
        "heater. {r1} knows. I would rather not say who I am."
    ),
    c=(ANONYMOUS,),
    r=(he("Ermine Cross Photographic Society"),),
    alleged=(Allegation("safety", "Stored thinner next to a heater", days_before=20, lasted=20),),
    beats=(
        Do(0, step="screen", says="The caretaker was rung at once. The cans are outside now."),
        *intake()[1:],
        investigate(after=5, band="simple"),
        notice("A photograph, no sender.", after=2),
        reply(
            (
                "They were mine, from the frames. I carried them out an hour after the caretaker "
                "rang. It was thoughtless."
            ),
            after=3,
        ),
        *begin(after=9),
        draft("Admitted; put right the same day.", after=4),
        *report("No comments came.", after=12),
        examine(
            "consensual",
            "He agrees to the short course on storing what burns. No more is called for.",
            after=3,
            imposes=(Impose("training"),),
        ),
        Do(14, step="enforce"),
        Do(2, step="enrol", says="Evening course, next week."),
        Do(9, step="finish_training", says="Attended."),
        Do(2, step="close"),
        Do(2, step="set_retention"),
    ),
)

STORIES: tuple[Story, ...] = (
    EXAMINING,
    NO_CASE,
    CONSENSUAL,
    HEARING_AHEAD,
    SELECTION,
    ANONYMOUS_CLOSED,
)
