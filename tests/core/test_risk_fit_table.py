"""Tables as people keep them: whatever the encoding, separator, heading and marks, the same cells come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kernel.errors import BadInput, NotFound
from core.risk.fit_cells import day_in, number_in, same_value
from core.risk.fit_table import TableForm, read_any_table, typed_column

HEADING = ["编号", "income", "用途", "default"]
ROWS = [
    [f"A{number}", str(1000 + number * 7), "种菜" if number % 3 else "养殖", str(number % 2)]
    for number in range(60)
]


def written(
    path: Path, separator: str, encoding: str = "utf-8", heading: bool = True, quote: bool = False
) -> Path:
    lines = [HEADING, *ROWS] if heading else ROWS
    cells = [[f'"{cell}"' if quote else cell for cell in line] for line in lines]
    path.write_bytes(("\r\n".join(separator.join(line) for line in cells) + "\r\n").encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " ", "   "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("heading", [True, False])
@pytest.mark.parametrize("quote", [True, False])
def test_form_is_found(tmp_path: Path, separator: str, encoding: str, heading: bool, quote: bool) -> None:
    table = read_any_table(written(tmp_path / "t.csv", separator, encoding, heading, quote), TableForm())
    assert table.form.heading is heading
    assert table.names == (tuple(HEADING) if heading else ("c1", "c2", "c3", "c4"))
    assert [list(row) for row in zip(*table.columns, strict=True)] == ROWS


def table_of(tmp_path: Path, text: str, **form: object) -> object:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_any_table(path, TableForm(**form))  # type: ignore[arg-type]


def test_quoted_separators_and_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    lines = "".join(f'{number},"a, b; {number % 2}"\n' for number in range(30))
    table = table_of(tmp_path, "n,text\n" + lines)
    assert table.columns[1][0] == "a, b; 0"  # type: ignore[attr-defined]


@pytest.mark.parametrize("mark", ["", "NA", "?", "NaN", "null", "缺失", "unbekannt"])
def test_a_word_among_numbers_is_a_missing_value_mark(tmp_path: Path, mark: str) -> None:
    text = "n;m\n" + "".join(f"{number};{mark if number % 5 == 0 else number / 4}\n" for number in range(100))
    column = typed_column(table_of(tmp_path, text), 1)  # type: ignore[arg-type]
    assert column.kind == "number"
    assert column.missing == 20
    assert column.numbers[1] == 0.25
    assert column.marks == (mark,)


def test_a_mark_may_be_given(tmp_path: Path) -> None:
    text = "n;m\n" + "".join(f"{number};{-99 if number % 5 == 0 else number}\n" for number in range(50))
    column = typed_column(table_of(tmp_path, text, missing=("-99",)), 1)  # type: ignore[arg-type]
    assert column.missing == 10


def test_numbers_as_people_write_them(tmp_path: Path) -> None:
    text = "a;b;c;d\n" + "1.234,50;12,5%;2026-11-24;x\n2.000,00;3%;2026/1/2;y\n" * 20
    table = table_of(tmp_path, text, decimal=",")
    money, share, day, word = (typed_column(table, place) for place in range(4))  # type: ignore[arg-type]
    assert money.numbers[:2] == (1234.5, 2000.0)
    assert share.numbers[:2] == (12.5, 3.0)
    assert day.kind == "days"
    assert day.numbers[0] - day.numbers[1] == 326  # type: ignore[operator]
    assert word.kind == "text"


def test_thousands_in_quotes(tmp_path: Path) -> None:
    table = table_of(tmp_path, "n,m\n" + '"1,234.5",2\n"12,000",3\n' * 20)
    assert typed_column(table, 0).numbers[:2] == (1234.5, 12000.0)  # type: ignore[arg-type]


def test_columns_by_name_and_number(tmp_path: Path) -> None:
    table = read_any_table(written(tmp_path / "t.csv", ","), TableForm())
    assert [table.place(one) for one in ("default", "DEFAULT", "4", "last", "-1")] == [3] * 5
    for wrong in ("0", "5", "nothing"):
        with pytest.raises(NotFound, match="no column"):
            table.place(wrong)


@pytest.mark.parametrize(
    "text", ["", "one\n", "one word a line\nand another, one\nthird\n", "a,b\n" + "1,2\n1,2,3\n" * 30]
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        table_of(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_any_table(tmp_path / "none.csv", TableForm())


def test_values_are_the_same_as_numbers_or_as_text() -> None:
    assert same_value("2.0", "2")
    assert same_value("Bad", "bad")
    assert same_value("1,50", "1.5", ",")
    assert not same_value("20", "2")
    assert not same_value("bad", "2")


def test_the_decimal_sign_is_found_in_the_cells(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a;b\n" + "1.234,50;0,125\n98,00;0,5\n" * 20)
    assert table.form.decimal == ","  # type: ignore[attr-defined]
    assert typed_column(table, 0).numbers[:2] == (1234.5, 98.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("１２３．５", 123.5), ("3.2万元", 32000.0), ("500元", 500.0), ("￥1,200", 1200.0), ("12.5％", 12.5),
        ("1,23", None), ("1.2.3", None), ("12_000", None), ("٣", None), ("1e400", None), ("inf", None), ("3万5", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_or_not_at_all(cell: str, number: float | None) -> None:
    assert number_in(cell, ".") == number


def test_days_in_chinese_are_days() -> None:
    assert day_in("2026年3月5日") == day_in("2026-03-05") == day_in("2026/3/5 08:00")
    assert day_in("2026年13月5日") is None and day_in("05/03/2026") is None


def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\na;b\n" + "1,5;2\n" * 20)
    assert table.names == ("a", "b") and table.form.separator == ";"  # type: ignore[attr-defined]


def test_rows_with_another_number_of_cells_are_counted(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n" + "1,2\n" * 200 + "1,2,3\n")
    assert (table.rows, table.crooked) == (200, 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"), (b"  \r\n", "is empty"), (b"PK\x03\x04abc", "Excel workbook"),
        (b"a,b\x00\n1,2\n", "no table of text"), (b"a\n1\n2\n", "one column only"),
        (b"a,b\n1,2\n" * 60 + b'3,"4\n' + b"5,6\n" * 500, "line 121 is never closed"),
    ],
    ids=["empty", "blank", "workbook", "binary", "one column", "open quotation mark"],
)  # fmt: skip
def test_what_cannot_be_a_table_is_said_in_words_that_help(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as told:
        read_any_table(path, TableForm())
    assert says in told.value.words.en and told.value.words.zh
