"""The process that opens untrusted pictures and papers: ``python -m core.intake.render_worker``.

It reads requests from standard input and writes pixels to standard output, and can do nothing else:
before the first request it gives up files, sockets, children and most memory. What it is sent may
kill it; the asking side (:mod:`core.intake.render`) says so in words and starts another one.

Messages are those of :mod:`core.intake.worker_pipe`; their raw bytes are the file on the way in, pixels (blue, green,
red, unused) on the way out.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pymupdf
from PIL import Image, ImageOps, TiffImagePlugin

from core.intake.worker_pipe import run_worker

JPEG, PNG, TIFF, PDF = "image/jpeg", "image/png", "image/tiff", "application/pdf"
_FORMATS = {JPEG: "JPEG", PNG: "PNG", TIFF: TiffImagePlugin.TiffImageFile.format}
_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
MAX_PIXELS = 120_000_000
"""A picture with more pixels than this is not opened (a 108-megapixel telephone's is)."""
MAX_OUTPUT_PIXELS = 50_000_000
"""No raster is larger than this, whatever box is asked for."""
PDF_DPI = 150
"""A PDF page has no pixels of its own: its source size is counted at this resolution."""
MAX_PAGE_SIDE = 14_400
"""Longest side of a page in points, as in PDF 1.7 annex C."""

_TURNED = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"


class Refused(Exception):
    """The file cannot be shown; ``code`` says why (the asking side has the words)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(data: bytes) -> str | None:
    """The media type by the first bytes, or None when it is none that this house opens."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    return None


def fit(source: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the source's shape within the box and the output limit, at least 1 × 1."""
    ratio = min(box[0] / source[0], box[1] / source[1])
    ratio = min(ratio, (MAX_OUTPUT_PIXELS / (source[0] * source[1])) ** 0.5)
    return max(1, round(source[0] * ratio)), max(1, round(source[1] * ratio))


def _picture(
    data: bytes, media_type: str, page: int, box: tuple[int, int], exact: bool
) -> tuple[Image.Image, Any]:
    """A photo, or a page of a scan, decoded at the least scale that fills the box, turned upright."""
    with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as image:
        pages = int(getattr(image, "n_frames", 1)) if media_type == TIFF else 1
        if not 1 <= page <= pages:
            raise Refused("no-such-page")
        if pages > 1:
            image.seek(page - 1)
        if image.width * image.height > MAX_PIXELS:
            raise Refused("too-many-pixels")
        said = image.getexif().get(0x0112, 1)
        orientation = int(said) if said in range(1, 9) else 1  # a file may say anything
        turned = orientation in (5, 6, 7, 8)
        upright = (image.height, image.width) if turned else image.size
        wanted = fit(upright, (min(box[0], upright[0]), min(box[1], upright[1])))
        stored = wanted[::-1] if turned else wanted
        if media_type == JPEG:
            image.draft("RGB", stored)
        image.load()
        picture = _to_rgb(image)
        # up to twice the wanted size the window's own scaling is as good and costs less here
        too_large = picture.width > 2 * stored[0] or picture.width * picture.height > MAX_OUTPUT_PIXELS
        if picture.size != stored and (exact or too_large):
            picture = picture.resize(stored, Image.Resampling.BILINEAR, reducing_gap=2.0)
        if orientation != 1:
            picture.info["exif"] = image.info.get("exif", b"")
            picture = ImageOps.exif_transpose(picture)
        return picture, {"source": upright, "pages": pages, "orientation": orientation}


def _to_rgb(image: Image.Image) -> Image.Image:
    """RGB from any mode; transparent parts become white paper; 16-bit greys keep their high byte."""
    if image.mode.startswith("I"):
        image = image.convert("I").point([value >> 8 for value in range(65536)], "L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image if image.mode == "RGB" else image.convert("RGB")


class _Papers:
    """The PDF that was opened last stays open: its next page is likely to be asked for next."""

    def __init__(self) -> None:
        self._data = b""
        self._document: Any = None

    def page(self, data: bytes, number: int, box: tuple[int, int]) -> tuple[Image.Image, Any]:
        if self._document is None or data != self._data:
            self._open(data)
        if not 1 <= number <= self._document.page_count:
            raise Refused("no-such-page")
        page = self._document.load_page(number - 1)
        width, height = page.rect.width, page.rect.height
        if not (0 < width <= MAX_PAGE_SIDE and 0 < height <= MAX_PAGE_SIDE):
            raise Refused("bad-page")
        source = (max(1, round(width * PDF_DPI / 72)), max(1, round(height * PDF_DPI / 72)))
        size = fit(source, box)
        pixels = page.get_pixmap(
            matrix=pymupdf.Matrix(size[0] / width, size[1] / height), colorspace=pymupdf.csRGB, alpha=False
        )
        picture = Image.frombuffer(
            "RGB", (pixels.width, pixels.height), pixels.samples_mv, "raw", "RGB", pixels.stride, 1
        )
        return picture, {"source": source, "pages": self._document.page_count}

    def _open(self, data: bytes) -> None:
        self._document = None
        try:
            document = pymupdf.open(stream=data, filetype="pdf")
        except (RuntimeError, ValueError) as error:
            raise Refused("broken") from error
        if not document.is_pdf:
            raise Refused("not-its-type")
        if document.needs_pass:
            raise Refused("encrypted")
        self._data, self._document = data, document


def render(request: dict[str, Any], data: bytes, papers: _Papers) -> tuple[dict[str, Any], Iterable[bytes]]:
    """Header and pixels for one request; raises :class:`Refused`."""
    if kind_of(data) != request["media_type"]:
        raise Refused("not-its-type")
    box = (max(1, int(request["box"][0])), max(1, int(request["box"][1])))
    quarter = int(request["rotation"]) // 90 % 4
    if quarter % 2:
        box = box[::-1]
    if request["media_type"] == PDF:
        picture, header = papers.page(data, int(request["page"]), box)
    else:
        picture, header = _picture(
            data, request["media_type"], int(request["page"]), box, bool(request["exact"])
        )
    if quarter:
        turns = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        picture = picture.transpose(turns[quarter - 1])
    size = {"width": picture.width, "height": picture.height, "bytes": picture.width * picture.height * 4}
    return header | size, _bands(picture)


def _bands(picture: Image.Image) -> Iterator[bytes]:
    """The pixels in pieces of about a megabyte: one is packed while the other side takes the last."""
    rows = max(1, (1 << 18) // picture.width)
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        yield band.tobytes("raw", "BGRX")


def answer(request: dict[str, Any], data: bytes, papers: _Papers) -> tuple[dict[str, Any], Iterable[bytes]]:
    """Like :func:`render`, with every way a hostile file can go wrong turned into a code."""
    try:
        return render(request, data, papers)
    except Refused as refusal:
        return {"refused": refusal.code, "bytes": 0}, ()
    except MemoryError:
        return {"refused": "memory", "bytes": 0}, ()
    except Image.DecompressionBombError:
        return {"refused": "too-many-pixels", "bytes": 0}, ()
    except Exception:  # noqa: BLE001  the process boundary: decoders raise anything on hostile bytes
        return {"refused": "broken", "bytes": 0}, ()


def rehearse() -> None:
    """Open one harmless file of each type, so that every module is loaded while that is possible."""
    papers = _Papers()
    asked = {"page": 1, "box": (8, 8), "rotation": 90, "exact": True}
    for media_type, form in ((JPEG, "JPEG"), (PNG, "PNG")):
        file = io.BytesIO()
        Image.new("RGB", (16, 16), "white").save(file, form, exif=_TURNED)
        render(asked | {"media_type": media_type}, file.getvalue(), papers)
    with pymupdf.open() as document:
        document.new_page(width=100, height=100).insert_text((10, 50), "a")
        render(asked | {"media_type": PDF}, document.tobytes(), papers)


def main() -> None:
    pymupdf.TOOLS.mupdf_display_errors(False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    answering = partial(answer, papers=_Papers())
    run_worker(rehearse, answering, memory=int(sys.argv[-2]), niceness=int(sys.argv[-1]))


if __name__ == "__main__":
    main()
