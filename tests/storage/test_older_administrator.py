"""A centre from before there were three powers: who was its one administrator has no power left, and all still reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from core.app import open_centre
from core.identity import changes, tables
from core.identity.person_records import Presence
from core.identity.rules import Role
from core.kernel.errors import EvenhandError, NotAllowed
from core.kernel.ids import new_id
from core.storage import migrate
from tests.centre_house import PASSPHRASES, CentreHouse, postgresql_centre
from tests.factories import House, centre

WHO = "risk2"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """``risk2`` was the administrator of an older centre, and nothing else."""
    with centre() if request.param == "sqlite" else postgresql_centre() as made:
        (grant,) = made.all(
            tables.role_grant.select().where(tables.role_grant.c.staff_id == made.staff[WHO].id)
        )
        made.change(changes.role_end(made.staff[WHO].id, grant.id))
        granted_long_ago(made)
        yield made


def granted_long_ago(house: House) -> None:
    """As the older program wrote it, before any guard of today; with its entry in the log."""
    if house.settings.on_one_machine:
        with migrate.unguarded(house.storage("guardian").engine) as connection:
            row = {"id": new_id(), "staff_id": house.staff[WHO].id, "role": "administrator", "at": 1}
            connection.execute(tables.role_grant.insert(), row)
            migrate.apply_guards(connection)
    else:
        made = cast(CentreHouse, house)
        made.raw("ALTER TABLE evenhand.role_grant DISABLE TRIGGER USER")
        made.raw(
            "INSERT INTO evenhand.role_grant (id, staff_id, role, at) "
            f"VALUES ('{new_id()}', '{house.staff[WHO].id}', 'administrator', 1)"
        )
        made.raw("ALTER TABLE evenhand.role_grant ENABLE TRIGGER USER")


def test_the_old_post_gives_no_power(house: House) -> None:
    for asked in (
        changes.leaving(house.staff["risk1"].id),
        changes.role_grant(house.staff["risk1"].id, Role.AUDITOR),
    ):
        with pytest.raises(EvenhandError):
            house.ask(asked, WHO)
    if house.settings.on_one_machine:
        with open_centre(house.folder, WHO, PASSPHRASES[WHO]) as app:
            assert app.staff.roles == frozenset()
            assert app.requests.waiting() == ()
    else:
        with pytest.raises(NotAllowed, match="no role"):
            open_centre(house.folder, WHO, PASSPHRASES[WHO])


def test_administrators_see_it_end_it_and_give_a_role_of_today(house: House) -> None:
    with open_centre(house.folder, "admin1", PASSPHRASES["admin1"]) as app:
        record = app.people_records.record(house.staff[WHO].id)
        assert record.roles == () and record.person.presence is Presence.NO_ROLE
        assert "administrator" in {line.words.en.rpartition(": ")[2] for line in record.history}
        assert [one.name for one in app.check_centre() if f"eh_{WHO}" in one.name] == []
    (old,) = [
        row
        for row in house.all(tables.role_grant.select())
        if row.staff_id == house.staff[WHO].id and row.role == "administrator"
    ]
    house.change(changes.role_grant(house.staff[WHO].id, Role.AUDITOR))
    house.change(changes.role_end(house.staff[WHO].id, old.id))
    with open_centre(house.folder, WHO, PASSPHRASES[WHO]) as app:
        assert app.staff.roles == {Role.AUDITOR}
