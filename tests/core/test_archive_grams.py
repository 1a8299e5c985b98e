"""Search grams against brute force: nothing missed, nothing false."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.archive.grams import (
    fts5_match,
    grams_decide,
    hit_ranges,
    index_grams,
    matches,
    normalise,
    parse_query,
    query_grams,
    search_text,
    tsquery,
    utf16_ranges,
)

LETTERS = "李明王秀兰李𠮷䶮𬭩〇0123X12xaé·- Ａ１９ｘ・—①"
texts = st.text(alphabet=LETTERS, max_size=12)
records = st.lists(texts, min_size=1, max_size=4)


def answered(query: str, fields: list[str]) -> bool:
    """Whether the index alone would let the record through."""
    grams = index_grams(fields)
    return all(
        any(known.startswith(gram.text) for known in grams) if gram.prefix else gram.text in grams
        for gram in query_grams(query)
    )


def brute_force(query: str, fields: list[str]) -> bool:
    wanted = [part for part in normalise(query).split() if any(c.isalnum() for c in part)]
    lines = [normalise(" ".join(field.split())) for field in fields]
    return all(any(part in line for line in lines) for part in wanted)


@settings(max_examples=600)
@given(fields=records, query=texts)
def test_index_never_misses_and_check_is_exact(fields: list[str], query: str) -> None:
    truth = brute_force(query, fields)
    assert matches(parse_query(query), fields) == truth
    if truth:
        assert answered(query, fields)


@settings(max_examples=300)
@given(fields=records, data=st.data())
def test_any_part_of_a_field_is_found(fields: list[str], data: st.DataObject) -> None:
    field = normalise(data.draw(st.sampled_from(fields)))
    start = data.draw(st.integers(0, len(field)))
    part = field[start : data.draw(st.integers(start, len(field)))]
    assert answered(part, fields)
    assert matches(parse_query(part), fields)


@settings(max_examples=300)
@given(text=texts, query=texts)
def test_marked_ranges_are_the_hits(text: str, query: str) -> None:
    terms = parse_query(query)
    ranges = hit_ranges(text, terms)
    assert bool(ranges) == any(term in normalise(text) for term in terms)
    for start, end in ranges:
        assert any(term in normalise(text[start:end]) for term in terms)
    assert list(ranges) == sorted(ranges)
    assert all(first[1] < second[0] for first, second in zip(ranges, ranges[1:], strict=False))


@settings(max_examples=40, deadline=None)
@given(corpus=st.lists(records, min_size=1, max_size=12), queries=st.lists(texts, min_size=1, max_size=8))
def test_sqlite_gives_the_same_records_as_brute_force(corpus: list[list[str]], queries: list[str]) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, text TEXT)")
    base.execute(
        "CREATE VIRTUAL TABLE gram USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')"
    )
    for number, fields in enumerate(corpus):
        base.execute("INSERT INTO record VALUES (?, ?)", (number, search_text(fields)))
        base.execute("INSERT INTO gram (rowid, grams) VALUES (?, ?)", (number, " ".join(index_grams(fields))))
    for query in queries:
        terms = parse_query(query)
        if not terms:
            continue
        checks = " AND ".join("instr(text, ?) > 0" for _ in terms)
        found = base.execute(
            f"SELECT id FROM record WHERE id IN (SELECT rowid FROM gram WHERE gram MATCH ?) AND {checks} ORDER BY id",
            (fts5_match(query_grams(query)), *terms),
        ).fetchall()
        right = [number for number, fields in enumerate(corpus) if brute_force(query, fields)]
        assert [row[0] for row in found] == right
        if grams_decide(terms):
            by_index = "SELECT rowid FROM gram WHERE gram MATCH ? ORDER BY rowid"
            assert [row[0] for row in base.execute(by_index, (fts5_match(query_grams(query)),))] == right
    base.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("李明", True),
        ("明", True),
        ("李明 尧都 1026", True),
        ("李明 洪洞", False),
        ("明李", False),
        ("０２３x", True),
        ("A002-DK•2026", True),
        ("𠮷", True),
        ("greenhouse", True),
        ("HOUSE", True),
        ("李 德", True),
        ("7 1026", False),
    ],
)
def test_queries_that_clerks_type(query: str, found: bool) -> None:
    fields = [
        "李明德",
        "尧都区𠮷家庄",
        "14260119800101023X",
        "13800001026",
        "A002-DK·2026·D30-0412",
        "Greenhouse",
    ]
    assert matches(parse_query(query), fields) is found
    if found:
        assert answered(query, fields)


def test_the_index_decides_by_itself_where_a_term_is_one_gram() -> None:
    assert all(
        grams_decide(parse_query(query)) for query in ("秀英", "王", "0317", "31", "秀英 0317", "王 李")
    )
    assert not any(
        grams_decide(parse_query(query)) for query in ("王秀英", "13800", "王 秀英", "a-b", "王0317")
    )


def test_terms_and_expressions() -> None:
    assert parse_query("李明 尧都 1026") == ("李明", "尧都", "1026")
    assert parse_query("李明 李明德 · ") == ("李明德",)
    assert fts5_match(query_grams("李明 10")) == '"李明"'
    assert fts5_match(query_grams("李")) == '"李" *'
    assert tsquery(query_grams("李明德")) == "'李明' & '明德'"
    assert query_grams("——") == ()


def test_hits_are_marked_where_they_stand() -> None:
    assert hit_ranges("王李明与李明", ("李明",)) == ((1, 3), (4, 6))
    assert hit_ranges("１０２６", ("026",)) == ((1, 4),)
    assert utf16_ranges("𠮷李明", ((1, 3),)) == ((2, 4),)


@settings(max_examples=300, deadline=None)
@given(field=st.text(max_size=10), query=st.text(max_size=4))
def test_any_script_survives_the_tokenizer(field: str, query: str) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE gram USING fts5(grams, content='', detail='none', tokenize='ascii')")
    base.execute("INSERT INTO gram (rowid, grams) VALUES (1, ?)", (" ".join(index_grams([field])),))
    for typed in (query, field[:3], field[-2:]):
        terms = parse_query(typed)
        if not terms:
            continue
        let_through = base.execute(
            "SELECT rowid FROM gram WHERE gram MATCH ?", (fts5_match(query_grams(terms)),)
        ).fetchall()
        assert let_through or not matches(terms, [field])
        if grams_decide(terms):
            assert bool(let_through) == matches(terms, [field])
    base.close()
