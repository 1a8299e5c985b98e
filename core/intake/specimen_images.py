"""Drawn papers of a specimen: identity card, household book, certificates, consents, contract.

They look like the real thing from afar and carry 样本 SPECIMEN across; none is a copy of a real paper.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import ImageDraw

from core.intake.people import Person
from core.intake.specimen_drawing import (
    SIMPLIFIED_IN_COLLECTION,
    font,
    font_path,
    jpeg,
    mark_specimen,
    red_seal,
    sheet,
    worn,
    write_lines,
)
from core.kernel.clock import local_time

_CARD = (1011, 638)  # 85.6 × 54 mm at 300 dpi
_BOOK = (1180, 820)
_A4 = (1000, 1414)


def id_card_front(person: Person, lot: random.Random, address: str | None = None) -> bytes:
    """The portrait side as JPEG; ``address`` is what stands on the card if not what was typed."""
    image, draw = sheet(*_CARD, paper="#eef3f4")
    _guilloche(draw, "#d4e4e6")
    year, month, day = (int(part) for part in person.birth_date.split("-"))
    rows = (
        (70, (("姓名", person.name),)),
        (150, (("性别", person.sex), ("民族", person.ethnicity))),
        (230, (("出生", f"{year} 年 {month} 月 {day} 日"),)),
    )
    for y, pairs in rows:
        for column, (label, value) in enumerate(pairs):
            _labelled(draw, (60 + column * 240, y), label, value)
    draw.text((60, 312), "住址", font=font(30), fill="#4a7fa5")
    write_lines(draw, (150, 308), [address or person.address], 34, width=460, leading=1.35)
    draw.text((60, 536), "公民身份号码", font=font(30), fill="#4a7fa5")
    draw.text((290, 530), person.id_number, font=font(42), fill="#1d2226")
    _portrait(draw, lot)
    mark_specimen(image, strength=46)
    return jpeg(worn(image, lot))


def id_card_back(person: Person, lot: random.Random, valid_until: str | None = None) -> bytes:
    """The other side as JPEG, with a plain disc instead of an emblem."""
    image, draw = sheet(*_CARD, paper="#f6eeee")
    _guilloche(draw, "#eadada")
    draw.ellipse((60, 60, 230, 230), fill="#d9534f")
    draw.text((145, 145), "样本", font=font(56), fill="#fff3d6", anchor="mm")
    draw.text((300, 80), "中华人民共和国", font=font(56), fill="#2b2b2b")
    draw.text((300, 165), "居 民 身 份 证", font=font(66), fill="#2b2b2b")
    until = (valid_until or person.id_valid_until).replace("-", ".")
    draw.text((200, 430), "签发机关", font=font(30), fill="#555555")
    draw.text((350, 424), person.id_issuer, font=font(36), fill="#1d2226")
    draw.text((200, 510), "有效期限", font=font(30), fill="#555555")
    draw.text((350, 504), f"至 {until}", font=font(36), fill="#1d2226")
    mark_specimen(image)
    return jpeg(worn(image, lot))


def household_page(title: str, rows: Sequence[tuple[str, str]], lot: random.Random) -> bytes:
    """A page of the household book as JPEG: a ruled form with two columns of fields."""
    image, draw = sheet(*_BOOK, paper="#f8f1e4")
    draw.text((_BOOK[0] // 2, 70), title, font=font(44), fill="#7a2f1f", anchor="mm")
    for index, (label, value) in enumerate(rows):
        column, line = index % 2, index // 2
        x, y = 60 + column * 540, 130 + line * 96
        draw.rectangle((x, y, x + 150, y + 84), outline="#b98d6f", width=2, fill="#f3e6d2")
        draw.rectangle((x + 150, y, x + 520, y + 84), outline="#b98d6f", width=2)
        draw.text((x + 75, y + 42), label, font=font(26), fill="#7a2f1f", anchor="mm")
        size = next((size for size in (30, 26) if font(size).getlength(value) <= 345), 19)
        write_lines(draw, (x + 166, y + (10 if size == 19 else 24)), [value], size, width=345, leading=1.5)
    red_seal(draw, (1010, 700), 88, "户口专用章 样本")
    mark_specimen(image)
    return jpeg(worn(image, lot))


def certificate(title: str, paragraphs: Sequence[str], seal: str, lot: random.Random) -> bytes:
    """A letter-like certificate with a seal, as JPEG."""
    image, draw = sheet(*_A4)
    draw.rectangle((40, 40, _A4[0] - 40, _A4[1] - 40), outline="#c9b991", width=4)
    draw.text((_A4[0] // 2, 160), title, font=font(54), fill="#1d2226", anchor="mm")
    draw.line((200, 215, _A4[0] - 200, 215), fill="#c9b991", width=3)
    write_lines(draw, (110, 280), paragraphs, 30, width=_A4[0] - 220, leading=1.9)
    red_seal(draw, (_A4[0] - 260, _A4[1] - 260), 110, seal)
    mark_specimen(image)
    return jpeg(worn(image, lot))


def consent_form(
    title: str, person: Person, signed: str, paragraphs: Sequence[str], lot: random.Random
) -> bytes:
    """A consent form with a drawn signature and a finger print, as JPEG."""
    image, draw = sheet(*_A4, paper="#ffffff")
    draw.text((_A4[0] // 2, 130), title, font=font(46), fill="#1d2226", anchor="mm")
    below = write_lines(draw, (100, 220), paragraphs, 28, width=_A4[0] - 200, leading=1.9)
    y = max(below + 120, 980)
    draw.text((100, y), "授权人签字：", font=font(30), fill="#1d2226")
    draw.text((290, y - 20), person.name, font=font(58), fill="#1a2f6b")
    for _ in range(3):
        points = [(290 + step * 24, y + 46 + lot.randrange(-6, 7)) for step in range(9)]
        draw.line(points, fill="#1a2f6b", width=2)
    draw.text((100, y + 100), f"日期：{signed}", font=font(30), fill="#1d2226")
    for ring in range(6):
        inset = ring * 7
        draw.ellipse((600 + inset, y - 40 + inset, 700 - inset, y + 90 - inset), outline="#c8504a", width=3)
    mark_specimen(image)
    return jpeg(worn(image, lot))


def contract_pdf(title: str, pages: Sequence[Sequence[str]], made: int) -> bytes:
    """A PDF of text pages with an embedded Chinese font, each marked 样本 SPECIMEN.

    ``made``: the instant that stands in the document; the same arguments give the same bytes.
    """
    document = FPDF(format="A4")
    document.set_creation_date(datetime.fromtimestamp(made // 1_000_000, UTC))
    document.set_title(f"{title}（样本）")
    path = font_path()
    document.add_font(
        "cjk", "", str(path), collection_font_number=SIMPLIFIED_IN_COLLECTION if path.suffix == ".ttc" else 0
    )
    # The boxes of the whole font are good for the part that is embedded; reckoning them anew is slow.
    embedded = document.fonts["cjk"]
    if isinstance(embedded, TTFFont):
        embedded.ttfont.recalcBBoxes = False
    document.set_auto_page_break(False)
    for number, paragraphs in enumerate(pages, start=1):
        document.add_page()
        document.set_text_color(236, 198, 194)
        document.set_font("cjk", size=46)
        for y in (95, 175, 255):
            with document.rotation(28, 105, y):
                document.text(38, y, "样本 SPECIMEN")
        document.set_text_color(30, 34, 38)
        if number == 1:
            document.set_font("cjk", size=22)
            document.set_y(24)
            document.cell(0, 14, title, align="C", new_x="LMARGIN", new_y="NEXT")
        document.set_font("cjk", size=11.5)
        document.set_xy(20, 48 if number == 1 else 26)
        for paragraph in paragraphs:
            document.set_x(20)
            document.multi_cell(170, 8.5, paragraph, new_x="LMARGIN", new_y="NEXT")
            document.ln(2)
        document.set_font("cjk", size=9)
        document.set_xy(0, 282)
        document.cell(210, 6, f"第 {number} 页 共 {len(pages)} 页", align="C")
    return bytes(document.output())


def day_words(instant: int) -> str:
    """``2026年11月24日`` in China's time."""
    moment = local_time(instant)
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _labelled(draw: ImageDraw.ImageDraw, place: tuple[int, int], label: str, value: str) -> None:
    x, y = place
    draw.text((x, y + 4), label, font=font(30), fill="#4a7fa5")
    draw.text((x + 90, y), value, font=font(38), fill="#1d2226")


def _guilloche(draw: ImageDraw.ImageDraw, colour: str) -> None:
    for offset in range(-300, 1300, 46):
        draw.arc((offset, -260, offset + 620, 900), 40, 160, fill=colour, width=2)


def _portrait(draw: ImageDraw.ImageDraw, lot: random.Random) -> None:
    """A plain figure: nobody's face."""
    draw.rectangle((680, 80, 950, 430), fill="#dfe7ea")
    skin = lot.choice(("#e3bd98", "#d9ac84", "#edcaa7"))
    draw.pieslice((690, 330, 940, 560), 180, 360, fill=lot.choice(("#34495e", "#5b4a3f", "#3f5b4a")))
    draw.rectangle((785, 290, 845, 350), fill=skin)
    draw.ellipse((745, 140, 885, 320), fill=skin)
    draw.pieslice((738, 122, 892, 290), 180, 360, fill="#2b2622")
    draw.rectangle((680, 430, 950, 470), fill="#eef3f4")
