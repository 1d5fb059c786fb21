"""`verifier/verify.py` in copies of which one check is switched off: it never says no. The file itself has no
such switch, since nobody should be able to turn a check of a verifier off.

In the copy every `raise Failed("CHECK", …)` of these checks is gone. Where what follows needs what the check
had made sure of, `NEEDS` says what the copy does instead.
"""

import ast
from functools import cache
from pathlib import Path
from types import ModuleType

VERIFIER = Path(__file__).resolve().parents[2] / "verifier" / "verify.py"
NEEDS: dict[str, tuple[str, str]] = {
    "checkpoint-signature": ("next(iter(signers))", "next(iter(signers), self.logs[0])"),
    "cosignature": ("found.setdefault(key, moment)", "moment is None or found.setdefault(key, moment)"),
    "rollback": ("kept.append(seen)", "kept += [seen] * (seen.size <= head.size)"),
    "entry-bytes": ("self.counts[kind] += 1", "kind = kind if match else 0"),
    "report-published": (
        "index, keys = mine[0]",
        "index, keys = (mine or [each for each in entries if each[1]['first'] == told['first']])[-1]",
    ),
    "report-files": (
        'raise Failed("report-files", "this report was published and is not there", path) from None',
        "continue",
    ),
    "report-hidden": (
        'if said.get(key, "nothing") != gives.get(key, "nothing"):',
        'if said.get(key, "nothing") not in (None, gives.get(key, "nothing")):',
    ),
    "report-class": (
        "    check_figures(figures, meant)\n",
        (
            "    meant = {name: meant[name] for name in meant if name in figures}\n"
            "    check_figures(figures, meant)\n"
        ),
    ),
}
"""What else is changed, so that the program goes on: the text, and what stands there instead."""


class _Off(ast.NodeTransformer):
    """Takes out the raising of checks; where the name is a variable, asks for it first."""

    def __init__(self, checks: frozenset[str]) -> None:
        self.checks = checks

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return node  # a statement, in which nothing is raised

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        call = node.exc
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "Failed"):
            return node
        name = call.args[0]
        if isinstance(name, ast.Constant):
            if name.value not in self.checks:
                return node
            return ast.copy_location(ast.Pass(), node)
        off = ast.Tuple([ast.Constant(check) for check in sorted(self.checks)], ast.Load())
        test = ast.Compare(name, [ast.NotIn()], [off])
        return ast.copy_location(ast.If(test, [node], []), node)


@cache
def copy(checks: frozenset[str]) -> ModuleType:
    """A copy of the verifier without these checks, as a module; made once. Raises ValueError for a check that
    it does not have."""
    text = VERIFIER.read_text("utf-8")
    for check in checks:
        if f'"{check}"' not in text:
            raise ValueError(f"the verifier has no check {check!r}")
        if check in NEEDS:
            old, new = NEEDS[check]
            if text.count(old) != 1:
                raise ValueError(f"{check}: the verifier no longer has once {old!r}")
            text = text.replace(old, new)
    tree = ast.parse(text)
    tree = _Off(checks).visit(tree)
    made = ModuleType("verify", tree.body[0].value.value)
    exec(compile(ast.fix_missing_locations(tree), str(VERIFIER), "exec"), vars(made))
    return made
