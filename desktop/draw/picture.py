"""A draw as it is shown: shares in a row, who was kept out and why, and the figures of the proof."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.draw.queries import DrawDetail, DrawQueries, DrawSummary
from core.draw.rules import EXCLUSIONS, FIRST_VERSION, NOTES, loads_of, lots_of
from core.kernel.errors import Tampered
from core.kernel.words import Words

STAGE_WORDS = {"review": Words("审查", "Review"), "approval": Words("审批", "Approval")}
SEATED = Words("已抽中前面的席位", "Drawn for a seat before")
_SEATED = "seated"
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
    """Everything on a draw's page; ``r`` is None where nobody could be drawn. ``previous`` is "" for the first.

    ``seat`` (from 0) of ``seats``: which lot of a committee is shown. ``in_points``: open work is points, not cases.
    """

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
    seat: int
    seats: int
    in_points: bool


def load_picture(draws: DrawQueries, draw_id: UUID, seat: int = 0) -> DrawPicture:
    """The draw ``draw_id``, one seat of it; ``Tampered`` where its record is no longer a draw record at all."""
    try:
        return picture_of(draws.draw(draw_id), seat)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Tampered(
            "库中的这条抽签记录已不是一条完整的记录，无法显示。请复核，并报告稽核。",
            "The stored record of this draw is no longer a draw record and cannot be shown. Verify it, and tell audit.",
        ) from error


def picture_of(detail: DrawDetail, seat: int = 0) -> DrawPicture:
    """``detail`` put in order, the lot of one ``seat`` (from 0); ``KeyError`` and the like where the record has not
    its form."""
    record = detail.record
    given, lots, loads = record["input"], lots_of(record), loads_of(record)
    lot = lots[seat]
    shares: list[Share] = []
    groups: dict[tuple[str, ...], list[str]] = {}
    start = 0
    for candidate, weight in zip(given["candidates"], lot.weights, strict=True):
        staff_id = candidate["staff_id"]
        name = detail.names.get(staff_id, staff_id[:8])
        if candidate["excluded"]:
            groups.setdefault(tuple(candidate["excluded"]), []).append(name)
        elif weight or not lot.total:
            shares.append(Share(name, loads[staff_id], weight, start, staff_id == lot.result))
            start += weight
        else:
            groups.setdefault((_SEATED,), []).append(name)
    kept_out = tuple(
        KeptOut(tuple(_reason(code) for code in codes), tuple(names))
        for codes, names in sorted(groups.items(), key=_order)
    )
    previous = given["previous_record_hash"] or ""
    return DrawPicture(
        detail.summary,
        tuple(shares),
        kept_out,
        lot.r,
        lot.total,
        NOTES[record["note"]],
        given["policy"]["version"],
        given["policy"]["k"],
        record["alpha"],
        record["proof"],
        record["beta"],
        "" if previous == _FIRST else previous,
        detail.public_key.hex(),
        seat,
        len(lots),
        record["version"] != FIRST_VERSION,
    )


def _reason(code: str) -> Words:
    return SEATED if code == _SEATED else EXCLUSIONS.get(code, Words(code, code))


def _order(group: tuple[tuple[str, ...], list[str]]) -> tuple[bool, int]:
    """Particular reasons first; those who only do other work come last."""
    codes, names = group
    return "role" in codes, len(names)
