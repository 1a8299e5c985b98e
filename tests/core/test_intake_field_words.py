"""Every place of the package format has a name in both languages, and none shows a path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.case_schema import read_case
from core.intake.field_words import field_words

SCHEMA = json.loads(files("resources").joinpath("schemas", "case-package-1.json").read_text(encoding="utf-8"))
UNKNOWN = field_words("no.such.place")


def _paths(schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    for name, part in schema.get("properties", {}).items():
        here = f"{path}.{name}".lstrip(".")
        yield here
        yield from _paths(part, here)
    if "items" in schema:
        yield f"{path}[1]"
        yield from _paths(schema["items"], f"{path}[1]")
    for choice in schema.get("anyOf", ()):
        yield from _paths(choice, path)


@pytest.mark.parametrize("path", ["case.json", *dict.fromkeys(_paths(SCHEMA))])
def test_every_place_of_the_format_has_a_name(path: str) -> None:
    words = field_words(path)
    assert words != UNKNOWN
    assert not re.search(r"[a-z_\[]{2,}", words.zh), words.zh
    assert re.fullmatch(r"[a-zA-Z0-9' ]+", words.en), words.en


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("applicant.id_number", "申请人身份证号", "the applicant's ID number"),
        ("family[1].id_number", "家庭成员第 2 人身份证号", "the ID number of family member 2"),
        ("files[0].taken_at", "第 1 个文件拍摄时间", "the time of taking of file 1"),
        (
            "files[2].position.datum",
            "第 3 个文件拍摄位置坐标系",
            "the datum of the place of taking of file 3",
        ),
    ],
)
def test_names_people_read(path: str, zh: str, en: str) -> None:
    assert (field_words(path).zh, field_words(path).en) == (zh, en)


def test_names_are_told_apart() -> None:
    named = [(path, field_words(path).en) for path in dict.fromkeys(_paths(SCHEMA))]
    assert len({name for _, name in named}) == len(named)


@given(st.text(max_size=60))
def test_what_is_not_of_the_format_is_never_repeated(path: str) -> None:
    words = field_words(path)
    assert words.zh and words.en
    assert words == UNKNOWN or words.en in {field_words(known).en for known in ("case.json", path)}


def test_a_fault_of_the_format_names_its_field() -> None:
    _, faults = read_case(b'{"schema": "evenhand/case-package/1"}')
    told = {fault.about: fault.words for fault in faults}
    assert told["product"].zh.startswith("案件数据中，产品没有填写。")
    assert told["product"].en.startswith("In the case data, the product is missing.")
    assert all(fault.about not in fault.words.zh for fault in faults)
