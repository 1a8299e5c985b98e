"""The process that opens scanned stacks: ``python -m core.archive.scanning.page_worker``.

It works as :mod:`core.intake.render_worker` does, without files, sockets, children and most memory. A question with
``open`` brings a stack and is answered with its pages; one with ``page`` is answered with what that page is like (QR
texts, whether it is written on), and, where it is, with its pixels, turned level, and the words of its text layer.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any

import pymupdf
from PIL import Image, ImageOps

from core.archive.qr import make_qr_png, read_qr_image
from core.archive.scanning.picture import is_coloured, is_two_toned, is_written_on, level, tilt
from core.intake.render_worker import MAX_PAGE_SIDE, MAX_PIXELS, Refused
from core.intake.worker_pipe import run_worker

#: Pages of a PDF are drawn at this resolution, and no page is kept larger than A4 at 300 dpi.
DPI, MOST_SIDE = 200, 3_508
MOST_PAGES = 2_000
_MOST_TEXTS, _MOST_TEXT = 8, 512
_MOST_WORDS = 200_000
_KINDS = (
    (b"%PDF-", "PDF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
)


class Stack:
    """The stack that is open."""

    def __init__(self) -> None:
        self._document: Any = None
        self._image: Image.Image | None = None
        self.pages = 0

    def open(self, data: bytes) -> None:
        """Take this file in place of the one before. ``Refused`` where it is no stack of pages."""
        self._document, self._image, self.pages = None, None, 0
        kind = next((kind for magic, kind in _KINDS if data.startswith(magic)), None)
        if kind is None:
            raise Refused("not-its-type")
        if kind == "PDF":
            document = pymupdf.open(stream=data, filetype="pdf")
            if document.needs_pass:
                raise Refused("encrypted")
            self._document, self.pages = document, document.page_count
        else:
            self._image = Image.open(io.BytesIO(data), formats=[kind])
            self.pages = getattr(self._image, "n_frames", 1)
        if not 1 <= self.pages <= MOST_PAGES:
            raise Refused("broken")

    def page(self, number: int) -> tuple[Image.Image, str, int]:
        """The page (from 1) in RGB, the words of its text layer, and its resolution in dpi."""
        if not 1 <= number <= self.pages:
            raise Refused("no-such-page")
        return self._drawn(number) if self._image is None else (*self._frame(number), _dpi(self._image))

    def _drawn(self, number: int) -> tuple[Image.Image, str, int]:
        page = self._document.load_page(number - 1)
        width, height = page.rect.width, page.rect.height
        if not (0 < width <= MAX_PAGE_SIDE and 0 < height <= MAX_PAGE_SIDE):
            raise Refused("bad-page")
        scale = min(DPI / 72, MOST_SIDE / max(width, height))
        pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csRGB, alpha=False)
        size = (pixels.width, pixels.height)
        picture = Image.frombytes("RGB", size, bytes(pixels.samples_mv), "raw", "RGB", pixels.stride, 1)
        return picture, page.get_text("text")[:_MOST_WORDS], max(1, round(scale * 72))

    def _frame(self, number: int) -> tuple[Image.Image, str]:
        image = self._image
        assert image is not None
        if image.format == "TIFF":
            image.seek(number - 1)
        if image.width * image.height > MAX_PIXELS:
            raise Refused("too-many-pixels")
        image.load()
        upright = ImageOps.exif_transpose(image) if image.format == "JPEG" else image
        picture = upright.convert("RGB")
        if max(picture.size) > MOST_SIDE:
            picture.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
        return picture, ""


def _dpi(image: Image.Image | None) -> int:
    """As the file says after any reduction, if that can be; A4's otherwise."""
    assert image is not None
    said = image.info.get("dpi", (0, 0))[0]
    said = float(said) * min(1.0, MOST_SIDE / max(image.size))
    return (
        round(said)
        if 50 <= said <= 1200
        else max(50, round(max(image.size) * min(1.0, MOST_SIDE / max(image.size)) / 11.69))
    )


def look_at(page: Image.Image) -> tuple[dict[str, Any], bytes]:
    """What the page is like, and its pixels where something is written on it."""
    grey = page.convert("L")
    if not is_written_on(grey):
        return {"written": False, "texts": []}, b""
    texts = [text[:_MOST_TEXT] for text in read_qr_image(grey)[:_MOST_TEXTS]]
    coloured = is_coloured(page)
    shown = level(page if coloured else grey, tilt(grey))
    mode = "RGB" if coloured else ("1" if is_two_toned(grey) else "L")
    return (
        {"written": True, "texts": texts, "mode": mode, "width": shown.width, "height": shown.height},
        shown.tobytes(),
    )


def answer(request: dict[str, Any], data: bytes, stack: Stack) -> tuple[dict[str, Any], Iterable[bytes]]:
    """Header and raw bytes for one question, with every way a hostile file can go wrong turned into a code."""
    try:
        if request.get("open"):
            stack.open(data)
            return {"pages": stack.pages, "bytes": 0}, ()
        picture, words, dpi = stack.page(int(request["page"]))
        header, pixels = look_at(picture)
        spoken = words.encode("utf-8", "replace")
        sizes = {"dpi": dpi, "words": len(spoken), "bytes": len(pixels) + len(spoken)}
        return header | sizes, (pixels, spoken)
    except Refused as refusal:
        return {"refused": refusal.code, "bytes": 0}, ()
    except MemoryError:
        return {"refused": "memory", "bytes": 0}, ()
    except Image.DecompressionBombError:
        return {"refused": "too-many-pixels", "bytes": 0}, ()
    except Exception:  # noqa: BLE001  the process boundary: decoders raise anything on hostile bytes
        return {"refused": "broken", "bytes": 0}, ()


def rehearse() -> None:
    """Open one harmless stack of each type, so that every module is loaded while that is possible."""
    code = Image.open(io.BytesIO(make_qr_png("EHS1::", module_pixels=6))).convert("L")
    sheet = Image.new("L", (800, 1100), 255)
    sheet.paste(code, (100, 100))
    stacks = [
        _file(sheet.convert("1"), "TIFF", compression="group4"),
        _file(sheet, "TIFF", compression="tiff_lzw"),
    ]
    stacks += [_file(sheet, "TIFF", compression="jpeg"), _file(sheet, "JPEG"), _file(sheet, "PNG")]
    with pymupdf.open() as document:
        document.new_page(width=300, height=400).insert_text((10, 50), "a")
        stacks.append(document.tobytes())
    stack = Stack()
    for data in stacks:
        answer({"open": True}, data, stack)
        answer({"page": 1}, b"", stack)


def _file(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def main() -> None:
    pymupdf.TOOLS.mupdf_display_errors(False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    answering = partial(answer, stack=Stack())
    run_worker(rehearse, answering, memory=int(sys.argv[-2]), niceness=int(sys.argv[-1]))


if __name__ == "__main__":
    main()
