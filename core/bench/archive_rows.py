"""Records of an archive by arithmetic, for measuring search: no cases, papers or log lie behind them.

All names, numbers and amounts are invented (样本). The same numbers give the same records on every engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from core.archive import tables
from core.archive.grams import OTHER_GRAM, index_grams, search_text
from core.kernel.clock import DAY, SECOND

YEARS = 10
COLUMNS = tuple(column.name for column in tables.dossier.columns)
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_MIDDLE = "秀建国玉桂志海文春金兰小德永红明福"
_LAST = "兰英军梅生平华芳强伟花刚云龙香霞娥林山明"
_PRODUCTS = ("greenhouse", "orchard", "shop", "livestock", "homestead", "salaried")
_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A village and the bank that serves it."""

    village_id: UUID
    institution_id: UUID
    village: str
    bank: str


@dataclass(frozen=True, slots=True)
class ArchiveRecipe:
    """What records are made of. ``until``: when the newest of ``records`` was decided, µs."""

    records: int
    until: int
    places: tuple[Place, ...]
    reviewers: tuple[tuple[UUID, str], ...]
    approvers: tuple[tuple[UUID, str], ...]
    sha256: str


#: A row of ``dossier`` (as its columns go; ids are hex, which both engines take), its number, and the grams it is
#: found by with blanks between them. A plain tuple: ten million of them go from one process to another.
IndexedRecord = tuple[tuple[Any, ...], int, str]


def records(recipe: ArchiveRecipe, begin: int, end: int) -> list[IndexedRecord]:
    """Records ``begin`` up to, but not including, ``end`` of all, the oldest first."""
    span = YEARS * 365 * DAY // recipe.records
    return [_record(recipe, n, recipe.until - (recipe.records - n) * span) for n in range(begin, end)]


def name_of(n: int) -> str:
    """One name in eight has two characters, as names have; 李明 is among them."""
    family = _FAMILY[n % 20]
    if n % 8 == 0:
        return family + _LAST[n // 160 % 20]
    return family + _MIDDLE[n // 20 % 17] + _LAST[n // 340 % 20]


def _record(recipe: ArchiveRecipe, n: int, at: int) -> IndexedRecord:
    place = recipe.places[n * 7 % len(recipe.places)]
    reviewer_id, reviewer = recipe.reviewers[n % len(recipe.reviewers)]
    approver_id, approver = recipe.approvers[n % len(recipe.approvers)]
    year = datetime.fromtimestamp(at / SECOND + 28_800, UTC).year
    name, kept = name_of(n), "D30" if n % 8 else "D10"
    address = f"山西省临汾市{place.village}{n % 400 + 1}号（样本）"
    case, series = f"{place.bank[:2]} {year}-", f"A002-DK·{year}·{kept}-"
    numbers = (
        f"14260119{n * 7919 % 10**10:010d}",
        f"138{n * 104_729 % 10**8:08d}",
        f"{n:08d}",
        f"{n + 1:08d}",
    )
    # No gram spans a dash, so the shared beginning of a number and its own end are indexed apart; a run of digits has
    # its windows and its tails.
    grams = {one[start : start + OTHER_GRAM] for one in numbers for start in range(len(one))}
    of_many = _shared((case, series, place.bank, place.village, reviewer, approver))
    of_few = (_shared((name,)), _shared((address,)))
    grams.update(of_many.grams, of_few[0].grams, of_few[1].grams)
    said = (
        *numbers[:2],
        _shared((case,)).text + numbers[2],
        _shared((series,)).text + numbers[3],
        of_few[0].text,
        of_few[1].text,
        of_many.text,
    )
    values = {
        "id": f"{(at // 1000) << 80 | 0x7 << 76 | 0x8 << 60 | n:032x}",
        "number": n + 1,
        "case_id": f"{(at // 1000) << 80 | 0x7 << 76 | 0x9 << 60 | n:032x}",
        "archival_number": series + numbers[3],
        "qr_id": f"B{n:011d}",
        "sha256": recipe.sha256,
        "pages": 16,
        "originals": 4,
        "outcome": "approve" if n % 8 else "decline",
        "applicant_name": name,
        "person_key": f"{n * 7919 % 900_001:064x}",
        "institution_id": place.institution_id.hex,
        "village_id": place.village_id.hex,
        "product": _PRODUCTS[n // 3 % 6],
        "amount_fen": (2 + n % 29) * _WAN,
        "retention": kept,
        "reviewer_id": reviewer_id.hex,
        "approver_id": approver_id.hex,
        "decided_at": at,
        "search_text": "\n".join(said),
        "specimen": True,
        "batch_id": None,
        "retention_line_id": None,
        "at": at + 60 * SECOND,
    }
    return tuple([values[name] for name in COLUMNS]), n + 1, " ".join(grams)


class _Shared(NamedTuple):
    """What several records have in common, as it is indexed and as it is searched."""

    grams: tuple[str, ...]
    text: str


@lru_cache(maxsize=100_000)
def _shared(fields: tuple[str, ...]) -> _Shared:
    return _Shared(index_grams(fields), search_text(fields))
