"""Stories of the last days and weeks: what has just come in, and what is being assessed."""

from __future__ import annotations

from dueprocess.demo.stories.common import intake
from dueprocess.demo.story import (
    ANONYMOUS,
    Adds,
    Allegation,
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

FORM_LETTER = Story(
    code="relay-date",
    title="The same letter about a meeting, twelve times",
    days=4,
    club="Moorgate Green Running Club",
    account=(
        "At the members' meeting of our club {r1}, who was in the chair, refused to let anybody speak on the "
        "change of training evenings, declared the vote carried without counting hands, and told two "
        "members to leave the room when they asked for a count. I ask that the federation looks into it and "
        "that the vote is held again."
    ),
    c=(member("Moorgate Green Running Club"),),
    r=(member("Moorgate Green Running Club"),),
    alleged=(Allegation("office", "Declared a vote carried without counting it", days_before=6),),
    beats=(Do(0, step="screen"), Do(0, step="acknowledge")),
)
"""Copies of one letter that nobody has joined yet: the first of them."""

OWN_WORDS: tuple[str, ...] = (
    "I was one of the two.",
    "",
    "I counted eleven hands against it from where I sat.",
    "",
    "",
    "My husband thinks so too.",
    "I have been a member for thirty years and never saw the like.",
    "",
    "I was not there myself but have it from several who were.",
    "Please keep my name out of it.",
    "",
)
"""What the other eleven wrote below the letter in their own words."""

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
            says=(
                "We met through the club and he parks his horse box on my verge on club days. So it "
                "is about the club."
            ),
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
        "Caller reports a safeguarding concern about a young member, told to her by the child's "
        "aunt. Details "
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
            says=(
                "Before you go on: {r1} came to see me on Sunday, on his own, and apologised. I believe him."
            ),
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
            says=(
                "I should like to withdraw. He has apologised and the chair will run the meetings "
                "differently."
            ),
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

STORIES: tuple[Story, ...] = (
    JUST_IN,
    FORM_LETTER,
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
)
