"""What the rules would have said of one case with other values: the differences, and who asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.kernel.canonical import canonical_bytes, canonical_hash
from core.kernel.errors import BadInput, NotFound
from core.kernel.words import Words
from core.risk import tables
from core.risk.explanation import Application, Cause, Doubt, Finding, InputValue, ScorePart, Value
from core.risk.queries import rule_set_by_hash
from core.risk.rule_set import RuleSet
from core.risk.rules import screen
from core.risk.screening import Screening
from core.storage.work import Reading, Storage

SERIAL = "what-if"


@dataclass(frozen=True, slots=True)
class AskWhatIf:
    """What would the rules say of this screening with ``changes`` (input or application fact → value)?"""

    command_id: UUID
    case_id: UUID
    screening_id: UUID
    changes: Mapping[str, int | str | bool | None]
    remark: str


@dataclass(frozen=True, slots=True)
class PointsMoved:
    """A characteristic whose points are others."""

    code: str
    words: Words
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both screenings whole, and what differs between them. ``flips``: the outcome is another."""

    before: Screening
    after: Screening
    changes: Mapping[str, Value]

    @property
    def flips(self) -> bool:
        return self.before.outcome != self.after.outcome

    @property
    def causes_gained(self) -> tuple[Cause, ...]:
        return tuple(one for one in self.after.causes if one not in self.before.causes)

    @property
    def causes_lost(self) -> tuple[Cause, ...]:
        return tuple(one for one in self.before.causes if one not in self.after.causes)

    @property
    def findings_gained(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.after.findings if one not in self.before.findings)

    @property
    def findings_lost(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.before.findings if one not in self.after.findings)

    @property
    def doubts_gained(self) -> tuple[Doubt, ...]:
        return tuple(one for one in self.after.doubts if one not in self.before.doubts)

    @property
    def doubts_lost(self) -> tuple[Doubt, ...]:
        return tuple(one for one in self.before.doubts if one not in self.after.doubts)

    @property
    def points_moved(self) -> tuple[PointsMoved, ...]:
        """Characteristics with other points; one not scored before or after counts as 0."""
        before, after = _by_code(self.before), _by_code(self.after)
        return tuple(
            PointsMoved(code, part.words, _points(before, code), _points(after, code))
            for code, part in {**before, **after}.items()
            if _points(before, code) != _points(after, code)
        )

    def to_json(self) -> dict[str, Any]:
        """The differences as canonical-safe JSON, for the record."""
        return {
            "outcome": [self.before.outcome, self.after.outcome],
            "causes": [_codes(self.causes_lost), _codes(self.causes_gained)],
            "findings": [_codes(self.findings_lost), _codes(self.findings_gained)],
            "doubts": [
                [[one.input, one.kind] for one in self.doubts_lost],
                [[one.input, one.kind] for one in self.doubts_gained],
            ],
            "points": [self.before.score.points, self.after.score.points],
            "band": [_band(self.before), _band(self.after)],
            "parts": [[one.code, one.before, one.after] for one in self.points_moved],
            "limit_fen": [self.before.limit_fen, self.after.limit_fen],
            "rate": [_text(self.before.rate), _text(self.after.rate)],
            "irr": [_text(self.before.irr), _text(self.after.irr)],
        }


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """A what-if on record."""

    id: UUID
    staff_id: UUID
    at: int
    changes: Mapping[str, Any]
    difference: Mapping[str, Any]
    remark: str


def what_if(rule_set: RuleSet, screening: Screening, changes: Mapping[str, Value]) -> WhatIf:
    """Screen again with ``changes``, under the same rules and as of the same instant.

    A changed input counts as delivered once, by the right source, at that instant. ``BadInput`` for a
    name that the rules do not know or reckon themselves, or a value that no source could deliver.
    """
    if not changes:
        raise BadInput("请先改动至少一项输入。", "Change at least one input first.")
    specs = {spec.name: spec for spec in rule_set.inputs if spec.source != "computed"}
    for name, value in changes.items():
        if name not in specs or not (value is None or type(value) in (int, str, bool)):
            raise BadInput(f"“{name}”不能这样改动。", f"“{name}” cannot be changed so.")
    application = replace(
        screening.application,
        **{name: value for name, value in changes.items() if name in Application.__slots__},
    )
    delivered = tuple(name for name in changes if specs[name].delivered)
    inputs = tuple(item for item in screening.inputs if item.name not in delivered)
    inputs += tuple(
        InputValue(name, changes[name], specs[name].source, SERIAL, screening.as_of) for name in delivered
    )
    return WhatIf(
        screen(rule_set, screening.application, screening.inputs, screening.as_of),
        screen(rule_set, application, inputs, screening.as_of),
        dict(changes),
    )


class WhatIfService:
    """Asking, on record."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def ask(self, command: AskWhatIf) -> WhatIf:
        """Answer and put on record who asked what. Sent twice, it is recorded once."""
        with self._storage.work(command) as work:
            row = work.first(
                select(tables.screening).where(
                    tables.screening.c.id == command.screening_id,
                    tables.screening.c.case_id == command.case_id,
                )
            )
            if row is None:
                raise NotFound("这个案件没有这次筛查。", "The case has no such screening.")
            rule_set = rule_set_by_hash(work, row.rule_set_hash)
            found = what_if(rule_set, Screening.from_json(json.loads(row.result)), command.changes)
            if work.answer is not None:
                return found
            what_if_id = work.record(
                tables.what_if,
                chain=command.case_id,
                case_id=command.case_id,
                screening_id=command.screening_id,
                rule_set_hash=row.rule_set_hash,
                changes=canonical_bytes(dict(command.changes)).decode(),
                difference=canonical_bytes(found.to_json()).decode(),
                result_hash=canonical_hash(found.after.to_json()),
                staff_id=work.staff_id,
                remark=command.remark,
            )
            work.commit({"id": str(what_if_id)})
            return found

    def asked(self, case_id: UUID) -> tuple[WhatIfRow, ...]:
        """What has been asked of a case, the oldest first."""
        with self._storage.reading() as reading:
            return asked_what_ifs(reading, case_id)


def asked_what_ifs(reading: Reading, case_id: UUID) -> tuple[WhatIfRow, ...]:
    """What has been asked of a case, the oldest first."""
    rows = reading.all(
        select(tables.what_if).where(tables.what_if.c.case_id == case_id).order_by(tables.what_if.c.id)
    )
    return tuple(
        WhatIfRow(
            row.id, row.staff_id, row.at, json.loads(row.changes), json.loads(row.difference), row.remark
        )
        for row in rows
    )


def _by_code(screening: Screening) -> dict[str, ScorePart]:
    return {part.code: part for part in screening.score.parts}


def _points(parts: Mapping[str, ScorePart], code: str) -> int:
    return parts[code].points if code in parts else 0


def _codes(rows: tuple[Cause, ...] | tuple[Finding, ...]) -> list[str]:
    return [one.code for one in rows]


def _band(screening: Screening) -> str | None:
    return screening.score.band.code if screening.score.band is not None else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
