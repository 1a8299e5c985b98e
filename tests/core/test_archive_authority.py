"""The centre's authority: what it issues, to whom, for how long; revoking; keys that nobody reads off the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select

from core.app import open_centre
from core.archive import tables as archive
from core.archive.act_signing import ActSigning
from core.archive.authority import Authority, IssueCertificates, certificate_in_force, trust
from core.archive.key_folder import KeyFolder
from core.cases.rules import Stage, Step
from core.cases.service import CaseService, GiveOpinion
from core.guardian.chores import Certificates, Chores
from core.guardian.presence import Presence
from core.identity import changes, tables
from core.identity.certificate_records import CertificateRecords
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, EvenhandError, NotAllowed, Tampered, Unavailable
from core.kernel.ids import new_id
from core.storage import migrate
from tests.factories import APPROVE, House, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def keys(house: House) -> KeyFolder:
    return KeyFolder(house.settings.keys, house.secrets.seal_seed)


def authority(house: House) -> Authority:
    return Authority(house.storage("guardian"), keys(house), house.settings.name, local_people=True)


def certificates(house: House) -> dict[tuple[str, UUID | None], x509.Certificate]:
    import base64

    rows = house.all(select(tables.certificate).order_by(tables.certificate.c.id))
    return {
        (row.purpose, row.staff_id): x509.load_der_x509_certificate(base64.b64decode(row.content))
        for row in rows
    }


def test_founding_issues_root_seal_and_one_certificate_for_everybody_who_judges(house: House) -> None:
    issued = certificates(house)
    judging = {one.id for login, one in house.staff.items() if login.startswith(("reviewer", "approver"))}
    assert {staff for purpose, staff in issued if purpose == "person"} == judging
    assert {purpose for purpose, _ in issued} == {"root", "seal", "stamp", "person"}
    root = issued["root", None]
    root.verify_directly_issued_by(root)
    for (purpose, _), one in issued.items():
        one.verify_directly_issued_by(root)
        assert one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca == (purpose == "root")
        assert "样本" in one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        assert (
            one.not_valid_before_utc < datetime.now(UTC) < one.not_valid_after_utc <= root.not_valid_after_utc
        )
    assert len({one.serial_number for one in issued.values()}) == len(issued)


def test_bringing_up_to_date_again_issues_nothing(house: House) -> None:
    before = house.all(select(func.count()).select_from(tables.certificate))[0][0]
    authority(house).bring_up_to_date()
    assert house.all(select(func.count()).select_from(tables.certificate))[0][0] == before
    assert house.all(select(func.count()).select_from(tables.revocation_list))[0][0] == 1
    assert house.verify().ok


def test_a_revoked_certificate_is_on_the_next_list_and_its_holder_cannot_act(house: House) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    staff = house.staff[login]
    with house.storage("guardian").reading() as reading:
        own = certificate_in_force(reading, "person", staff.id)
    assert own is not None
    house.change(changes.revocation(own.id, "lost"))
    authority(house).bring_up_to_date()
    with house.storage("guardian").reading() as reading:
        trusted = trust(reading)
        assert certificate_in_force(reading, "person", staff.id) is None
    assert trusted is not None and trusted.number == 2
    listed = x509.load_der_x509_crl(trusted.revocation_list)
    assert listed.is_signature_valid(trusted.root_certificate().public_key())  # type: ignore[arg-type]
    assert [f"{one.serial_number:032x}" for one in listed] == [own.serial]
    signing = CaseService(house.storage(login), ActSigning.on_this_machine(keys(house)))
    command = GiveOpinion(new_id(), case_id, APPROVE, house.evidence(login, case_id), 0)
    with pytest.raises(NotAllowed, match="revoked"):
        signing.give_opinion(command)
    assert house.last_step(case_id) is Step.REVIEW_STARTED
    authority(house).renew(staff.id)
    signing.give_opinion(command)
    (signed,) = house.all(select(archive.act_signature))
    assert signed.staff_id == staff.id and signed.certificate_id != own.id
    assert house.verify().ok


def test_what_cannot_be_revoked_is_refused(house: House) -> None:
    root = next(row.id for row in house.all(select(tables.certificate)) if row.purpose == "root")
    with pytest.raises(EvenhandError):
        house.change(changes.revocation(root, "lost"))
    with pytest.raises(BadInput):
        changes.revocation(root, "because")


def test_the_guardian_lists_what_two_people_revoked_in_its_next_round(house: House) -> None:
    first, other, *_ = (row for row in house.all(select(tables.certificate)) if row.purpose == "person")
    hands = authority(house)
    hands.list_revoked()
    assert _lists(house) == [1]
    house.change(changes.revocation(first.id, "left"))
    hands.list_revoked()
    hands.list_revoked()
    assert _lists(house) == [1, 2]
    house.change(changes.revocation(other.id, "left"))
    authority(house).list_revoked()  # another guardian, who remembers nothing
    assert _lists(house) == [1, 2, 3]


def _lists(house: House) -> list[int]:
    rows = house.all(select(tables.revocation_list.c.number).order_by(tables.revocation_list.c.number))
    return [row.number for row in rows]


@pytest.mark.parametrize(("days", "words"), [(31, ""), (29, "in 29 days"), (-1, "has run out")])
def test_a_list_that_runs_out_is_told(house: House, days: int, words: str) -> None:
    with house.storage("guardian").reading() as reading:
        now = reading.now
    issued = IssueCertificates(new_id())
    with house.storage("guardian").work(issued) as work:
        work.record(
            tables.revocation_list, number=2, ends=now + days * DAY + DAY // 2, content="", id=new_id()
        )
        work.commit({})
    told = CertificateRecords(house.storage("admin1")).warnings()
    assert [words in one.en for one in told] == ([True] if words else [])


def _list_ends_in(house: House, days: int) -> None:
    """The list in force, a copy of the first, ends in so many days by the database's clock."""
    [first] = house.all(select(tables.revocation_list))
    with house.storage("guardian").work(IssueCertificates(new_id())) as work:
        ends = work.now + days * DAY
        work.record(tables.revocation_list, number=2, ends=ends, content=first.content, id=new_id())
        work.commit({})


@pytest.mark.parametrize(("days", "number"), [(184, 2), (182, 3), (20, 3), (-1, 3)])
def test_the_guardian_issues_the_list_anew_in_good_time(house: House, days: int, number: int) -> None:
    _list_ends_in(house, days)
    chores = Chores(
        house.storage("guardian"), Presence(house.storage("guardian")), (Certificates(authority(house)),)
    )
    assert chores.do_next() == ("certificates" if number == 3 else None)
    newest = house.all(select(tables.revocation_list).order_by(tables.revocation_list.c.number))[-1]
    with house.storage("guardian").reading() as reading:
        left = (newest.ends - reading.now) // DAY
    assert (newest.number, left >= 365) == (number, number == 3)
    assert CertificateRecords(house.storage("admin1")).warnings() == []
    assert chores.do_next() is None


def test_keys_are_sealed_each_for_its_own_certificate_and_under_this_centre_only(house: House) -> None:
    first, second = [row.id for row in house.all(select(tables.certificate.c.id))][:2]
    folder = house.settings.keys
    assert keys(house).get(first).public_key() != keys(house).get(second).public_key()
    with pytest.raises(Tampered):
        KeyFolder(folder, bytes(32)).get(first)
    shutil.copyfile(folder / f"{first}.key", folder / f"{second}.key")
    with pytest.raises(Tampered):
        keys(house).get(second)
    with pytest.raises(Unavailable):
        keys(house).get(new_id())


def test_a_centre_from_before_there_was_an_authority_gets_one_at_the_next_start(house: House) -> None:
    engine = house.engine(house.guardian_id)
    migrate.downgrade(engine, "0002")
    with engine.begin() as connection:
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'kept_0003_%'"
        ).fetchall():
            connection.exec_driver_sql(f"DELETE FROM {name}")
    engine.dispose()
    shutil.rmtree(house.settings.keys)
    with open_centre(house.folder, "reviewer1", "sample-reviewer1-2026") as app:
        assert app.guardian.run_round().troubles == ()
    assert len(certificates(house)) == 9
