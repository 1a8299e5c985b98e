"""Scanning in: stacks split, papers filed or waiting, found by their words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.archive.dossier_fonts import house_fonts
from core.archive.finding import ArchiveFilter
from core.archive.pdf_facts import read_pdf_facts
from core.archive.qr import make_qr_png
from core.archive.queries import ArchiveQueries
from core.archive.rules import new_dossier_id
from core.archive.scanning import rules
from core.archive.scanning.page_reader import ScannedPage, StackReader
from core.archive.scanning.paper_pdf import paper_pdf
from core.archive.scanning.paper_words import PaperWords, WordReader
from core.archive.scanning.picture import is_written_on, level, tilt
from core.archive.scanning.queries import ScanQueries
from core.archive.scanning.rules import Separator, read_separator, separator_payload, split
from core.archive.scanning.service import KNOWN, DiscardScan, FileScan, ScanInbox, Scanning
from core.guardian.scan_desk import ScanFolder, take_scan
from core.kernel.errors import BadInput, Conflict, EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from tests.centre_house import HOUSES
from tests.factories import House, catalogue
from tests.kept_records import PHONE, old_record, row_of
from tests.scanned import blank_page, sealed_page, sheet_page, tiff, typed_page, write_stack


@pytest.fixture(scope="module")
def reader() -> Iterator[StackReader]:
    made = StackReader()
    yield made
    made.close()


@pytest.fixture(scope="module", params=HOUSES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with HOUSES[request.param]() as made:
        yield made


@settings(max_examples=25, deadline=None)
@given(
    ink=st.integers(0, 218),
    grain=st.floats(0.5, 4.0),
    tilted=st.floats(-4, 4),
    seed=st.integers(0, 10_000),
    words=st.sampled_from(["样本", "同意", "2026年11月", "ok", "王"]),
)
def test_a_page_with_writing_is_never_blank(
    ink: int, grain: float, tilted: float, seed: int, words: str
) -> None:
    """Down to strokes 20 levels darker than the paper, one word on a whole page."""
    assert is_written_on(typed_page([words], ink=ink, grain=grain, tilt=tilted, seed=seed))


@pytest.mark.parametrize("grain", [0.0, 1.0, 4.0, 9.0])
def test_bare_paper_is_blank(grain: float) -> None:
    assert not is_written_on(blank_page(grain, seed=3))


@pytest.mark.parametrize("askew", [-4.6, -1.3, 0.7, 3.2])
def test_tilt_is_found_and_taken_out(askew: float) -> None:
    page = typed_page([f"第 {number} 条 借款人应当按期还款" for number in range(1, 20)], tilt=askew)
    assert tilt(page) == pytest.approx(-askew, abs=0.3)
    assert abs(tilt(level(page, tilt(page)))) <= 0.2


def test_what_a_sheet_says_is_read_back_and_nothing_else_is_a_sheet() -> None:
    record = new_dossier_id()
    for said in (
        Separator(record, "signed-contract"),
        Separator(record),
        Separator("", "court-letter"),
        Separator(),
    ):
        assert read_separator(separator_payload(said)) == said
    for text in ("EH1:" + record, "EHS1:", f"EHS1:{record[:-1]}:", "EHS1:::", "https://example.org/a:b"):
        assert read_separator(text) is None
    assert read_separator(f"EHS1:{record}:no-such-kind") == Separator(record, "")


def _page(number: int, *texts: str, written: bool = True) -> ScannedPage:
    return ScannedPage(number, texts, written)


def test_a_stack_is_cut_at_its_sheets_and_blank_pages_fall_away() -> None:
    one, other = separator_payload(Separator(new_dossier_id(), "other")), separator_payload(Separator())
    pages = [
        _page(1),
        _page(2, one),
        _page(3),
        _page(4, written=False),
        _page(5, "EH1:X"),
        _page(6, other),
        _page(7, other),
        _page(8),
    ]
    cut = split(pages)
    assert [part.pages for part in cut.parts] == [(1,), (3, 5), (8,)]
    assert [part.separator and part.separator.kind for part in cut.parts] == [None, "other", ""]
    assert (cut.blanks, cut.separators) == (1, 3)
    assert cut.parts[1].codes == ("EH1:X",)


def test_pages_come_out_of_tiff_and_pdf_level_and_in_their_colours(
    reader: StackReader, tmp_path: Path
) -> None:
    lines = ["借款合同（样本）"] * 18
    stack = [sheet_page("", "other"), typed_page(lines, tilt=2.5), sealed_page(lines), blank_page()]
    for name in ("a.tif", "a.pdf"):
        data = write_stack(tmp_path, name, [page.convert("RGB") for page in stack]).read_bytes()
        found = [page for page, _ in reader.pages(data)]
        assert [page.written for page in found] == [True, True, True, False]
        assert [page.mode for page in found[1:3]] == ["L", "RGB"]
        assert found[0].texts == ("EHS1::other",)
        straight = Image.frombytes("L", (found[1].width, found[1].height), found[1].pixels)
        assert abs(tilt(straight)) <= 0.5


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 broken", b"II*\0" + b"\xff" * 400, b"MZ" * 100, tiff([blank_page()])[:900]]
)
def test_a_hostile_file_is_refused_in_words_and_the_reader_goes_on(reader: StackReader, data: bytes) -> None:
    with pytest.raises(EvenhandError):
        list(reader.pages(data))
    assert [page.written for page, _ in reader.pages(tiff([typed_page(["样本"])]))] == [True]


def test_a_stack_is_filed_where_its_sheets_say_and_the_rest_waits(house: House, reader: StackReader) -> None:
    record = old_record(house, outcome="approve")
    row = row_of(house, record)
    lines = [f"第 {number} 条" for number in range(1, 15)]
    data = tiff(
        [
            typed_page(lines),
            sheet_page(row.qr_id, "signed-contract"),
            typed_page(lines, tilt=1.5),
            blank_page(),
            typed_page(lines),
            sheet_page("", "court-letter"),
            typed_page(lines),
            sheet_page(new_dossier_id()),
            typed_page(lines),
        ]
    )
    scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
    queries, inbox = ScanQueries(house.storage("archive1"), house.blobs), ScanInbox(house.storage("archive1"))
    before = {kind.code for kind in queries.of_record(record).wanted}
    receipt = scanning.scan_in(data, "stack.tif", house.staff["archive1"].id)
    assert (receipt.pages, receipt.blanks, receipt.filed, receipt.waiting) == (9, 1, 1, 3)
    [paper] = queries.of_record(record).papers
    assert (paper.kind, paper.pages, paper.stack_pages) == ("signed-contract", 2, (3, 5))
    assert before - {kind.code for kind in queries.of_record(record).wanted} == {"signed-contract"}
    facts = read_pdf_facts(queries.pdf(paper.sha256))
    assert facts is not None and (facts.part, facts.conformance, facts.output_intent) == ("2", "B", True)

    waiting = queries.waiting()
    assert [one.reason for one in waiting] == [rules.NO_SHEET, rules.NO_RECORD, rules.UNKNOWN_RECORD]
    assert [one.suggested_id for one in waiting] == [None, record, record]
    assert scanning.scan_in(data, "again.tif").outcome == KNOWN
    assert queries.count() == 3

    filing = FileScan(new_id(), waiting[1].id, record, "court-letter")
    assert inbox.file(filing) == inbox.file(filing)
    inbox.discard(DiscardScan(new_id(), waiting[0].id, "separator"))
    with pytest.raises(Conflict):
        inbox.discard(DiscardScan(new_id(), waiting[1].id, "duplicate"))
    with pytest.raises(BadInput):
        inbox.discard(DiscardScan(new_id(), waiting[2].id, " "))
    assert [one.id for one in queries.waiting()] == [waiting[2].id]
    assert [one.kind for one in queries.of_record(record).papers] == ["signed-contract", "court-letter"]
    assert queries.pdf(waiting[0].sha256).startswith(b"%PDF")
    assert house.verify().ok


def test_what_its_sheet_names_no_kind_of_waits_for_the_clerk_to_say(
    house: House, reader: StackReader
) -> None:
    record = old_record(house, outcome="approve")
    qr_id, lines = row_of(house, record).qr_id, [f"第 {number} 条" for number in range(1, 15)]
    queries, inbox = ScanQueries(house.storage("archive1"), house.blobs), ScanInbox(house.storage("archive1"))
    scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
    receipt = scanning.scan_in(tiff([sheet_page(qr_id), typed_page(lines)]), "stack.tif")
    assert (receipt.filed, receipt.waiting) == (0, 1)
    [waits] = [one for one in queries.waiting() if one.suggested_id == record]
    assert (waits.reason, waits.suggested_by) == (rules.NO_KIND, rules.BY_SHEET)
    missing = [kind.code for kind in queries.of_record(record).wanted]
    assert "signed-contract" in missing
    inbox.file(FileScan(new_id(), waits.id, record, "signed-contract"))
    missing.remove("signed-contract")
    assert [kind.code for kind in queries.of_record(record).wanted] == missing


def test_a_record_s_sheets_are_one_for_each_paper_it_lacks_and_one_for_any_other(
    house: House, reader: StackReader
) -> None:
    record = old_record(house, outcome="approve")
    queries = ScanQueries(house.storage("archive1"), house.blobs)
    qr_id, wanted = row_of(house, record).qr_id, queries.of_record(record).wanted
    printed = queries.sheets(Words("样本中心", "Specimen centre"), house_fonts(), record)
    found = [rules.sheet_on(page) for page, _ in reader.pages(printed)]
    assert found == [*(Separator(qr_id, kind.code) for kind in wanted), Separator(qr_id)]
    assert len(found) > 1


def _office_pdf(sheet: str, pages: list[str]) -> bytes:
    """A sheet and then pages with a text layer (ASCII), as an office program prints them."""
    import pymupdf

    with pymupdf.open() as made:
        made.new_page(width=420, height=595).insert_image((60, 60, 260, 260), stream=make_qr_png(sheet))
        for text in pages:
            made.new_page(width=420, height=595).insert_text((20, 60), text)
        return bytes(made.tobytes())


def test_two_stacks_read_at_once_keep_to_their_own_pages(reader: StackReader) -> None:
    """A commission and the watched folder, each in a thread of its own."""
    stacks = [
        _office_pdf(separator_payload(Separator()), [f"stack {name} page {page}" for page in (1, 2, 3)])
        for name in ("one", "two")
    ]
    read = list(zip(*(reader.pages(stack) for stack in stacks), strict=True))[1:]
    for number, pages in enumerate(read, start=1):
        said = [page.words.strip() for page, _ in pages]
        assert said == [f"stack one page {number}", f"stack two page {number}"]


def test_records_are_found_by_the_words_of_their_papers_exactly(house: House, reader: StackReader) -> None:
    """As brute force has it: all of the text in the record's own fields, or all of it on one page."""
    first, second = old_record(house, outcome="approve"), old_record(house)
    scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
    sheet = separator_payload(Separator(row_of(house, first).qr_id, "signed-contract"))
    pages = ["Contract HT-2026-00871 clause one", "Guarantor Zhang Example 88001234"]
    scanning.scan_in(_office_pdf(sheet, pages), "office.pdf")
    words = PaperWords(house.storage("guardian"), house.blobs, WordReader(reader))
    while words.read_next(4):
        pass
    archive = ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())

    def found(text: str) -> set[UUID]:
        wanted = ArchiveFilter(text=text)
        rows = archive.search(wanted)
        assert archive.count(wanted) == archive.survey(wanted).count == len(rows)
        assert [row.number for row in rows] == sorted((row.number for row in rows), reverse=True)
        return {row.id for row in rows}

    assert found("00871") == found("ht-2026") == found("contract clause") == {first}
    assert found("8001234") == {first}
    assert found("contract guarantor") == set()  # on two pages
    assert found("0087x") == found("88001235") == set()
    assert {first, second} <= found(PHONE)
    seen = archive.found_in("guarantor", [first, second])
    assert [(one.kind, one.page) for one in seen[first]] == [("signed-contract", 2)] and set(seen) == {first}
    assert archive.found_in(PHONE, [first, second]) == {}
    assert house.verify().ok


def test_a_paper_that_waits_keeps_the_text_it_came_with(house: House, reader: StackReader) -> None:
    """Filed by a clerk, it is found by its words."""
    import pymupdf

    lines = ["Receipt RC-2026-55417", "借款人 李田明（样本）", "7001234567890"]
    with pymupdf.open() as made:
        font = pymupdf.Font("cjk")
        page = made.new_page(width=420, height=595)
        writer = pymupdf.TextWriter(page.rect)
        for number, line in enumerate(lines):
            writer.append((20, 60 + 30 * number), line, font=font)
        writer.write_text(page)
        stack = bytes(made.tobytes())
    said = "\n".join(page.words for page, _ in reader.pages(stack))
    assert "RC-2026-55417" in said
    record = old_record(house, outcome="approve")
    scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
    receipt = scanning.scan_in(stack, "born-digital.pdf")
    assert (receipt.waiting, receipt.unread, receipt.unread_words) == (1, 0, None)
    queries = ScanQueries(house.storage("archive1"), house.blobs)
    [waiting] = [one for one in queries.waiting() if one.file_name == "born-digital.pdf"]
    ScanInbox(house.storage("archive1")).file(FileScan(new_id(), waiting.id, record, "other"))
    pdf = queries.pdf(waiting.sha256)
    facts = read_pdf_facts(pdf)
    assert facts is not None and (facts.part, facts.conformance) == ("2", "B")
    kept = "\n".join(page.words for page, _ in reader.pages(pdf))
    assert [line for line in kept.splitlines() if line.strip()] == [
        line for line in said.splitlines() if line.strip()
    ]
    words = PaperWords(house.storage("guardian"), house.blobs, WordReader(reader))
    while words.read_next(4):
        pass
    archive = ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())
    for text in ("55417", "借款人", "700123456789"):
        assert {row.id for row in archive.search(ArchiveFilter(text=text))} == {record}
    assert house.verify().ok


@settings(max_examples=60, deadline=None)
@example(["𬭩䶮𠮷", "长" * 3_000])
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), max_size=8))
def test_whatever_was_written_is_read_back_from_beneath_the_picture(lines: list[str]) -> None:
    import pymupdf

    picture = ScannedPage(1, (), True, "L", 300, 400, 72, "\n".join(lines), b"\xff" * 120_000)
    with pymupdf.open(stream=paper_pdf([picture], "样本")) as made:
        (page,) = made
        found = page.get_text("text")
        assert page.get_pixmap().color_count() == 1  # white paper, whatever lies beneath
        assert {span["type"] for span in page.get_texttrace()} <= {3}  # neither filled nor stroked
    assert sorted("".join(found.split())) == sorted("".join("".join(lines).split()).replace("\ufffd", ""))


def test_pages_that_nobody_read_are_counted_and_said(house: House, reader: StackReader) -> None:
    stack = tiff([typed_page(["样本 无人识别"]), blank_page()])
    unread = Scanning(house.storage("guardian"), house.blobs, WordReader(reader)).scan_in(stack, "unread.tif")
    assert unread.unread == 1 and unread.unread_words is not None and "ocr" in unread.unread_words.en
    other = tiff([typed_page(["样本 有人识别"])])
    able = WordReader(reader, lambda _: "样本 有人识别", "someone 1.0")
    assert Scanning(house.storage("guardian"), house.blobs, able).scan_in(other, "read.tif").unread == 0


def test_a_watched_folder_is_emptied_and_what_is_no_stack_goes_to_quarantine(
    house: House, reader: StackReader, tmp_path: Path
) -> None:
    write_stack(tmp_path, "one.tif", [typed_page(["样本 单页"])])
    (tmp_path / "two.pdf").write_bytes(b"%PDF-1.7 broken %%EOF")
    (tmp_path / "letter.docx").write_bytes(b"not for the scanner")
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    folder = ScanFolder(tmp_path, new_id())
    scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
    taken = {}
    while (one := folder.take_next(partial(take_scan, scanning))) is not None:
        taken[one.file_name] = (one.outcome, one.moved_to.parent.name)
    folder.leave()
    assert taken == {"one.tif": ("waiting", "taken"), "two.pdf": ("quarantined", "quarantine")}
    assert (tmp_path / "letter.docx").exists()
