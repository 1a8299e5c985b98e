"""Signatures from the act to the sealed PDF: whose they are, what they cover, and that a change shows."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.app import open_centre
from core.archive import tables
from core.archive.act_signing import check_act
from core.archive.authority import Trust, trust
from core.archive.certificates import Issuer, der, fresh_key, make_list, make_root
from core.archive.dossier_fonts import house_fonts
from core.archive.pades import sign_pdf
from core.archive.queries import ArchiveFilter
from core.archive.signature_check import check_signatures
from core.archive.signing import SignatureBox, SignatureState, WantedSignature
from core.cases.case_view import read_case
from core.kernel.canonical import sha256_hex
from core.kernel.errors import EvenhandError, Tampered
from tests.core.archive_specimen import build_dossier, specimen
from tests.desktop.archive_centre import SealedCentre, seal_cases


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> SealedCentre:
    """One case taken in, reviewed, approved and sealed, each person with his own sign-in."""
    return seal_cases(tmp_path_factory.mktemp("signing"), (1,), frozenset())


@pytest.fixture(scope="module")
def sealed(centre: SealedCentre) -> Iterator[tuple[bytes, bytes, int]]:
    """The PDF, the root certificate and the time of sealing."""
    with centre.open() as app:
        (row,) = app.archive.search(ArchiveFilter())
        with app._storage.reading() as reading:
            trusted = trust(reading)
        assert trusted is not None
        yield app.archive.dossier_pdf(row.id), trusted.root, row.sealed_at


def states(sealed: tuple[bytes, bytes, int], pdf: bytes | None = None) -> tuple[SignatureState, ...]:
    return check_signatures(sealed[0] if pdf is None else pdf, sealed[1], sealed[2])


def test_reviewer_approver_and_seal_sign_and_all_three_hold(sealed: tuple[bytes, bytes, int]) -> None:
    found = states(sealed)
    assert [one.field for one in found] == ["Review", "Approval", "Seal"]
    assert [one.words.en for one in found] == ["Valid"] * 3
    assert all(one.valid and "样本" in one.signer for one in found)
    assert len({one.serial for one in found}) == 3


def test_another_verifier_agrees(sealed: tuple[bytes, bytes, int], tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("poppler's pdfsig is not on this machine")
    file = tmp_path / "dossier.pdf"
    file.write_bytes(sealed[0])
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 3
    assert said.count("ETSI.CAdES.detached") == 3
    assert "Total document signed" in said.split("Signature #3")[1]


def test_one_changed_byte_shows_wherever_it_is(sealed: tuple[bytes, bytes, int]) -> None:
    pdf, dice = sealed[0], random.Random(70)
    places = [dice.randrange(len(pdf)) for _ in range(12)]
    for place in places:
        changed = bytearray(pdf)
        changed[place] ^= 1 << dice.randrange(8)
        found = states(sealed, bytes(changed))
        assert len(found) < 3 or not all(one.valid for one in found), place


def test_what_is_added_after_the_seal_shows(sealed: tuple[bytes, bytes, int]) -> None:
    assert not states(sealed, sealed[0] + b"\n% more\n")[-1].valid
    assert states(sealed, b"%PDF-1.7\n") == ()


def test_a_certificate_of_another_authority_is_not_believed(
    sealed: tuple[bytes, bytes, int], tmp_path: Path
) -> None:
    other = der(make_root("示范集中审批中心（样本）", fresh_key(), sealed[2], specimen=True))
    assert [one.valid for one in check_signatures(sealed[0], other, sealed[2])] == [False] * 3


def test_a_revocation_before_sealing_shows_and_one_after_does_not(sealed: tuple[bytes, bytes, int]) -> None:
    serial = states(sealed)[0].serial
    before = check_signatures(sealed[0], sealed[1], sealed[2], {serial: sealed[2] - 1})
    after = check_signatures(sealed[0], sealed[1], sealed[2], {serial: sealed[2] + 1})
    assert [one.valid for one in before] == [False, True, True]
    assert all(one.valid for one in after)


def test_signing_leaves_the_archive_format_as_it_was(sealed: tuple[bytes, bytes, int]) -> None:
    pdf = sealed[0]
    assert pdf.count(b"<pdfaid:part>3</pdfaid:part>") == 1
    assert pdf.count(b"/GTS_PDFA1") == 2  # the catalogue is written again with the form
    assert b"/Encrypt" not in pdf
    signed = pdf[pdf.index(b"/FT /Sig") :]
    assert b"/AcroForm" in pdf and b"/NeedAppearances" not in pdf
    assert signed.count(b"/F 132") == 3  # printed and locked, neither hidden nor invisible


def test_the_acts_were_signed_by_those_who_did_them(centre: SealedCentre) -> None:
    with centre.open("auditor1") as app, app._storage.reading() as reading:
        case_id = reading.scalar(select(tables.dossier.c.case_id))
        view = read_case(reading, case_id, app.staff, app.catalogue)
        signed = {row.id: check_act(reading, case_id, row) for row in view.judgements}
        assert len(signed) == 2
        for row in view.judgements:
            act = signed[row.id]
            assert act is not None
            assert act.certificate.staff_id == row.staff_id
        reasons = [one.reason for one in _states_of(app)]
    for act in signed.values():
        assert act is not None
        assert any(act.statement_hash in reason for reason in reasons)


def _states_of(app: object) -> tuple[SignatureState, ...]:
    (row,) = app.archive.search(ArchiveFilter())  # type: ignore[attr-defined]
    with app._storage.reading() as reading:  # type: ignore[attr-defined]
        trusted = trust(reading)
    assert trusted is not None
    return check_signatures(app.archive.dossier_pdf(row.id), trusted.root, row.sealed_at)  # type: ignore[attr-defined]


def test_a_judgement_that_is_not_what_was_signed_is_found(centre: SealedCentre) -> None:
    with centre.open("auditor1") as app, app._storage.reading() as reading:
        case_id = reading.scalar(select(tables.dossier.c.case_id))
        row = read_case(reading, case_id, app.staff, app.catalogue).judgements[0]
        for changed in (
            replace(row, amount_fen=row.amount_fen + 1),
            replace(row, remark="另有说明"),
            replace(row, evidence_hash=sha256_hex(b"")),
            replace(row, at=row.at + 1),
        ):
            with pytest.raises(Tampered, match="not what"):
                check_act(reading, case_id, changed)


def test_nobody_signs_for_another_and_no_key_lies_open(centre: SealedCentre) -> None:
    keys = sorted((centre.folder / "keys").glob("*.key"))
    assert len(keys) == 9  # root, seal, time stamps, three reviewers, three approvers
    assert all(b"PRIVATE" not in path.read_bytes() for path in keys)
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    with open_centre(centre.folder, "reviewer1", "sample-reviewer1-2026") as app:
        with app._storage.reading() as reading:
            signed = reading.first(select(tables.act_signature))
        assert signed is not None

        from core.archive.authority import IssueCertificates
        from core.kernel.ids import new_id

        with pytest.raises(EvenhandError), app._storage.work(IssueCertificates(new_id())) as work:
            work.record(
                tables.act_signature,
                chain=signed.case_id,
                case_id=signed.case_id,
                fact_id=new_id(),
                staff_id=app.staff.id,
                certificate_id=signed.certificate_id,
                statement_hash=signed.statement_hash,
                signature=signed.signature,
            )
            work.commit({})


@dataclass(frozen=True)
class Answering:
    """A seal service that answers every document alike."""

    reserved: int = 64

    def container(self, digest: bytes) -> bytes:
        return b"\x30\x20" + digest


def test_signing_is_the_same_twice_but_for_the_signature_values() -> None:
    """Any service that answers with a container is taken, and nothing but the container differs."""
    now = 1_795_000_000_000_000
    key = fresh_key()
    root = make_root("样本中心", key, now, specimen=True)
    trusted = Trust(der(root), der(make_list(Issuer(root, key), [], 1, now)), 1)
    pdf = build_dossier(specimen(), house_fonts())
    wanted = [
        WantedSignature("Seal", "样本中心", "封存", "seal", SignatureBox(0, (10, 10, 150, 100)), Answering())
    ]
    first = sign_pdf(pdf, wanted, trusted, now)
    assert first == sign_pdf(pdf, wanted, trusted, now)
    assert first.startswith(pdf)
    assert b"<3020" in first


_TWO_DOORS = """
import sys, threading
from core.archive.signature_loading import load_signatures
sys.setswitchinterval(1e-6)
both, failed = threading.Barrier(2), []
def enter(name):
    both.wait()
    try:
        load_signatures()
        __import__(name)
    except Exception as error:
        failed.append(repr(error))
doors = [threading.Thread(target=enter, args=(f"core.archive.{name}",)) for name in ("pades", "signature_check")]
[one.start() for one in doors], [one.join() for one in doors]
print(failed)
"""


def test_two_threads_may_need_the_signing_library_for_the_first_time_at_once() -> None:
    """The guardian sealed while the archive verified what was shown: both failed, in a circle of imports."""
    found = subprocess.run([sys.executable, "-c", _TWO_DOORS], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
