"""Stories of the last three months: informal ways, notices, replies, and twelve who saw the same."""

from __future__ import annotations

from dueprocess.demo.stories.common import begin, intake, interview, investigate, notice, reply
from dueprocess.demo.story import (
    Allegation,
    Conflict,
    Do,
    Message,
    Someone,
    Story,
    he,
    member,
)

MEDIATION = Story(
    code="two-conductors",
    title="Two conductors and one band room",
    days=34,
    club="Anchorhythe Brass Band",
    account=(
        "{r1} took down my notices, changed the lock of the music cupboard and told the junior band that "
        "practice was off. We have not spoken for a month. I have not been easy either, I know."
    ),
    wants="To be able to work in the same room.",
    c=(member("Anchorhythe Brass Band"),),
    r=(he("Anchorhythe Brass Band"),),
    alleged=(
        Allegation("respect", "Kept a fellow conductor out of the music cupboard", days_before=30, lasted=20),
    ),
    beats=(
        *intake(),
        Do(
            7,
            step="assess",
            outcome="informal",
            says="Two people who both want to go on working here. Each has agreed in writing to a mediator.",
            facts={"band": "simple", "protected": False},
        ),
    ),
)

MEDIATED = Story(
    code="coach-rota",
    title="Who coaches on Thursdays",
    days=76,
    club="Silverholm Rowing Club",
    account=(
        "For two seasons I have coached the novice eight on Thursdays. Without a word {r1} put his own name "
        "on the rota and told the crew that I had 'stepped back'. I had not."
    ),
    c=(member("Silverholm Rowing Club"),),
    r=(he("Silverholm Rowing Club"),),
    alleged=(Allegation("honesty", "Told a crew that their coach had stepped back", days_before=6),),
    beats=(
        *intake(),
        Do(
            5,
            step="assess",
            outcome="informal",
            says="A quarrel about a rota between people who will go on meeting. Both agreed to mediation.",
            facts={"band": "simple", "protected": False},
        ),
        Do(
            14,
            step="settle",
            outcome="agreed",
            papers={
                "written terms": (
                    "The novice eight has both coaches, week about. {r1} tells the crew so "
                    "himself. Changes of "
                    "the rota go through the captain, in writing, a week ahead."
                )
            },
        ),
        Do(1, step="enforce"),
        Do(4, step="close"),
        Do(1, step="set_retention"),
    ),
)

MEDIATION_FAILED = Story(
    code="boat-shed",
    title="Keys to the boat shed",
    days=44,
    club="Ospreyside Canoe Club",
    account=(
        "{r1} holds the only key and will not lend it to the Sunday group, which is all beginners. In August "
        "we stood outside for an hour while he sat in his car."
    ),
    c=(member("Ospreyside Canoe Club"),),
    r=(he("Ospreyside Canoe Club"),),
    alleged=(Allegation("office", "Withheld the club's key from one group", days_before=45, lasted=40),),
    beats=(
        *intake(),
        Do(
            5,
            step="assess",
            outcome="informal",
            says="Might be settled round a table; both were willing to try.",
            facts={"band": "simple", "protected": False},
        ),
        Do(12, step="settle", outcome="failed", says="Two meetings. No terms that both could sign."),
        investigate(
            "Mediation failed. The facts are disputed and should be established.", after=4, band="simple"
        ),
        Do(
            1,
            step="delay_notice",
            says="The key holder also holds the accident book; it is to be secured first.",
            until=10,
        ),
    ),
)

TWO_TO_BE_TOLD = Story(
    code="away-trip",
    title="Fares of an away trip",
    days=18,
    club="Outer Skerra Football Club",
    account=(
        "Every family paid for the ferry in cash to {r1} and {r2}. Afterwards it turned out that the league "
        "had paid the ferry. Nobody has had a penny back and nobody has shown an account."
    ),
    c=(member("Outer Skerra Football Club"),),
    r=(member("Outer Skerra Football Club"), member("Outer Skerra Football Club")),
    alleged=(
        Allegation("money", "Collected fares already paid by the league", days_before=50, lasted=3),
        Allegation("money", "Kept no account of the fares collected", "r2", days_before=50, lasted=3),
    ),
    beats=(
        *intake(),
        investigate(
            "Cash from families with no account of it. Two people handled it; both are to be heard.", after=8
        ),
        notice(
            "Eleven families' notes of what they paid; the league's receipt for the ferry.",
            after=2,
            each=("r1",),
        ),
    ),
)

REPLYING = Story(
    code="bar-rota",
    title="Behind the bar",
    days=24,
    club="Wetherlake Bowls Club",
    account=(
        "As bar steward {r1} decides who works which shift. Since I asked about the till I get none. I have "
        "the rota of the last eight weeks."
    ),
    c=(member("Wetherlake Bowls Club"),),
    r=(Someone(cast="respondent"),),
    alleged=(
        Allegation(
            "retaliation",
            "Gave no more shifts to a member who asked about the till",
            days_before=56,
            lasted=50,
        ),
    ),
    beats=(
        *intake(),
        investigate(after=6),
        notice("The bar rota of eight weeks, before and after the question.", after=3),
        Message(
            2,
            by="r1",
            says=(
                "May I see the whole rota, not only the weeks that were picked? I was in hospital "
                "for two of them."
            ),
        ),
        Message(
            1,
            by="case_manager",
            to="r1",
            says="Yes. The club has sent the rota of the whole season; it is attached to the notice now.",
        ),
    ),
    files=("rota",),
    cast=True,
)

REPLY_EXTENDED = Story(
    code="score-sheets",
    title="Score sheets filled in twice",
    days=36,
    club="Fernwick Archery Club",
    account=(
        "At the county shoot {r1} handed in score sheets that do not match the targets I photographed. The "
        "difference is small but it decided the medal."
    ),
    c=(member("Fernwick Archery Club"),),
    r=(he("Fernwick Archery Club"),),
    alleged=(Allegation("match", "Handed in score sheets that differ from the targets", days_before=4),),
    beats=(
        *intake(),
        investigate(after=9, band="simple"),
        notice("Photographs of six targets and copies of the score sheets.", after=3),
        Do(
            7,
            step="extend_reply",
            says="He is away with the national juniors until the end of the week.",
            until=13,
            each=("r1",),
        ),
    ),
)

NO_REPLY = Story(
    code="mailing-list",
    title="A mailing list in the wrong hands",
    days=33,
    club="Brennay Folk Club",
    account=(
        "I got an advertisement for {r1}'s shop at the address that I gave only to the club. So did my "
        "neighbour, who is a member too and never buys anything on the internet."
    ),
    c=(member("Brennay Folk Club"),),
    r=(member("Brennay Folk Club"),),
    alleged=(Allegation("data", "Used the club's mailing list for a shop", days_before=6),),
    beats=(
        *intake(),
        investigate(after=8, band="simple"),
        notice("Two of the messages, with headers.", after=2),
    ),
    cast=True,
)

EMERGENCY = Story(
    code="pool-key",
    title="Alone with the pool's pump room",
    days=52,
    club="Selkie Bay Diving Club",
    account=(
        "{r1} filled cylinders after the compressor had failed its test. He had been told in writing not to. "
        "Nobody was hurt, but those cylinders were for the beginners' night."
    ),
    c=(member("Selkie Bay Diving Club"),),
    r=(he("Selkie Bay Diving Club"),),
    alleged=(Allegation("safety", "Filled cylinders from a compressor out of test", days_before=1),),
    beats=(
        Do(0, step="screen", says="Beginners dive tonight. Possible danger to life."),
        Do(
            0,
            step="act_in_emergency",
            says=(
                "He holds the only key and says he will go on filling. Suspended until a panellist "
                "has looked at it."
            ),
            papers={"risk assessment": "Beginners' night at seven. Six cylinders are filled and not tested."},
        ),
        Do(1, step="acknowledge"),
        Do(
            0,
            step="decide_measure",
            outcome="refused",
            says=(
                "He has handed in the key and the club has locked the compressor. Nothing more is needed now."
            ),
            papers={"why nothing milder will do": "Something milder does: the key is with the club's chair."},
        ),
        Do(1, step="appoint_handlers"),
        investigate("A question of safety with a written instruction behind it.", after=6),
        notice("The failed test, the written instruction, the filling log.", after=2),
        reply(
            (
                "I filled two, not six, and from the old bank, which was in test. I should have "
                "asked. I have said so to the chair."
            ),
            after=7,
        ),
        *begin(),
        *interview("The chair: he handed over the key without being asked twice.", after=4),
    ),
    cast=True,
)

TWELVE = Story(
    code="the-minibus",
    title="What twelve people saw at the finals",
    days=62,
    club="Pennadoc Netball Club",
    account=(
        "At the regional finals {r1}, who coaches us, threw a clipboard at the bench, called the umpire a "
        "cheat and then drove off with the minibus, so that fourteen of us had to find our own way home."
    ),
    c=(member("Pennadoc Netball Club"),),
    r=(he("Pennadoc Netball Club"),),
    alleged=(
        Allegation("match", "Called the umpire a cheat and threw a clipboard", days_before=2),
        Allegation("safety", "Left a team without transport after dark", days_before=2),
    ),
    beats=(
        *intake(),
        *(
            Do(0 if each % 4 else 1, step="take_in", by="intake_officer", joins=f"the-minibus-{each}")
            for each in range(2, 13)
        ),
        investigate("Twelve accounts that agree on the main points. He has not been heard.", after=3),
        notice("Twelve statements, the umpire's report, the hire agreement of the minibus.", after=3),
        reply(
            "I lost my temper and I am ashamed of the clipboard. It went on the floor, not at "
            "anybody. I did not "
            "leave them: I told the assistant that I was fetching my daughter and would be back. "
            "I was back at nine.",
            after=8,
        ),
        *begin(),
        *interview(
            "The assistant coach: he did say that he would be back. She had not passed it on.", after=6
        ),
        Message(
            2, by="c1", says="Some of us would like to know whether we shall each be asked, or only a few."
        ),
        Message(
            1,
            by="case_manager",
            to="c1",
            says="Each of you may write as much as you like. The investigator will speak with four or five.",
        ),
    ),
    cast=True,
)

THE_OTHER_ELEVEN: tuple[str, ...] = (
    (
        "I was on the bench. The clipboard hit the water bottles next to me. Then he walked off and "
        "the bus was gone."
    ),
    "He shouted 'cheat' at the umpire at least twice. I am one of the mothers who drove children home.",
    (
        "My daughter is fourteen and rang me from the car park at eight in the evening. That is all "
        "I know myself."
    ),
    "I umpired the other court. I heard the shouting and saw papers fly. I did not see who started it.",
    (
        "As team captain I want to say that he is a good coach who had a very bad day. But he did "
        "leave us there."
    ),
    "We waited for forty minutes in the rain. Nobody knew whether he would come back.",
    "I paid for two taxis and should like the money back from somebody.",
    "He called her a cheat. I have it on film, about ten seconds, and can send it.",
    "I coach the other side. There was no call for any of it. We had won by twelve.",
    "I am thirteen. I did not like it when he shouted. My mum is helping me to write this.",
    "I did not see the clipboard. I saw the minibus leave with nobody in it but him.",
)

DOUBLE_HAT = Story(
    code="selection-meeting",
    title="A selector who coached one of them",
    days=12,
    club="Moorgate Green Running Club",
    account=(
        "The relay team was picked by three selectors. {r1} coaches two of the four who were "
        "picked and voted "
        "on both. My time was better than that of one of them, by four seconds."
    ),
    c=(member("Moorgate Green Running Club"),),
    r=(he("Moorgate Green Running Club"),),
    alleged=(Allegation("interest", "Voted on athletes that he coaches", days_before=6),),
    beats=(
        *intake(),
        Conflict(
            2,
            who="assessor",
            ground="same employer",
            says=(
                "I find that the respondent and I work for the same firm, in different towns. We "
                "have never met."
            ),
        ),
    ),
)

STORIES: tuple[Story, ...] = (
    MEDIATION,
    MEDIATED,
    MEDIATION_FAILED,
    TWO_TO_BE_TOLD,
    REPLYING,
    REPLY_EXTENDED,
    NO_REPLY,
    EMERGENCY,
    TWELVE,
    DOUBLE_HAT,
)
