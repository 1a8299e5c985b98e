"""Search is exact: for any query and any filter it finds what reading every record would find."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from core.app import App, open_centre
from core.archive import tables
from core.archive.finding import FACETS, ArchiveFilter
from core.archive.grams import index_grams, matches, parse_query, search_text
from core.archive.query_text import midnight
from core.archive.rules import new_dossier_id
from core.cases.rules import Outcome
from core.demo_centre import found_demo_centre
from core.identity import tables as identity
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id

COUNT = 600
SURNAMES = "李王张刘陈杨赵黄周吴欧㛃𠮷"
GIVEN = "明德珠霞伟芳娜敏静丽强磊军洋勇艳杰娟涛超𠮷㐂"
PLACES = ("尧都区样本村", "洪洞县大槐树样本村", "襄汾县丁样本村")
PRODUCTS = ("greenhouse", "orchard", "livestock", "homestead", "shop")


@dataclass(frozen=True)
class Known:
    """A record as it was put in, for reading it without any index."""

    number: int
    fields: tuple[str, ...]
    outcome: str
    institution: str
    product: str
    retention: str
    amount_fen: int
    decided_at: int

    def fulfils(self, wanted: ArchiveFilter) -> bool:
        day = local_date(self.decided_at)
        return (
            matches(parse_query(wanted.text), self.fields)
            and wanted.outcome in (None, Outcome(self.outcome))
            and wanted.institution in (None, self.institution)
            and wanted.product in (None, self.product)
            and wanted.retention in (None, self.retention)
            and wanted.year in (None, day.year)
            and (wanted.decided_from is None or self.decided_at >= wanted.decided_from)
            and (wanted.decided_before is None or self.decided_at < wanted.decided_before)
            and (wanted.least_fen is None or self.amount_fen >= wanted.least_fen)
            and (wanted.most_fen is None or self.amount_fen <= wanted.most_fen)
        )


class Shelf:
    """A centre on whose archive many invented records were put, past every guard, in a copy of its own."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.known: list[Known] = []

    def fill(self, count: int) -> None:
        dice = random.Random(7018)
        with self._free_hand() as connection:
            banks = {row.code: row.id for row in connection.execute(identity.institution.select())}
            village = connection.execute(identity.village.select()).first().id
            staff = self.app.staff.id
            for number in range(1, count + 1):
                known = self._invent(dice, number, sorted(banks))
                self.known.append(known)
                row = _row(known, banks[known.institution], village, staff)
                connection.execute(insert(tables.dossier).values(row))
                connection.execute(
                    text("INSERT INTO dossier_gram (rowid, grams) VALUES (:number, :grams)"),
                    {"number": number, "grams": " ".join(index_grams(known.fields))},
                )

    def expected(self, wanted: ArchiveFilter) -> list[int]:
        return sorted((one.number for one in self.known if one.fulfils(wanted)), reverse=True)

    def found(self, wanted: ArchiveFilter, page: int = 200) -> list[int]:
        """Page after page, as the window asks."""
        rows = self.app.archive.search(wanted, None, page)
        numbers = [row.number for row in rows]
        while len(rows) == page:
            rows = self.app.archive.search(wanted, rows[-1], page)
            numbers += [row.number for row in rows]
        return numbers

    @contextmanager
    def _free_hand(self) -> Iterator[Any]:
        engine = self.app._storage.engine
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            guards = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'dossier'")
            ).scalars()
            for guard in list(guards):
                connection.exec_driver_sql(f'DROP TRIGGER "{guard}"')
            yield connection
            connection.commit()
        engine.dispose()

    @staticmethod
    def _invent(dice: random.Random, number: int, banks: list[str]) -> Known:
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 1, 2))))
        person = "14" + "".join(dice.choices("0123456789", k=15)) + dice.choice("0123456789X")
        phone = "1" + "".join(dice.choices("0123456789", k=10))
        outcome = dice.choice(("approve", "approve", "decline"))
        year = dice.choice((2024, 2025, 2026))
        retention = "D30" if outcome == "approve" else "D10"
        archival = f"A002-DK·{year}·{retention}-{number:04d}"
        decided = midnight(date(year, 1, 1)) + dice.randrange(365 * 86_400) * 1_000_000
        fields = (name, person, phone, archival, dice.choice(PLACES))
        return Known(
            number,
            fields,
            outcome,
            dice.choice(banks),
            dice.choice(PRODUCTS),
            retention,
            dice.randrange(1, 50) * 1_000_000,
            decided,
        )


def _row(known: Known, bank: UUID, village: UUID, staff: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": known.decided_at,
        "number": known.number,
        "case_id": new_id(),
        "archival_number": known.fields[3],
        "qr_id": new_dossier_id(),
        "sha256": "0" * 64,
        "pages": 1,
        "originals": 1,
        "outcome": known.outcome,
        "applicant_name": known.fields[0],
        "person_key": "0",
        "institution_id": bank,
        "village_id": village,
        "product": known.product,
        "amount_fen": known.amount_fen,
        "retention": known.retention,
        "reviewer_id": staff,
        "approver_id": staff,
        "decided_at": known.decided_at,
        "search_text": search_text(known.fields),
        "specimen": True,
    }


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("centre") / "centre"
    found_demo_centre(folder)
    app = open_centre(folder, "archive1", "sample-archive1-2026")
    made = Shelf(app)
    made.fill(COUNT)
    yield made
    app.close()


@st.composite
def queries(draw: st.DrawFn, shelf: Shelf) -> str:
    """Parts of what is in the records, so that most find something; sometimes two parts, or nonsense."""
    terms = []
    for _ in range(draw(st.integers(0, 2))):
        known = draw(st.sampled_from(shelf.known))
        field = draw(st.sampled_from(known.fields))
        length = draw(st.integers(1, 6))
        start = draw(st.integers(0, max(0, len(field) - length)))
        terms.append(field[start : start + length])
    if draw(st.integers(0, 9)) == 0:
        terms.append(draw(st.text(alphabet=SURNAMES + GIVEN + "0123456789·- X", max_size=4)))
    return draw(st.sampled_from((" ", "  ", "\t"))).join(terms)


@st.composite
def filters(draw: st.DrawFn, shelf: Shelf) -> ArchiveFilter:
    day = st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(midnight)
    fen = st.none() | st.integers(0, 50).map(lambda wan: wan * 1_000_000)
    return ArchiveFilter(
        text=draw(queries(shelf)),
        outcome=draw(st.none() | st.sampled_from(Outcome)),
        institution=draw(st.none() | st.sampled_from(("yaodu", "hongtong", "xiangfen", "nowhere"))),
        product=draw(st.none() | st.sampled_from(PRODUCTS)),
        decided_from=draw(day),
        decided_before=draw(day),
        least_fen=draw(fen),
        most_fen=draw(fen),
        year=draw(st.none() | st.sampled_from((2024, 2025, 2026))),
        retention=draw(st.none() | st.sampled_from(("D30", "D10"))),
    )


MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(data=st.data())
def test_words_find_exactly_the_records_that_hold_them(shelf: Shelf, data: st.DataObject) -> None:
    wanted = ArchiveFilter(text=data.draw(queries(shelf)))
    assert shelf.found(wanted) == shelf.expected(wanted)
    assert shelf.app.archive.count(wanted) == len(shelf.expected(wanted))


@MANY
@given(data=st.data())
def test_words_and_filters_together_are_exact_and_counted_right(shelf: Shelf, data: st.DataObject) -> None:
    wanted = data.draw(filters(shelf))
    expected = shelf.expected(wanted)
    assert shelf.found(wanted, page=7 if len(expected) < 100 else 200) == expected
    survey = shelf.app.archive.survey(wanted)
    assert survey.count == len(expected)
    for name in FACETS:
        for facet in survey.facets[name]:
            assert facet.count == len(shelf.expected(_with(wanted, name, facet.value)))
        assert survey.totals[name] == len(shelf.expected(_with(wanted, name, None)))


def _with(wanted: ArchiveFilter, name: str, value: str | None) -> ArchiveFilter:
    made: Any = value
    if value is not None and name == "outcome":
        made = Outcome(value)
    if value is not None and name == "year":
        made = int(value)
    return replace(wanted, **{name: made})


def test_every_name_every_last_four_digits_and_every_number_is_found(shelf: Shelf) -> None:
    for known in shelf.known[:60]:
        for part in (known.fields[0], known.fields[1][-4:], known.fields[2][-4:], known.fields[3]):
            wanted = ArchiveFilter(text=part)
            assert known.number in shelf.found(wanted), part
            assert shelf.found(wanted) == shelf.expected(wanted), part


def test_a_name_typed_in_full_width_or_another_case_is_the_same_name(shelf: Shelf) -> None:
    one = shelf.known[0]
    wide = "".join(chr(ord(character) + 0xFEE0) for character in one.fields[1][-6:])
    assert one.number in shelf.found(ArchiveFilter(text=wide))
    assert one.number in shelf.found(ArchiveFilter(text=one.fields[3].lower().replace("·", "•")))


def test_an_unknown_record_and_a_miscopied_id_are_told_apart(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        shelf.app.archive.by_qr(new_dossier_id())
    with pytest.raises(BadInput):
        shelf.app.archive.by_qr("not an id")
    with pytest.raises(NotFound):
        shelf.app.archive.dossier_pdf(new_id())
