"""The dossier's pages about the judgement: screening, positions, opinions and decision, draws."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from core.archive import dossier_words as say
from core.archive.dossier_content import (
    CauseLine,
    DossierColumn,
    DrawPage,
    FactRow,
    MapPage,
    OpinionPage,
    ScreeningPage,
    TermLine,
)
from core.archive.dossier_facts import facts
from core.archive.dossier_sheet import (
    HASH,
    LEFT,
    SECOND,
    WIDTH,
    Sheet,
    money,
    months,
)
from core.archive.dossier_table import table
from core.archive.dossier_text import Style
from core.kernel.clock import local_text
from core.kernel.errors import BadInput
from core.kernel.words import Words

_MAP_HEIGHT = 150.0


# --- screening ---------------------------------------------------------------------------------


def screening(sheet: Sheet, number: int, page: ScreeningPage) -> None:
    """The outcome with all causes, points lost, limit and price step by step, and what made it."""
    sheet.section(number, say.SCREENING)
    sheet.chip(LEFT, sheet.y + 4, sheet.words(page.outcome), page.outcome_tone, None)
    sheet.y += 8
    rows = [
        FactRow(say.SCORE, f"{page.points} / {page.out_of}"),
        FactRow(say.LIMIT, money(sheet, page.limit_fen)),
        FactRow(say.RATE, "—" if page.rate is None else f"{page.rate}%"),
        FactRow(say.IRR, "—" if page.irr is None else f"{page.irr}%"),
        FactRow(say.SCREENED, local_text(page.screened_at, seconds=True)),
        FactRow(say.RULE_SET, page.rule_set_version),
    ]
    facts(sheet, rows)
    facts(sheet, [FactRow(say.RULE_HASH, page.rule_set_hash), FactRow(say.INPUT_HASH, page.input_hash)], HASH)
    _causes(sheet, page.causes)
    _score(sheet, page)
    _terms(sheet, say.LIMIT, page.limit_terms, money(sheet, page.limit_fen))
    if page.price_terms:
        _terms(sheet, say.PRICE, page.price_terms, "—" if page.rate is None else f"{page.rate}%")


def _causes(sheet: Sheet, causes: Sequence[CauseLine]) -> None:
    if not causes:
        sheet.heading(say.CAUSES, room=8)
        sheet.paragraph(sheet.words(say.NO_CAUSES), Style(9.5, SECOND))
        return
    columns = (DossierColumn(say.KIND, 4), DossierColumn(say.NOTE, 13))
    rows = [(sheet.words(cause.category), sheet.words(cause.words)) for cause in causes]
    table(sheet, columns, rows, title=say.CAUSES)


def _score(sheet: Sheet, page: ScreeningPage) -> None:
    if not page.parts:
        return
    columns = (
        DossierColumn(say.CHARACTERISTIC, 6),
        DossierColumn(say.VALUE, 6),
        DossierColumn(say.POINTS, 2, figures=True),
        DossierColumn(say.BEST, 2, figures=True),
        DossierColumn(say.LOST, 2, figures=True),
    )
    parts = sorted(page.parts, key=lambda part: -part.lost)
    rows = [
        (
            sheet.words(part.words),
            part.value,
            str(part.points),
            str(part.best_points),
            f"−{part.lost}" if part.lost else "0",
        )
        for part in parts
    ]
    total = (sheet.words(say.TOTAL), "", str(page.points), str(page.out_of), f"−{page.out_of - page.points}")
    table(sheet, columns, [*rows, total], title=say.SCORE, sum_row=True)


def _terms(sheet: Sheet, title: Words, terms: Sequence[TermLine], result: str) -> None:
    columns = (DossierColumn(say.STEP, 3), DossierColumn(say.FIGURE, 1, figures=True))
    rows = [(sheet.words(term.words), term.figure) for term in terms]
    table(sheet, columns, [*rows, (sheet.words(say.RESULT), result)], title=title, sum_row=True)


# --- map ---------------------------------------------------------------------------------------


def positions(sheet: Sheet, number: int, page: MapPage) -> None:
    """The map picture, and each position with its datum, accuracy and distance."""
    size = _opaque_size(page.picture)
    height = min(_MAP_HEIGHT, WIDTH * size[1] / size[0])
    width = height * size[0] / size[1]
    sheet.section(number, say.MAP, room=height + 30)
    sheet.picture(page.picture, LEFT + (WIDTH - width) / 2, sheet.y, width, height)
    sheet.y += height + 4
    columns = (
        DossierColumn(say.NUMBER, 3, figures=True),
        DossierColumn(say.KIND, 6),
        DossierColumn(say.COORDINATES, 9),
        DossierColumn(say.DATUM, 5),
        DossierColumn(say.ACCURACY, 4, figures=True),
        DossierColumn(say.DISTANCE, 5, figures=True),
    )
    rows = [
        (str(row.number), sheet.words(row.kind), row.place, row.datum, row.accuracy, row.distance)
        for row in page.positions
    ]
    table(sheet, columns, rows)


def _opaque_size(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
            if image.mode in ("RGB", "L", "P") and "transparency" not in image.info:
                return image.size
    except OSError as error:
        raise BadInput("地图图片无法读取。", "The map's picture cannot be read.") from error
    raise BadInput("地图图片含透明层。", "The map's picture has transparent parts.")


# --- opinions and decision ---------------------------------------------------------------------


def opinion(sheet: Sheet, page: OpinionPage) -> None:
    """One opinion or decision: what was found, on what grounds, and the hash of all that was seen."""
    sheet.heading(page.stage, room=50, chip=(sheet.words(page.outcome), page.outcome_tone))
    rows = [FactRow(say.STAFF, page.staff), FactRow(say.GIVEN, local_text(page.given_at, seconds=True))]
    if page.amount_fen is not None:
        rows.append(FactRow(say.AMOUNT, money(sheet, page.amount_fen)))
    if page.term_months is not None:
        rows.append(FactRow(say.TERM, months(sheet, page.term_months)))
    if page.rate is not None:
        rows.append(FactRow(say.RATE, f"{page.rate}%"))
    if page.reasons:
        rows.append(FactRow(say.REASONS, _joined(sheet, page.reasons)))
    if page.conditions:
        listed = "\n".join(f"{number}. {text}" for number, text in enumerate(page.conditions, start=1))
        rows.append(FactRow(say.CONDITIONS, listed))
    if page.text:
        rows.append(FactRow(say.TEXT, page.text))
    facts(sheet, rows)
    if page.checklist:
        _checklist(sheet, page)
    facts(sheet, [FactRow(say.SEEN_HASH, page.evidence_hash)], HASH)


def _joined(sheet: Sheet, reasons: Sequence[Words]) -> str:
    return ("；" if sheet.language == "zh" else "; ").join(sheet.words(reason) for reason in reasons)


def _checklist(sheet: Sheet, page: OpinionPage) -> None:
    answers = {True: say.YES, None: say.NOT_APPLICABLE}
    columns = (DossierColumn(say.ITEM, 9), DossierColumn(say.ANSWER, 2), DossierColumn(say.NOTE, 6))
    rows = [
        (
            sheet.words(answer.item),
            "▲ " + sheet.words(say.NO) if answer.held is False else sheet.words(answers[answer.held]),
            answer.note,
        )
        for answer in page.checklist
    ]
    sheet.y += 1
    table(sheet, columns, rows)


# --- draws -------------------------------------------------------------------------------------


def draw(sheet: Sheet, page: DrawPage) -> None:
    """A draw as published: everybody who could have been drawn, who could not and why, and its proof."""
    sheet.heading(page.stage, room=60)
    rows = [
        FactRow(say.RESULT, page.result),
        FactRow(say.DRAWN_AT, local_text(page.drawn_at, seconds=True)),
        FactRow(say.REASON, sheet.words(page.reason)),
        FactRow(say.LOT, f"{page.r} / {page.total}"),
        FactRow(say.POLICY, page.policy_version),
    ]
    facts(sheet, rows)
    _candidates(sheet, page)
    proofs = [
        FactRow(say.ALPHA, page.alpha),
        FactRow(say.PROOF, page.proof),
        FactRow(say.RECORD_HASH, page.record_hash),
        FactRow(say.KEY, page.key_id),
    ]
    facts(sheet, proofs, HASH)


def _candidates(sheet: Sheet, page: DrawPage) -> None:
    columns = (
        DossierColumn(say.CANDIDATE, 5),
        DossierColumn(say.OPEN_LOAD, 2, figures=True),
        DossierColumn(say.WEIGHT, 2, figures=True),
        DossierColumn(say.EXCLUDED, 9),
    )
    rows = []
    for candidate in page.candidates:
        note = f"● {sheet.words(say.DRAWN)}" if candidate.drawn else _joined(sheet, candidate.excluded)
        weight = "—" if candidate.excluded else str(candidate.weight)
        rows.append((candidate.name, str(candidate.open_load), weight, note))
    table(sheet, columns, rows)
