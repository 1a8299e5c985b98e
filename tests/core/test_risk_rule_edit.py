"""Rule sets under editing: rows go through unchanged, faults name the row, differences are the ones that were made."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.risk.rule_edit import (
    ADDED,
    CHANGED,
    FILE_WORDS,
    REMOVED,
    Table,
    differences,
    fault,
    new_draft,
    next_version,
    read_rows,
    write_rows,
)
from core.risk.rule_faults import rule_set_faults
from core.risk.rule_set import TABLES, compile_rule_set, default_rule_set, rule_set_texts
from core.risk.rule_tables import HEAD_FILE
from core.settings import RULE_SET, resource

TEXTS = rule_set_texts(files("resources") / "rule_sets" / "2026-11")
CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)


def edited(file: str, line: int, column: str, text: str) -> dict[str, str]:
    table = read_rows(TEXTS, file)
    rows = [list(row) for row in table.rows]
    rows[line - 2][table.columns.index(column)] = text
    return {**TEXTS, file: write_rows(Table(file, table.columns, tuple(tuple(row) for row in rows)))}


def test_every_file_has_its_words() -> None:
    assert set(FILE_WORDS) == {HEAD_FILE, *TABLES}


def test_rows_written_again_are_the_same_rule_set() -> None:
    again = {file: write_rows(read_rows(TEXTS, file)) for file in FILE_WORDS}
    assert compile_rule_set(again).content_hash == default_rule_set().content_hash
    assert differences(TEXTS, again) == ()


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    table = Table("limits.csv", ("a", "b", "c"), tuple(rows))
    assert read_rows({"limits.csv": write_rows(table)}, "limits.csv") == table


def test_a_new_draft_is_the_same_rules_under_another_name() -> None:
    draft = new_draft(TEXTS, "2026-12", date(2026, 12, 1), "魏风险", "蒋风险")
    made = compile_rule_set(draft)
    assert (made.version, made.effective_from, made.effective_to) == ("2026-12", date(2026, 12, 1), None)
    assert (made.maker, made.checker) == ("魏风险", "蒋风险")
    assert {one.file for one in differences(TEXTS, draft)} == {HEAD_FILE}
    assert fault(draft) is None


def test_a_fault_names_file_and_row() -> None:
    found = fault(edited("scorecard.csv", 5, "lower", "760"))
    assert found is not None and (found.file, found.row) == ("scorecard.csv", 5)
    assert "scorecard.csv" in found.words.zh and "row 5" in found.words.en
    head = fault(edited(HEAD_FILE, 5, "value", "2026-13-01"))
    assert head is not None and head.file == HEAD_FILE


def test_differences_are_the_rows_that_were_changed_added_and_removed() -> None:
    (one,) = differences(TEXTS, edited("rejects.csv", 4, "threshold", "15"))
    assert (one.kind, one.line, one.columns) == (CHANGED, 4, ("threshold",))
    table = read_rows(TEXTS, "rejects.csv")
    new = ("XX01", *table.rows[0][1:])
    rows = (*table.rows[:2], new, *table.rows[3:])
    found = differences(TEXTS, {**TEXTS, "rejects.csv": write_rows(Table(table.file, table.columns, rows))})
    assert {(one.kind, one.line) for one in found} == {(ADDED, 4), (REMOVED, 4)}


@given(st.data())
def test_no_difference_is_missed(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(TABLES))
    table = read_rows(TEXTS, file)
    line = data.draw(st.integers(0, len(table.rows) - 1))
    column = data.draw(st.integers(0, len(table.columns) - 1))
    row = list(table.rows[line])
    row[column] += "9"
    rows = (*table.rows[:line], tuple(row), *table.rows[line + 1 :])
    found = differences(TEXTS, {**TEXTS, file: write_rows(Table(file, table.columns, rows))})
    assert {one.line for one in found} == {line + 2}
    assert all(one.file == file for one in found)


@pytest.mark.parametrize(
    ("version", "taken", "after"),
    [
        ("2026-11", (), "2026-12"),
        ("2026-11", ("2026-12",), "2027-01"),
        ("2026-12", (), "2027-01"),
        ("first", ("first", "first-2"), "first-3"),
    ],
)
def test_the_next_version_is_one_that_is_not_taken(version: str, taken: tuple[str, ...], after: str) -> None:
    assert next_version(version, taken) == after


def test_every_fault_is_named_at_once_and_the_first_is_where_one_goes() -> None:
    texts = dict(rule_set_texts(resource(RULE_SET)))
    texts["findings.csv"] = (
        texts["findings.csv"]
        .replace("identity_face_score,<,600", "identity_face_scor,<,600")
        .replace("ring_people,>=,3", "ring_people,~,3")
    )
    texts["rejects.csv"] = texts["rejects.csv"].replace("court_dishonest,=,yes", "court_dishonest,=,maybe")
    texts["limits.csv"] = "\n".join(texts["limits.csv"].splitlines()[:-1])
    found = rule_set_faults(texts)
    assert [one.file for one in found] == ["rejects.csv", "findings.csv", "findings.csv", "limits.csv"]
    told = fault(texts)
    assert told is not None and (told.file, told.row) == ("rejects.csv", found[0].row)
    assert all(one.words.en in told.words.en and one.words.zh in told.words.zh for one in found)
    assert rule_set_faults(rule_set_texts(resource(RULE_SET))) == ()
