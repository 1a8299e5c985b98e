"""The ID card: what is read from its pictures, compared with what was typed, and what the screening makes of it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.cases.card_check import CardCheck
from core.cases.case_view import fact_comparisons, read_case
from core.cases.screening import CaseScreening, ScreenCase
from core.cases.tables import errand
from core.intake import tables as intake
from core.intake.card_reading import FAILED, CardReader, CardReading, Picture, can_read_cards
from core.intake.card_text import (
    DIFFERS,
    FIELDS,
    NOT_READ,
    SAME,
    UNSURE,
    Line,
    ReadField,
    compare,
    differing,
    read_back,
    read_by,
    read_front,
)
from core.intake.people import Home, Person, invent_person
from core.intake.render import Renderer
from core.intake.specimen_images import id_card_back, id_card_front
from core.kernel.ids import new_id
from core.kernel.person_numbers import check_digit
from core.products.rules import default_catalogue
from core.risk import tables as risk
from core.risk.screening import Screening
from tests.factories import House, catalogue, centre, household

needs_ocr = pytest.mark.skipif(not can_read_cards(), reason="the extra `ocr` is not installed")
NUMBER = "14100219820412001"
TYPED = {
    "name": "柴雪琴", "id_number": NUMBER + check_digit(NUMBER), "address": "山西省临汾市尧都区段店乡南麻册村12号",
    "id_valid_until": "2043-03-21",
}  # fmt: skip
ANOTHER = "14100219820412003"


def front(**said: str) -> list[Line]:
    """The portrait side as the reader gives it: labels and values apart, the address in two lines."""
    one = {**TYPED, **said}
    half = len(one["address"]) - 7
    return [
        Line("姓名", 999, 60, 70, 130, 110), Line(one["name"], 998, 150, 70, 300, 110),
        Line("性别女", 990, 60, 150, 200, 190), Line("出生 1982年4月12日", 970, 60, 230, 400, 270),
        Line("住址", 999, 60, 310, 130, 350), Line(one["address"][:half], 997, 150, 308, 640, 350),
        Line(one["address"][half:], 996, 150, 355, 400, 395), Line("公民身份号码", 999, 60, 530, 250, 570),
        Line(one["id_number"], 999, 290, 528, 720, 572),
    ]  # fmt: skip


def test_a_card_as_it_should_be_reads_as_typed_with_its_number_masked() -> None:
    back = [Line("有效期限", 999, 200, 500, 320, 540), Line("2023.03.21-2043.03.21", 990, 350, 500, 700, 540)]
    fields = compare({**read_front(front()), **read_back(back)}, TYPED, TYPED)
    assert {one["verdict"] for one in fields.values()} == {one["tablet"] for one in fields.values()} == {SAME}
    assert fields["address"]["confidence"] == 996 and read_by(fields) and not differing(fields)
    assert TYPED["id_number"] not in json.dumps(fields)


@pytest.mark.parametrize(
    ("field", "read", "confidence", "verdict"),
    [
        ("name", "柴雪芹", 990, DIFFERS),
        ("name", "柴雪芹", 900, UNSURE),
        ("name", "柴SP", 990, UNSURE),
        ("name", "柴 雪 琴", 500, SAME),
        ("id_number", ANOTHER + check_digit(ANOTHER), 600, DIFFERS),
        ("id_number", NUMBER[:-1] + "7" + check_digit(NUMBER), 999, UNSURE),
        ("address", "山西省临汾市尧都区段店乡南麻册村212号", 990, DIFFERS),
        ("address", "山西省临汾市尧都区段店乡", 990, UNSURE),
        ("address", "山西省临汾市亮都区段店乡南麻册村12号", 990, UNSURE),
        ("id_valid_until", "2033-03-21", 990, DIFFERS),
        ("id_valid_until", "2033-03-21", 800, UNSURE),
        ("id_valid_until", "长期", 990, DIFFERS),
    ],
)
def test_a_field_differs_surely_only_where_the_reading_is_clear(
    field: str, read: str, confidence: int, verdict: str
) -> None:
    fields = compare({field: ReadField(read, confidence)}, TYPED)
    assert fields[field]["verdict"] == verdict
    assert differing(fields) == ([field] if verdict == DIFFERS else [])
    assert {fields[name]["verdict"] for name in FIELDS if name != field} == {NOT_READ}


def test_nothing_is_read_out_of_nothing_and_marks_are_no_names() -> None:
    assert read_front([]) == {} and read_back([]) == {}
    assert "name" not in read_front(
        [Line("姓名", 999, 60, 70, 130, 110), Line("样本SP", 999, 150, 70, 300, 110)]
    )
    assert read_back([Line("2043.13.41", 999, 0, 0, 9, 9)]) == {}


@pytest.mark.parametrize(
    ("state", "read", "why"),
    [
        (None, {}, "未读：平板未读，中心也没有读"),
        ("not-read", {}, "未读：没有证件照片"),
        ("failed", {}, "未读：照片打不开或读取超时"),
        ("read", {}, "照片上没有读出"),
        ("read", {"name": ReadField("王样夲", 300)}, "读得不清，请看照片"),
    ],
)
def test_why_a_card_was_not_read_is_said(state: str | None, read: dict[str, ReadField], why: str) -> None:
    facts = {**household().manifest, "read_card": None, "card_differences": []}
    fields = compare(read, facts["applicant"])
    reading = None if state is None else CardReading(state, "rapidocr", fields)
    name = fact_comparisons(facts, reading)[0]
    assert name.read is None and not name.differs
    assert name.why_not is not None and name.why_not.zh == why and name.why_not.en


def test_a_card_that_was_read_needs_no_excuse() -> None:
    facts = {**household().manifest, "card_differences": []}
    assert all(one.why_not is None for one in fact_comparisons(facts, None))


@pytest.fixture(scope="module")
def reader() -> Iterator[CardReader]:
    renderer = Renderer()
    reader = CardReader(renderer, timeout=120)
    yield reader
    reader.close()
    renderer.close()


def cards(count: int) -> Iterator[tuple[Person, Picture, Picture]]:
    lot, home = random.Random(5), Home("141002", "尧都区", "段店乡南麻册村")
    for number in range(count):
        person = invent_person(lot, home, date(2026, 11, 24), number=number)
        sides = id_card_front(person, lot), id_card_back(person, lot)
        yield person, Picture(sides[0], "image/jpeg"), Picture(sides[1], "image/jpeg")


@needs_ocr
def test_specimen_cards_are_read_and_never_wrongly(reader: CardReader) -> None:
    verdicts: list[str] = []
    for person, one, other in cards(4):
        fields = reader.read(one, other, asdict(person)).fields
        assert not differing(fields)
        verdicts += [fields[name]["verdict"] for name in ("id_number", "address", "id_valid_until")]
    assert verdicts.count(SAME) >= 11


@needs_ocr
def test_what_was_typed_otherwise_is_seen(reader: CardReader) -> None:
    person, one, other = next(cards(1))
    typed = asdict(
        replace(person, id_number=ANOTHER + check_digit(ANOTHER), address="山西省临汾市尧都区别处9号")
    )
    assert set(differing(reader.read(one, other, typed).fields)) == {"id_number", "address"}


@needs_ocr
def test_a_picture_that_is_none_fails_in_words_and_the_next_is_read(reader: CardReader) -> None:
    person, one, other = next(cards(1))
    broken = reader.read(Picture(b"\xff\xd8\xffnothing", "image/jpeg"), None, asdict(person))
    assert broken.state == FAILED and not differing(broken.fields)
    assert reader.read(one, other, asdict(person)).state == "read"


@needs_ocr
def test_the_reading_is_a_fact_and_the_screening_counts_what_differs(reader: CardReader) -> None:
    with centre() as house:
        check = CardCheck(house.storage("guardian"), house.blobs, reader)
        person, lot = Person(**household().manifest["applicant"]), random.Random(1)
        pictures = {"id-front": house.folder / "front.jpg", "id-back": house.folder / "back.jpg"}
        pictures["id-front"].write_bytes(id_card_front(person, lot))
        pictures["id-back"].write_bytes(id_card_back(person, lot))
        assert screened(house, check, pictures=pictures)[0] == 0
        # The tablet, too, read what was typed: only the picture says otherwise.
        differs, case_id = screened(house, check, pictures=pictures, id_number=ANOTHER + check_digit(ANOTHER))
        assert differs == 1
        rows = house.all(select(intake.card_reading))
        assert {row.state for row in rows} == {"read"} and ANOTHER not in "".join(row.result for row in rows)
        with house.storage("auditor1").reading() as reading:
            view = read_case(reading, case_id, house.staff["auditor1"], catalogue())
        assert [one.differs for one in view.comparisons][:4] == [False, True, False, False]
        assert house.verify().ok


def screened(house: House, check: CardCheck, **kind: Any) -> tuple[Any, Any]:
    case_id = house.new_case(**kind)
    (waiting,) = house.all(select(errand).where(errand.c.case_id == case_id))
    service = CaseScreening(house.storage("guardian"), default_catalogue(), cards=check)
    service.screen(ScreenCase(new_id(), waiting.id, case_id))
    row = house.all(select(risk.screening).where(risk.screening.c.case_id == case_id))[0]
    screening = Screening.from_json(json.loads(row.result))
    return dict(zip(screening.names, screening.values, strict=True))["card_difference_count"], case_id
