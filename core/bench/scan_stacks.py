"""What scanning in costs: one page turned level, and a stack from its file to the papers in it."""

from __future__ import annotations

import io
import random
from functools import partial

from PIL import Image, ImageDraw, ImageFilter

from core.archive.qr import make_qr_png
from core.archive.rules import new_dossier_id
from core.archive.scanning.page_reader import ScannedPage, StackReader
from core.archive.scanning.paper_pdf import paper_pdf
from core.archive.scanning.picture import level, tilt
from core.archive.scanning.rules import Separator, separator_payload, split
from core.bench.measuring import Figure, timed, timed_figure
from core.kernel.words import Words

#: A4 at 200 dpi.
_PAGE = (1654, 2339)
_PAPER, _INK = 236, 60
_SHEET_EVERY, _BLANK_EVERY = 10, 7


def measure_stacks(pages: int) -> list[Figure]:
    """``archive-level``: tilt found and taken out; ``archive-scan``: a page of a stack of ``pages``, end to end."""
    stack = [_page(number) for number in range(pages)]
    levelled = [timed(partial(_level, page))[1] for page in stack[1:21]]
    out = io.BytesIO()
    stack[0].save(out, "TIFF", save_all=True, append_images=stack[1:], compression="tiff_lzw", dpi=(200, 200))
    reader = StackReader()
    try:
        list(reader.pages(_one_page()))  # the process is there before the clock starts
        found, spent = timed(partial(_read, reader, out.getvalue()))
    finally:
        reader.close()
    cut = split(found)
    return [
        timed_figure(
            "archive-level", Words("一页纠偏（A4，200 dpi）", "A page turned level (A4, 200 dpi)"), levelled
        ),
        timed_figure(
            "archive-scan",
            Words("一叠扫描件，每页", "A page of a stack, from file to paper"),
            [spent / pages],
            note=Words(
                f"{pages} 页：{len(cut.parts)} 份材料，{cut.separators} 张分隔页，{cut.blanks} 张空白页",
                f"{pages} pages: {len(cut.parts)} papers, {cut.separators} sheets, {cut.blanks} blank",
            ),
            more={"pages": pages, "papers": len(cut.parts), "seconds": spent},
        ),
    ]


def _level(page: Image.Image) -> Image.Image:
    return level(page, tilt(page))


def _read(reader: StackReader, data: bytes) -> list[ScannedPage]:
    pages = [page for page, _ in reader.pages(data)]
    for part in split(pages).parts:
        paper_pdf([pages[number - 1] for number in part.pages], "样本")
    return pages


def _page(number: int) -> Image.Image:
    """A sheet, a blank back, or a page of lines, askew by up to three degrees, with the grain of a scanner."""
    chance = random.Random(number)
    page = Image.new("L", _PAGE, _PAPER)
    if number % _SHEET_EVERY == 0:
        payload = separator_payload(Separator(new_dossier_id(), "signed-contract"))
        code = Image.open(io.BytesIO(make_qr_png(payload, module_pixels=16))).convert("L")
        page.paste(code, (500, 400))
    elif number % _BLANK_EVERY:
        draw = ImageDraw.Draw(page)
        for line in range(34):
            for word in range(30):
                if chance.random() < 0.85:
                    left, top = 180 + 43 * word, 220 + 56 * line
                    draw.rectangle((left, top, left + 30, top + 3), fill=_INK)
                    draw.rectangle((left + 13, top - 12, left + 16, top + 16), fill=_INK)
    page = page.rotate(chance.uniform(-3, 3), Image.Resampling.BICUBIC, fillcolor=_PAPER)
    grain = Image.effect_noise(_PAGE, 8)
    return Image.blend(page, grain, 0.05).filter(ImageFilter.GaussianBlur(0.4))


def _one_page() -> bytes:
    out = io.BytesIO()
    Image.new("L", (600, 800), _PAPER).save(out, "TIFF")
    return out.getvalue()
