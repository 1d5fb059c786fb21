"""Stories of three to six months that are being investigated."""

from __future__ import annotations

from dueprocess.demo.stories.common import (
    begin,
    draft,
    intake,
    interview,
    investigate,
    notice,
    reply,
)
from dueprocess.demo.story import (
    THE_FEDERATION,
    Allegation,
    Do,
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
            (
                "I took them down the day the notice came. I never saw the forms; the office has "
                "them. I would have left him out."
            ),
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
            (
                "The first grant was for the bus, the second for the trailer. The form has only one "
                "box. I can show both invoices."
            ),
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
            (
                "I change the captain every season and had said so at the start of it. She knew. The "
                "hour has been changed, too."
            ),
            after=6,
        ),
        *begin(),
        *interview(
            "The junior captain, with her mother. She had not heard of a change each season.", after=6
        ),
        *interview("Two players. One had heard of it, one had not.", after=3),
        draft(
            (
                "The change had been announced at one meeting of which there is no note. Its date is "
                "a week after the complaint."
            ),
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
                "risk assessment": (
                    "No threat has been made. She feels unable to come; her days are the only ones "
                    "with a lifeguard."
                )
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
            (
                "I have swum there for twelve years, on those days. It was she who changed to mine. "
                "The book shows it if you go back further."
            ),
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
            (
                "The request went to an address that nobody read. It has been answered now, in full, "
                "with an apology."
            ),
            after=7,
        ),
        *begin(bound="relative of a party"),
        *interview("The office: how requests come in and who opens them.", after=9),
    ),
)

MINOR_REPORTS = Story(
    code="young-rider",
    title="A rider of fourteen writes herself",
    days=97,
    club="Thornacre Riding Club",
    account=(
        "I am 14. {r1} shouts at the ponies and at us. She says if we tell our parents we will "
        "not ride at the "
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
            says=(
                "Thank you for writing. You did nothing wrong. We shall not meet you without your "
                "mother or somebody you choose."
            ),
        ),
        investigate(after=3, protected=False),
        notice("The account, without the name of whoever wrote it.", after=2),
        reply(
            (
                "I have a loud voice; you need one in a field. I never said that about the show. I "
                "said that nobody rides who has not mucked out."
            ),
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
    COMMENTING,
    NO_CONTACT,
    THE_OFFICE,
    MINOR_REPORTS,
)
