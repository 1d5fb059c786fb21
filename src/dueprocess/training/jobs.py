"""What training lets other rooms know at the start: its checks, the files it holds, what goes with
somebody who is erased; and its work by the clock.
"""

from dueprocess.docket.actions.erasing import hooks
from dueprocess.kit import files
from dueprocess.kit.jobs import every, job
from dueprocess.training import actions, verify
from dueprocess.training.actions import ground


@every("1 day")
@job("training.forget_old")
def forget_old() -> None:
    """Delete the feedback and places of sessions that are long over."""
    actions.forget_old()


files.register_in_use(ground.in_use)
hooks.forgets_people(actions.forget)

__all__ = ["forget_old", "verify"]
