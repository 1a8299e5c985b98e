"""A retention policy as a file that people read and edit (TOML): written out, changed, handed in again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.archive.retention import CountedFrom, PolicyLine, counted_by_outcome
from core.archive.rules import PERMANENT, RecordOutcome, period_named, period_of
from core.kernel.errors import BadInput, EvenhandError

_HEAD = """\
# 保管期限规定：自上而下，第一条符合的适用；没有一条符合的永久保管。
# Retention policy: read from the top, the first line that fits holds; what none fits is kept for ever.
# outcome  {outcomes}，空 = 全部 / empty: any
# keep     permanent / 永久，或年数 / or years, 1–99
# from     settlement（结清 / of an approved loan）, decision（办结 / the decision）
# category, product, institution  代码，空 = 全部 / codes, empty: any
"""
_KEYS = {"outcome", "keep", "from", "category", "product", "institution", "remark"}


def policy_text(since: str, remark: str, lines: Sequence[PolicyLine], codes: Mapping[UUID, str]) -> str:
    """The file; ``codes`` are the institutions' by id."""
    parts = [_HEAD.format(outcomes=", ".join(RecordOutcome))]
    parts.append(f"since = {_quoted(since)}\nremark = {_quoted(remark)}\n")
    for line in lines:
        kept = "permanent" if line.period == PERMANENT.code else str(period_of(line.period).years)
        said = {
            "outcome": line.outcome,
            "category": line.category,
            "product": line.product,
            "institution": codes.get(line.institution_id, "") if line.institution_id else "",
            "keep": kept,
            "from": line.counted_from.value,
            "remark": line.remark,
        }
        rows = [f"{key} = {_quoted(value)}" for key, value in said.items() if value]
        parts.append("\n".join(["[[line]]", *rows]) + "\n")
    return "\n".join(parts)


def read_policy(text: str, institutions: Mapping[str, UUID]) -> tuple[str, str, tuple[PolicyLine, ...]]:
    """Day, remark and lines of a file; :class:`BadInput` names the line that cannot be understood."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"不是 TOML 文件：{error}", f"This is no TOML file: {error}") from error
    rows = said.get("line", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("每条规定写在 [[line]] 之下。", "Each line stands below [[line]].")
    lines = tuple(_line(place, row, institutions) for place, row in enumerate(rows, start=1))
    return str(said.get("since", "")), str(said.get("remark", "")), lines


def _line(place: int, row: Mapping[str, Any], institutions: Mapping[str, UUID]) -> PolicyLine:
    unknown = sorted(set(row) - _KEYS)
    if unknown:
        raise _at(place, BadInput(f"不认识“{unknown[0]}”", f"“{unknown[0]}” is unknown"))
    outcome, bank = str(row.get("outcome", "")), str(row.get("institution", ""))
    if bank and bank not in institutions:
        raise _at(place, BadInput(f"没有登记机构“{bank}”", f"No institution “{bank}” is registered"))
    try:
        period = period_named(str(row.get("keep", ""))).code
        counted = CountedFrom(row.get("from", counted_by_outcome(outcome)))
    except BadInput as error:
        raise _at(place, error) from error
    except ValueError as error:
        raise _at(
            place, BadInput("from 写 settlement 或 decision", "from is settlement or decision")
        ) from error
    return PolicyLine(
        outcome,
        period,
        counted,
        str(row.get("category", "")),
        str(row.get("product", "")),
        institutions.get(bank),
        str(row.get("remark", "")),
    )


def _at(place: int, error: EvenhandError) -> BadInput:
    return BadInput(f"第 {place} 条：{error.words.zh}", f"Line {place}: {error.words.en}")


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(one):04x}" if ord(one) < 32 else one for one in escaped) + '"'
