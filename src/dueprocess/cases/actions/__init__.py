"""What people do about complaints and cases: verbs of the rulebook, over `docket.actions`."""

from dueprocess.cases.actions.finding import find_by_code, find_by_number
from dueprocess.cases.actions.joining import join_case
from dueprocess.cases.actions.numbering import PREFIX, next_key
from dueprocess.cases.actions.opening import open_own
from dueprocess.cases.actions.receiving import Alleged, Receipt, Report, code_allegations, receive_complaint
from dueprocess.cases.actions.saving import drop_view, save_view
from dueprocess.cases.actions.tabling import drop_table, keep_table, table_of, with_step
from dueprocess.cases.actions.talking import (
    add_information,
    add_party,
    confirm_receipt,
    confirm_sent,
    declare_conflict,
    propose_link,
    propose_party,
    send_message,
    withdraw,
    withdrawal_steps,
)
from dueprocess.cases.actions.together import carry_on, go_on, join_together

__all__ = [
    "PREFIX",
    "Alleged",
    "Receipt",
    "Report",
    "add_information",
    "add_party",
    "carry_on",
    "code_allegations",
    "confirm_receipt",
    "confirm_sent",
    "declare_conflict",
    "drop_table",
    "drop_view",
    "find_by_code",
    "find_by_number",
    "go_on",
    "join_case",
    "join_together",
    "keep_table",
    "next_key",
    "open_own",
    "propose_link",
    "propose_party",
    "receive_complaint",
    "save_view",
    "send_message",
    "table_of",
    "with_step",
    "withdraw",
    "withdrawal_steps",
]
