"""Founding a centre and signing in to it, through the front door."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from core.app import open_centre
from core.demo_centre import PEOPLE, found_demo_centre
from core.founding import Founding, found_centre
from core.identity import tables
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.rules import Role
from core.identity.service import FoundCentre, IdentityService, NewStaff, person_key
from core.kernel.errors import BadInput, EvenhandError, NotAllowed, NotFound, Unavailable
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.settings import read_settings
from core.storage import migrate
from tests.factories import House, centre, founded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The founded centre, copied."""
    return Path(shutil.copytree(founded().folder, tmp_path / "centre"))


def test_signing_in_is_on_record_and_gives_the_person(folder: Path) -> None:
    app = open_centre(folder, "reviewer1", "sample-reviewer1-2026")
    assert app.staff.login == "reviewer1"
    assert app.staff.roles == {Role.REVIEWER}
    app.close()
    house = House(folder, founded().secrets)
    rows = house.all(select(tables.sign_in).where(tables.sign_in.c.staff_id == app.staff.id))
    house.close()
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("login", "passphrase"),
    [
        ("reviewer1", "wrong passphrase"),
        ("nobody", "sample-nobody-2026"),
        ("reviewer2", "sample-reviewer1-2026"),
    ],
)
def test_a_wrong_sign_in_says_one_and_the_same(folder: Path, login: str, passphrase: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        open_centre(folder, login, passphrase)
    assert refusal.value.words.en == "Wrong user name or passphrase."


def test_somebody_whom_the_centre_does_not_know_is_told_so(folder: Path) -> None:
    slots = KeySlots(read_settings(folder).key_slots)
    slots.add("stranger", new_id(), "a long passphrase", founded().secrets)
    with pytest.raises(NotFound):
        open_centre(folder, "stranger", "a long passphrase")


def test_secrets_of_another_centre_do_not_open_this_one(folder: Path) -> None:
    slots = KeySlots(read_settings(folder).key_slots)
    slots.add("reviewer1", new_id(), "a long passphrase", CentreSecrets.fresh())
    with pytest.raises(Unavailable):
        open_centre(folder, "reviewer1", "a long passphrase")


def test_a_folder_without_a_centre_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        open_centre(tmp_path, "reviewer1", "sample-reviewer1-2026")


def test_a_centre_is_founded_once(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(BadInput):
        found_demo_centre(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_founding_with_a_short_passphrase_leaves_nothing_half_made(tmp_path: Path) -> None:
    person = NewStaff(new_id(), "only", "样本", "", (Role.SYSTEM_ADMINISTRATOR,))
    founding = Founding(Words("样本", "Specimen"), "A001", (), (), (person,), (), {"only": "short"})
    with pytest.raises(NotAllowed):
        found_centre(tmp_path / "c", founding)
    found_centre(
        tmp_path / "c",
        Founding(Words("样本", "Specimen"), "A001", (), (), (person,), (), {"only": "long enough now"}),
    )
    open_centre(tmp_path / "c", "only", "long enough now").close()


def test_the_demonstration_has_everybody_with_their_roles() -> None:
    with centre() as house:
        for person in PEOPLE:
            assert house.staff[person.login].roles == set(person.roles)
            assert house.staff[person.login].authority_fen == person.authority_fen
        assert house.verify().ok
        assert house.settings.database.stat().st_mode & 0o077 == 0


def test_nobody_founds_a_centre_a_second_time_inside_its_own_database() -> None:
    with centre() as house:
        command = FoundCentre(new_id(), new_id(), "0", "0", "0", (), (), (), ())
        for login in ("guardian", "admin1", "reviewer1"):
            with pytest.raises(EvenhandError):
                IdentityService(house.storage(login)).found(command)
        assert house.verify().ok


def test_a_database_of_an_older_revision_is_brought_up_to_date_at_sign_in_with_a_backup(folder: Path) -> None:
    house = House(folder, founded().secrets)
    engine = house.engine(house.guardian_id)
    head = migrate.head_revision()
    house.close()
    try:
        migrate.downgrade(engine, "-1")
        before = migrate.current_revision(engine)
    finally:
        engine.dispose()
    if before is None:
        pytest.skip("there is only one revision")
    app = open_centre(folder, "reviewer1", "sample-reviewer1-2026")
    assert app.verify_log().ok
    app.close()
    engine = house.engine(house.guardian_id)
    assert migrate.current_revision(engine) == head
    engine.dispose()
    assert list(read_settings(folder).backups.iterdir())


def test_a_person_is_known_by_a_keyed_hash_that_does_not_show_the_number() -> None:
    one, other = person_key(b"p" * 32, "11010519491231002x"), person_key(b"q" * 32, "11010519491231002X")
    assert one == person_key(b"p" * 32, "11010519491231002X")
    assert one != other
    assert "1949" not in one
