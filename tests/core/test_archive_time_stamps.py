"""Time stamps: the centre's own and an outside service's, each held against verifiers that are not ours."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, crl, tsp, x509
from asn1crypto.core import SequenceOf
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer
from sqlalchemy import select

from core.archive import tables
from core.archive.authority import Trust, certificate_in_force, stamped_since, trust
from core.archive.certificates import (
    SEAL,
    STAMP,
    Issuer,
    der,
    fresh_key,
    make_certificate,
    make_list,
    make_root,
)
from core.archive.check_items import CheckOutcome, CheckRow
from core.archive.check_items_signatures import time_stamp
from core.archive.check_subject import gather
from core.archive.checks import CheckQueries
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_signing import STOOD_IN
from core.archive.pades import PadesContainer, Stamper, sign_pdf
from core.archive.pdf_facts import read_pdf_facts
from core.archive.signature_check import check_signatures
from core.archive.signature_queries import SignatureQueries
from core.archive.signing import LocalSigner, SignatureState, WantedSignature
from core.archive.stamp_service import OutsideTimeStamps, open_time_stamps
from core.archive.time_stamps import NoStamp, OwnTimeStamps
from core.cases.rules import Step
from core.guardian.service import Round
from core.kernel.clock import HOUR, parse_instant, system_now
from core.kernel.errors import BadInput
from core.settings import SETTINGS_FILE, read_settings
from core.storage.patient_http import HttpSettings
from tests.core.archive_specimen import build_dossier, specimen
from tests.factories import House, catalogue, centre, prepared
from tests.time_stamping import Behaviour, StampHouse, send

FIELDS = ["Review", "Approval", "Seal"]


def decided(house: House) -> None:
    house.case_at(Step.APPROVED)


def sealed_once(house: House) -> None:
    decided(house)
    house.settle()


@pytest.fixture
def house() -> Iterator[House]:
    """A centre with a case that waits to be sealed."""
    with centre(prepared("decided", decided)) as made:
        yield made


@pytest.fixture
def sealed() -> Iterator[House]:
    """A centre with a case that was sealed, without an outside service."""
    with centre(prepared("sealed-once", sealed_once)) as made:
        yield made


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> StampHouse:
    return StampHouse.found(tmp_path_factory.mktemp("tsa") / "house")


def ask(house: House, service: StampHouse, *, pins: str = "with-list.pem", more: str = "") -> None:
    """Name the service in the settings, as an administrator does."""
    shutil.copyfile(service.folder / pins, house.folder / "tsa.pem")
    path = house.folder / SETTINGS_FILE
    said = f'\n[time_stamps]\naddress = "{service.address}"\ncertificates = "tsa.pem"\n{more}'
    path.write_text(path.read_text("utf-8") + said, "utf-8")
    house.settings = read_settings(house.folder)


def seal(house: House) -> Round:
    """One round of the guardian, in which the waiting case is sealed."""
    did = house.guardian_house.guardian.run_round()
    assert did.done == ("seal",) and did.troubles == ()
    return did


def record(house: House) -> Any:
    """The first that was sealed."""
    columns = (tables.dossier.c.id, tables.dossier.c.sha256, tables.dossier.c.at)
    return house.all(select(*columns).order_by(tables.dossier.c.number))[0]


def pdf_of(house: House) -> bytes:
    with house.storage("archive1").reading() as reading:
        return house.blobs.get(reading, record(house).sha256)


def states(house: House) -> tuple[SignatureState, ...]:
    return SignatureQueries(house.storage("archive1"), house.blobs).states(record(house).id)


def stamp_row(house: House) -> CheckRow:
    """What the checks said of the time stamp at sealing."""
    run = CheckQueries(house.storage("archive1")).latest(record(house).id)
    assert run is not None
    return next(row for row in run.rows if row.code == "time-stamp")


def token_of(pdf: bytes, field: str) -> tuple[cms.ContentInfo, bytes]:
    """The stamp on a signature, and the signature's value."""
    reader = PdfFileReader(io.BytesIO(pdf))
    one = next(one for one in reader.embedded_regular_signatures if one.field_name == field)
    (attribute,) = one.signer_info["unsigned_attrs"]
    return attribute["values"][0], one.signer_info["signature"].native


def poppler_finds_valid(pdf: bytes, folder: Path) -> int:
    if shutil.which("pdfsig") is None:
        pytest.skip("poppler's pdfsig is not on this machine")
    file = folder / "dossier.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    return said.count("Signature is Valid.")


def openssl_verifies(pdf: bytes, field: str, root: bytes, folder: Path) -> bool:
    token, value = token_of(pdf, field)
    (folder / "token").write_bytes(token.dump())
    (folder / "value").write_bytes(value)
    pem = pyca.load_der_x509_certificate(root).public_bytes(Encoding.PEM)
    (folder / "root.pem").write_bytes(pem)
    names = [str(folder / name) for name in ("value", "token", "root.pem")]
    command = [
        "openssl",
        "ts",
        "-verify",
        "-data",
        names[0],
        "-in",
        names[1],
        "-token_in",
        "-CAfile",
        names[2],
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def is_root(certificate: bytes) -> bool:
    found = pyca.load_der_x509_certificate(certificate)
    return found.issuer == found.subject


def pyhanko_says(pdf: bytes, *roots: bytes) -> set[Any]:
    """What pyHanko's own AdES validation (EN 319 102-1) makes of each signature from what lies in the file alone, now
    and in ten years, when every certificate but the roots has run out."""
    trusted = SimpleTrustManager.build(trust_roots=[x509.Certificate.load(one) for one in roots])
    policy = CertValidationPolicySpec(trusted, CertRevTrustPolicy(REQUIRE_REVINFO))
    nothing_fetched = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    reader, found = PdfFileReader(io.BytesIO(pdf)), set[Any]()
    lists = [
        crl.CertificateList.load(one.get_object().data) for one in DocumentSecurityStore.read_dss(reader).crls
    ]
    known = LocalKnowledge(known_crls=[CRLContainer(one) for one in lists])
    for one in reader.embedded_regular_signatures:
        spec = SignatureValidationSpec(policy, nothing_fetched, local_knowledge=known)
        now = ades.ades_with_time_validation(one.signed_data, spec, raw_digest=one.compute_digest())
        found.add(asyncio.run(now).ades_subindic)
        bare = PdfSignatureValidationSpec(SignatureValidationSpec(policy, nothing_fetched))
        later = datetime.now(UTC) + timedelta(days=3_660)
        then = ades.simulate_future_ades_lta_validation(one, bare, later)
        found.add(asyncio.run(then).ades_subindic)
    return found


def test_the_centre_stamps_by_itself_and_others_find_it_so(sealed: House, tmp_path: Path) -> None:
    pdf, row = pdf_of(sealed), record(sealed)
    facts = read_pdf_facts(pdf)
    assert facts is not None and (facts.part, facts.conformance, facts.output_intent) == ("3", "U", True)
    sealed_at = parse_instant(facts.created)  # the database's time, in whole seconds, as it is printed
    found = states(sealed)
    assert [(one.field, one.level, one.valid) for one in found] == [(field, "B-LT", True) for field in FIELDS]
    for one in found:
        assert one.stamp is not None and one.stamp.own and "时间戳" in one.stamp.by
        assert one.stamp.at == sealed_at <= row.at
        assert "B-LT" in one.detail.en and one.stamp.by in one.detail.zh
    with sealed.storage("archive1").reading() as reading:
        trusted = trust(reading)
    assert trusted is not None
    assert all(openssl_verifies(pdf, field, trusted.root, tmp_path) for field in FIELDS)
    stranger = der(make_root("别处（样本）", fresh_key(), system_now(), specimen=True))
    assert not openssl_verifies(pdf, "Seal", stranger, tmp_path)
    assert poppler_finds_valid(pdf, tmp_path) == 3
    assert pyhanko_says(pdf, trusted.root) == {AdESPassed.OK}
    said = stamp_row(sealed)
    assert said.outcome is CheckOutcome.PASSED
    assert "the centre itself" in said.evidence.en and "B-LT" in said.evidence.en


@pytest.mark.parametrize(("pins", "level"), [("with-list.pem", "B-LT"), ("root.pem", "B-T")])
def test_an_outside_service_stamps_and_is_verified_when_it_is_long_gone(
    house: House, outside: StampHouse, tmp_path: Path, pins: str, level: str
) -> None:
    outside.behaviour, before = None, len(outside.asked)
    with outside.serving():
        ask(house, outside, pins=pins)
        assert seal(house).remarks == ()
    assert len(outside.asked) - before == 3
    (house.folder / "tsa.pem").unlink()
    found, pdf = states(house), pdf_of(house)
    assert [(one.field, one.level, one.valid) for one in found] == [(field, level, True) for field in FIELDS]
    assert {one.stamp and one.stamp.by for one in found} == {"示范时间戳服务（样本）"}
    assert poppler_finds_valid(pdf, tmp_path) == 3
    with house.storage("archive1").reading() as reading:
        trusted = trust(reading)
    assert trusted is not None and len(trusted.pinned) == (2 if level == "B-LT" else 1)
    (top,) = (one for one in trusted.pinned if is_root(one))
    assert all(openssl_verifies(pdf, field, top, tmp_path) for field in FIELDS)
    if level == "B-LT":
        assert pyhanko_says(pdf, trusted.root, top) == {AdESPassed.OK}
    said = stamp_row(house)
    assert said.outcome is CheckOutcome.PASSED
    assert "示范时间戳服务（样本） (an outside service)" in said.evidence.en and level in said.evidence.en
    assert house.verify().ok


def drop(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    handler.connection.close()


def busy(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    send(handler, b"", 503)


def garbage(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    send(handler, b"0\x82" + bytes(300))


def refuse(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    send(handler, OwnTimeStamps(_signer(STAMP)[1], 0).answer(b"no request"))


def of_another(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    """A good answer to another question, with another nonce."""
    service = _HOUSES["outside"]
    asked = tsp.TimeStampReq.load(service.asked[-1])
    asked["nonce"] = asked["nonce"].native + 1
    send(handler, service.reply(asked.dump(force=True)))


_HOUSES: dict[str, StampHouse] = {}


def of_another_signature(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
    """A stamp for another signature, asked for with the nonce of this one."""
    house = _HOUSES["outside"]
    asked = tsp.TimeStampReq.load(house.asked[-1])
    asked["message_imprint"]["hashed_message"] = b"\1" * 32
    send(handler, house.reply(asked.dump(force=True)))


def own_stamp(purpose: str, late: int = 0) -> tuple[bytes, Behaviour]:
    """A service of ours under another root (DER), with a certificate for ``purpose`` and a clock that is ``late``."""
    root, signer = _signer(purpose)

    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        send(handler, OwnTimeStamps(signer, system_now() + late).answer(_HOUSES["outside"].asked[-1]))

    return root, answer


def _signer(purpose: str) -> tuple[bytes, LocalSigner]:
    now, key, own = system_now(), fresh_key(), fresh_key()
    root = Issuer(make_root("别处（样本）", key, now, specimen=True), key)
    made = make_certificate(root, own.public_key(), "别处（样本）", "别处的时间戳（样本）", purpose, now)
    return der(root.certificate), LocalSigner(own, der(made), ())


def stamp(service: StampHouse, behaviour: Behaviour, *pinned: bytes) -> cms.ContentInfo:
    """A stamp from the service, as it is got before it is used."""
    _HOUSES["outside"], service.behaviour = service, behaviour
    now, key = system_now(), fresh_key()
    root = make_root("样本中心", key, now, specimen=True)
    trusted = Trust(der(root), der(make_list(Issuer(root, key), [], 1, now)), 1)
    with service.serving() as address:
        settings = HttpSettings(address, deadline=2.0, first_wait=0.01)
        theirs = pyca.load_pem_x509_certificates((service.folder / "root.pem").read_bytes())
        stamps = OutsideTimeStamps(settings, pinned or tuple(der(one) for one in theirs))
        return asyncio.run(Stamper(stamps, trusted, now).async_timestamp(bytes(32), "sha256"))


@pytest.mark.parametrize("behaviour", [drop, busy, garbage, refuse, of_another, of_another_signature])
def test_an_answer_that_is_no_stamp_over_this_signature_is_not_used(
    outside: StampHouse, behaviour: Behaviour
) -> None:
    with pytest.raises(NoStamp):
        stamp(outside, behaviour)


@pytest.mark.parametrize(("purpose", "late"), [(SEAL, 0), (STAMP, HOUR), (STAMP, -HOUR)])
def test_a_stamp_without_the_right_or_of_another_time_is_not_used(
    outside: StampHouse, purpose: str, late: int
) -> None:
    root, behaviour = own_stamp(purpose, late)
    with pytest.raises(NoStamp):
        stamp(outside, behaviour, root)


def test_a_stamp_is_used_where_its_root_is_pinned_and_not_otherwise(outside: StampHouse) -> None:
    root, behaviour = own_stamp(STAMP)
    assert stamp(outside, behaviour, root)["content_type"].native == "signed_data"
    with pytest.raises(NoStamp):
        stamp(outside, behaviour)
    assert stamp(outside, send)["content_type"].native == "signed_data"


def test_a_silent_service_is_given_up_in_time_and_the_centre_stamps_and_says_so(
    house: House, outside: StampHouse
) -> None:
    over = threading.Event()

    def never(handler: BaseHTTPRequestHandler, answer: bytes) -> None:
        over.wait(60)

    outside.behaviour, before = never, len(outside.asked)
    with outside.serving():
        ask(house, outside, more="deadline_ms = 300\n")
        house.case_at(Step.APPROVED)
        did = house.guardian_house.guardian.run_round()
        over.set()
    assert did.done == ("seal", "seal") and did.troubles == ()
    assert len(outside.asked) - before == 3  # three tries for the first dossier, none for the second
    assert len(did.remarks) == 2
    assert all(STOOD_IN.zh in one.zh and STOOD_IN.en in one.en for one in did.remarks)
    found = states(house)
    assert [(one.level, one.valid, one.stamp and one.stamp.own) for one in found] == [
        ("B-LT", True, True)
    ] * 3
    assert STOOD_IN.zh in found[-1].reason and STOOD_IN.zh not in found[0].reason
    said = stamp_row(house)
    assert said.outcome is CheckOutcome.PASSED and "the outside service gave none" in said.evidence.en


def _with_unsigned(pdf: bytes, field: str, attributes: list[cms.CMSAttribute]) -> bytes:
    """The PDF with other unsigned attributes in a signature: nothing that the signature itself covers changes."""
    reader = PdfFileReader(io.BytesIO(pdf))
    one = next(one for one in reader.embedded_regular_signatures if one.field_name == field)
    content = cms.ContentInfo.load(one.pkcs7_content)
    content["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes(attributes)
    changed = content.dump().hex().upper().encode()
    start, length, after, _ = (int(number) for number in one.byte_range)
    room = after - start - length - 2
    return pdf[: start + length + 1] + changed.ljust(room, b"0") + pdf[after - 1 :]


def test_a_stamp_that_is_taken_away_or_exchanged_shows(sealed: House) -> None:
    pdf, row = pdf_of(sealed), record(sealed)
    with sealed.storage("archive1").reading() as reading:
        trusted, since = trust(reading), stamped_since(reading)
    assert trusted is not None and since is not None and since <= row.at

    def seen(attributes: list[cms.CMSAttribute]) -> SignatureState:
        return check_signatures(_with_unsigned(pdf, "Seal", attributes), trusted.root, row.at)[-1]

    def carries(field: str) -> cms.CMSAttribute:
        token = cms.ContentInfo.load(token_of(pdf, field)[0].dump())
        return cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})

    assert seen([carries("Seal")]).valid
    assert not seen([carries("Review")]).valid
    assert not seen([carries("Seal"), carries("Seal")]).valid
    other = cms.CMSAttribute.load(cms.CMSAttribute({"type": "content_type", "values": ["data"]}).dump())
    assert not seen([carries("Seal"), other]).valid
    stuffed = cms.ContentInfo.load(token_of(pdf, "Seal")[0].dump())
    stuffed["content"]["certificates"].append(x509.Certificate.load(_signer(STAMP)[0]))
    loose = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [stuffed]})
    assert "loose" in seen([loose]).words.en
    assert seen([]).level == "B-B"


def _checked(house: House, pdf: bytes, at: int | None = None) -> CheckRow:
    """The item of a record whose dossier is ``pdf``."""
    with house.storage("guardian").reading() as reading:
        guardian = house.staff["guardian"]
        subject = gather(reading, house.blobs, guardian, catalogue(), record(house).id)
        trusted = trust(reading)
    assert trusted is not None
    found = check_signatures(pdf, trusted.root, subject.dossier.at)
    return time_stamp(replace(subject, signatures=found, stamped_since=at or subject.stamped_since))


def test_a_record_from_before_there_were_stamps_is_what_it_is_and_one_since_then_lacks_them(
    sealed: House,
) -> None:
    bare = _with_unsigned(pdf_of(sealed), "Seal", [])
    said = _checked(sealed, bare)
    assert said.outcome is CheckOutcome.FAILED and "Seal: no time stamp" in said.evidence.en
    with sealed.storage("guardian").reading() as reading:
        trusted = trust(reading)
        assert trusted is not None
        own = certificate_in_force(reading, SEAL)
        assert own is not None
        signer = LocalSigner(sealed.keys.get(own.id), own.content, (trusted.root,))
        wanted = WantedSignature("Seal", "样本", "封存", "seal", None, PadesContainer(signer))
        old = sign_pdf(build_dossier(specimen(), house_fonts()), [wanted], trusted, reading.now)
    assert [(one.level, one.valid) for one in check_signatures(old, trusted.root, record(sealed).at)] == [
        ("B-B", True)
    ]
    assert _checked(sealed, old).outcome is CheckOutcome.FAILED
    said = _checked(sealed, old, at=record(sealed).at + 1)
    assert said.outcome is CheckOutcome.NOT_APPLICABLE and "B-B" in said.evidence.en


@pytest.mark.parametrize(
    "said",
    [
        'address = "https://tsa.example/"',
        'certificates = "tsa.pem"',
        'address = "http://tsa.example/"\ncertificates = "tsa.pem"',
        'address = "https://tsa.example/"\ncertificates = "missing.pem"',
        'address = "https://tsa.example/"\ncertificates = "empty.pem"',
        'address = "https://tsa.example/"\ncertificates = "tsa.pem"\ndeadline_ms = 0',
        'address = "https://tsa.example/"\ncertificates = "tsa.pem"\npassword = "x"',
    ],
)
def test_settings_that_are_wrong_are_named(outside: StampHouse, tmp_path: Path, said: str) -> None:
    shutil.copyfile(outside.folder / "root.pem", tmp_path / "tsa.pem")
    (tmp_path / "empty.pem").write_bytes(b"")
    with pytest.raises(BadInput):
        open_time_stamps(tomllib.loads(said), tmp_path)
    assert open_time_stamps({}, tmp_path) is None


def test_what_is_no_request_is_answered_with_a_refusal() -> None:
    service = OwnTimeStamps(_signer(STAMP)[1], system_now())
    imprint = {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}
    weak = tsp.TimeStampReq({"version": 1, "message_imprint": imprint}).dump()
    for request in (b"", b"\x30\x03abc", weak):
        (status,) = SequenceOf.load(service.answer(request), spec=tsp.PKIStatusInfo)
        assert status["status"].native == "rejection"
