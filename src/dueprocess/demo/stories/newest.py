"""Stories of the last three months: what a working office has on its desk."""

from __future__ import annotations

from dueprocess.demo.stories.common import begin, intake, interview, investigate, notice, reply
from dueprocess.demo.story import (
    ANONYMOUS,
    Adds,
    Allegation,
    Conflict,
    Do,
    Message,
    Someone,
    Story,
    he,
    member,
    she,
)

JUST_IN = Story(
    code="group-chat",
    title="Remarks in a team's group chat",
    days=0,
    club="Candlewick Street Basketball Club",
    account=(
        "After Saturday's game {r1} posted a picture of my son's missed shot in the team chat with a line "
        "that everyone laughed at. Forty people are in that chat. When I asked for it to be taken down I "
        "was told to grow up. It is still there this morning."
    ),
    wants="That the picture comes down and somebody explains to the team why it should.",
    c=(member("Candlewick Street Basketball Club"),),
    r=(member("Candlewick Street Basketball Club"),),
    alleged=(Allegation("online", "Posted a mocking picture of a player in the team chat", days_before=2),),
    files=("screenshot",),
)

BY_PHONE = Story(
    code="gate-money",
    title="Gate money not paid in",
    days=1,
    club="Barleyford Football Club",
    via="phone",
    account=(
        "Caller says that the gate money of three home games was counted by {r1} alone and that the sums "
        "paid in were round figures each time. Caller counted spectators at one of them. Does not say it "
        "was taken; wants somebody to look."
    ),
    wants="That two people count from now on, and that the three games are checked.",
    c=(member("Barleyford Football Club"),),
    r=(member("Barleyford Football Club"),),
    alleged=(Allegation("money", "Counted gate money alone at three home games", days_before=40, lasted=30),),
    beats=(Do(0, step="screen"),),
)

WAITING_FOR_THANKS = Story(
    code="no-name",
    title="An anonymous letter about favours",
    days=5,
    club="Highmarket Fencing Club",
    account=(
        "I will not give my name because I still fence here. Places on the coaching course go to friends of "
        "{r1}. Two of us asked in writing and got no answer. The list was never put up."
    ),
    c=(ANONYMOUS,),
    r=(member("Highmarket Fencing Club"),),
    alleged=(Allegation("office", "Gave places on a course without the published list", days_before=60),),
    beats=(
        Do(0, step="screen"),
        Message(
            2,
            by="c1",
            says="I am reading this page with my code. I can answer questions here, but not by telephone.",
        ),
    ),
)

LETTER_LATE = Story(
    code="letter-in-a-drawer",
    title="A letter that lay in a drawer",
    days=16,
    club="Llanferran Choir",
    via="letter",
    account=(
        "Annwyl gyfeillion. At the last three practices {r1} has told the older altos in front of everybody "
        "that they ought to 'make room'. Two have stopped coming. I ask you to look into how people of our "
        "age are spoken to."
    ),
    c=(member("Llanferran Choir"),),
    r=(member("Llanferran Choir"),),
    alleged=(Allegation("respect", "Told older members in public to make room", days_before=30, lasted=21),),
    beats=(Do(4, step="screen", says="The letter was opened by the club and passed on four days later."),),
)

ON_THE_ROTA = Story(
    code="lane-booking",
    title="Lane bookings changed by hand",
    days=3,
    club="Dunnersby Swimming Club",
    account=(
        "{r1} keeps the booking sheet and moves our lane to the late slot whenever the masters want ours. It "
        "has happened five times since the summer. The committee says that it is not for them."
    ),
    c=(member("Dunnersby Swimming Club"),),
    r=(member("Dunnersby Swimming Club"),),
    alleged=(Allegation("office", "Changed bookings in favour of one group", days_before=70, lasted=60),),
    beats=(Do(0, step="screen"), Do(1, step="acknowledge")),
)

ASSESSING = Story(
    code="referee-abuse",
    title="Shouting at a young referee",
    days=13,
    club="Millrace Hockey Club",
    account=(
        "I was the parent on duty. {r1} shouted at the referee, who is sixteen, for most of the second half "
        "and followed her to the car park to go on about a penalty. She has not refereed since."
    ),
    wants="An apology to her, and that it does not happen again.",
    c=(member("Millrace Hockey Club"),),
    r=(he("Millrace Hockey Club"),),
    others={"a1": member("Millrace Hockey Club", minor=True)},
    alleged=(Allegation("match", "Shouted at a referee and followed her after the game", days_before=3),),
    beats=(
        *intake(),
        Adds(
            2,
            by="c1",
            says="Two other parents saw it and are ready to say so. I have asked them to wait for you.",
        ),
    ),
    cast=True,
    minor=True,
)

MORE_TIME = Story(
    code="league-table",
    title="Results sent in late, table changed",
    days=26,
    club="Ullerby Table Tennis Club",
    account=(
        "{r1} is secretary of the division. Results of our match were entered eleven days late and the "
        "table had us third. With the right date we would have gone up. It is not the first time."
    ),
    c=(member("Ullerby Table Tennis Club"),),
    r=(member("Nettlebeck Handball Club"),),
    alleged=(Allegation("office", "Entered results late, which changed the table", days_before=25),),
    beats=(
        *intake(),
        Do(
            9,
            step="extend_assessment",
            says="The division's book has to be fetched from the last secretary.",
            until=14,
        ),
    ),
)

ASSESSMENT_LATE = Story(
    code="van-hire",
    title="A minibus hired from a relative",
    days=33,
    club="Blackmoss Climbing Club",
    account=(
        "The club paid for a minibus on eight weekends. It belongs to the brother of {r1}, who arranged it. "
        "Nobody minuted that he had an interest. The price may well have been fair; that is not the point."
    ),
    c=(member("Blackmoss Climbing Club"),),
    r=(she("Blackmoss Climbing Club"),),
    alleged=(
        Allegation(
            "interest", "Arranged hire from a relative and did not declare it", days_before=120, lasted=90
        ),
    ),
    beats=(*intake(),),
    cast=True,
)

OUT_OF_SCOPE = Story(
    code="the-hedge",
    title="A hedge between two neighbours",
    days=40,
    club="Thornacre Riding Club",
    account=(
        "{r1} and I share a boundary. The hedge has been cut on my side without asking and the cuttings were "
        "left on my lawn. We are both members, so it seems to me that the federation should act."
    ),
    c=(member("Thornacre Riding Club"),),
    r=(he("Thornacre Riding Club"),),
    alleged=(Allegation("respect", "Cut a hedge and left the cuttings", days_before=9),),
    beats=(
        *intake(),
        Do(
            4,
            step="assess",
            outcome="refuse",
            says=(
                "A quarrel between neighbours about a boundary. Nothing in it happened at the club or in its "
                "name, and the code does not reach it. The letter says where neighbours can get help."
            ),
            facts={"band": "simple", "protected": False, "refusal_reason": "outside these rules"},
        ),
        Do(
            4,
            step="ask_for_review",
            by="c1",
            grounds="the reason does not apply",
            says="We met through the club and he parks his horse box on my verge on club days. So it is about the club.",
        ),
        Do(
            6,
            step="review_refusal",
            outcome="upheld",
            says="Looked at afresh. The verge is new; the hedge is still a hedge. The refusal stands.",
        ),
        Do(2, step="set_retention"),
    ),
)

REFERRED = Story(
    code="handed-on",
    title="A safeguarding concern, handed on",
    days=47,
    club="Cockleby Gymnastics Club",
    via="phone",
    account=(
        "Caller reports a safeguarding concern about a young member, told to her by the child's aunt. Details "
        "were not taken down: they were passed by telephone to the statutory authority within the hour, as "
        "the safeguarding rules ask."
    ),
    c=(Someone(outside="Rokeya Talukdar"),),
    r=(member("Cockleby Gymnastics Club"),),
    alleged=(Allegation("safeguarding", "A safeguarding concern, not described here", days_before=5),),
    beats=(
        Do(
            0,
            step="screen",
            says="Passed at once to the statutory authority; reference kept by the duty officer.",
        ),
        Do(0, step="acknowledge"),
        Do(1, step="appoint_handlers"),
        Do(
            1,
            step="assess",
            outcome="refer_out",
            says=(
                "The statutory authority leads. We take no step that could get in its way and have asked to "
                "be told when it has finished."
            ),
            papers={"which body": "The statutory authority for the protection of children."},
            facts={"band": "complex", "protected": False},
        ),
        Do(14, step="set_retention"),
    ),
    minor=True,
)

WITHDRAWN = Story(
    code="shouted-over",
    title="Shouted down at a committee",
    days=52,
    club="Oxlode Cricket Club",
    account=(
        "At the March committee {r1} talked over me each time I spoke and in the end said that I 'would not "
        "understand figures'. I am the only woman on that committee."
    ),
    c=(she("Oxlode Cricket Club"),),
    r=(he("Oxlode Cricket Club"),),
    alleged=(Allegation("discrimination", "Talked over the only woman on the committee", days_before=8),),
    beats=(
        *intake(),
        Message(
            3,
            by="c1",
            says="Before you go on: {r1} came to see me on Sunday, on his own, and apologised. I believe him.",
        ),
        Message(
            1,
            by="case_manager",
            to="c1",
            says="Thank you for telling us. You decide whether to go on. Nobody should press you either way.",
        ),
        Do(
            2,
            step="withdraw",
            by="c1",
            says="I should like to withdraw. He has apologised and the chair will run the meetings differently.",
        ),
        Do(
            3,
            step="answer_withdrawal",
            outcome="closed",
            says="Withdrawn of her own will after an apology. No wider risk seen.",
        ),
        Do(2, step="set_retention"),
    ),
)

WITHDRAWAL_OPEN = Story(
    code="second-thoughts",
    title="A withdrawal that we must think about",
    days=18,
    club="Driftmouth Judo Club",
    account=(
        "{r1} has been telling people that I was thrown out of my last club. I was not. He says it in the "
        "changing room, and now new members keep away from me."
    ),
    c=(member("Driftmouth Judo Club"),),
    r=(member("Driftmouth Judo Club"),),
    alleged=(Allegation("respect", "Spread an untrue story about a member", days_before=30, lasted=25),),
    beats=(
        *intake(),
        Do(
            6,
            step="withdraw",
            by="c1",
            says="I have been told it is better for everybody if I drop this. So I am dropping it.",
        ),
        Message(
            1,
            by="case_manager",
            to="c1",
            says="Who told you that it would be better to drop it? You may answer here, to me alone.",
        ),
    ),
    cast=True,
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
                    "The novice eight has both coaches, week about. {r1} tells the crew so himself. Changes of "
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
            says="May I see the whole rota, not only the weeks that were picked? I was in hospital for two of them.",
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
            says="He holds the only key and says he will go on filling. Suspended until a panellist has looked at it.",
            papers={"risk assessment": "Beginners' night at seven. Six cylinders are filled and not tested."},
        ),
        Do(1, step="acknowledge"),
        Do(
            0,
            step="decide_measure",
            outcome="refused",
            says="He has handed in the key and the club has locked the compressor. Nothing more is needed now.",
            papers={"why nothing milder will do": "Something milder does: the key is with the club's chair."},
        ),
        Do(1, step="appoint_handlers"),
        investigate("A question of safety with a written instruction behind it.", after=6),
        notice("The failed test, the written instruction, the filling log.", after=2),
        reply(
            "I filled two, not six, and from the old bank, which was in test. I should have asked. I have said so to the chair.",
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
            "I lost my temper and I am ashamed of the clipboard. It went on the floor, not at anybody. I did not "
            "leave them: I told the assistant that I was fetching my daughter and would be back. I was back at nine.",
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
    "I was on the bench. The clipboard hit the water bottles next to me. Then he walked off and the bus was gone.",
    "He shouted 'cheat' at the umpire at least twice. I am one of the mothers who drove children home.",
    "My daughter is fourteen and rang me from the car park at eight in the evening. That is all I know myself.",
    "I umpired the other court. I heard the shouting and saw papers fly. I did not see who started it.",
    "As team captain I want to say that he is a good coach who had a very bad day. But he did leave us there.",
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
        "The relay team was picked by three selectors. {r1} coaches two of the four who were picked and voted "
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
            says="I find that the respondent and I work for the same firm, in different towns. We have never met.",
        ),
    ),
)

STORIES: tuple[Story, ...] = (
    JUST_IN,
    BY_PHONE,
    WAITING_FOR_THANKS,
    LETTER_LATE,
    ON_THE_ROTA,
    ASSESSING,
    MORE_TIME,
    ASSESSMENT_LATE,
    OUT_OF_SCOPE,
    REFERRED,
    WITHDRAWN,
    WITHDRAWAL_OPEN,
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
