"""From front door to front door: a witness on its own machine, a carried stick, a cut log, paper, a stranger's check."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fitz
import pytest

from core.app import open_centre
from core.audit import verify_proof
from core.cli import main
from core.commands.sign_in import PASSPHRASE_VARIABLE
from core.demo_centre import PEOPLE, make_demo_specimen
from core.identity.administration import AnswerChange
from core.identity.changes import Outcome
from core.kernel.clock import system_now
from core.kernel.ids import new_id
from tests.factories import Template, catalogue, founded

AUDITOR = next(person for person in PEOPLE if person.login == "auditor1")
WITNESS = "sample-witness-2026"


@dataclass
class Desk:
    """A copy of the founded centre, and a folder beside it that stands for other machines."""

    centre: Path
    elsewhere: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, *words: str, code: int = 0) -> str:
        """As the auditor at the centre; what was printed."""
        self.patch.setenv(PASSPHRASE_VARIABLE, AUDITOR.passphrase)
        return self._run("--centre", str(self.centre), "--as", AUDITOR.login, *words, code=code)

    def witness(self, *words: str, code: int = 0) -> str:
        """As the witness, on its own machine: no centre is named."""
        self.patch.setenv(PASSPHRASE_VARIABLE, WITNESS)
        return self._run("witness", *words, "--folder", str(self.elsewhere / "w"), code=code)

    def _run(self, *words: str, code: int) -> str:
        done = main(words)
        said = self.capture.readouterr()
        assert done == code, said.out + said.err
        return said.out

    def known(self, *words: str) -> None:
        """A witness: the audit administrator asks for it, the system administrator confirms."""
        asker, confirmer = (next(one for one in PEOPLE if one.login == who) for who in ("admin3", "admin1"))
        self.patch.setenv(PASSPHRASE_VARIABLE, asker.passphrase)
        front = ("--centre", str(self.centre), "--as", asker.login)
        said = self._run(*front, "audit", "register-witness", *words, "--reason", "样本", code=0)
        assert "another administrator confirms" in said
        with open_centre(self.centre, confirmer.login, confirmer.passphrase) as app:
            [waiting] = app.requests.waiting()
            assert [one.after.en for one in waiting.differences][0] == waiting.subject.en
            app.administration.answer(AnswerChange(new_id(), waiting.id, Outcome.CONFIRMED))

    def settle(self) -> None:
        """The guardian numbers what waits."""
        self.run("guardian")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    template: Template = founded()
    shutil.copytree(template.folder, tmp_path / "centre")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    made = Desk(tmp_path / "centre", elsewhere, capsys, monkeypatch)
    made.settle()
    return made


def make_witness(desk: Desk) -> str:
    (desk.elsewhere / "log.pub").write_text(desk.run("audit", "key"), "utf-8")
    key = desk.witness(
        "init", "--name", "audit.example/w1", "--log-key", str(desk.elsewhere / "log.pub")
    ).strip()
    (desk.elsewhere / "w1.pub").write_text(key, "utf-8")
    return key


def test_a_stick_goes_to_a_witness_and_a_restored_old_database_is_found_out(desk: Desk) -> None:
    make_witness(desk)
    desk.known(str(desk.elsewhere / "w1.pub"))
    desk.settle()
    stick = str(desk.elsewhere / "stick")
    assert "audit.example/w1" in desk.run("audit", "exchange", stick)
    assert "cosigned" in desk.witness("cosign", stick)
    assert "cosignature taken in" in desk.run("audit", "exchange", stick)
    shutil.copy(desk.centre / "centre.db", desk.elsewhere / "old.db")

    desk.settle()  # signing in is an act, too
    desk.run("audit", "exchange", stick)
    desk.witness("cosign", stick)
    desk.run("audit", "exchange", stick)
    note = str(desk.elsewhere / "w" / "last.note")
    desk.run("audit", "verify", "--witness", note)

    for part in desk.centre.glob("centre.db*"):
        part.unlink()
    shutil.copy(desk.elsewhere / "old.db", desk.centre / "centre.db")
    desk.run("audit", "verify")  # an old copy of everything is sound in itself
    said = desk.run("audit", "verify", "--witness", note, code=1)
    assert "日志被截短" in said and "the log was cut" in said
    found = json.loads(desk.run("audit", "verify", "--json", "--witness", note, code=1))
    assert [one["kind"] for one in found["findings"]] == ["witness"]


@contextmanager
def running(desk: Desk) -> Iterator[str]:
    """``evenhand witness run`` as a process of its own; yields its address."""
    command = [sys.executable, "-m", "core.cli", "witness", "run", "--port", "0", "--folder"]
    with subprocess.Popen(
        [*command, str(desk.elsewhere / "w")],
        env={**os.environ, PASSPHRASE_VARIABLE: WITNESS},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def test_the_guardian_gets_cosignatures_over_the_line_by_itself(desk: Desk) -> None:
    key = make_witness(desk)
    with running(desk) as address:
        assert address.startswith("http://127.0.0.1:")
        desk.known(key, "--address", address)
        desk.settle()
        told = json.loads(desk.run("audit", "witnesses", "--json"))
    [one] = told["witnesses"]
    assert one["size"] == told["witnessed"] > 0
    assert one["key"] == key
    assert "audit.example/w1" in desk.run("audit", "checkpoint")
    assert f"\n{one['size']}\n" in desk.witness("show")


def test_a_checkpoint_comes_back_from_paper(desk: Desk) -> None:
    note = desk.run("audit", "checkpoint")
    (desk.elsewhere / "log.pub").write_text(desk.run("audit", "key"), "utf-8")
    key = str(desk.elsewhere / "log.pub")
    square, page, scan = (desk.elsewhere / name for name in ("c.png", "c.pdf", "scan.png"))
    desk.run("audit", "checkpoint", "--qr", str(square))
    desk.run("audit", "checkpoint", "--qr", str(page))
    with fitz.open(page) as document:
        [sheet] = list(document)
        sheet.get_pixmap(dpi=110).save(scan)
        text = "".join(sheet.get_text().split())
    assert "Checkpointofthelog" in text and "日志检查点" in text
    assert all("".join(line.split()) in text for line in note.splitlines())
    (desk.elsewhere / "c.note").write_text(note, "utf-8")
    for kept in (square, page, scan, desk.elsewhere / "c.note"):
        assert note in desk.run("audit", "read-checkpoint", str(kept), "--log-key", key)
        desk.run("audit", "verify", "--witness", str(kept))
    forged = desk.elsewhere / "forged.note"
    forged.write_text(note.replace("time 1", "time 2"), "utf-8")
    assert "✗" in desk.run("audit", "read-checkpoint", str(forged), "--log-key", key, code=1)
    desk.run("audit", "checkpoint", "--qr", str(desk.elsewhere / "c.doc"), code=1)
    blank = desk.elsewhere / "blank.pdf"
    with fitz.open() as document:
        document.new_page()
        document.save(blank)
    desk.run("audit", "read-checkpoint", str(blank), code=1)


def test_only_who_audits_deals_with_witnesses(desk: Desk) -> None:
    key = make_witness(desk)
    reviewer = next(person for person in PEOPLE if person.login == "reviewer1")
    desk.patch.setenv(PASSPHRASE_VARIABLE, reviewer.passphrase)
    act = ["audit", "register-witness", key, "--reason", "样本"]
    assert main(["--centre", str(desk.centre), "--as", "reviewer1", *act]) == 1
    assert "Your role does not allow this" in desk.capture.readouterr().err


class Stranger:
    """A Python of its own, with nothing but its standard library, and one file of ours."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        venv.create(folder, with_pip=False, symlinks=os.name != "nt")
        self.program = folder / "verify_proof.py"
        shutil.copyfile(verify_proof.__file__, self.program)
        for package in ("core", "cryptography", "sqlalchemy", "PySide6"):
            tried = subprocess.run(
                [self.python, "-I", "-c", f"import {package}"], capture_output=True, check=False
            )
            assert b"ModuleNotFoundError" in tried.stderr

    def run(self, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, "-I", str(self.program), *words],
            cwd=place, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False,
        )  # fmt: skip


def test_a_proof_is_made_and_checked_by_its_commands(desk: Desk, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    make_demo_specimen(1, inbox, system_now(), catalogue())
    said = desk.run("guardian", "--inbox", str(inbox))
    assert "accepted" in said or "received" in said, said
    number = _number_of_the_case(desk)
    proof = str(desk.elsewhere / "proof.json")
    assert "entries" in desk.run("audit", "proof", number, "--out", proof)
    (desk.elsewhere / "log.pub").write_text(desk.run("audit", "key"), "utf-8")
    words = ("audit", "verify-proof", proof, "--log-key", str(desk.elsewhere / "log.pub"))
    assert "The proof is right" in desk.run(*words, "--draws", str(desk.elsewhere / "draws"))
    assert list((desk.elsewhere / "draws").iterdir())
    stranger = Stranger(desk.elsewhere / "python")
    right = stranger.run(desk.elsewhere, "proof.json", "--log-key", "log.pub", "--draws", "his-draws")
    assert right.returncode == 0 and "The proof is right" in right.stdout, right.stdout + right.stderr
    his = {file.name: file.read_bytes() for file in (desk.elsewhere / "his-draws").iterdir()}
    assert his == {file.name: file.read_bytes() for file in (desk.elsewhere / "draws").iterdir()}
    Path(proof).write_bytes(Path(proof).read_bytes().replace(b"ScreenCase", b"ScreenCasf"))
    assert "WRONG" in desk.run(*words, code=1)
    wrong = stranger.run(desk.elsewhere, "proof.json", "--log-key", "log.pub")
    assert wrong.returncode == 1 and "WRONG" in wrong.stdout
    desk.run("audit", "proof", "no such case", "--out", proof, code=1)


def _number_of_the_case(desk: Desk) -> str:
    with open_centre(desk.centre, AUDITOR.login, AUDITOR.passphrase) as app:
        return str(app.audit.entries(text="DealCase")[0].case_number)
