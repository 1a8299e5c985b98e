"""Tables as people keep them: whatever the encoding, separator, heading and marks, the same cells come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kernel.errors import BadInput, NotFound
from core.risk.fit_table import TableForm, read_any_table, same_value, typed_column

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
