"""The dossier's pages about the case: application, evidence, history, audit proof."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from core.archive import dossier_words as say
from core.archive.dossier_content import (
    DossierColumn,
    DossierContent,
    DossierTable,
    EvidenceMark,
    EvidencePaper,
    FactRow,
)
from core.archive.dossier_facts import facts
from core.archive.dossier_sheet import (
    AMBER,
    BOTTOM,
    HASH,
    INK,
    LEFT,
    NOTE,
    SECOND,
    SMALL,
    TOP,
    WHITE,
    WIDTH,
    Sheet,
    money,
    months,
)
from core.archive.dossier_table import table
from core.archive.dossier_text import Style
from core.kernel.clock import local_text
from core.kernel.errors import BadInput

LANDSCAPE = 1.2
"""A picture at least this much wider than high shares its page with another one."""


# --- application -------------------------------------------------------------------------------


def application(sheet: Sheet, number: int, content: DossierContent) -> None:
    """What was applied for, and the facts and tables that go with it."""
    sheet.section(number, say.APPLICATION)
    rows = [
        FactRow(say.APPLICANT, content.applicant),
        FactRow(say.PRODUCT, sheet.words(content.product)),
        FactRow(say.APPLIED, money(sheet, content.amount_fen)),
        FactRow(say.TERM, months(sheet, content.term_months)),
        FactRow(say.REPAYMENT, sheet.words(content.repayment)),
        FactRow(say.VILLAGE, sheet.words(content.village)),
        FactRow(say.PURPOSE, content.purpose),
        FactRow(say.CASE_ID, content.case_id),
    ]
    facts(sheet, rows)
    for group in content.application:
        sheet.heading(group.title)
        facts(sheet, group.rows)
    for part in content.tables:
        titled_table(sheet, part)


def titled_table(sheet: Sheet, part: DossierTable) -> None:
    """A table with its heading; one without rows says so."""
    if not part.rows:
        sheet.heading(part.title, room=8)
        sheet.paragraph(sheet.words(say.NONE), Style(9.5, SECOND))
        return
    table(sheet, part.columns, part.rows, title=part.title)


# --- evidence ----------------------------------------------------------------------------------


def picture_size(data: bytes, name: str) -> tuple[int, int]:
    """Pixels of a JPEG that PDF/A can take as it is (RGB or grey)."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
            if image.mode in ("RGB", "L"):
                return image.size
    except OSError as error:
        raise BadInput(f"“{name}”的图片无法读取。", f"The picture of “{name}” cannot be read.") from error
    raise BadInput(f"“{name}”的图片不是 RGB 或灰度。", f"The picture of “{name}” is neither RGB nor grey.")


def _upright_size(paper: EvidencePaper) -> tuple[int, int]:
    width, height = picture_size(paper.image, paper.caption or paper.kind.zh)
    return (height, width) if paper.turned % 180 else (width, height)


def evidence(sheet: Sheet, number: int, papers: Sequence[EvidencePaper]) -> None:
    """Every paper as wide as the page allows, two lying ones on one page."""
    sheet.section(number, say.EVIDENCE, room=200)
    sizes = [_upright_size(paper) for paper in papers]
    lying = [width >= LANDSCAPE * height for width, height in sizes]
    at = 0
    while at < len(papers):
        pair = at + 1 < len(papers) and lying[at] and lying[at + 1]
        if at and sheet.y > TOP:
            sheet.turn()
        room = (BOTTOM - sheet.y) / (2 if pair else 1)
        for number in range(at, at + (2 if pair else 1)):
            _paper(sheet, papers[number], sizes[number], room)
        at += 2 if pair else 1


def _paper_title(sheet: Sheet, paper: EvidencePaper) -> str:
    page = sheet.words(say.PAPER_PAGE).format(page=paper.page)
    kind = sheet.words(paper.kind)
    parts = [kind] if paper.caption in ("", kind) else [kind, paper.caption]
    return " · ".join([*parts, page])


def _paper(sheet: Sheet, paper: EvidencePaper, size: tuple[int, int], room: float) -> None:
    top = sheet.y
    title = _paper_title(sheet, paper)
    sheet.entry(title, 1)
    heading = sheet.wrapped(title, WIDTH, Style(10.5, INK, bold=True))
    for number, line in enumerate(heading):
        sheet.put(LEFT, top + 4.4 + number * 5.4, line, Style(10.5, INK, bold=True))
    y = top + 1.4 + len(heading) * 5.4
    lines = [part for part in (_taken(sheet, paper), paper.position) if part]
    y += sheet.block(LEFT, y, WIDTH, "  ·  ".join(lines), SMALL) if lines else 0
    y += sheet.block(LEFT, y, WIDTH, f"{sheet.words(say.SHA256)}  {paper.sha256}", HASH)
    if paper.finding:
        y += 0.8 + sheet.block(LEFT, y + 0.4, WIDTH, "▲ " + sheet.words(paper.finding), NOTE)
    for mark in paper.marks:
        y += 0.6 + sheet.block(LEFT, y + 0.4, WIDTH, _mark_text(sheet, mark), NOTE)
    y += 1.8
    frame = (WIDTH, top + room - y - 5)
    scale = min(frame[0] / size[0], frame[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    sheet.picture(paper.image, LEFT, y, width, height, paper.turned)
    for mark in paper.marks:
        _mark(sheet, mark, (LEFT, y, width, height))
    sheet.y = top + room


def _mark_text(sheet: Sheet, mark: EvidenceMark) -> str:
    who = f"{sheet.words(say.MARK)} {mark.number}  {sheet.words(mark.stage)} {mark.staff}"
    return f"{who}：{mark.note}" if mark.note else who


def _mark(sheet: Sheet, mark: EvidenceMark, picture: tuple[float, float, float, float]) -> None:
    """A frame with its number, as it stood on the reader's screen; the picture beneath it is untouched."""
    x, y, width, height = picture
    left, top = x + width * mark.left / 10_000, y + height * mark.top / 10_000
    sheet.set_draw_color(*AMBER)
    sheet.set_line_width(0.5)
    sheet.rect(left, top, width * mark.width / 10_000, height * mark.height / 10_000, style="D")
    sheet.set_fill_color(*AMBER)
    sheet.rect(left, top, 4.4, 4.0, style="F")
    sheet.put(left + 2.2, top + 2.9, str(mark.number), Style(8, WHITE, bold=True), "centre")


def _taken(sheet: Sheet, paper: EvidencePaper) -> str:
    if paper.taken_at is None:
        return ""
    return f"{sheet.words(say.TAKEN)} {local_text(paper.taken_at, seconds=True)}"


# --- history, proof ----------------------------------------------------------------


def history(sheet: Sheet, number: int, content: DossierContent) -> None:
    """Who did what, when, from the first photo to the seal."""
    sheet.section(number, say.HISTORY)
    columns = (DossierColumn(say.TIME, 4), DossierColumn(say.WHO, 4), DossierColumn(say.ACT, 9))
    rows = [(local_text(row.at, seconds=True), row.who, sheet.words(row.what)) for row in content.history]
    table(sheet, columns, rows)


def audit(sheet: Sheet, number: int, content: DossierContent) -> None:
    """The case's hash chain, so that a change shows."""
    sheet.section(number, say.AUDIT)
    sheet.paragraph(sheet.words(say.AUDIT_NOTE), SMALL, after=3)
    columns = (
        DossierColumn(say.ENTRY, 20, figures=True),
        DossierColumn(say.TIME, 29),
        DossierColumn(say.ACT, 25),
        DossierColumn(say.ENTRY_HASH, 92),
    )
    rows = [
        (str(row.number), local_text(row.at, seconds=True), sheet.words(row.kind), row.entry_hash)
        for row in content.audit.entries
    ]
    table(sheet, columns, rows, Style(7, INK, leading=4.0))
    facts(sheet, [FactRow(say.CHAIN_HEAD, content.audit.chain_head)], HASH)
    for line in content.audit.proof_lines:
        sheet.paragraph(line, HASH, after=0.6)
