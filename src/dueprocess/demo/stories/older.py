"""Stories of three to six months: investigations, reports, first decisions."""

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
    THE_FEDERATION,
    Allegation,
    Away,
    Do,
    Impose,
    Message,
    Story,
    he,
    member,
    she,
)

PHOTOS = Story(
    code="team-photos",
    title="Photographs of juniors on a private page",
    days=100,
    club="Merrowater Sailing Club",
    account=(
        "{r1} takes the pictures at junior races and puts them on his own page, with first names. I said no "
        "on the form. Two of my boy are there. I have asked twice."
    ),
    wants="Both pictures taken down, and somebody who reads the forms.",
    c=(member("Merrowater Sailing Club"),),
    r=(he("Merrowater Sailing Club"),),
    others={"a1": member("Merrowater Sailing Club", minor=True)},
    alleged=(
        Allegation(
            "data", "Put pictures of a junior on a private page without consent", days_before=40, lasted=30
        ),
    ),
    beats=(
        *intake(),
        investigate(after=8, band="simple"),
        notice("Two screenshots, the consent form with 'no' ticked.", after=2),
        reply(
            "I took them down the day the notice came. I never saw the forms; the office has them. I would have left him out.",
            after=5,
        ),
        *begin(),
        *interview("The office: forms are kept in a folder that the photographer is not shown.", after=5),
        Do(2, step="extend_investigation", says="The office needs two weeks to find the forms."),
        *interview(
            "The photographer: shows how he sorts the pictures. Names come from the race list.",
            after=4,
            signed=None,
        ),
        Do(
            1,
            step="take_evidence",
            says="Copies of the page before and after.",
            files=("page-before", "page-after"),
        ),
        Do(14, step="extend_investigation", says="Forms of three years have to be compared."),
    ),
    cast=True,
    minor=True,
)

SLOW = Story(
    code="grant-form",
    title="Two grants for one minibus",
    days=170,
    club="Cwm Derwyn Rugby Club",
    account=(
        "I was asked to sign for a grant towards the minibus. Last year's minutes show that another fund had "
        "already paid for it in full. {r1} says that I misunderstand. I may, but I should like to be shown."
    ),
    c=(member("Cwm Derwyn Rugby Club"),),
    r=(she("Cwm Derwyn Rugby Club"),),
    alleged=(Allegation("money", "Applied for a second grant for one purchase", days_before=30),),
    beats=(
        *intake(acknowledge=3),
        investigate(after=9, band="simple"),
        notice("Both applications and the minutes of last year.", after=3),
        reply(
            "The first grant was for the bus, the second for the trailer. The form has only one box. I can show both invoices.",
            after=8,
        ),
        *begin(after=4),
        *interview(
            "The former treasurer, by telephone. She thinks the trailer was in the first one.",
            after=16,
            signed=7,
        ),
    ),
    updates_stop=95,
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
            "On advice I say nothing about the money while the police are looking at it. I want to answer later.",
            after=7,
        ),
        *begin(),
        Do(
            8,
            step="stop_the_clock",
            outcome="police",
            says="The officer in charge asks us not to interview anybody before her. Looked at again in four weeks.",
            papers={"evidence of the ground": "Letter of the officer in charge, reference withheld."},
            until=28,
        ),
        Do(
            18,
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
            says="The clock has been stopped at the request of the police. We look at it again every four weeks and write to you each time.",
        ),
        Do(
            15,
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
        "{r1} calls the younger ones names about where their parents come from. He calls it banter. My cousin "
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
            13,
            step="start_the_clock",
            outcome="illness",
            says="He is home and has written that he can go on.",
        ),
        reply(
            "I grew up with that sort of talk. I can see now how it sounds to a boy of fifteen. I did not mean it as they took it.",
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

COMMENTING = Story(
    code="junior-captain",
    title="How the junior captain was dropped",
    days=93,
    club="Samphire Point Tennis Club",
    account=(
        "My daughter was captain of the juniors until she told {r1} that training was at the wrong hour for "
        "the ones who come by bus. The next week somebody else was captain. She is fifteen."
    ),
    c=(she("Samphire Point Tennis Club"),),
    r=(he("Samphire Point Tennis Club"),),
    others={"a1": member("Samphire Point Tennis Club", minor=True)},
    alleged=(Allegation("retaliation", "Dropped a captain after she complained of the hour", days_before=9),),
    beats=(
        *intake(),
        investigate(after=7, band="simple"),
        notice("Messages of the week before and the week after.", after=2),
        reply(
            "I change the captain every season and had said so at the start of it. She knew. The hour has been changed, too.",
            after=6,
        ),
        *begin(),
        *interview(
            "The junior captain, with her mother. She had not heard of a change each season.", after=6
        ),
        *interview("Two players. One had heard of it, one had not.", after=3),
        draft(
            "The change had been announced at one meeting of which there is no note. Its date is a week after the complaint.",
            after=20,
        ),
        Do(
            4,
            step="comment",
            by="c1",
            says="Paragraph nine is wrong: she was told on the Monday, not the Friday.",
        ),
    ),
    minor=True,
    cast=True,
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
            "Each form came to me in the post, signed. I did not look at who had signed what. I ask that the handwriting be compared.",
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
            "There were three breaks, at the stile, the cairn and the tarn. Every child carried a bottle. The boy had eaten an ice cream.",
            after=3,
        ),
        *begin(after=8),
        *interview("Four juniors and two parents who went along. All remember the breaks.", after=6),
        draft("Three breaks are shown by four watches. One child was sick at the tarn.", after=6),
        Do(3, step="comment", by="c1", says="I was not on the hill. I believed what I was told."),
        Do(1, step="comment", by="r1", says="Nothing to add."),
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
        "{r1} runs the Sunday session with a loud-hailer and uses it on people by name. What he said about my "
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
            "It was meant to be funny. It was not. I have written to her through the club and would take a course if there is one.",
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
            "Hall and arbiters cost more than the year before. I should have said so in the announcement. Nothing is missing.",
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

NO_CONTACT = Story(
    code="pool-side",
    title="Waiting at the pool side",
    days=100,
    club="Lanternhead Sea Swimmers",
    account=(
        "Since I ended it {r1} is there whenever I swim. He does not do anything. He stands with the towels. "
        "I have changed my days twice and he has changed his."
    ),
    wants="That he swims at another time. Nothing more.",
    c=(she("Lanternhead Sea Swimmers"),),
    r=(he("Lanternhead Sea Swimmers"),),
    alleged=(Allegation("respect", "Followed a member from session to session", days_before=40, lasted=38),),
    beats=(
        *intake(),
        Do(
            0,
            step="ask_for_measure",
            by="c1",
            says="I should like to be able to swim while you look into it.",
            papers={
                "risk assessment": "No threat has been made. She feels unable to come; her days are the only ones with a lifeguard."
            },
        ),
        Do(
            1,
            step="decide_measure",
            outcome="granted",
            says="He keeps away from the sessions she has named. He can swim on four other days.",
            papers={"why nothing milder will do": "Asking him has been tried twice by the club."},
            starts="no_contact",
        ),
        investigate(after=5),
        Do(
            2,
            step="hear_on_measure",
            says="Heard by telephone. He does not object to other days, but to being thought a danger.",
        ),
        notice("Attendance book of two months.", after=1),
        reply(
            "I have swum there for twelve years, on those days. It was she who changed to mine. The book shows it if you go back further.",
            after=8,
        ),
        *begin(),
        Do(4, step="take_evidence", says="The attendance book of three years.", files=("attendance",)),
        *interview("The lifeguard.", after=8),
        Do(1, step="extend_investigation", says="The attendance book of three years takes time."),
        Do(
            2,
            step="review_measure",
            outcome="stays",
            says="Still the mildest thing that works. Nobody has broken it.",
        ),
        *interview("Both, separately, about the older pages of the book.", after=9),
        Do(8, step="extend_investigation", says="Both are to be heard once more."),
    ),
    cast=True,
)

THE_OFFICE = Story(
    code="office-answers",
    title="The federation's own office",
    days=132,
    club="Stonecrop Caving Group",
    account=(
        "In spring I asked the federation's office what is held about me. I have had two reminders of my own "
        "to send and no answer. The month is long over. I complain about the federation itself."
    ),
    c=(he("Stonecrop Caving Group"),),
    r=(THE_FEDERATION,),
    alleged=(
        Allegation("data", "Did not answer an access request within a month", days_before=70, lasted=60),
    ),
    beats=(
        *intake(),
        investigate(
            "The respondent is the federation. Nobody who works in its office may handle this.",
            after=6,
            band="simple",
        ),
        notice("The request and both reminders.", after=2),
        reply(
            "The request went to an address that nobody read. It has been answered now, in full, with an apology.",
            after=7,
        ),
        *begin(),
        *interview("The office: how requests come in and who opens them.", after=9),
    ),
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
            "The rule says first four 'or, for relays, as the selectors judge changeovers'. It is on page three. All three selectors agreed.",
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
            says="I was not told who the other selectors were, and one of them coaches the girl who was picked.",
        ),
    ),
    cast=True,
)

ANONYMOUS_CLOSED = Story(
    code="paint-store",
    title="Paint thinner under the stairs",
    days=122,
    club="Ermine Cross Photographic Society",
    account="There are forty litres of paint thinner under the stairs of the hall, next to the darkroom heater. {r1} knows. I would rather not say who I am.",
    c=(ANONYMOUS,),
    r=(he("Ermine Cross Photographic Society"),),
    alleged=(Allegation("safety", "Stored thinner next to a heater", days_before=20, lasted=20),),
    beats=(
        Do(0, step="screen", says="The caretaker was rung at once. The cans are outside now."),
        *intake()[1:],
        investigate(after=5, band="simple"),
        notice("A photograph, no sender.", after=2),
        reply(
            "They were mine, from the frames. I carried them out an hour after the caretaker rang. It was thoughtless.",
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

MINOR_REPORTS = Story(
    code="young-rider",
    title="A rider of fourteen writes herself",
    days=97,
    club="Thornacre Riding Club",
    account=(
        "I am 14. {r1} shouts at the ponies and at us. She says if we tell our parents we will not ride at the "
        "show. I have told my mum now, and she says I may write this."
    ),
    c=(member("Thornacre Riding Club", minor=True),),
    r=(she("Thornacre Riding Club"),),
    others={"p1": member("Thornacre Riding Club")},
    alleged=(
        Allegation("respect", "Shouted at young riders", days_before=60, lasted=55),
        Allegation("retaliation", "Told them they would not ride if they told their parents", days_before=20),
    ),
    beats=(
        Do(
            0,
            step="screen",
            says="A minor. Mother rung; the child lives at home and is safe. Safeguarding officer told.",
        ),
        *intake()[1:],
        Message(
            1,
            by="case_manager",
            to="c1",
            says="Thank you for writing. You did nothing wrong. We shall not meet you without your mother or somebody you choose.",
        ),
        investigate(after=3, protected=False),
        notice("The account, without the name of whoever wrote it.", after=2),
        reply(
            "I have a loud voice; you need one in a field. I never said that about the show. I said that nobody rides who has not mucked out.",
            after=8,
        ),
        *begin(),
        *interview("Two riders, each with a parent.", after=6),
        *interview("The yard manager. She has heard shouting, not the threat.", after=5),
        Do(2, step="extend_investigation", says="School holidays: three riders are away."),
        Do(18, step="extend_investigation", says="The last rider is back next week."),
    ),
    cast=True,
    minor=True,
)

STORIES: tuple[Story, ...] = (
    PHOTOS,
    SLOW,
    POLICE,
    ILL,
    COMMENTING,
    EXAMINING,
    NO_CASE,
    CONSENSUAL,
    HEARING_AHEAD,
    NO_CONTACT,
    THE_OFFICE,
    SELECTION,
    ANONYMOUS_CLOSED,
    MINOR_REPORTS,
)
