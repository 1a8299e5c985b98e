"""Copies of a real case by the hundred thousand on PostgreSQL: one INSERT … SELECT a table.

The copies' keys are the original's with the copy's number in their first 48 bits, so that everything
that refers to the original refers in a copy to the copy; what must be unique gets the number as well.
They are written past the guards (``session_replication_role``), have no leaf in the log, and stand in
a private cluster that goes with the benchmark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Column, Integer, Table, Text, Uuid

from core.storage.postgresql_guards import case_tables
from core.storage.tables import metadata

#: Tables of a case that are reached by another table's key.
_BESIDE = {
    "entry": "base.chain = %(case)s",
    "duty_end": "base.duty_id IN (SELECT id FROM duty WHERE case_id = %(case)s)",
    "unsequenced": "base.entry_id IN (SELECT id FROM entry WHERE chain = %(case)s)",
    "blob": "base.sha256 IN (SELECT sha256 FROM package WHERE case_id = %(case)s)",
}
#: References that no foreign key tells of.
_LOOSE = {
    ("entry", "chain"),
    ("step", "fact_id"),
    ("act_signature", "fact_id"),
    ("photo_match", "other_case_id"),
}
#: What lists, duties and guards read; the rest is what a case opened shows.
LISTED = ("loan_case", "duty", "duty_end", "case_state", "step")


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies numbered ``first`` to ``last`` of the case ``case``; ``instead`` puts persons in others' places."""

    case: str
    first: int
    last: int
    instead: Mapping[str, str]
    only: Collection[str] = ()

    @property
    def count(self) -> int:
        return self.last - self.first + 1


def copy_id(original: str, number: int) -> str:
    """The key that copy ``number`` has where the original has ``original`` (as text, hyphens or none)."""
    return f"{number:012x}" + original.replace("-", "")[12:]


def write_copies(connection: psycopg.Connection[Any], copies: Copies) -> int:
    """Write them all; returns how many rows. ``connection`` is a superuser's, in a transaction."""
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute("SET LOCAL synchronous_commit = off")
    rows = 0
    for table, where in _tables():
        if not copies.only or table.name in copies.only:
            rows += connection.execute(_statement(table, where, copies), {"case": copies.case}).rowcount
    return rows


def _tables() -> Iterator[tuple[Table, str]]:
    keys = case_tables() | {"draft": "case_id"}
    for table in metadata.sorted_tables:
        if table.name in keys:
            yield table, f"base.{keys[table.name]} = %(case)s"
        elif table.name in _BESIDE:
            yield table, _BESIDE[table.name]


def _statement(table: Table, where: str, copies: Copies) -> str:
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(_value(table, column, copies) for column in table.columns)
    if copies.only and table.name == "step":  # where it stands is enough for a list
        where += " AND base.seq = (SELECT max(seq) FROM step WHERE case_id = %(case)s)"
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} AS base, "
        f"generate_series({copies.first}, {copies.last}) AS n WHERE {where}"
    )


def _value(table: Table, column: Column[Any], copies: Copies) -> str:
    said = f"base.{column.name}"
    copied = {name for name, _ in ((one.name, where) for one, where in _tables())}
    parents = {key.column.table.name for key in column.foreign_keys}
    own = column.primary_key and not parents
    if isinstance(column.type, Uuid):
        if own or parents & copied or (table.name, column.name) in _LOOSE:
            return f"(lpad(to_hex(n), 12, '0') || right(replace({said}::text, '-', ''), 20))::uuid"
        return _instead(said, copies.instead) if "staff" in parents else said
    alone = bool(column.unique)
    if isinstance(column.type, Text) and (alone or (table.name, column.name) == ("package", "sha256")):
        return f"{said} || '~' || n"
    if isinstance(column.type, Integer) and alone:
        return f"{said} + n * 1000::bigint"
    return said


def _instead(said: str, instead: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN '{one}' THEN '{other}'" for one, other in instead.items())
    return f"(CASE {said}::text {cases} ELSE {said}::text END)::uuid" if cases else said
