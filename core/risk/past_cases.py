"""Past screenings as they lie in the database, one after the other: what was given, what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Text, Uuid, func, select

from core.identity import tables as identity
from core.kernel.errors import BadInput
from core.risk import tables
from core.risk.explanation import Application, InputValue, Unusable, Value
from core.storage.work import Reading

PAGE = 500
# Named as the key of ``screening.case_id`` names it: the area of cases lies above this one.
CASE = Table(
    "loan_case",
    MetaData(),
    Column("id", Uuid),
    Column("institution_id", Uuid),
    Column("number", Text),
    Column("applicant_name", Text),
)


@dataclass(frozen=True, slots=True)
class PastCase:
    """One screening on record. ``institution`` is a code; ``categories`` are those of its causes."""

    screening_id: UUID
    number: str
    institution: str
    application: Application
    inputs: tuple[InputValue, ...]
    as_of: int
    outcome: str
    categories: tuple[str, ...]
    limit_fen: int
    band: str | None
    values: Mapping[str, Value]


def past_cases(reading: Reading) -> Iterator[PastCase]:
    """Every screening in the order it was made, page by page, so that memory does not grow with them."""
    screening = tables.screening
    statement = (
        select(screening.c.id, screening.c.result, CASE.c.number, identity.institution.c.code)
        .join(CASE, CASE.c.id == screening.c.case_id)
        .join(identity.institution, identity.institution.c.id == CASE.c.institution_id)
        .order_by(screening.c.id)
        .limit(PAGE)
    )
    rows = reading.all(statement)
    while rows:
        for row in rows:
            yield read_past_case(row.id, row.number, row.code, row.result)
        rows = reading.all(statement.where(screening.c.id > rows[-1].id))


def past_case_count(reading: Reading) -> int:
    """How many screenings are on record."""
    return int(reading.scalar(select(func.count()).select_from(tables.screening)))


def read_past_case(screening_id: UUID, number: str, institution: str, result: str) -> PastCase:
    """A stored screening record, as much of it as a backtest needs. ``BadInput`` names a damaged one."""
    try:
        data = json.loads(result)
        given, band = data["given"], data["score"]["band"]
        return PastCase(
            screening_id,
            number,
            institution,
            Application(**{name: _value(value) for name, value in given["application"].items()}),
            tuple(_input(row) for row in given["inputs"]),
            int(data["as_of"]),
            data["outcome"],
            tuple(dict.fromkeys(cause["category"] for cause in data["causes"])),
            data["limit"]["fen"],
            None if band is None else band["code"],
            dict(data["values"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"案件 {number} 的筛查记录不完整，无法回测。",
            f"The screening record of case {number} is damaged and cannot be tested.",
        ) from error


def _input(row: Mapping[str, Any]) -> InputValue:
    at = row["at"]
    return InputValue(
        _value(row["name"]),
        _value(row["value"]),
        _value(row["source"]),
        _value(row["serial"]),
        int(at) if isinstance(at, str) else _value(at),
    )


def _value(data: Any) -> Any:
    return Unusable(data["type"], data["text"]) if isinstance(data, Mapping) else data
