"""`dueprocess screen`: names in files against a register, with reasons, bad rows and exit codes."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dueprocess.conf.commands import run
from dueprocess.core.errors import Malformed
from dueprocess.names.values import Code, Reason
from dueprocess.people import screening
from dueprocess.people.lists_of_names import Names
from dueprocess.people.models import Alias, Person, Unit

REGISTER = """Key,Name,Aliases,Born on,Member number,Unit,Remark
K1,Tamsin Okafor,Tamsin Lindqvist; T. Brightwater,1971-04-03,M-0017,North,any
K2,Tamsin Okafor,,1985,M-0018,South,
K3,=Wren Abara,,,,,
"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def screened(*words: object, **options: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("screen", *map(str, words), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return put(tmp_path, "register.csv", REGISTER)


def test_text_tells_who_may_be_meant_and_why(tmp_path: Path, register: Path) -> None:
    names = put(tmp_path, "names.txt", "OKAFOR, Tamsin\n\nNobody Atall\n")
    out, err = screened(names, "--register", register)
    assert "OKAFOR, Tamsin (line 1)" in out
    assert "[K1]" in out
    assert "[K2]" in out
    assert "the same words in another order" in out
    assert "Nobody" not in out
    assert "2 names screened against 3 entries: for 1 somebody may be meant" in err


def test_second_factors_are_columns(tmp_path: Path, register: Path) -> None:
    names = put(
        tmp_path, "names.csv", "name;born_on;member_number\nTamsin Okafor;1971-04-03;\nT Okafor;;M18\n"
    )
    out, _ = screened(names, "--register", register, "--format", "json", "--use", "platform check")
    first, second = json.loads(out)
    assert [hit["key"] for hit in first["hits"]] == ["K1"]
    assert first["hits"][0]["score"] > first["hits"][0]["by_name_alone"]
    assert any(reason.startswith("born on the same day") for reason in first["hits"][0]["reasons"])
    assert second["hits"][0]["key"] == "K2"
    assert second["line"] == 3


def test_csv_runs_no_formula_and_names_the_other_name(tmp_path: Path, register: Path) -> None:
    names = put(tmp_path, "names.txt", "Wren Abara\nLindqvist Tamsin\n")
    out, _ = screened(names, "--register", register, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["name"] for row in rows] == ["'=Wren Abara", "Tamsin Lindqvist"]
    assert "another name of Tamsin Okafor" in rows[1]["reasons"]


def test_bad_rows_are_named_and_the_others_screened(tmp_path: Path, register: Path) -> None:
    names = put(tmp_path, "names.csv", 'name,born_on\nTamsin Okafor,3.4.71\n?!,\n"Tamsin\nOkafor",1985\n')
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("screen", str(names), "--register", str(register), stdout=out, stderr=err)
    assert caught.value.returncode == 1
    assert "2 rows were passed over" in str(caught.value)
    assert "line 2: names.csv, column born_on: It is no day. Write 1961-05-12" in err.getvalue()
    assert "line 3: names.csv, column name: There is no name." in err.getvalue()
    assert "3.4.71" not in err.getvalue()
    assert "[K2]" in out.getvalue()


def test_what_cannot_be_read_is_refused(tmp_path: Path, register: Path) -> None:
    names = put(tmp_path, "names.txt", "Tamsin Okafor\n")
    with pytest.raises(Malformed, match="Check its name"):
        screened(names, "--register", tmp_path / "none.csv")
    with pytest.raises(Malformed, match="no column `name`"):
        screened(names, "--register", put(tmp_path, "other.csv", "nom,prenom\nOkafor,Tamsin\n"))
    with pytest.raises(CommandError, match="nobody in it") as caught:
        screened(names, "--register", put(tmp_path, "empty.csv", "name\n"))
    assert caught.value.returncode == 2
    assert run(["screen", str(tmp_path / "none.txt"), "--register", str(register)]) == 2


@pytest.mark.parametrize("words", [("--threshold", "2"), ("--most", "0"), ("--use", "fishing")])
def test_what_makes_no_sense_is_not_asked(tmp_path: Path, register: Path, words: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        screened(put(tmp_path, "names.txt", "X"), "--register", register, *words)


def test_a_threshold_and_a_number_of_hits(tmp_path: Path, register: Path) -> None:
    names = put(tmp_path, "names.txt", "Tamsin Okafro\n")
    assert "[K1]" not in screened(names, "--register", register, "--threshold", "0.99")[0]
    out, _ = screened(names, "--register", register, "--threshold", "0.5", "--most", "1")
    assert "[K1]" in out
    assert "[K2]" in out  # as good as the last


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"name\n" + b"x" * 70_000 + "\nTamsin \xff\n".encode("latin-1"))
    found: list[object] = []
    assert list(Names(path, found.append).rows()) == []
    assert len(found) == 2


@pytest.mark.django_db
def test_without_a_file_it_is_our_own_register(tmp_path: Path) -> None:
    unit = Unit.objects.create(name="North", path="00000001")
    person = Person.objects.create(
        full_name="Tamsin Okafor", known_as="Tam", member_number="M-17", unit=unit, born_on=date(1971, 4, 3)
    )
    Alias.objects.create(person=person, name="Tamsin Lindqvist")
    Person.objects.create(full_name="", status="left")  # somebody erased
    (entry,) = screening.everybody()
    assert entry.names == ("Tamsin Okafor", "Tam", "Tamsin Lindqvist")
    names = put(tmp_path, "names.csv", "name,unit,born_on\nLindqvist Tamsin,north,1971-04\n")
    out, _ = screened(names)
    assert "[M-17]" in out
    assert "the same unit: North" in out


@pytest.mark.parametrize("code", list(Code))
def test_every_reason_has_a_sentence(code: Code) -> None:
    assert "50 % A" in screening.said(Reason(code, "50 % A", "50 % A"))
