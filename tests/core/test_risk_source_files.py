"""Sources that deliver files, and those that lie in the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.kernel.clock import HOUR, instant_text
from core.kernel.errors import BadInput, Conflict, EvenhandError, NotAllowed, NotFound, Unavailable
from core.kernel.ids import new_id
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from core.risk.source_extract import EXTRACT_SCHEMA
from core.risk.source_file import FileSource
from core.risk.source_table import RiskInput, RiskInputService, TableSource, TakeInRiskInputs
from core.risk.sources import CONTRACTS, GarbledAnswer, SourceQuery, gather
from tests.core.risk_households import APPLICATION, AS_OF, GOOD
from tests.factories import House, centre

KEY = "a" * 64
QUERY = SourceQuery(KEY, AS_OF)
BUREAU = CONTRACTS["credit-bureau"]
COURT = CONTRACTS["court-dishonest"]
AT = instant_text(AS_OF - HOUR)


def extract(code: str, **changed: Any) -> dict[str, Any]:
    inputs = {name: GOOD[name] for name in sorted(CONTRACTS[code].names & set(GOOD))}
    answers = [{"person_key": KEY, "serial": "样本-1", "inputs": inputs}]
    return {"schema": EXTRACT_SCHEMA, "source": code, "at": AT, "answers": answers} | changed


def put(folder: Path, day: str, name: str, content: object) -> Path:
    path = folder / day / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_extracts_of_every_source_make_a_case_that_passes(tmp_path: Path) -> None:
    codes = [code for code, contract in CONTRACTS.items() if contract.names & set(GOOD)]
    for code in codes:
        put(tmp_path, "2026-11-24", f"{code}.json", extract(code))
    gathered = gather([FileSource(CONTRACTS[code], tmp_path) for code in codes], QUERY)
    assert gathered.troubles == ()
    assert screen(default_rule_set(), APPLICATION, gathered.inputs, AS_OF).outcome == "pass"


def test_the_newest_day_counts_and_the_future_does_not(tmp_path: Path) -> None:
    row = "person_key,serial,at,name,value\n{key},S{day},{at},court_dishonest,{value}\n"
    for day, value in (("2026-11-20", "no"), ("2026-11-23", "yes"), ("2026-11-25", "no"), ("notes", "no")):
        put(tmp_path, day, "court-dishonest.csv", row.format(key=KEY, day=day, at=AT, value=value))
    (item,) = FileSource(COURT, tmp_path).fetch(QUERY)
    assert (item.value, item.serial, item.source) == (True, "S2026-11-23", "court")
    assert FileSource(COURT, tmp_path).fetch(SourceQuery("b" * 64, AS_OF)) == ()


def test_csv_cells_are_typed_by_the_contract(tmp_path: Path) -> None:
    rows = ["person_key,serial,at,name,value"]
    rows += [
        f"{KEY},S,{AT},{name},{cell}"
        for name, cell in zip(sorted(BUREAU.names), ("12", "1.5", ""), strict=True)
    ]
    put(tmp_path, "2026-11-24", "credit-bureau.csv", "\n".join(rows))
    assert [item.value for item in FileSource(BUREAU, tmp_path).fetch(QUERY)] == [12, "1.5", None]


def test_a_person_listed_twice_is_delivered_twice_and_doubted(tmp_path: Path) -> None:
    whole = extract("court-dishonest")
    put(tmp_path, "2026-11-24", "court-dishonest.json", whole | {"answers": whole["answers"] * 2})
    gathered = gather([FileSource(COURT, tmp_path)], QUERY)
    screening = screen(default_rule_set(), APPLICATION, gathered.inputs, AS_OF)
    assert ("court_dishonest", "duplicate") in [(doubt.input, doubt.kind) for doubt in screening.doubts]


GARBLED: dict[str, tuple[str, object]] = {
    "not JSON": ("json", "{"),
    "another source": ("json", extract("credit-bureau")),
    "another schema": ("json", extract("court-dishonest", schema="x")),
    "no answers": ("json", extract("court-dishonest", answers=None)),
    "an answer that is none": ("json", extract("court-dishonest", answers=[1])),
    "a key that is none": (
        "json",
        extract("court-dishonest", answers=[{"person_key": 1, "serial": "", "inputs": {}}]),
    ),
    "a name twice": ("json", '{"schema": 1, "schema": 2}'),
    "headings": ("csv", "key,serial,at,name,value\n"),
    "a short row": ("csv", f"person_key,serial,at,name,value\n{KEY},S\n"),
    "an open quote": ("csv", 'person_key,serial,at,name,value\n"'),
    "empty": ("csv", ""),
}


@pytest.mark.parametrize("name", GARBLED)
def test_a_garbled_extract_is_named_and_gives_nothing(tmp_path: Path, name: str) -> None:
    kind, content = GARBLED[name]
    put(tmp_path, "2026-11-24", f"court-dishonest.{kind}", content)
    with pytest.raises(GarbledAnswer):
        FileSource(COURT, tmp_path).fetch(QUERY)


def test_missing_folder_no_extract_two_extracts_too_large(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        FileSource(COURT, tmp_path / "none").fetch(QUERY)
    with pytest.raises(Unavailable):
        FileSource(COURT, tmp_path).fetch(QUERY)
    put(tmp_path, "2026-11-24", "court-dishonest.json", extract("court-dishonest"))
    with pytest.raises(GarbledAnswer, match="too large"):
        FileSource(COURT, tmp_path, most_bytes=10).fetch(QUERY)
    put(tmp_path, "2026-11-24", "court-dishonest.csv", "")
    with pytest.raises(GarbledAnswer, match="two extracts"):
        FileSource(COURT, tmp_path).fetch(QUERY)


def test_an_extract_that_changes_is_read_again(tmp_path: Path) -> None:
    path = put(tmp_path, "2026-11-24", "court-dishonest.json", extract("court-dishonest"))
    source = FileSource(COURT, tmp_path)
    assert source.fetch(QUERY)[0].value is False
    whole = extract("court-dishonest")
    whole["answers"][0]["inputs"]["court_dishonest"] = True
    path.write_text(json.dumps(whole), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert source.fetch(QUERY)[0].value is True


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as made:
        yield made


def take_in(
    house: House, *inputs: RiskInput, source: str = "court-dishonest", login: str = "guardian"
) -> int:
    command = TakeInRiskInputs(new_id(), source, inputs)
    return RiskInputService(house.storage(login)).take_in(command)


def listed(value: Any, serial: str, hours: int) -> RiskInput:
    return RiskInput(KEY, "court_dishonest", value, serial, AS_OF - hours * HOUR)


def test_the_newest_delivery_in_the_table_counts(house: House) -> None:
    source = TableSource(COURT, house.storage("guardian"))
    assert source.fetch(QUERY) == ()
    assert take_in(house, listed(True, "1", 9), listed(False, "2", 3)) == 2
    assert take_in(house, listed(True, "3", 5)) == 1
    assert [(item.value, item.serial) for item in source.fetch(QUERY)] == [(False, "2")]
    take_in(house, listed(True, "4", 3))
    assert len(source.fetch(QUERY)) == 2  # two of one instant: the screening doubts them
    assert TableSource(BUREAU, house.storage("guardian")).fetch(QUERY) == ()
    assert house.verify().ok


def test_a_delivery_is_taken_in_whole_once_and_by_the_guardian(house: House) -> None:
    command = TakeInRiskInputs(new_id(), "court-dishonest", (listed(True, "1", 1),))
    service = RiskInputService(house.storage("guardian"))
    assert service.take_in(command) == service.take_in(command) == 1
    with pytest.raises(Conflict):
        take_in(house, listed(None, "5", 1), listed(True, "1", 1))
    assert len(TableSource(COURT, house.storage("guardian")).fetch(QUERY)) == 1
    with pytest.raises(NotAllowed):
        take_in(house, listed(True, "9", 1), login="risk1")
    with pytest.raises(BadInput):
        take_in(house, listed(True, "9", 1), source="credit-bureau")
    with pytest.raises(NotFound):
        take_in(house, source="rumours")
    with pytest.raises((EvenhandError, TypeError, ValueError)):
        take_in(house, listed(0.5, "9", 1))
