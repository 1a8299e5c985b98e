"""The four checks: every item has its row, a sound record passes, and each damage fails its own item."""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from core.app import App
from core.archive.authority import Authority
from core.archive.check_items import ITEMS, CheckOutcome, Quality
from core.archive.checks import DEMAND, SCHEDULE, SEALING, CheckRun
from core.archive.key_folder import KeyFolder
from core.archive.malware import MalwareScanner, ScanOutcome
from core.archive.queries import ArchiveFilter
from core.archive.rules import RecordOutcome
from core.cli import main
from core.guardian.patrol import Patrol
from core.kernel.errors import NotAllowed, NotFound
from core.settings import SETTINGS_FILE
from tests.desktop.archive_centre import SealedCentre, seal_cases


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> SealedCentre:
    """Two cases in the archive: one approved, one declined."""
    return seal_cases(tmp_path_factory.mktemp("checks"), (1, 2), frozenset({"orchard"}))


@pytest.fixture
def centre(origin: SealedCentre, tmp_path: Path) -> SealedCentre:
    """A copy to damage."""
    shutil.copytree(origin.folder, tmp_path / "centre")
    return SealedCentre(tmp_path / "centre", origin.sent)


@pytest.fixture
def app(centre: SealedCentre) -> Iterator[App]:
    with centre.open() as app:
        yield app


def number_of(app: App, which: int = 0) -> str:
    return app.archive.search(ArchiveFilter())[which].archival_number


def outcomes(run: CheckRun) -> dict[str, CheckOutcome]:
    return {row.code: row.outcome for row in run.rows}


def object_of(app: App, digest: str) -> Path:
    from sqlalchemy import select

    from core.storage.tables import blob

    with app._storage.reading() as reading:
        name = reading.scalar(select(blob.c.object).where(blob.c.sha256 == digest))
    return app.settings.blobs / name[:2] / name


def test_every_item_has_a_row_and_a_sound_record_fails_none(app: App) -> None:
    for run in app.archive_desk.check(None):
        assert [row.code for row in run.rows] == [item.code for item in ITEMS]
        assert run.failures == (), [(row.code, row.evidence.en) for row in run.failures]
        assert {row.item.quality for row in run.rows} == set(Quality)
        found = outcomes(run)
        assert found["media"] is CheckOutcome.BY_HAND
        sealed = ("signature", "seal", "acts-signed", "time-stamp")
        assert {found[code] for code in sealed} == {CheckOutcome.PASSED}
        assert all(row.evidence.zh and row.evidence.en for row in run.rows)


def test_sealing_left_a_run_on_record_and_so_does_every_later_check(app: App) -> None:
    row = app.archive.search(ArchiveFilter())[0]
    (first,) = app.checks.runs(row.id)
    assert first.occasion == SEALING and first.ok
    (made,) = app.archive_desk.check(row.archival_number)
    assert [one.occasion for one in app.checks.runs(row.id)] == [DEMAND, SEALING]
    assert app.checks.latest(row.id) == made
    with pytest.raises(NotFound):
        app.archive_desk.check("A002-DK·2026·D30-9999")


def test_only_people_of_the_archive_and_audit_check(centre: SealedCentre) -> None:
    with centre.open("reviewer1") as app, pytest.raises(NotAllowed):
        app.archive_desk.check(None)


def test_a_changed_dossier_fails_what_rests_on_it_and_says_what_to_do(app: App) -> None:
    row = app.archive.search(ArchiveFilter())[0]
    path = object_of(app, app.archive.record(row.id).sha256)
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.write_bytes(bytes(sealed))
    (run,) = app.archive_desk.check(row.archival_number)
    assert {"hash", "seal", "signature", "content", "opens"} <= {one.code for one in run.failures}
    assert all(one.to_json()["advice"]["zh"] for one in run.failures)
    (other,) = app.archive_desk.check(number_of(app, 1))
    assert other.ok


def test_a_missing_original_fails_completeness_and_nothing_of_the_signatures(app: App) -> None:
    from sqlalchemy import select

    from core.intake.tables import document

    row = app.archive.search(ArchiveFilter())[0]
    with app._storage.reading() as reading:
        digest = reading.scalar(select(document.c.sha256).where(document.c.case_id == row.case_id))
    object_of(app, digest).unlink()
    (run,) = app.archive_desk.check(row.archival_number)
    assert {one.code for one in run.failures} == {"attachments", "opens"}


def test_the_report_is_a_sealed_pdf_a_that_names_every_item(app: App, tmp_path: Path) -> None:
    import pymupdf

    from core.archive.authority import trust
    from core.archive.pdf_facts import read_pdf_facts
    from core.archive.signature_check import check_signatures

    runs = app.archive_desk.check(None)
    pdf = app.archive_desk.report(runs)
    facts = read_pdf_facts(pdf)
    assert (facts.part, facts.conformance, facts.output_intent) == ("2", "U", True)
    assert facts.fonts_embedded >= facts.fonts > 0
    with app._storage.reading() as reading:
        trusted = trust(reading)
        now = reading.now
    assert trusted is not None
    (seal,) = check_signatures(pdf, trusted.root, now)
    assert seal.valid and "四性检测报告" in seal.reason
    text = "".join(page.get_text() for page in pymupdf.open(stream=pdf, filetype="pdf")).replace("\n", "")
    assert [item.code for item in ITEMS if item.words.zh[:6] not in text] == []
    assert all(run.archival_number in text for run in runs)


def test_the_command_checks_one_or_all_and_answers_no_for_a_damaged_record(
    centre: SealedCentre, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_PASSPHRASE", "sample-archive1-2026")
    base = ["--centre", str(centre.folder), "--as", "archive1", "archive", "check"]
    report = tmp_path / "report.pdf"
    assert main([*base, "all", "--json", "--report", str(report)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] and len(answer["records"]) == 2
    assert report.read_bytes().startswith(b"%PDF-")
    with centre.open() as app:
        number = number_of(app)
        object_of(app, app.archive.record(app.archive.search(ArchiveFilter())[0].id).sha256).unlink()
    assert main([*base, number]) == 1
    said = capsys.readouterr().out
    assert number in said and "✗" in said and "备份" in said


def test_the_command_finds_records_and_writes_the_list(
    centre: SealedCentre, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_PASSPHRASE", "sample-archive1-2026")
    base = ["--centre", str(centre.folder), "--as", "archive1", "search"]
    with centre.open() as app:
        wanted = app.archive.search(ArchiveFilter())[0]
    assert main([*base, wanted.archival_number]) == 0
    assert wanted.applicant_name in capsys.readouterr().out
    assert main([*base, wanted.archival_number, "--out", str(tmp_path / "list.csv")]) == 0
    assert wanted.archival_number in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert main([*base, "查无此人"]) == 1


def test_a_dossier_names_no_last_day_where_the_years_count_from_a_settlement_to_come(app: App) -> None:
    row = app.archive.search(ArchiveFilter(outcome=RecordOutcome.APPROVE))[0]
    with pymupdf.open(stream=app.archive.dossier_pdf(row.id), filetype="pdf") as dossier:
        assert "<保管期限至>自贷款结清起 30 年</保管期限至>" in dossier.embfile_get("metadata.xml").decode()
        assert "30 年 · 自贷款结清起" in dossier[0].get_text()


# --- fixity -------------------------------------------------------------------------------------


@pytest.fixture
def mirrored(centre: SealedCentre) -> SealedCentre:
    """With a second store in the settings."""
    settings = centre.folder / SETTINGS_FILE
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[centre]\nsecond_store = "second"\n', encoding="utf-8"
    )
    return centre


def test_what_is_damaged_is_mended_from_the_second_store(mirrored: SealedCentre) -> None:
    with mirrored.open() as app:
        told: list[tuple[int, int]] = []
        first = app.archive_desk.fixity(lambda done, total: told.append((done, total)))
        assert first.ok and first.copied == first.objects > 10
        assert told[-1] == (first.objects, first.objects) and len(told) == first.objects
        assert app.archive_desk.fixity().copied == 0
        paths = sorted(path for path in app.settings.blobs.rglob("*") if path.is_file())[:3]
        whole = [path.read_bytes() for path in paths]
        paths[0].unlink()
        paths[1].write_bytes(whole[1][:-1])
        paths[2].write_bytes(os.urandom(len(whole[2])))
        run = app.archive_desk.fixity()
        assert [fault.mended for fault in run.faults] == [True] * 3 and run.ok
        assert sorted(fault.found for fault in run.faults) == ["changed", "changed", "missing"]
        assert [path.read_bytes() for path in paths] == whole
        assert app.archive_desk.fixity().faults == ()
        assert app.verify_log().ok


def test_what_is_damaged_in_both_stores_stays_a_finding(mirrored: SealedCentre) -> None:
    with mirrored.open() as app:
        app.archive_desk.fixity()
        path = next(path for path in sorted(app.settings.blobs.rglob("*")) if path.is_file())
        path.write_bytes(b"not it")
        (app.settings.folder / "second" / path.parent.name / path.name).write_bytes(b"nor this")
        run = app.archive_desk.fixity()
        assert [(fault.found, fault.mended) for fault in run.faults] == [("changed", False)]
        assert path.read_bytes() == b"not it"


def test_a_part_at_a_time_covers_the_whole_store(app: App) -> None:
    fixity = app._guardian_house().archive_hands.fixity
    whole = app.archive_desk.fixity().objects
    seen, runs = 0, 0
    while True:
        run = fixity.run(5)
        seen, runs = seen + run.objects, runs + 1
        if not run.last:
            break
    assert seen == whole and runs == -(-whole // 5)


# --- malware ------------------------------------------------------------------------------------


@contextmanager
def clamd(answer: bytes) -> Iterator[tuple[Path, list[bytes]]]:
    """Something that speaks clamd's protocol on a socket and answers everything alike."""
    folder = Path(tempfile.mkdtemp(prefix="eh-"))
    path, heard = folder / "clamd.ctl", []
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(str(path))
    door.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(length)
                heard.append(content)
                line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield path, heard
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)
        shutil.rmtree(folder)


def scanned(answer: bytes, content: bytes) -> tuple[Any, list[bytes]]:
    with clamd(answer) as (path, heard):
        return MalwareScanner([path], "no-such-program").scan(content), heard


def test_a_scanner_is_asked_with_the_whole_content_and_believed() -> None:
    content = os.urandom(700_000)
    clean, heard = scanned(b"stream: OK\0", content)
    assert clean.outcome is ScanOutcome.CLEAN and heard == [content]
    found, _ = scanned(b"stream: Eicar-Test-Signature FOUND\0", b"x")
    assert (found.outcome, found.detail) == (ScanOutcome.FOUND, "Eicar-Test-Signature")
    broken, _ = scanned(b"INSTREAM size limit exceeded. ERROR\0", b"x")
    assert broken.outcome is ScanOutcome.UNAVAILABLE


def test_without_a_scanner_the_item_is_left_to_a_person(app: App) -> None:
    assert MalwareScanner([], "no-such-program").scan(b"").outcome is ScanOutcome.UNAVAILABLE
    checks = app._guardian_house().archive_hands.checks
    checks._scanner = MalwareScanner([], "no-such-program")
    run = checks.check(app.archive.search(ArchiveFilter())[0].id)
    assert outcomes(run)["malware"] is CheckOutcome.BY_HAND


def test_malware_in_a_record_fails_it(app: App) -> None:
    checks = app._guardian_house().archive_hands.checks
    with clamd(b"stream: Sample.Test FOUND\0") as (path, _):
        checks._scanner = MalwareScanner([path])
        run = checks.check(app.archive.search(ArchiveFilter())[0].id)
    assert [row.code for row in run.failures] == ["malware"]
    assert "Sample.Test" in run.failures[0].evidence.zh


# --- the night round ----------------------------------------------------------------------------


def test_the_night_round_is_not_due_by_day_one_and_takes_the_longest_unchecked_first(app: App) -> None:
    house = app._guardian_house()
    hands = house.archive_hands
    keys = KeyFolder(app.settings.keys, app._secrets.seal_seed)  # type: ignore[union-attr]
    authority = Authority(house.storage, keys, app.settings.name, local_people=True)
    patrol = Patrol(house.storage, authority, hands.fixity, hands.checks)
    assert not patrol.is_due()
    newest = app.archive.search(ArchiveFilter())[0]
    hands.checks.check(newest.id)
    report = patrol.go(sample=1, objects=4)
    assert report.ok and report.fixity.objects == 4
    assert [run.occasion for run in report.runs] == [SCHEDULE]
    assert report.runs[0].dossier_id != newest.id
    assert not patrol.is_due()
