"""What the owner of the file can do cannot be prevented on one machine. It shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from core.attacks.named import ATTACKS
from core.attacks.ring import MissingRow
from core.audit.verification import Verification, verify_log
from core.identity import queries as people
from core.storage.migrate import GuardFault, apply_guards, missing_guards
from core.storage.work import Reading
from tests.attacks.filling import template
from tests.attacks.ring import FACTS, GUARDS, Ring
from tests.attacks.test_guards import refused
from tests.factories import House, centre

_PRAGMAS = (
    "recursive_triggers=OFF",
    "recursive_triggers=ON",
    "foreign_keys=OFF",
    "foreign_keys=ON",
    "ignore_check_constraints=ON",
    "writable_schema=ON",
    "trusted_schema=OFF",
    "legacy_alter_table=ON",
    "reverse_unordered_selects=ON",
    "automatic_index=OFF",
    "case_sensitive_like=ON",
    "read_uncommitted=ON",
)


@pytest.mark.parametrize("pragma", _PRAGMAS)
def test_no_pragma_takes_a_guard_off(house: House, pragma: str) -> None:
    ring = Ring(house)
    ring.run(f"PRAGMA {pragma}")
    for attack in ATTACKS:
        with ring.rolled_back():
            try:
                assert refused(ring, attack) is not None, attack.words
            except MissingRow:  # rows come in another order, and with another row there is nothing to attack
                assert pragma == "reverse_unordered_selects=ON", attack.words
    ring.close()


@pytest.fixture
def house() -> Iterator[House]:
    with centre(template()) as house:
        yield house


@pytest.fixture
def owner(house: House) -> Iterator[Connection]:
    engine = house.engine(house.guardian_id)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def verified(house: House, connection: Connection) -> Verification:
    reading = Reading(connection)
    return verify_log(reading, house.blobs, people.centre_public_key(reading, "log"))


def test_untouched_nothing_is_missing(owner: Connection) -> None:
    assert missing_guards(owner) == ()


@pytest.mark.parametrize("table", [table.name for table in FACTS])
def test_every_guard_taken_off_is_named(owner: Connection, table: str) -> None:
    for guard, place in GUARDS.items():
        if place == table:
            owner.exec_driver_sql(f"DROP TRIGGER {guard}")
            assert GuardFault(guard, "missing") in missing_guards(owner)
    apply_guards(owner)
    assert missing_guards(owner) == ()


def test_a_guard_taken_off_is_a_finding_of_the_verification(house: House, owner: Connection) -> None:
    owner.exec_driver_sql("DROP TRIGGER decision_within_authority")
    found = verified(house, owner).findings
    assert [finding.name for finding in found] == ["guard decision_within_authority"]
    assert "removed" in found[0].words.en


def test_a_guard_made_toothless_in_the_schema_is_named(owner: Connection) -> None:
    owner.exec_driver_sql("PRAGMA writable_schema=ON")
    owner.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, 'NEW.amount_fen >', '0 >') "
        "WHERE name = 'decision_within_authority'"
    )
    assert missing_guards(owner) == (GuardFault("decision_within_authority", "changed"),)


def test_a_guard_removed_from_the_schema_is_named(owner: Connection) -> None:
    owner.exec_driver_sql("PRAGMA writable_schema=ON")
    owner.exec_driver_sql("DELETE FROM sqlite_master WHERE name = 'opinion_never_updated'")
    assert missing_guards(owner) == (GuardFault("opinion_never_updated", "missing"),)


def test_a_trigger_of_somebody_else_is_named(owner: Connection) -> None:
    owner.exec_driver_sql("CREATE TRIGGER quiet BEFORE INSERT ON reveal BEGIN SELECT RAISE(IGNORE); END")
    assert missing_guards(owner) == (GuardFault("quiet", "strange"),)


def test_a_dropped_table_is_found_and_verification_still_ends(house: House, owner: Connection) -> None:
    owner.exec_driver_sql("PRAGMA foreign_keys=OFF")
    owner.exec_driver_sql("DROP TABLE reveal")
    names = {finding.name for finding in verified(house, owner).findings}
    assert "reveal" in names
    assert "guard reveal_never_deleted" in names
    assert any(name.startswith("reveal ") for name in names)  # each fact that is gone


def test_changed_and_put_back_as_it_was_it_still_shows(house: House, owner: Connection) -> None:
    """The owner drops a guard, changes a decision, and restores the guard to the letter."""
    row = owner.exec_driver_sql("SELECT id FROM decision LIMIT 1").scalar_one()
    owner.exec_driver_sql("DROP TRIGGER decision_never_updated")
    owner.exec_driver_sql("UPDATE decision SET amount_fen = amount_fen + 1 WHERE id = ?", (row,))
    apply_guards(owner)
    assert missing_guards(owner) == ()
    found = verified(house, owner).findings
    assert len(found) == 1
    assert found[0].name.startswith("decision ")
    assert found[0].name.replace("-", "").endswith(row)
