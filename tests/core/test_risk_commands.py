"""Stops and notices from the command line: figures come in, two people end the stop, a refused applicant is told."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.cli import main
from core.commands.sign_in import PASSPHRASE_VARIABLE
from core.demo_centre import PEOPLE
from core.identity.service import person_key
from core.risk.stopping import COLUMNS
from core.risk.tables import risk_input
from tests.factories import House, founded

A_STOP = "yaodu,wheat,2026-09,1000,10,90,20,100,50"
REFUSED_SPECIMEN = "5"


@dataclass
class Desk:
    """A copy of the founded centre."""

    centre: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, login: str, *words: str, code: int = 0) -> str:
        """As ``login``; what was printed, complaints included."""
        person = next(one for one in PEOPLE if one.login == login)
        self.patch.setenv(PASSPHRASE_VARIABLE, person.passphrase)
        done = main(("--centre", str(self.centre), "--as", login, *words))
        said = self.capture.readouterr()
        assert done == code, said.out + said.err
        return said.out + said.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copytree(founded().folder, tmp_path / "centre")
    return Desk(tmp_path / "centre", capsys, monkeypatch)


def ids(text: str) -> list[UUID]:
    return [UUID(one) for one in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)]


def test_figures_stop_a_product_and_two_people_end_it(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(f"{','.join(COLUMNS)}\n{A_STOP}\n", "utf-8")
    said = desk.run("risk1", "risk", "post-loan", str(file))
    assert "1 rows taken in" in said and "自动推荐已停用" in said
    (stop,) = ids(said)
    listed = desk.run("auditor1", "risk", "stops")
    assert str(stop) in listed and "yaodu wheat 2026-09" in listed and "9.0%" in listed
    assert desk.run("risk1", "risk", "end-stop", str(stop), "--remark", " ", code=1)
    said = desk.run("risk1", "risk", "end-stop", str(stop), "--remark", "样本")
    (request,) = ids(said)
    assert "another has to confirm" in said
    assert str(request) in desk.run("risk2", "risk", "stops")
    assert "somebody else must" in desk.run("risk1", "risk", "confirm-end", str(request), code=1)
    assert "goes on" in desk.run("risk2", "risk", "confirm-end", str(request))
    assert "已恢复" in desk.run("risk1", "risk", "stops")
    assert "ended already" in desk.run("risk1", "risk", "end-stop", str(stop), "--remark", "样本", code=1)


def test_figures_that_cannot_be_right_are_named_and_nothing_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(f"{','.join(COLUMNS)}\n{A_STOP}\nyaodu,wheat,2026-10,10,11,0,0,0,0\n", "utf-8")
    assert "overdue_30d" in desk.run("risk1", "risk", "post-loan", str(file), code=1)
    assert ids(desk.run("risk1", "risk", "stops")) == []


def test_a_refused_applicant_is_told_from_the_command_line(desk: Desk, tmp_path: Path) -> None:
    desk.run("intake1", "package", "make", "--specimen", REFUSED_SPECIMEN, "--out", str(tmp_path / "out"))
    taken = desk.run("intake1", "intake", str(tmp_path / "out"))
    number = taken.splitlines()[0].split(" accepted ")[1]
    desk.run("intake1", "guardian")
    told = desk.run("intake1", "case", "notice", number)
    assert "征信" in told and "人工" in told
    sheet = tmp_path / "notice.pdf"
    desk.run("intake1", "case", "notice", number, "--lang", "en", "--out", str(sheet))
    assert sheet.read_bytes().startswith(b"%PDF")
    desk.run("reviewer1", "case", "notice", number, code=1)


def test_an_extract_by_id_numbers_is_taken_in_once_by_a_risk_manager(desk: Desk, tmp_path: Path) -> None:
    """The person is then known by the same key as the applicant of a case with that number."""
    file = tmp_path / "court.csv"
    number, at = "110101199003070011", "2026-11-24T08:00:00+08:00"
    file.write_text(f"id_number,serial,at,name,value\n{number},样本-1,{at},court_dishonest,yes\n", "utf-8")
    words = ("risk", "take-in", "court-dishonest", str(file))
    assert "risk manager" in desk.run("reviewer1", *words, code=1)
    assert "1 inputs taken in" in desk.run("risk1", *words)
    assert number not in desk.run("risk1", *words, code=1)  # its serial is on record already
    house = House(desk.centre, founded().secrets)
    (row,) = house.all(select(risk_input))
    assert (row.person_key, row.value) == (person_key(house.secrets.pepper, number), "true")
    assert number not in str(row)
    house.close()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("number,serial,at,name,value\n1,2,3,4,5\n", "agreed form"),
        (
            "id_number,serial,at,name,value\n12,1,2026-11-24T08:00:00+08:00,court_dishonest,no\n",
            "agreed form",
        ),
        (
            "person_key,serial,at,name,value\nk,,2026-11-24T08:00:00+08:00,court_dishonest,no\n",
            "lacks a serial",
        ),
        ("person_key,serial,at,name,value\nk,1,yesterday,court_dishonest,no\n", "lacks a serial or a time"),
        ("person_key,serial,at,name,value\nk,1,2026-11-24T08:00:00+08:00,phone_people,0\n", "another source"),
        ("", "agreed form"),
    ],
)
def test_a_crooked_extract_is_not_taken_in(desk: Desk, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "court.csv"
    file.write_text(text, "utf-8")
    assert says in desk.run("risk1", "risk", "take-in", "court-dishonest", str(file), code=1)
    assert "court-spending-limit" in desk.run("risk1", "risk", "take-in", "rumours", str(file), code=1)
