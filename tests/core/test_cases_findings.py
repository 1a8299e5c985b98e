"""What the centre finds by itself: photos used again, places, times, telephones, rings; at a real centre."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from core.cases import tables
from core.cases.case_rows import CaseView
from core.cases.case_view import read_case
from core.cases.rules import Stage
from core.cases.screening import CaseScreening, ScreenCase
from core.cases.second_look import AlarmQueries
from core.intake import tables as intake
from core.intake.specimen_scenes import site_photo
from core.kernel.clock import DAY, HOUR, instant_text, parse_instant, system_now
from core.kernel.errors import Conflict, NotAllowed
from core.kernel.ids import new_id
from core.kernel.person_numbers import check_digit
from core.products.rules import default_catalogue
from core.risk import tables as risk
from core.risk.rule_set import default_rule_set, rule_set_texts
from core.risk.screening import Screening
from core.risk.sources import OWN_INPUTS
from core.settings import RULE_SET, resource
from tests.factories import House, catalogue, centre, household

PLACE = (360_800_000, 1_115_100_000)


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def person(number: int) -> str:
    body = f"141002198{number % 10}0{1 + number % 9}12{number % 1000:03d}"
    return body + check_digit(body)


def photo(folder: Path, seed: int) -> Path:
    path = folder / f"{seed}.jpg"
    path.write_bytes(
        site_photo(
            "orchard",
            random.Random(seed),
            place=(PLACE[0] + seed, PLACE[1]),
            taken=system_now() - HOUR,
            orientation=1,
            words="样本",
        )
    )
    return path


def sent_on(source: Path, share: float, quality: int) -> Path:
    """The same photo, smaller and compressed once more."""
    path = source.with_name(f"{source.stem}-again.jpg")
    with Image.open(source) as image:
        size = (int(image.width * share), int(image.height * share))
        image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(path, "JPEG", quality=quality)
    return path


def screened(house: House, case_id: UUID) -> Screening:
    house.do_errand(case_id)
    return newest(house, case_id)


def newest(house: House, case_id: UUID) -> Screening:
    rows = house.all(
        select(risk.screening.c.result)
        .where(risk.screening.c.case_id == case_id)
        .order_by(risk.screening.c.round.desc())
    )
    return Screening.from_json(json.loads(rows[0].result))


def value(screening: Screening, name: str) -> Any:
    (item,) = [one for one in screening.inputs if one.name == name]
    return item.value


def codes(screening: Screening) -> set[str]:
    return {finding.code for finding in screening.findings}


def test_rules_ask_for_exactly_what_the_centre_finds() -> None:
    asked = {spec.name: spec.source for spec in default_rule_set().inputs if spec.delivered}
    assert asked.items() >= OWN_INPUTS.items()
    own = {name for name, source in asked.items() if source in OWN_INPUTS.values()}
    assert own == set(OWN_INPUTS)


def test_an_ordinary_household_passes_and_nothing_is_found(house: House) -> None:
    screening = screened(house, house.new_case())
    assert screening.outcome == "pass" and not screening.findings
    assert {name: value(screening, name) for name in OWN_INPUTS if not name.endswith("_m")} == {
        name: 0 for name in OWN_INPUTS if not name.endswith("_m")
    }


@pytest.mark.parametrize(("share", "quality"), [(1.0, 80), (0.5, 45), (0.33, 70)])
def test_a_photo_of_another_household_is_found_however_it_was_sent_on(
    house: House, tmp_path: Path, share: float, quality: int
) -> None:
    first = photo(tmp_path, 1)
    earlier = house.new_case(photo=first)
    house.do_errand(earlier)
    case_id = house.new_case(id_number=person(7), photo=sent_on(first, share, quality))
    screening = screened(house, case_id)
    assert value(screening, "photo_reused_count") == 1
    assert "PH11" in codes(screening) and screening.outcome == "person"
    match, again = house.all(select(risk.photo_match).order_by(risk.photo_match.c.id))
    assert (match.case_id, match.other_case_id) == (case_id, earlier)
    assert match.distance == again.distance <= 8
    assert (again.case_id, again.other_case_id) == (earlier, case_id)
    assert (again.document_id, again.other_document_id) == (match.other_document_id, match.document_id)
    assert house.verify().ok


def test_who_reviews_the_earlier_case_compares_before_an_opinion(house: House, tmp_path: Path) -> None:
    first = photo(tmp_path, 1)
    earlier = house.new_case(photo=first)
    for _ in range(2):
        house.do_errand(earlier)
    reviewer = house.holder(earlier, Stage.REVIEW)
    house.start(earlier, Stage.REVIEW)
    screened(house, house.new_case(id_number=person(7), photo=first))
    with house.storage(reviewer).reading() as reading:
        view = read_case(reading, earlier, house.staff[reviewer], catalogue())
    (late,) = [one for one in view.findings if one.code == "photo-match"]
    assert "筛查之后" in late.words.zh and "After the screening" in late.words.en
    with pytest.raises(Conflict):
        house.give_opinion(earlier)
    house.compare(earlier, reviewer)
    house.give_opinion(earlier)
    assert not AlarmQueries(house.storage("auditor1")).alarms()
    assert house.verify().ok


def test_a_judged_case_whose_photo_turns_up_again_is_an_alarm(house: House, tmp_path: Path) -> None:
    first = photo(tmp_path, 1)
    earlier = house.new_case(photo=first)
    for _ in range(2):
        house.do_errand(earlier)
    house.start(earlier, Stage.REVIEW)
    house.give_opinion(earlier)
    for number in (7, 8):
        screened(house, house.new_case(id_number=person(number), photo=first))
    alarms = AlarmQueries(house.storage("risk1")).alarms()
    assert [one.case_id for one in alarms] == [earlier, earlier]
    assert all("turned up" in one.words.en and "核查" in one.words.zh for one in alarms)
    # The third case finds both others, and the second is told of the third.
    assert len(house.all(select(risk.photo_match))) == 6
    assert house.verify().ok


def test_an_account_that_others_gave_too_is_found_and_nowhere_in_clear(house: House) -> None:
    screened(house, house.new_case())
    account = household().manifest["account"]
    case_id = house.new_case(id_number=person(7), facts={"account": account})
    screening = screened(house, case_id)
    assert value(screening, "account_people") == 1 and "NW14" in codes(screening)
    numbers = house.all(select(tables.person_number).where(tables.person_number.c.case_id == case_id))
    (kept,) = [row for row in numbers if row.kind == "account"]
    assert kept.value == account["number"] and kept.masked != kept.value
    facts = house.all(select(intake.package.c.facts))
    assert not any(account["number"] in row.facts for row in facts)
    assert not any(account["number"] in row.key for row in house.all(select(intake.link_key.c.key)))


def test_a_package_of_the_first_version_names_no_account_and_is_taken_in(house: House) -> None:
    screening = screened(house, house.new_case(facts={"account": None}))
    assert value(screening, "account_people") == 0 and screening.outcome == "pass"


def test_another_photo_of_another_household_is_not_found(house: House, tmp_path: Path) -> None:
    house.new_case(photo=photo(tmp_path, 1))
    screening = screened(house, house.new_case(id_number=person(7), photo=photo(tmp_path, 2)))
    assert value(screening, "photo_reused_count") == 0 and screening.outcome == "pass"


def test_the_same_photo_in_the_same_persons_supplement_is_not_found(house: House, tmp_path: Path) -> None:
    first = photo(tmp_path, 1)
    case_id = house.new_case(photo=first)
    for _ in range(2):
        house.do_errand(case_id)
    house.ask_supplement(case_id)
    house.receive(case_id, round_number=2, photo=sent_on(first, 0.5, 60))
    screening = screened(house, case_id)
    assert value(screening, "photo_reused_count") == 0 and screening.outcome == "pass"
    other = screened(house, house.new_case(photo=sent_on(first, 0.6, 60)))
    assert value(other, "photo_reused_count") == 0
    assert house.all(select(risk.photo_match)) == []


def test_a_match_is_recorded_once_though_the_case_is_screened_again(house: House, tmp_path: Path) -> None:
    first = photo(tmp_path, 1)
    house.new_case(photo=first)
    case_id = house.new_case(id_number=person(7), photo=first)
    for _ in range(2):
        house.do_errand(case_id)
    house.ask_supplement(case_id)
    house.receive(case_id, round_number=2, id_number=person(7))
    screening = screened(house, case_id)
    assert value(screening, "photo_reused_count") == 1
    mine = select(risk.photo_match).where(risk.photo_match.c.case_id == case_id)
    assert len(house.all(mine)) == 1


def test_a_photo_that_could_not_be_opened_sends_the_case_to_a_person(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photo(tmp_path, 1).read_bytes()[:3_000])
    screening = screened(house, house.new_case(photo=broken))
    assert screening.outcome == "person"
    assert [(one.input, one.kind) for one in screening.doubts] == [("photo_reused_count", "null")]


def moved(metres: int, *kinds: str) -> dict[str, Any]:
    """The household's positions with some of them that far to the north."""
    positions = [
        {**one, "latitude_e7": one["latitude_e7"] + (metres * 90 if one["kind"] in kinds else 0)}
        for one in household().manifest["positions"]
    ]
    return {"positions": positions}


def shots(*taken: tuple[int, int]) -> dict[str, Any]:
    """Site photos in case.json: (µs before submission, metres north of the declared place)."""
    manifest = household().manifest
    declared = next(one for one in manifest["positions"] if one["kind"] == "declared")
    submitted = next(parse_instant(one["at"]) for one in manifest["capture"] if one["action"] == "submitted")
    entry = {**manifest["files"][0], "kind": "site-photo"}
    files = [
        {
            **entry,
            "taken_at": instant_text(submitted - before),
            "position": {
                **{name: declared[name] for name in ("longitude_e7", "datum", "accuracy_cm")},
                "latitude_e7": declared["latitude_e7"] + north * 90,
                "at": instant_text(submitted - before),
            },
        }
        for before, north in taken
    ]
    return {"files": [*manifest["files"], *files]}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (moved(1_400, "tablet"), "PO12"),
        (moved(30_000, "declared", "tablet"), "PO11"),
        (shots((HOUR, 1_500)), "PH12"),
        (shots((HOUR, 9_000)), "PH13"),
        (shots((-HOUR, 0)), "CA11"),
        (shots((31 * DAY, 0)), "CA11"),
        (shots((HOUR, 0), (HOUR - 10_000_000, 900)), "CA11"),
    ],
)
def test_places_and_times_that_cannot_be(house: House, facts: dict[str, Any], code: str) -> None:
    screening = screened(house, house.new_case(facts=facts))
    assert screening.outcome == "person"
    assert code in codes(screening)


def test_a_walk_between_two_photos_is_no_finding(house: House) -> None:
    screening = screened(house, house.new_case(facts=shots((2 * HOUR, 0), (HOUR, 900))))
    assert screening.outcome == "pass"
    assert 890 <= value(screening, "photo_distance_m") <= 910


def test_a_missing_place_or_time_goes_to_a_person(house: House) -> None:
    positions = [one for one in household().manifest["positions"] if one["kind"] != "tablet"]
    screening = screened(house, house.new_case(facts={"positions": positions}))
    assert screening.outcome == "person"
    assert {one.input for one in screening.doubts} == {"position_tablet_m", "position_people_90d"}
    files = shots((HOUR, 0))["files"]
    files[-1] |= {"position": None, "taken_at": None}
    screening = screened(house, house.new_case(facts={"files": files}))
    assert {one.input for one in screening.doubts} == {
        "photo_distance_m",
        "photo_village_m",
        "capture_time_faults",
    }


def test_the_same_telephone_of_another_applicant_is_found_and_ones_own_is_not(house: House) -> None:
    house.new_case(phone="13800001234")
    assert value(screened(house, house.new_case(phone="13800001234")), "phone_people") == 0
    screening = screened(house, house.new_case(id_number=person(3), phone="13800001234"))
    assert value(screening, "phone_people") == 1
    assert codes(screening) == {"NW11"}


def test_many_applicants_from_one_position(house: House) -> None:
    last = None
    for number in range(4):
        last = screened(house, house.new_case(id_number=person(number)))
        assert value(last, "position_people_90d") == number
    assert last is not None and codes(last) == {"PO13"}


def family(*numbers: int) -> dict[str, Any]:
    members = [
        {"name": "样本", "relation": "担保人", "id_number": person(number), "yearly_income_fen": 0}
        for number in numbers
    ]
    return {"family": members}


def test_applicants_who_name_one_another_in_a_ring(house: House) -> None:
    first = screened(house, house.new_case(id_number=person(1), facts=family(2)))
    second = screened(house, house.new_case(id_number=person(2), facts=family(3)))
    third = screened(house, house.new_case(id_number=person(3), facts=family(1, 99)))
    assert [value(one, "ring_people") for one in (first, second, third)] == [0, 0, 3]
    assert [value(one, "named_applicants") for one in (first, second, third)] == [0, 0, 1]
    assert codes(third) >= {"NW12", "NW13"}
    numbers = {person(number) for number in (1, 2, 3, 99)}
    with house.storage("auditor1").reading() as reading:
        keys = reading.connection.exec_driver_sql("SELECT group_concat(key) FROM link_key").scalar_one()
    assert not any(number in keys for number in numbers)


def seen_by(house: House, login: str, case_id: UUID) -> CaseView:
    with house.storage(login).reading() as reading:
        return read_case(reading, case_id, house.staff[login], catalogue())


def test_the_case_shows_its_findings_and_the_reviewer_compares_with_the_other_photo(house: House) -> None:
    case_id = house.reused_photo()
    reviewer = house.holder(case_id, Stage.REVIEW)
    view = seen_by(house, reviewer, case_id)
    (found,) = [one for one in view.findings if one.match is not None]
    assert {one.code for one in view.findings} == {"PH11", "photo-match"}
    assert found.match is not None and found.match.other_case_id != case_id
    assert found.match.similarity == 100 and found.match.other_number in found.words.zh
    (paper,) = [one for one in view.documents if one.id == found.document_id]
    assert paper.finding == found.words
    other = house.reading(reviewer).paper_or_match(found.match.id)
    assert other == house.reading("auditor1").paper(found.match.other_document_id)
    for _ in range(2):
        assert house.compare(case_id, reviewer) == other
    (logged,) = house.all(select(tables.comparison))
    assert (logged.case_id, logged.staff_id) == (case_id, house.staff[reviewer].id)
    assert house.compare(case_id, "auditor1") == other
    assert house.verify().ok


def test_nobody_without_the_duty_opens_another_households_photo(house: House) -> None:
    case_id = house.reused_photo()
    reviewer = house.holder(case_id, Stage.REVIEW)
    for login in {"reviewer1", "reviewer2", "approver1", "manager1", "intake1"} - {reviewer}:
        with pytest.raises(NotAllowed):
            house.compare(case_id, login)
    assert house.all(select(tables.comparison)) == []


@pytest.mark.parametrize("name", list(OWN_INPUTS))
def test_a_package_that_brings_such_a_finding_itself_is_not_believed(house: House, name: str) -> None:
    brought = {
        "name": name,
        "value": 0,
        "source": OWN_INPUTS[name],
        "serial": "样本",
        "at": instant_text(system_now() - HOUR),
    }
    inputs = [*household().manifest["risk_inputs"], brought]
    screening = screened(house, house.new_case(facts={"risk_inputs": inputs}))
    assert screening.outcome == "person"
    assert [(one.input, one.kind) for one in screening.doubts] == [(name, "duplicate")]


def test_the_same_books_give_the_same_findings(house: House, tmp_path: Path) -> None:
    first = photo(tmp_path, 1)
    for number in range(3):
        house.new_case(id_number=person(number), photo=first)
    found = [screened(house, case) for case in _waiting(house)]
    again = [newest(house, UUID(str(row.case_id))) for row in house.all(select(risk.screening.c.case_id))]
    assert found == again
    assert [value(one, "photo_reused_count") for one in found] == [1, 1, 1]


def _waiting(house: House) -> list[UUID]:
    return [row.case_id for row in house.all(select(tables.errand.c.case_id).order_by(tables.errand.c.due))]


def test_rules_from_before_there_were_findings_go_on_working(house: House) -> None:
    """A centre keeps its own version; what that does not ask for is not delivered."""
    lines = default_text("inputs.csv").splitlines()
    kept = "\n".join(line for line in lines if line.partition(",")[0] not in OWN_INPUTS) + "\n"
    found = default_text("findings.csv").splitlines()
    own = "\n".join(line for line in found if line.split(",")[2] not in OWN_INPUTS) + "\n"
    drafted = house.draft_rules(
        "risk1",
        "2026-12",
        ("inputs.csv", default_text("inputs.csv"), kept),
        ("findings.csv", default_text("findings.csv"), own),
    )
    house.check_rules("risk2", drafted)
    case_id = house.new_case()
    (row,) = house.all(select(tables.errand))
    CaseScreening(house.storage("guardian"), default_catalogue()).screen(
        ScreenCase(new_id(), row.id, case_id)
    )
    screening = newest(house, case_id)
    assert screening.outcome == "pass" and screening.rule_set_version == "2026-12"
    assert not {one.name for one in screening.inputs} & set(OWN_INPUTS)


def default_text(name: str) -> str:
    return rule_set_texts(resource(RULE_SET))[name]
