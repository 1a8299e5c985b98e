"""The dossier's frame: cover, contents and the places for signatures."""

from __future__ import annotations

from collections.abc import Sequence

from core.archive import dossier_words as say
from core.archive.dossier_content import DossierContent, FactRow, SignaturePlace
from core.archive.dossier_facts import facts
from core.archive.dossier_sheet import (
    ACCENT,
    INK,
    LEFT,
    NOTE,
    RIGHT,
    SECOND,
    SMALL,
    THIRD,
    TOP,
    WIDTH,
    Sheet,
    money,
    months,
)
from core.archive.dossier_text import Style
from core.archive.qr import QUIET_ZONE, qr_matrix
from core.archive.rules import qr_payload
from core.kernel.clock import local_date, local_text

QR_SIDE = 30.0
"""Side of the code on the cover in mm, without its quiet zone."""
ENTRIES_PER_PAGE = 30


# --- cover -------------------------------------------------------------------------------------


def cover(sheet: Sheet, content: DossierContent) -> None:
    """Number, title, whose and what, the QR that leads back to the record, key facts, signatures."""
    sheet.turn(bare=True)
    sheet.start_section(sheet.words(say.TITLE), level=0)
    _cover_head(sheet, content)
    middle = LEFT + WIDTH / 2
    sheet.put(middle, 71, sheet.words(say.TITLE), Style(28, INK, bold=True), "centre")
    sheet.put(middle, 80, sheet.other(say.TITLE), Style(11, THIRD), "centre")
    sheet.put_fitted(middle, 95, content.applicant, Style(17, INK, bold=True), WIDTH)
    sheet.put_fitted(middle, 103, sheet.words(content.product), Style(11, SECOND), WIDTH)
    draw_qr(sheet, qr_payload(content.dossier_id), middle - QR_SIDE / 2, 112, QR_SIDE)
    grouped = "-".join(content.dossier_id[at : at + 4] for at in range(0, 12, 4))
    sheet.put(middle, 156, f"{sheet.words(say.SCAN)}  {grouped}", Style(8.5, SECOND), "centre")
    _cover_facts(sheet, content)
    _cover_signatures(sheet, content.signatures)


def _cover_head(sheet: Sheet, content: DossierContent) -> None:
    sheet.set_fill_color(*ACCENT)
    sheet.rect(LEFT, 21, WIDTH, 1.0, style="F")
    sheet.put(LEFT, 31, sheet.words(content.centre), Style(11, INK, bold=True))
    sheet.put(LEFT, 36.5, sheet.other(content.centre), Style(8, THIRD))
    number = content.archival_number.text()
    sheet.put(RIGHT, 31, number, Style(11, INK, bold=True), "right")
    sheet.put(RIGHT, 36.5, sheet.words(say.ARCHIVAL_NUMBER), Style(8, THIRD), "right")
    if content.specimen:
        x = LEFT + sheet.chip(LEFT, 45, sheet.words(say.SPECIMEN), "person")
        sheet.put(x + 2.5, 45, sheet.words(say.SPECIMEN_NOTE), NOTE)


def draw_qr(sheet: Sheet, payload: str, x: float, y: float, side: float) -> None:
    """The code as filled rectangles, sharp at any size, in a box with its quiet zone around ``side`` mm."""
    matrix = qr_matrix(payload)
    module = side / len(matrix)
    quiet = module * QUIET_ZONE
    sheet.box(x - quiet, y - quiet + 2, side + 2 * quiet, side + 2 * quiet)
    sheet.set_fill_color(0, 0, 0)
    for row, modules in enumerate(matrix):
        start = 0
        while start < len(modules):
            end = start
            while end < len(modules) and modules[end]:
                end += 1
            if end > start:
                sheet.rect(
                    x + start * module, y + 2 + row * module, (end - start) * module, module, style="F"
                )
            start = end + 1


def _cover_facts(sheet: Sheet, content: DossierContent) -> None:
    kept = sheet.words(content.retention.words)
    if content.kept_until:
        kept += f" · {sheet.words(say.UNTIL)} {content.kept_until.isoformat()}"
    elif content.retention.years is not None:
        kept += f" · {sheet.words(say.FROM_SETTLEMENT)}"
    approved = content.approved_amount_fen
    terms = [months(sheet, content.approved_term_months or content.term_months)]
    if content.approved_rate is not None:
        terms.append(f"{content.approved_rate}%")
    rows = [
        FactRow(say.INSTITUTION, sheet.words(content.institution)),
        FactRow(say.VILLAGE, sheet.words(content.village)),
        FactRow(say.ID_NUMBER, content.applicant_id_masked),
        FactRow(say.ORIGINALS, f"{content.originals} {sheet.words(say.PIECES)}"),
        FactRow(say.APPLIED, money(sheet, content.amount_fen)),
        FactRow(say.APPROVED, "—" if approved is None else money(sheet, approved)),
        FactRow(say.TERM, " · ".join(terms)),
        FactRow(say.REPAYMENT, sheet.words(content.repayment)),
        FactRow(say.DECIDED, local_date(content.decided_at).isoformat()),
        FactRow(say.SEALED, local_text(content.sealed_at, seconds=True)),
        FactRow(say.RETENTION, kept),
    ]
    sheet.y = 164
    label = sheet.words(say.OUTCOME)
    sheet.put(LEFT, sheet.y + 4, label, Style(9.5, SECOND))
    x = LEFT + 25
    sheet.chip(x, sheet.y + 4, sheet.words(content.outcome), content.outcome_tone, None)
    sheet.y += 8
    sheet.rule(sheet.y)
    facts(sheet, rows)


def _cover_signatures(sheet: Sheet, places: Sequence[SignaturePlace]) -> None:
    """Three places side by side; what stands there is drawn again large on the last page."""
    shown = places[:3]
    if not shown:
        return
    gap = 5.0
    width = (WIDTH - 2 * gap) / 3
    top = max(sheet.y + 4, 236.0)
    for number, place in enumerate(shown):
        x = LEFT + number * (width + gap)
        sheet.box(x, top, width, 34)
        if place.serial:
            sheet.signature_boxes.append((x, top, width, 34))
        sheet.put(x + 4, top + 7, sheet.words(place.role), Style(8.5, SECOND))
        sheet.put(x + 4, top + 14, place.name, Style(11, INK, bold=True))
        if place.acted_at is not None:
            sheet.put(x + 4, top + 29.5, local_text(place.acted_at), Style(8, SECOND))


# --- contents ----------------------------------------------------------------------------------


def contents_pages(entries: int) -> int:
    """How many pages the contents take."""
    return max(1, -(-entries // ENTRIES_PER_PAGE))


def contents(sheet: Sheet, first_page: int) -> None:
    """Every entry on the pages kept free from ``first_page``, each a link."""
    for number, (level, title, page, top) in enumerate(sheet.entries):
        row = number % ENTRIES_PER_PAGE
        if row == 0:
            sheet.go_to(first_page + number // ENTRIES_PER_PAGE)
            sheet.put(LEFT, TOP + 7, sheet.words(say.CONTENTS), Style(16, INK, bold=True))
            shift = sheet.width_of(sheet.words(say.CONTENTS), Style(16, INK, bold=True)) + 3
            sheet.put(LEFT + shift, TOP + 7, sheet.other(say.CONTENTS), Style(9.5, THIRD))
        style = Style(10.5, INK, bold=True) if level == 0 else Style(9.5, SECOND)
        baseline = TOP + 20 + row * 7.4
        x = LEFT + level * 7
        text = sheet.wrapped(title, WIDTH - 22 - level * 7, style)[0]
        sheet.put(x, baseline, text, style)
        sheet.put(RIGHT, baseline, str(page), style, "right")
        start, end = x + sheet.width_of(text, style) + 2, RIGHT - 8
        if end > start:
            sheet.dots(start, end, baseline - 1.0)
        sheet.link(LEFT, baseline - 5, WIDTH, 7.4, sheet.add_link(y=max(0.0, top - 4), page=page))


# --- signatures --------------------------------------------------------------------------------


def signatures(sheet: Sheet, number: int, places: Sequence[SignaturePlace]) -> None:
    """Who signed, with which certificate, and what, one box each."""
    sheet.section(number, say.SIGNATURES, room=90)
    sheet.paragraph(sheet.words(say.SIGN_NOTE), SMALL, after=3)
    gap, height = 6.0, 40.0
    width = (WIDTH - gap) / 2
    for at, place in enumerate(places):
        if at % 2 == 0:
            sheet.need(height + gap)
        x = LEFT + (at % 2) * (width + gap)
        sheet.box(x, sheet.y, width, height)
        sheet.put(x + 4, sheet.y + 7, sheet.words(place.role), Style(8.5, SECOND))
        sheet.put(x + 4, sheet.y + 14, place.name, Style(12, INK, bold=True))
        stamp = local_text(place.acted_at, seconds=True) if place.acted_at is not None else ""
        sheet.put(x + 4, sheet.y + height - 4.5, stamp, Style(8, SECOND))
        told = sheet.words(say.SIGN_ON_COVER if place.serial else say.UNSIGNED)
        sheet.put(x + width - 4, sheet.y + height - 4.5, told, Style(7.5, THIRD), "right")
        below = sheet.y + 17
        for words, value in ((say.CERTIFICATE, place.serial), (say.STATEMENT, place.statement)):
            if value:
                text = f"{sheet.words(words)} {value}"
                below += sheet.block(x + 4, below, width - 8, text, Style(6.5, SECOND, leading=3.2))
        if at % 2 or at == len(places) - 1:
            sheet.y += height + gap
