"""Rows that come again at the staff's door: lists for whoever has work there, pages for a power, a case for
those whom the wall lets in."""

from typing import Any

from tests.doors.matrix import Answer, Row, Scene, Who, file, staff

NOBODY = {Who.STRANGER: Answer.ABSENT}
"""Without office, delegation or power there is no desk; only its first page leads on to one's own matters."""


def desk(**more: Any) -> Row:
    """A page for whoever has work at the desk."""
    return staff(but=NOBODY, **more)


def powerful(**more: Any) -> Row:
    """Nobody of these holds the power: staff are told which it needs, the others that there is nothing."""
    answers = dict.fromkeys(Who, Answer.REFUSED) | NOBODY | {Who.ANONYMOUS: Answer.SIGN_IN}
    return Row(answers | more.pop("but", {}), **more)


def case(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"number": scene.receipt.case, **more}


def absent(**fill: Any) -> Row:
    """Something that is not there, so that whoever may see the case gets the same answer as everybody."""
    return file(lambda scene: case(scene, **fill), but={Who.OWNER: Answer.ABSENT})


def inside(**fill: Any) -> Row:
    return file(lambda scene: case(scene, **fill))
