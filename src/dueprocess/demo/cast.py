"""The cast: twenty people who can sign in, and what to try as each of them.

Values only. Knows names, roles and posts; must not know Django or any case by its number.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.demo.names import Name


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. `post`: an office of `federation.POSTS`; `roles`: pools they belong to; `secretary`:
    the club whose secretary they are. Whoever has no `club` comes from outside and is no member. Without a
    `name` they are the first of the pool `first_of`, whoever that is: a case can be brought to its end."""

    key: str
    name: Name | None
    what: str
    tries: str
    club: str
    first_of: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()
    secretary: str = ""
    path: str = "/desk/"


CAST: tuple[Member, ...] = (
    Member(
        "intake_officer",
        Name("Małgorzata Wierzbicka", "", "Wierzbicka, Małgorzata", "pl"),
        "Intake officer and duty officer",
        "Open the Mailbox and say what each message is; enter a complaint for a caller; screen today's.",
        "Silverholm Rowing Club",
        roles=("intake_officer", "duty_officer"),
    ),
    Member(
        "case_manager",
        Name("Siobhán Adeyemi-Clarke", "", "Adeyemi-Clarke, Siobhán"),
        "Case manager",
        "See what is late in My work; open the case of twenty-two months; answer a message; look, under "
        "Cases, What was begun before, at a letter that went out in several of them.",
        "Ashmere Rowing Club",
        roles=("case_manager",),
    ),
    Member(
        "assessor",
        Name("Nurul Aisyah binti Rosli", "", "Nurul Aisyah binti Rosli", "ms"),
        "Assessor",
        "Open Cases at the stage Assessment; refuse one and see who else must sign, or investigate.",
        "Mirefold Badminton Club",
        roles=("assessor",),
    ),
    Member(
        "investigator",
        Name("Wanjiru Barasa Kamau", "", "Kamau, Wanjiru Barasa", "sw"),
        "Investigator",
        "Open Cases at the stage Comments: the report cannot be finished while time for comments still runs.",
        "Corrowby Athletics Club",
        roles=("investigator",),
    ),
    Member(
        "legal_examiner",
        Name("Zdeňka Hrubá", "", "Hrubá, Zdeňka", "cs"),
        "Legal case examiner",
        "Decide with the lay examiner whether there is a case to answer; see that both have to agree.",
        "Driftmouth Judo Club",
        roles=("legal_examiner",),
    ),
    Member(
        "panellist",
        Name("Anneliese Brandt-Moreau", "", "Brandt-Moreau, Anneliese", "de"),
        "Legal panellist, chair of hearings",
        (
            "Review the interim measure that is overdue; see in a case who may sit and who may not, and why; "
            "open the case {cup-final}: its hearing, its evidence, the bundle for those who decide it, and "
            "the notes of your deliberation if you sit in it."
        ),
        "Tarnholt Chess Circle",
        roles=("legal_panellist", "duty_panellist"),
    ),
    Member(
        "clerk",
        Name("Gwenllian ferch Hywel", "", "Gwenllian ferch Hywel", "cy"),
        "Clerk of the panel, keeper of the rota and deputy registrar",
        (
            "Ask who is free of conflicts, under Who sits, and appoint handlers for a new complaint; fix a "
            "hearing and see who cannot sit and why; sign a login."
        ),
        "Llanferran Choir",
        post="Deputy registrar",
        roles=("clerk", "rota_clerk"),
    ),
    Member(
        "registrar",
        Name("陳美玲", "Chan Mei-ling", "Chan, Mei-ling", "zh"),
        "Registrar",
        (
            "Agree to erase the two files that wait, or decline; look up a member; propose a login for an "
            "officer, which the clerk signs. Open Standing: who may not do what today; say whether the "
            "name that waits on another body's list is ours."
        ),
        "Highmarket Fencing Club",
        post="Registrar",
    ),
    Member(
        "oversight_member",
        Name("Ольга Николаевна Серова", "Olga Serova", "Serova, Olga", "ru"),
        "Member of the oversight body",
        (
            "Open any file: your reading is on record. Look at Oversight: files to be erased, a hold, "
            "audits. Say what follows from the approach that waits in the register of approaches. Announce a "
            "draw. Take over a case that is older than eighteen months."
        ),
        "Samphire Point Tennis Club",
        post="Member of the oversight body",
    ),
    Member(
        "leader",
        Name("Rafael Quintana Soler", "", "Quintana Soler, Rafael", "es"),
        "General Secretary, leads the federation",
        (
            "Try to find any case at all. Whoever leads has no way in. Open your matters in the portal: what "
            "was entered when you asked for one to be quicker, and your answer to it."
        ),
        "Barleyford Football Club",
        post="General Secretary",
    ),
    Member(
        "branch_secretary",
        Name("Wibowo", "", "Wibowo", "id"),
        "Secretary of Holmsay Rowing Club",
        "Try to read a case about your own club. A club is told a status, never a file.",
        "Holmsay Rowing Club",
        secretary="Holmsay Rowing Club",
    ),
    Member(
        "respondent",
        Name("Kavitha Murugesan", "", "Kavitha Murugesan", "ta", ("மு. கவிதா",)),
        "Bar steward, complained about",
        "Open your matter: read the notice and answer it. The desk does not let you in.",
        "Wetherlake Bowls Club",
        path="/portal/mine/",
    ),
    Member(
        "data_officer",
        Name("Ifeoma Castellanos-Ude", "", "Castellanos-Ude, Ifeoma"),
        "Data protection officer: may erase, and puts legal holds",
        (
            "See in My work what waits beside cases; look at what may be erased; put a legal hold on a case, "
            "or propose to lift the one that is a year old."
        ),
        "Highmarket Fencing Club",
        post="Data protection officer",
    ),
    Member(
        "training_officer",
        Name("Hōkūlani Pereira-Voss", "", "Pereira-Voss, Hōkūlani"),
        "Training officer: keeps the training register",
        (
            "Open Training: look at who comes to the next session and who waits; at the provider, and at "
            "what those said who were asked about it; plan a session in three weeks and invite a club."
        ),
        "Silverholm Rowing Club",
        post="Training officer",
    ),
    Member(
        "secretary",
        Name("Gudrun Vestergaard-Okoro", "", "Vestergaard-Okoro, Gudrun", "da"),
        "Secretary to the governing body: adopts rules, appoints, publishes figures",
        "Open Record, Published figures; publish a quarter again with a reason; accredit a second auditor.",
        "Candlewick Street Basketball Club",
        post="Secretary to the governing body",
    ),
    Member(
        "auditor",
        Name("Raimund Marsh-Adeleke", "", "Marsh-Adeleke, Raimund"),
        "Auditor, from outside the federation",
        "Take the package of what the lot drew, within a day of the load, and check it with verify.py.",
        "",
        path="/desk/audits/",
    ),
    Member(
        "lay_examiner",
        None,
        "Lay case examiner",
        "Declare for a case in which the clerk asked you: its code name, then the names, and nothing else.",
        "",
        first_of="lay_examiner",
    ),
    Member(
        "presenting_officer",
        None,
        "Presenting officer",
        "Declare for a case that is charged; then it is yours to present.",
        "",
        first_of="presenting_officer",
    ),
    Member(
        "lay_panellist",
        None,
        "Lay panellist",
        "Declare for a hearing, and find and decide with the two others; vote against them and say why.",
        "",
        first_of="lay_panellist",
    ),
    Member(
        "regulatory_panellist",
        None,
        "Panellist for personnel or regulation",
        "Declare a conflict for a hearing, and see that the case is gone for you at once.",
        "",
        first_of="regulatory_panellist",
    ),
)
