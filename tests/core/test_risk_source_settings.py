"""Sources in a centre's settings: opened by name, and screening asks them instead of the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.cases import tables as cases
from core.cases.screening import CaseScreening, ScreenCase
from core.kernel.clock import HOUR, SECOND, instant_text, local_date, system_now
from core.kernel.errors import BadInput, Unavailable
from core.kernel.ids import new_id
from core.products.rules import default_catalogue
from core.risk import tables
from core.risk.source_extract import EXTRACT_SCHEMA
from core.risk.source_file import FileSource
from core.risk.source_http import HttpSource
from core.risk.source_settings import open_sources, token_name
from core.risk.source_table import RiskInput, RiskInputService, TableSource, TakeInRiskInputs
from core.settings import SETTINGS_FILE, read_settings
from tests.factories import House, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as made:
        yield made


def opened(house: House, *entries: dict[str, Any]) -> tuple[object, ...]:
    return open_sources(entries, house.storage("guardian"), house.folder)


def test_each_kind_is_opened(house: House) -> None:
    kinds = opened(
        house,
        {"source": "identity", "kind": "table"},
        {"source": "court-dishonest", "kind": "file", "folder": "court"},
        {"source": "credit-bureau", "kind": "http", "address": "https://bureau.example/", "deadline_ms": 900},
    )
    assert [type(one) for one in kinds] == [TableSource, FileSource, HttpSource]


@pytest.mark.parametrize(
    "entries",
    [
        [{"kind": "table"}],
        [{"source": "rumours", "kind": "table"}],
        [{"source": "identity", "kind": "pigeon"}],
        [{"source": "identity", "kind": "table"}, {"source": "identity", "kind": "table"}],
        [{"source": "identity", "kind": "file"}],
        [{"source": "identity", "kind": "table", "folder": "x"}],
        [{"source": "identity", "kind": "http", "address": "http://elsewhere.example/"}],
        [{"source": "identity", "kind": "http", "address": "https://a.example/", "deadline_ms": "5"}],
        [{"source": "identity", "kind": "http", "address": "https://a.example/", "tries": 0}],
        [{"source": "identity", "kind": "http", "address": "https://a.example/", "authority": "none.pem"}],
    ],
    ids=str,
)
def test_what_is_wrong_is_named(house: House, entries: list[dict[str, Any]]) -> None:
    with pytest.raises(BadInput):
        opened(house, *entries)


def screened(house: House, *entries: dict[str, Any]) -> dict[str, Any]:
    """The screening of a new case by a guardian with these sources."""
    case_id = house.new_case()
    errand = house.all(select(cases.errand).where(cases.errand.c.case_id == case_id))[0]
    storage = house.storage("guardian")
    sources = open_sources(entries, storage, house.folder)
    CaseScreening(storage, default_catalogue(), sources).screen(ScreenCase(new_id(), errand.id, case_id))
    row = house.all(select(tables.screening).where(tables.screening.c.case_id == case_id))[0]
    result: dict[str, Any] = json.loads(row.result)
    return result


def test_a_token_is_named_in_the_settings_and_lies_in_the_keyring(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"source": "identity", "kind": "http", "address": "https://a.example/", "token": "bureau"}
    (source,) = opened(house, entry)
    assert isinstance(source, HttpSource)
    ask = source._line._settings.token
    assert ask is not None
    with pytest.raises(Unavailable, match="bureau"):
        ask()
    kept = {token_name("bureau"): "样本令牌"}
    monkeypatch.setattr("core.risk.source_settings.recall", kept.get)
    assert ask() == "样本令牌"
    assert "样本令牌" not in repr(source._line._settings)


def key_of(house: House) -> str:
    house.new_case()
    return str(house.all(select(cases.loan_case.c.person_key))[0].person_key)


def test_where_the_centre_has_its_own_source_the_package_does_not_count(house: House) -> None:
    """The package says not dishonest; the centre's own list is silent: that is a doubt, then a refusal."""
    own = {"source": "court-dishonest", "kind": "table"}
    silent = screened(house, own)
    assert [(doubt["input"], doubt["kind"]) for doubt in silent["doubts"]] == [("court_dishonest", "missing")]
    listed = RiskInput(key_of(house), "court_dishonest", True, "样本-7", system_now() - HOUR)
    RiskInputService(house.storage("guardian")).take_in(
        TakeInRiskInputs(new_id(), "court-dishonest", (listed,))
    )
    refused = screened(house, own)
    assert refused["outcome"] == "refuse" and refused["doubts"] == []


def test_an_extract_on_disk_is_asked_by_the_keyed_hash(house: House) -> None:
    answers = [{"person_key": key_of(house), "serial": "样本-8", "inputs": {"court_dishonest": True}}]
    at = instant_text(system_now() - 30 * SECOND)
    extract = {"schema": EXTRACT_SCHEMA, "source": "court-dishonest", "at": at, "answers": answers}
    folder = house.folder / "court" / local_date(system_now()).isoformat()
    folder.mkdir(parents=True)
    (folder / "court-dishonest.json").write_text(json.dumps(extract), encoding="utf-8")
    own = {"source": "court-dishonest", "kind": "file", "folder": "court"}
    assert screened(house, own)["outcome"] == "refuse"


def test_sources_are_read_from_the_settings(house: House, tmp_path: Path) -> None:
    path = house.folder / SETTINGS_FILE
    added = '\n[[source]]\nsource = "court-dishonest"\nkind = "table"\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert read_settings(house.folder).sources == ({"source": "court-dishonest", "kind": "table"},)
    house.settings = read_settings(house.folder)
    house.new_case()
    house.settle()
    (row,) = house.all(select(tables.screening))
    assert [doubt["input"] for doubt in json.loads(row.result)["doubts"]] == ["court_dishonest"]
