"""The specimens' ring with guards taken off: for tests that weaken one guard and look for the attack that notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import psycopg

from core.attacks.outcome import DONE
from core.attacks.raid import EVERY_ATTACK, fight
from core.attacks.scripts import Attack
from core.attacks.specimen_ring import SpecimenRing
from core.storage.guards_in_one import function, guards_of
from core.storage.tables import metadata
from tests.attacks.centre_ring import BLOCKS, CENTRE_GUARDS, trigger_of


@contextmanager
def mutated(ring: SpecimenRing, *statements: str) -> Iterator[None]:
    """Inside, ``statements`` (the keeper's of the server) have been run; afterwards nothing of it is left."""
    with ring.pg.transaction(force_rollback=True):
        for statement in statements:
            ring.execute(statement)
        yield


@contextmanager
def alone(ring: SpecimenRing, table: str, trigger: str) -> Iterator[None]:
    """Inside, of all that guards ``table`` only ``trigger`` is left: no rights, no row security, no keys."""
    kept, block = trigger_of(table, trigger), BLOCKS.get((table, trigger))
    keys = ring.all(
        "SELECT conrelid::regclass::text AS place, conname FROM pg_constraint "
        f"WHERE contype = 'f' AND '{table}'::regclass IN (conrelid, confrelid) "
        f"OR contype = 'u' AND conrelid = '{table}'::regclass ORDER BY contype"
    )
    others = ring.all(
        f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal AND tgname <> '{kept}'"
    )
    with mutated(
        ring,
        f"GRANT ALL ON {table} TO evenhand_people",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        *(f"ALTER TABLE {row['place']} DROP CONSTRAINT {row['conname']}" for row in keys),
        *(f"ALTER TABLE {table} DISABLE TRIGGER {row['tgname']}" for row in others),
        *([function(table, [block])] if block else []),
    ):
        yield


def installed_alone(table: str, trigger: str, statement: str) -> str:
    """``statement`` makes the function of ``trigger``: as a database has it where no other guard of the table is left."""
    return (
        function(table, guards_of([statement, CENTRE_GUARDS[table, trigger]]))
        if (table, trigger) in BLOCKS
        else statement
    )


def by_table(ring: SpecimenRing) -> Callable[[str], list[Attack]]:
    """The named attacks on a table: those that change rows of it where nothing holds them, and those that even so do
    not come to their end, of which that is not known."""
    on: dict[str, list[Attack]] = {table.name: [] for table in metadata.sorted_tables}
    unknown = []
    with mutated(
        ring,
        "GRANT ALL ON ALL TABLES IN SCHEMA evenhand TO evenhand_people",
        *(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY" for name in on),
        "SET LOCAL session_replication_role = replica",
    ):
        for attack in EVERY_ATTACK:
            before = _changes(ring)
            outcome = fight(ring, attack)
            after = _changes(ring)
            if outcome is not None and outcome.held_by == DONE:
                for name in (name for name in on if after[name] != before[name]):
                    on[name].append(attack)
            elif outcome is not None:
                unknown.append(attack)
    return lambda table: [*on[table], *unknown]


def _changes(ring: SpecimenRing) -> dict[str, int]:
    """How many rows this transaction has changed, by table; what was rolled back counts too."""
    counted = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS changes FROM pg_stat_xact_user_tables"
    return {row["relname"]: row["changes"] for row in ring.all(counted)}


def held_by(ring: SpecimenRing, codes: set[str], attacks: Iterable[Attack]) -> dict[str, str]:
    """Of ``attacks`` those that one of ``codes`` holds now, by their words."""
    found = {}
    for attack in attacks:
        outcome = fight(ring, attack)
        if outcome is not None and outcome.held_by in codes:
            found[attack.words] = outcome.held_by
    return found


BY_WORDS = {attack.words: attack for attack in EVERY_ATTACK}


def killer(ring: SpecimenRing, statement: str, held: dict[str, str]) -> str | None:
    """The first of the ``held`` attacks that goes through once ``statement`` has been run."""
    try:
        with mutated(ring, statement):
            for words in held:
                outcome = fight(ring, BY_WORDS[words])
                if outcome is not None and outcome.held_by == DONE:
                    return words
    except psycopg.Error as error:
        raise AssertionError(f"a mutant that cannot be run: {error}\n{statement}") from error
    return None
