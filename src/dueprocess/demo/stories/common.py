"""Stretches of procedure that many stories share, each with the words it usually has.

Knows steps of the standard rulebook; must not know any one story.
"""

from __future__ import annotations

from dueprocess.demo.story import Beat, Do, Impose

INVESTIGATE = (
    "The complaint is within the code. If it happened as described it would be a breach, and both sides "
    "should be heard."
)


def intake(*, screen: int = 0, acknowledge: int = 1, appoint: int = 1) -> tuple[Beat, ...]:
    """From the door to the assessor's desk."""
    return (
        Do(screen, step="screen"),
        Do(acknowledge, step="acknowledge"),
        Do(appoint, step="appoint_handlers"),
    )


def investigate(
    says: str = INVESTIGATE, *, after: int = 5, band: str = "standard", protected: bool = False
) -> Do:
    """The assessor sends the complaint to investigation."""
    return Do(
        after, step="assess", outcome="investigate", says=says, facts={"band": band, "protected": protected}
    )


def notice(evidence: str, *, after: int = 2, each: tuple[str, ...] = ("r1",)) -> Do:
    """The respondent is told what is said against them."""
    return Do(after, step="give_notice", each=each, papers={"evidence so far": evidence})


def reply(says: str, *, by: str = "r1", after: int = 6) -> Do:
    """The respondent answers."""
    return Do(after, step="reply", by=by, says=says)


def begin(*, after: int = 2, bound: str = "") -> tuple[Beat, ...]:
    """An investigator is appointed and writes a plan; the first who is asked may say what binds them."""
    return (Do(after, step="begin_investigation", bound=bound), Do(3, step="plan"))


def interview(says: str, *, after: int = 5, signed: int | None = 3) -> tuple[Beat, ...]:
    """Somebody is interviewed; the note is signed, unless that is still to come."""
    heard = Do(after, step="interview", says=says)
    return (heard,) if signed is None else (heard, Do(signed, step="sign_interview"))


def draft(says: str, *, after: int = 8) -> Do:
    """The draft report goes to both sides."""
    return Do(after, step="send_draft", says=says)


def report(says: str, *, after: int = 3, examiners: int | None = 1) -> tuple[Beat, ...]:
    """The final report goes to the examiners, once these are appointed."""
    finished = Do(after, step="final_report", says=says)
    return (finished,) if examiners is None else (finished, Do(examiners, step="appoint_examiners"))


def examine(outcome: str, says: str, *, after: int = 4, imposes: tuple[Impose, ...] = ()) -> Do:
    """The examiners say whether there is a case to answer."""
    return Do(after, step="examine", outcome=outcome, says=says, imposes=imposes)


def to_hearing(*, fix: int = 4, hearing_in: int = 42, bundle: int = 2) -> tuple[Beat, ...]:
    """The hearing is fixed and the papers go round."""
    return (
        Do(fix, step="fix_hearing", until=hearing_in),
        Do(bundle, step="serve_bundle"),
    )


def heard(says: str, *, after: int = 1) -> tuple[Beat, ...]:
    """The last papers, and the day itself."""
    return (
        Do(8, step="send_papers", by="r1", says="My statement and two letters from club mates."),
        Do(2, step="final_bundle"),
        Do(after, step="hear", says=says),
    )


def finish(*, enforce: int = 1, close: int = 4, retention: int = 2) -> tuple[Beat, ...]:
    """Carry out, close, and set how long the file is kept."""
    return (
        Do(enforce, step="enforce"),
        Do(close, step="close"),
        Do(retention, step="set_retention"),
    )
