"""A draw as it is shown: shares in a row, who was kept out and why, and the figures of the proof."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.draw.queries import DrawDetail, DrawQueries, DrawSummary
from core.draw.rules import EXCLUSIONS, NOTES
from core.kernel.errors import Tampered
from core.kernel.words import Words

STAGE_WORDS = {"review": Words("审查", "Review"), "approval": Words("审批", "Approval")}
_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody who could be drawn: the share goes from ``start`` to before ``start + weight`` of the total."""

    name: str
    open_load: int
    weight: int
    start: int
    drawn: bool


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Colleagues kept out for the same reasons."""

    reasons: tuple[Words, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawPicture:
    """Everything on a draw's page; ``r`` is None where nobody could be drawn. ``previous`` is "" for the first."""

    summary: DrawSummary
    shares: tuple[Share, ...]
    kept_out: tuple[KeptOut, ...]
    r: int | None
    total: int
    note: Words
    policy_version: str
    k: int
    alpha: str
    proof: str
    beta: str
    previous: str
    public_key: str


def load_picture(draws: DrawQueries, draw_id: UUID) -> DrawPicture:
    """The draw ``draw_id``; ``Tampered`` where its record is no longer a draw record at all."""
    try:
        return picture_of(draws.draw(draw_id))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Tampered(
            "库中的这条抽签记录已不是一条完整的记录，无法显示。请复核，并报告稽核。",
            "The stored record of this draw is no longer a draw record and cannot be shown. Verify it, and tell audit.",
        ) from error


def picture_of(detail: DrawDetail) -> DrawPicture:
    """``detail`` put in order; ``KeyError`` and the like where the record has not its form."""
    record = detail.record
    given = record["input"]
    shares: list[Share] = []
    groups: dict[tuple[str, ...], list[str]] = {}
    start = 0
    for candidate, weight in zip(given["candidates"], record["weights"], strict=True):
        name = detail.names.get(candidate["staff_id"], candidate["staff_id"][:8])
        if candidate["excluded"]:
            groups.setdefault(tuple(candidate["excluded"]), []).append(name)
            continue
        drawn = candidate["staff_id"] == record["result"]
        shares.append(Share(name, candidate["open_load"], weight, start, drawn))
        start += weight
    kept_out = tuple(
        KeptOut(tuple(EXCLUSIONS.get(code, Words(code, code)) for code in codes), tuple(names))
        for codes, names in sorted(groups.items(), key=_order)
    )
    previous = given["previous_record_hash"] or ""
    return DrawPicture(
        detail.summary,
        tuple(shares),
        kept_out,
        record["r"],
        record["total"],
        NOTES[record["note"]],
        given["policy"]["version"],
        given["policy"]["k"],
        record["alpha"],
        record["proof"],
        record["beta"],
        "" if previous == _FIRST else previous,
        detail.public_key.hex(),
    )


def _order(group: tuple[tuple[str, ...], list[str]]) -> tuple[bool, int]:
    """Particular reasons first; those who only do other work come last."""
    codes, names = group
    return "role" in codes, len(names)
