"""The reference says what the program does: tables, names and examples are read back out of it."""

import re
import sys
from pathlib import Path

from dueprocess.tlog import entry, period, policy, proof, tree, verify

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "verify.md").read_text()
REFERENCE = (ROOT / "docs" / "reference" / "record.md").read_text()


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose header begins so."""
    lines = REFERENCE.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith(heading)) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_the_types_and_their_keys() -> None:
    found = {
        name.strip("`"): (set(re.findall("`(.*?)`", must)), set(re.findall("`(.*?)`", may)))
        for name, must, may, _ in table("| type | also")
    }
    assert found == {k.name: (set(k.required) - {"cm", "d"}, set(k.optional)) for k in entry.TYPES.values()}


def test_the_expressions_of_the_values_and_how_a_type_is_made_of_them() -> None:
    parts = dict(re.findall(r"^    ([PN]) = (.*)$", REFERENCE, re.MULTILINE))
    assert parts["P"].encode() == period.PATTERN
    values = {}
    for key, regex, _ in table("| key | value"):
        body = regex.strip("`")
        body = re.sub(r'(?<=")P(?=")', lambda _: parts["P"], body)
        values[key.strip("`")] = re.sub(r'(?<=")N(?=["\\])', lambda _: parts["N"], body)
    assert values.keys() == entry.VALUES.keys()
    for name, kind in entry.TYPES.items():
        whole = ""
        for key in sorted(kind.required | kind.optional | {"t", "v"}):
            value = {"t": f'"{re.escape(name)}"', "v": "1"}.get(key) or values[key]
            piece = ("," if whole else "") + f'"{key}":{value}'
            whole += f"(?:{piece})?" if key in kind.optional else piece
        ours = kind.regex.pattern.decode().replace(f'"d":"({parts["P"]})"', f'"d":"{parts["P"]}"')
        assert re.sub(r'"t":"\((.*?)\)"', r'"t":"\1"', ours) == r"\{" + whole + r"\}"


def test_the_checks_and_their_sentences() -> None:
    assert {name.strip("`"): what for name, what in table("| check | shows")} == dict(verify.CHECKS)
    assert not set(re.findall(r"^\| `([a-z-]+)`", GUIDE, re.MULTILINE)) - verify.CHECKS.keys()
    explained = GUIDE[GUIDE.index("| check | what it may mean") :]
    missing = {name for name in verify.CHECKS if f"`{name}`" not in explained}
    assert missing == {"consistency"}  # between two checkpoints: no command of the guide makes it


def test_the_examples() -> None:
    data, leaf = re.findall(r"^    (\{\"cm.*)\n    leaf ([0-9a-f]{64})$", REFERENCE, re.MULTILINE)[0]
    assert entry.parse(data.encode())["t"] == "closed"
    assert tree.leaf_hash(data.encode()).hex() == leaf
    given, trusted = re.findall(r"```\n(.*?\n)```", REFERENCE, re.DOTALL)
    proof.Proof.parse(given.encode()).verify(policy.Policy.parse(trusted.encode()))


def test_the_verifier_is_one_file_with_one_dependency() -> None:
    source = (ROOT / "verifier" / "verify.py").read_text()
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
