"""The Varrendale Federation of Clubs: its units, its offices and who is needed for its procedure.

Values only. Knows how an invented federation is built; must not know members by name (see `cast`) or
any complaint. Every place here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

NAME = "Varrendale Federation of Clubs"
CODE = "VFC"
MEMBERS = 4000
SEED = 20_261  # of every draw: the same federation on every machine

REGIONS: dict[str, tuple[str, ...]] = {
    "North Vale": (
        "Ashmere Rowing Club",
        "Tarnholt Chess Circle",
        "Corrowby Athletics Club",
        "Skelbridge Cycling Club",
        "Hawkrigg Fell Runners",
        "Lowenford Choral Society",
        "Nettlebeck Handball Club",
        "Brackendale Debating Society",
        "Ullerby Table Tennis Club",
    ),
    "Lakeside": (
        "Merrowater Sailing Club",
        "Dunnersby Swimming Club",
        "Silverholm Rowing Club",
        "Fernwick Archery Club",
        "Ospreyside Canoe Club",
        "Wetherlake Bowls Club",
        "Gullholm Amateur Dramatic Society",
        "Pikestow Angling Club",
        "Mirefold Badminton Club",
    ),
    "Harbour Coast": (
        "Saltmarrow Sailing Club",
        "Grayquay Boxing Club",
        "Port Ellow Volleyball Club",
        "Cockleby Gymnastics Club",
        "Lanternhead Sea Swimmers",
        "Driftmouth Judo Club",
        "Tern Bay Surf Life Club",
        "Anchorhythe Brass Band",
        "Samphire Point Tennis Club",
    ),
    "Middle Plain": (
        "Oxlode Cricket Club",
        "Barleyford Football Club",
        "Millrace Hockey Club",
        "Thornacre Riding Club",
        "Wheatsheaf Lane Bridge Club",
        "Sedgeley Parva Quiz League",
        "Highmarket Fencing Club",
        "Candlewick Street Basketball Club",
        "Ermine Cross Photographic Society",
    ),
    "Western Uplands": (
        "Cwm Derwyn Rugby Club",
        "Llanferran Choir",
        "Hartscombe Orienteering Club",
        "Blackmoss Climbing Club",
        "Ravensnook Ski Club",
        "Pennadoc Netball Club",
        "Stonecrop Caving Group",
        "Wolfscastle Weightlifting Club",
        "Moorgate Green Running Club",
    ),
    "The Islands": (
        "Inner Skerra Shinty Club",
        "Outer Skerra Football Club",
        "Holmsay Rowing Club",
        "Fairholm Dance Club",
        "Kittiwake Sound Kayak Club",
        "Brennay Folk Club",
        "Selkie Bay Diving Club",
        "Strandir Chess Club",
    ),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One office of the federation itself; `roles` are names of the standard rulebook."""

    title: str
    roles: tuple[str, ...] = ()
    seats: int = 1
    powers: tuple[str, ...] = ()
    years: int | None = None  # length of the present term; None: without end


# Elected and paid offices. Nobody who leads the federation handles complaints.
POSTS: tuple[Post, ...] = (
    Post("General Secretary", ("executive",), years=4),
    Post("President", ("executive",), years=3),
    Post("Treasurer", ("executive",), years=3),
    Post("Member of the Executive Committee", ("executive",), seats=4, years=3),
    Post("Registrar", ("registrar",), powers=("keep_register", "erase", "standing")),
    Post("Deputy registrar", powers=("keep_register",)),
    Post("Training officer", ("training_officer",), powers=("train",)),
    Post("Data protection officer", ("data_officer",), powers=("erase", "hold")),
    Post("Oversight lead", ("oversight_lead",), powers=("oversee", "set_access"), years=4),
    Post(
        "Member of the oversight body",
        ("oversight_member",),
        seats=5,
        powers=("oversee",),
        years=4,
    ),
    Post("Secretary to the governing body", powers=("adopt_rules", "appoint", "set_up", "publish_figures")),
)


@dataclass(frozen=True, slots=True)
class Pool:
    """How many people hold a role of the rulebook, and the training that the role needs."""

    role: str
    many: int
    training: str = ""


# Roles that are held without an office; each draw of the rota is from these.
POOLS: tuple[Pool, ...] = (
    Pool("duty_officer", 2, "intake"),
    Pool("intake_officer", 2, "intake"),
    Pool("rota_clerk", 1),
    Pool("case_manager", 5, "case handling"),
    Pool("assessor", 5, "assessment"),
    Pool("second_assessor", 3, "assessment"),
    Pool("mediator", 3),
    Pool("independent_member", 2),
    Pool("outside_approver", 2),
    Pool("investigator", 8, "investigation"),
    Pool("lay_examiner", 4),
    Pool("legal_examiner", 4),
    Pool("clerk", 2),
    Pool("presenting_officer", 3),
    Pool("legal_panellist", 5, "hearing panels"),
    Pool("lay_panellist", 6, "hearing panels"),
    Pool("regulatory_panellist", 5, "hearing panels"),
    Pool("duty_panellist", 3, "interim measures"),
    Pool("reviewer", 2),
    Pool("provider", 1),
)
