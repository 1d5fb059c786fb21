"""The form for a step, made from what the rulebook says the step needs.

Knows the engine's `Form` and the kit's fields. Must not know any rulebook, any door, or what a case is.
"""

from dueprocess.docket.forms.build import Alleged, Asking, StepForm, make
from dueprocess.docket.forms.naming import day

__all__ = ["Alleged", "Asking", "StepForm", "day", "make"]
