"""Sanctions guidance in words: what `dueprocess guidance explain` prints."""

from __future__ import annotations

from dueprocess.core.guidance.model import Guidance


def explain(guidance: Guidance) -> str:
    """Return the ladder, each type of breach with its place on it, and the factors."""
    lines = [f"{guidance.title}, version {guidance.version}, for the rulebook {guidance.rulebook}"]
    if guidance.says:
        lines += ["", guidance.says]
    lines += ["", "From the lightest to the heaviest:"]
    lines += [f"{n}. {rung.title} ({rung.id})" for n, rung in enumerate(guidance.rungs.values())]
    lines += ["", "Types of breach:"]
    for breach in guidance.breaches.values():
        starts, lowest, highest = (
            guidance.rungs[each].title for each in (breach.starts, breach.lowest, breach.highest)
        )
        lines.append(f"- {breach.title} ({breach.id}): starts with {starts}; from {lowest} to {highest}")
        lines += [f"  {breach.says}"] if breach.says else []
    for way in ("aggravating", "mitigating"):
        found = [each for each in guidance.factors.values() if each.way == way]
        if found:
            lines += ["", f"{way.capitalize()} factors:", *(f"- {each.title} ({each.id})" for each in found)]
    return "\n".join(lines)
