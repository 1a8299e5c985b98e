"""The specimens' ring with guards taken off: for tests that weaken one guard and look for the attack that notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from core.attacks.raid import EVERY_ATTACK, fight
from core.attacks.specimen_ring import SpecimenRing


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
    keys = ring.all(
        "SELECT conrelid::regclass::text AS place, conname FROM pg_constraint WHERE contype = 'f' "
        f"AND '{table}'::regclass IN (conrelid, confrelid)"
    )
    others = ring.all(
        f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal AND tgname <> '{trigger}'"
    )
    with mutated(
        ring,
        f"GRANT ALL ON {table} TO evenhand_people",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        *(f"ALTER TABLE {row['place']} DROP CONSTRAINT {row['conname']}" for row in keys),
        *(f"ALTER TABLE {table} DISABLE TRIGGER {row['tgname']}" for row in others),
    ):
        yield


def held_by(ring: SpecimenRing, codes: set[str]) -> dict[str, str]:
    """The named attacks that one of ``codes`` holds now, by their words."""
    found = {}
    for attack in EVERY_ATTACK:
        outcome = fight(ring, attack)
        if outcome is not None and outcome.held_by in codes:
            found[attack.words] = outcome.held_by
    return found


BY_WORDS = {attack.words: attack for attack in EVERY_ATTACK}


def killer(ring: SpecimenRing, statement: str, held: dict[str, str]) -> str | None:
    """The first of the ``held`` attacks that is no longer held once ``statement`` has been run."""
    try:
        with mutated(ring, statement):
            for words, code in held.items():
                outcome = fight(ring, BY_WORDS[words])
                if outcome is None or outcome.held_by != code:
                    return words
    except psycopg.Error as error:
        raise AssertionError(f"a mutant that cannot be run: {error}\n{statement}") from error
    return None
