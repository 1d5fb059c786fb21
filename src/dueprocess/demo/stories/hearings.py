"""Stories of six to twelve months before a panel."""

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
    Do,
    Impose,
    Someone,
    Story,
    he,
    she,
)

ADJOURNED = Story(
    code="cup-final",
    title="After the cup final",
    days=187,
    club="Nettlebeck Handball Club",
    account=(
        "After the final whistle {r1} pushed our goalkeeper against the stand. There was no injury. Both "
        "benches saw it and so did the two hundred people who were there."
    ),
    c=(he("Nettlebeck Handball Club"),),
    r=(he("Barleyford Football Club"),),
    alleged=(Allegation("violence", "Pushed a player after the final whistle", days_before=1),),
    beats=(
        *intake(),
        investigate(after=6),
        notice("The referee's report and a film of eleven seconds.", after=2),
        reply(
            (
                "I held him by the shoulders because he was going for our wing. You can see that if "
                "you start three seconds earlier."
            ),
            after=7,
        ),
        *begin(),
        Do(2, step="take_evidence", says="The whole film, from the hall's own camera.", files=("film",)),
        *interview("Both goalkeepers and the referee.", after=10),
        draft("The longer film shows both versions to be partly right.", after=20),
        Do(5, step="comment", by="r1", says="Good that the longer film was found."),
        Do(2, step="comment", by="c1", says="He did push."),
        *report("Comments attached.", after=4),
        examine("charge", "Whether it was a push or a hold is for a panel.", after=4),
        *to_hearing(hearing_in=42),
        Do(9, step="send_papers", by="r1", says="My statement and the film."),
        Do(
            6,
            step="adjourn",
            grounds="illness",
            says="The respondent's companion is ill. He asks for another day; the complainant agrees.",
            until=55,
        ),
    ),
    cast=True,
)

PROTECTED = Story(
    code="the-pamphlet",
    title="A pamphlet against the committee",
    days=262,
    club="Brackendale Debating Society",
    account=(
        "{r1} handed out a pamphlet at the door that calls the committee 'a lunch club with a bank account'. "
        "That is abuse of people who give their evenings for nothing."
    ),
    c=(he("Brackendale Debating Society"),),
    r=(she("Brackendale Debating Society"),),
    alleged=(Allegation("respect", "Handed out a pamphlet that mocked the committee", days_before=3),),
    beats=(
        *intake(),
        investigate(
            (
                "It is about what somebody said. The code protects criticism; whether it went beyond "
                "is to be heard."
            ),
            after=7,
            band="simple",
            protected=True,
        ),
        notice("The pamphlet.", after=2),
        reply(
            (
                "I wrote it and I stand by it. Every sum in it is from their own accounts. Members "
                "may laugh at a committee."
            ),
            after=4,
        ),
        *begin(after=8),
        draft("Authorship not disputed. The sums are right but for one, which is off by ten.", after=7),
        Do(4, step="comment", by="c1", says="It is the tone."),
        Do(1, step="comment", by="r1", says="It is."),
        *report("No change.", after=8),
        examine("charge", "It ought to be decided once, by a panel, and with reasons.", after=5),
        *to_hearing(hearing_in=40),
        Do(
            5,
            step="go_on_papers",
            says="Nothing is disputed but what the code means. She agrees to have it decided on papers.",
        ),
        Do(
            4,
            step="decide",
            outcome="no_breach",
            says=(
                "The pamphlet is criticism of an elected committee by one of its members. It is "
                "sharp and it is "
                "about how money is spent. No one is attacked for who they are. The expression is protected."
            ),
            finds={1: "not proved"},
            protected=True,
        ),
        Do(
            6,
            step="give_reasons",
            says=(
                "Eleven paragraphs. Criticism of those who hold office is at the heart of what the "
                "code protects."
            ),
        ),
        Do(3, step="review_law", outcome="verified", says="Verified. The test was put rightly."),
        Do(14, step="enforce"),
        Do(4, step="close", says="Learning: the society may want a letters page."),
        Do(2, step="set_retention"),
    ),
)

LEGAL_REVIEW = Story(
    code="changing-lists",
    title="Two lists at the hostel",
    days=184,
    club="Ravensnook Ski Club",
    account=(
        "On the club's week {r1} made two lists for the rooms, and one had only people with names like mine. "
        "She says it was by date of booking. I booked first."
    ),
    c=(he("Ravensnook Ski Club"),),
    r=(she("Ravensnook Ski Club"),),
    alleged=(Allegation("discrimination", "Made room lists by origin", days_before=14),),
    beats=(
        *intake(),
        investigate(after=6, protected=True),
        notice("Both lists and the bookings.", after=2),
        reply(
            "I split them by who had paid the deposit. I can see how it looks. I never looked at the names.",
            after=8,
        ),
        *begin(),
        Do(3, step="take_evidence", says="The booking file, with dates of deposits.", files=("bookings",)),
        *interview("Six who were on the trip.", after=10),
        draft("Deposits explain nine of the twelve places, not the other three.", after=26),
        Do(5, step="comment", by="c1", says="Mine is one of the three."),
        Do(2, step="comment", by="r1", says="The three paid by cheque. Cheques were entered when cleared."),
        *report("Cheques explain one of the three.", after=4),
        examine("charge", "Two places are unexplained.", after=4),
        *to_hearing(hearing_in=43),
        *heard("Heard for three hours. She came with a companion; he by video.", after=12),
        Do(
            2,
            step="decide",
            outcome="breach",
            says=(
                "She did not look at names, but two people were treated worse and she did not check "
                "when told. Proved as carelessness."
            ),
            finds={1: "partly proved"},
            imposes=(Impose("warning", "12 months"), Impose("training")),
            against=True,
        ),
        Do(7, step="give_reasons", says="Fourteen paragraphs, with the minority's view on the cheques."),
    ),
    cast=True,
)

VETOED = Story(
    code="night-train",
    title="On the night train to the games",
    days=222,
    club="Wolfscastle Weightlifting Club",
    account=(
        "{r1} told jokes about my church the whole night and would not stop when I asked. The rest of the "
        "carriage laughed, so I moved to the corridor and sat there until six."
    ),
    c=(he("Wolfscastle Weightlifting Club"),),
    r=(he("Wolfscastle Weightlifting Club"),),
    alleged=(Allegation("discrimination", "Mocked a member's religion for a whole night", days_before=6),),
    beats=(
        *intake(),
        investigate(after=7, protected=True),
        notice("The account; the seating plan of the carriage.", after=2),
        reply(
            "Everybody told jokes, about everything. He told two himself. I did not notice that he had gone.",
            after=9,
        ),
        *begin(),
        *interview("Five of the team.", after=10),
        draft("Four heard jokes about religion. Two heard him being asked to stop.", after=22),
        Do(6, step="comment", by="r1", says="I was not asked. I would have stopped."),
        *report("Comment attached.", after=11),
        examine("charge", "There is a case to answer.", after=4),
        *to_hearing(hearing_in=44),
        *heard("Heard. Two witnesses did not come.", after=12),
        Do(
            2,
            step="decide",
            outcome="breach",
            says="Proved. It was one night; the sanction is at the upper end for the time it went on.",
            finds={1: "proved"},
            imposes=(Impose("suspension", "3 months"),),
        ),
        Do(8, step="give_reasons", says="Reasons, nine paragraphs."),
        Do(
            4,
            step="review_law",
            outcome="vetoed",
            says=(
                "Vetoed. The panel heard from one side what the other had not been shown. Another "
                "panel has to hear it."
            ),
        ),
        Do(13, step="fix_hearing", says="A panel of three who have not sat on it.", until=45),
    ),
    cast=True,
)

DECIDED = Story(
    code="half-time-oranges",
    title="A father in the referees' room",
    days=185,
    club="Inner Skerra Shinty Club",
    account=(
        "At half time {r1} walked into the referees' room and would not leave until I changed my "
        "report. I did not change it."
    ),
    c=(Someone(outside="Yaw Dankwa"),),
    r=(he("Inner Skerra Shinty Club"),),
    alleged=(Allegation("match", "Put pressure on a referee over a report", days_before=2),),
    beats=(
        *intake(),
        investigate(after=5, band="simple"),
        notice("The referee's report.", after=2),
        reply(
            (
                "I asked him to look at it again. He has the door at his back in that room; I was in "
                "front of it. I did not think of that."
            ),
            after=8,
        ),
        *begin(),
        *interview("The second referee.", after=7),
        draft("He stood in the door for about six minutes.", after=12),
        Do(6, step="comment", by="r1", says="Three minutes."),
        *report("Comment attached.", after=24),
        examine("charge", "Pressure on a referee goes to a panel.", after=4),
        *to_hearing(hearing_in=44),
        *heard("Heard in an hour.", after=13),
        Do(
            1,
            step="decide",
            outcome="breach",
            says="Proved. Six minutes or three, the referee could not get out.",
            finds={1: "proved"},
            imposes=(Impose("warning", "6 months"),),
        ),
        Do(6, step="give_reasons", says="Reasons, six paragraphs."),
    ),
)

STORIES: tuple[Story, ...] = (
    ADJOURNED,
    PROTECTED,
    LEGAL_REVIEW,
    VETOED,
    DECIDED,
)
