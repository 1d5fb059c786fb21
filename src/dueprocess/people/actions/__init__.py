"""Every change to the register: people, units, offices, roles, powers. Each writes its line in the journal.

Deny by default: each action names the power that its author must hold. `by=None` stands for the
installation's own commands (`init`, imports, the demonstration), which no page can reach.
"""

from dueprocess.people.actions.auditors import decline_auditor, from_outside, propose_auditor, sign_auditor
from dueprocess.people.actions.candidacies import stand, withdraw
from dueprocess.people.actions.ground import require, there, touch, wanted
from dueprocess.people.actions.logins import (
    close_login,
    decline_login,
    give_login,
    propose_login,
    sign_login,
    takes_two,
)
from dueprocess.people.actions.posts import (
    add_office,
    appoint,
    begin_term,
    delegate,
    end_appointment,
    end_delegation,
    end_grant,
    end_term,
    grant,
)
from dueprocess.people.actions.register import (
    add_people,
    add_person,
    change_person,
    qualify,
)
from dueprocess.people.actions.training import end_trainings, trained
from dueprocess.people.actions.units import add_unit, close_unit, move_unit, rename_unit, reopen_unit

__all__ = [
    "add_office",
    "add_people",
    "add_person",
    "add_unit",
    "appoint",
    "begin_term",
    "change_person",
    "close_login",
    "close_unit",
    "decline_auditor",
    "decline_login",
    "delegate",
    "end_appointment",
    "end_delegation",
    "end_grant",
    "end_term",
    "end_trainings",
    "from_outside",
    "give_login",
    "grant",
    "move_unit",
    "propose_auditor",
    "propose_login",
    "qualify",
    "rename_unit",
    "reopen_unit",
    "require",
    "sign_auditor",
    "sign_login",
    "stand",
    "takes_two",
    "there",
    "touch",
    "trained",
    "wanted",
    "withdraw",
]
