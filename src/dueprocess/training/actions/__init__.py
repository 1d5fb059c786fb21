"""Every change to the training register: programmes, providers, sessions, places, who finished what, who need
not. What the log binds, `ground` says.
"""

from dueprocess.training.actions.attending import Mark, arrive, attend, give_feedback, wrong_code
from dueprocess.training.actions.catalogue import Taught, add_programme, add_version, withdraw_programme
from dueprocess.training.actions.completing import Recorded, complete, complete_session, revoke
from dueprocess.training.actions.exempting import end_exemption, propose_exemption, settle_exemption
from dueprocess.training.actions.forgetting import forget, forget_old
from dueprocess.training.actions.ground import Given
from dueprocess.training.actions.places import Enrolled, enrol, join, leave
from dueprocess.training.actions.planning import Plan, cancel_session, change_session, plan_session
from dueprocess.training.actions.providers import accredit, add_provider, consulted, withdraw_accreditation

__all__ = [
    "Enrolled",
    "Given",
    "Mark",
    "Plan",
    "Recorded",
    "Taught",
    "accredit",
    "add_programme",
    "add_provider",
    "add_version",
    "arrive",
    "attend",
    "cancel_session",
    "change_session",
    "complete",
    "complete_session",
    "consulted",
    "end_exemption",
    "enrol",
    "forget",
    "forget_old",
    "give_feedback",
    "join",
    "leave",
    "plan_session",
    "propose_exemption",
    "revoke",
    "settle_exemption",
    "withdraw_accreditation",
    "withdraw_programme",
    "wrong_code",
]
