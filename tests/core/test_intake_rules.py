"""Faults and notes decided from a case alone, and the strictness of case.json."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.case_schema import read_case
from core.intake.faults import FAULT_WORDS, NOTE_WORDS
from core.intake.field_words import field_words
from core.intake.places import load_villages
from core.intake.plausibility import card_differences, case_notes
from core.intake.rules import PackageFile, PackagePosition, case_faults
from core.kernel.clock import DAY, parse_instant
from core.kernel.coordinates import Datum, Position, convert
from core.products.rules import load_catalogue

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "resources/catalogue/products.toml")
VILLAGES = load_villages(ROOT / "resources/demo/places.toml")
VILLAGE = VILLAGES["yaodu-01"]
TODAY = date(2026, 11, 24)
AT = "2026-11-24T08:00:00+08:00"
ID = "0192a000-0000-7000-8000-000000000001"

_PLACE = {
    "latitude_e7": VILLAGE.centre.latitude_e7,
    "longitude_e7": VILLAGE.centre.longitude_e7,
    "datum": "WGS-84",
    "accuracy_cm": 500,
    "at": AT,
}
_KINDS = ("id-front", "id-back", "household-book", "household-book", "income-proof", "consent", "consent")
CASE: dict[str, Any] = {
    "schema": "evenhand/case-package/1",
    "package_id": ID,
    "case_id": ID,
    "round": 1,
    "specimen": True,
    "institution": "yaodu",
    "village": "yaodu-01",
    "tablet": "yaodu-tablet-1",
    "branch_nonce": "ab" * 32,
    "supplements": None,
    "product": "salaried",
    "amount_fen": 5_000_000,
    "term_months": 12,
    "repayment": "equal-instalment",
    "purpose": "购置家庭用车",
    "applicant": {
        "name": "李䶮",
        "sex": "男",
        "ethnicity": "汉",
        "birth_date": "1990-03-07",
        "id_number": "142601199003070016",
        "id_valid_until": "2036-04-02",
        "id_issuer": "尧都区公安局（样本）",
        "address": "柳泉示范村 14 号",
        "phone": "13800000017",
        "marital": "married",
        "education": "college",
        "occupation": "教师",
    },
    "family": [{"name": "王静", "relation": "配偶", "id_number": None, "yearly_income_fen": 0}],
    "identity_check": {"source": "x", "serial": "1", "at": AT, "result": "match", "face_score": 900},
    "income": [{"kind": "工资", "yearly_fen": 9_000_000, "note": ""}],
    "assets": [],
    "debts": [],
    "appraisal": {"list": "white", "raters": 9, "score": 900, "at": AT},
    "consents": [
        {"kind": "personal-information", "at": AT, "version": "1"},
        {"kind": "credit-query", "at": AT, "version": "1"},
    ],
    "risk_inputs": [{"name": "court_dishonest", "value": False, "source": "court", "serial": "1", "at": AT}],
    "positions": [{"kind": "declared", **_PLACE}],
    "capture": [
        {
            "action": "submitted",
            "staff": "manager",
            "device": "t",
            "face_score": 900,
            "at": "2026-11-24T09:00:00+08:00",
        }
    ],
    "read_card": {
        "name": "李䶮",
        "id_number": "142601199003070016",
        "address": "柳泉示范村14号",
        "id_valid_until": "2036-04-02",
    },
    "files": [
        {
            "name": f"files/{index}.jpg",
            "kind": kind,
            "page": 1,
            "media_type": "image/jpeg",
            "bytes": 10,
            "sha256": "0" * 64,
            "caption": "",
            "taken_at": AT,
            "position": None,
        }
        for index, kind in enumerate(_KINDS)
    ],
}


def changed(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    case = copy.deepcopy(CASE)
    change(case)
    return case


def setting(path: str, value: Any) -> dict[str, Any]:
    def change(case: Any) -> None:
        *parts, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in parts:
            case = case[part]
        case[last] = value

    return changed(change)


def encoded(case: dict[str, Any]) -> bytes:
    return json.dumps(case, ensure_ascii=False).encode()


def fault_codes(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.code, fault.about) for fault in case_faults(case, CATALOGUE, VILLAGES, TODAY)]


def photo(**fields: Any) -> PackageFile:
    position = PackagePosition("photo", VILLAGE.centre, parse_instant(AT))
    file = PackageFile(
        "files/p.jpg",
        "site-photo",
        1,
        "image/jpeg",
        1,
        "0" * 64,
        "",
        parse_instant(AT),
        position,
        9,
        9,
        None,
        Path("x"),
    )
    return replace(file, **fields)


def note_codes(case: dict[str, Any], *files: PackageFile) -> list[str]:
    return [note.code for note in case_notes(case, files, VILLAGE, TODAY)]


def test_a_sound_case_has_neither_faults_nor_notes() -> None:
    case, faults = read_case(encoded(CASE))
    assert case == CASE and faults == ()
    assert fault_codes(CASE) == [] and note_codes(CASE, photo()) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("applicant.id_number", "142601199003070012", ("id-number", "applicant.id_number")),
        ("applicant.id_number", "1426011990030700", ("id-number", "applicant.id_number")),
        ("applicant.birth_date", "1990-03-08", ("birth-date", "applicant.birth_date")),
        ("family.0.id_number", "142601199003070012", ("id-number", "family[0].id_number")),
        ("village", "hongtong-01", ("unknown-village", "village")),
        ("product", "tractor", ("unknown-product", "product")),
        ("amount_fen", 100, ("amount-range", "amount_fen")),
        ("term_months", 13, ("term-range", "term_months")),
        ("repayment", "revolving", ("repayment-kind", "repayment")),
        ("files.0.kind", "other", ("missing-paper", "id-front")),
        ("consents.1.kind", "other", ("missing-consent", "credit-query")),
    ],
)
def test_each_fault_alone(path: str, value: Any, expected: tuple[str, str]) -> None:
    assert fault_codes(setting(path, value)) == [expected]


def test_all_faults_are_collected() -> None:
    case = setting("amount_fen", 1)
    case["term_months"], case["consents"] = 1, []
    assert [code for code, _ in fault_codes(case)] == [
        "amount-range", "term-range", "missing-consent", "missing-consent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("applicant.sex", "女", "sex-differs"),
        ("applicant.address", "柳泉示范村 41 号", "card-differs"),
        ("applicant.id_valid_until", "2026-11-23", "card-expired"),
        ("read_card", None, "card-not-read"),
        ("identity_check.result", "unavailable", "identity-not-confirmed"),
        ("consents.0.at", "2026-11-24T09:30:00+08:00", "consent-after-submission"),
        ("positions", [], "no-declared-position"),
    ],
)
def test_each_note_alone(path: str, value: Any, expected: str) -> None:
    case = setting(path, value)
    if expected == "card-expired":
        case["read_card"]["id_valid_until"] = value
    assert note_codes(case, photo()) == [expected]
    assert fault_codes(case) == []


def test_card_differences_name_both_values_and_ignore_blanks() -> None:
    case = setting("read_card.id_valid_until", "2026-12-02")
    (difference,) = card_differences(case)
    assert (difference.field, difference.typed, difference.read) == (
        "id_valid_until",
        "2036-04-02",
        "2026-12-02",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"taken_at": None}, ["photo-without-time"]),
        ({"position": None}, ["photo-without-position"]),
        ({"taken_at": parse_instant("2026-11-26T00:00:00+08:00")}, ["photo-in-future"]),
        ({"taken_at": parse_instant("2026-11-24T10:00:00+08:00")}, ["photo-after-submission"]),
        ({"taken_at": parse_instant(AT) - 45 * DAY}, ["photo-old"]),
    ],
)
def test_photo_notes(fields: dict[str, Any], expected: list[str]) -> None:
    assert note_codes(CASE, photo(**fields)) == expected
    assert note_codes(CASE, photo(**fields, kind="other")) == []


@pytest.mark.parametrize("datum", list(Datum))
def test_positions_are_compared_in_one_datum(datum: Datum) -> None:
    """BD-09 numbers taken for WGS-84 would be 1.3 km away and raise a note."""
    here = convert(VILLAGE.centre, datum)
    assert note_codes(CASE, photo(position=PackagePosition("photo", here, None))) == []


def test_far_photo_and_far_declared_position() -> None:
    centre = VILLAGE.centre
    far = Position(centre.latitude_e7 + 2_000_000, centre.longitude_e7, Datum.WGS84)  # 22 km north
    codes = note_codes(CASE, photo(position=PackagePosition("photo", far, None)))
    assert codes == ["photo-far-from-village", "photo-far-from-declared"]
    case = setting("positions.0.latitude_e7", far.latitude_e7)
    assert note_codes(case) == ["declared-far-from-village"]


@pytest.mark.parametrize(
    ("path", "value", "about"),
    [
        ("amount_fen", "5000000", "amount_fen"),
        ("amount_fen", True, "amount_fen"),
        ("amount_fen", 0, "amount_fen"),
        ("applicant.marital", "engaged", "applicant.marital"),
        ("applicant.name", "", "applicant.name"),
        ("applicant.birth_date", "1990-02-30", "applicant.birth_date"),
        ("applicant.phone", "none", "applicant.phone"),
        ("package_id", ID + "\n", "package_id"),
        ("package_id", ID.replace("-7000", "-4000"), "package_id"),
        ("capture.0.at", "2026-11-24T09:00:00", "capture[0].at"),
        ("capture.0.at", "2026-13-24T09:00:00Z", "capture[0].at"),
        ("files.2.name", "../x.jpg", "files[2].name"),
        ("positions.0.datum", "NAD-27", "positions[0].datum"),
        ("positions.0.latitude_e7", 10**10, "positions[0].latitude_e7"),
        ("risk_inputs.0.value", [], "risk_inputs[0].value"),
        ("files", [], "files"),
    ],
)
def test_schema_faults_name_the_field_and_not_the_value(path: str, value: Any, about: str) -> None:
    _, faults = read_case(encoded(setting(path, value)))
    assert [(fault.code, fault.about) for fault in faults] == [("schema", about)]
    named = field_words(about)
    assert named.zh in faults[0].words.zh and named.en in faults[0].words.en


def test_missing_and_unknown_fields() -> None:
    _, faults = read_case(encoded(changed(lambda case: case["applicant"].pop("id_number"))))
    assert [fault.about for fault in faults] == ["applicant.id_number"]
    _, faults = read_case(encoded(setting("applicant.142601199003070016", 1)))
    assert [fault.about for fault in faults] == ["applicant"]
    assert "142601" not in str(faults)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe{}",
        b'{"a": 1.5}',
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        '{"a": "\u202e"}'.encode(),
        b"[" * 200_000,
        b'{"a":' * 20 + b"1" + b"}" * 20,
        b'{"a": ' + b"9" * 5000 + b"}",
        b" " * 1_000_001,
    ],
)
def test_json_that_is_not_strict(data: bytes) -> None:
    case, faults = read_case(data)
    assert case is None and [fault.code for fault in faults] == ["not-json"]


def test_another_version_is_said_to_be_that() -> None:
    _, faults = read_case(encoded(setting("schema", "evenhand/case-package/3")))
    assert [fault.code for fault in faults] == ["wrong-version"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CASE)), _JSON)
def test_any_value_anywhere_is_an_answer_and_never_an_error(field: str, value: Any) -> None:
    case, faults = read_case(json.dumps({**CASE, field: value}).encode())
    if case is not None and not faults:
        case_faults(case, CATALOGUE, VILLAGES, TODAY)
        if case["village"] in VILLAGES and not case_faults(case, CATALOGUE, VILLAGES, TODAY):
            case_notes(case, (), VILLAGE, TODAY)


def test_every_sentence_is_there_in_both_languages() -> None:
    for words in (*FAULT_WORDS.values(), *NOTE_WORDS.values()):
        assert words.zh.strip() and words.en.strip()
        assert [part.split("}")[0] for part in words.zh.split("{")[1:] if part[:2] not in ("zh", "en")] == [
            part.split("}")[0] for part in words.en.split("{")[1:] if part[:2] not in ("zh", "en")
        ]
