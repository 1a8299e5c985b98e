"""What a paper is, found in its bytes: JPEG, PNG or PDF, whole, and within bounds.

Runs in the sandbox only. Names and declared types play no part here.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any, BinaryIO

from PIL import ExifTags, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, UnidentifiedImageError

from core.intake.limits import MOST_PDF_PAGES, MOST_PIXELS

_READERS = {
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/png": PngImagePlugin.PngImageFile,
}
_DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    zlib.error,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OverflowError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
)


def inspect_paper(stream: BinaryIO) -> dict[str, Any]:
    """``media_type`` with its measures, or ``problem`` with a fault code.

    Images: width, height as stored, and from EXIF ``taken`` (text) and ``place`` (1e-7 degrees)
    where there are any. PDFs: page_count. A file of no known type has media_type None.
    """
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return _inspect_image(stream, "image/jpeg")
    if head == b"\x89PNG\r\n\x1a\n":
        return _inspect_image(stream, "image/png")
    if head.startswith(b"%PDF-"):
        return _inspect_pdf(stream.read())
    return {"media_type": None}


def rehearse(with_pdf: bool) -> None:
    """Read one harmless file of each type, so that every module is loaded before rights are given up.

    PDFs only where there will be one: their library is slow to load.
    """
    _rehearse_images()
    if with_pdf:
        _rehearse_pdf()


@cache
def _rehearse_images() -> None:
    for form in ("JPEG", "PNG"):
        file = io.BytesIO()
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (
            TiffImagePlugin.IFDRational(36, 1),
        ) * 3
        Image.new("RGB", (16, 16)).save(file, form, exif=exif.tobytes())
        inspect_paper(io.BytesIO(file.getvalue()))
        inspect_paper(io.BytesIO(file.getvalue()[:-20]))


@cache
def _rehearse_pdf() -> None:
    import pymupdf

    with pymupdf.open() as document:
        document.new_page()
        _inspect_pdf(document.tobytes())
    _inspect_pdf(b"%PDF-1.7\n")


def _inspect_image(stream: BinaryIO, media_type: str) -> dict[str, Any]:
    # The reader is called itself: Image.open would go on trying others, and our limit comes first anyway.
    try:
        with _READERS[media_type](stream) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return {"media_type": media_type, "problem": "huge-image"}
            exif = _exif(image)
            # Every byte of a JPEG is read at an eighth of its size too; only pixels that nobody looks at are spared.
            image.draft(None, (1, 1))
            image.load()
    except _DECODE_ERRORS:
        return {"media_type": media_type, "problem": "broken-image"}
    return {"media_type": media_type, "width": width, "height": height, **exif}


def _exif(image: Image.Image) -> dict[str, Any]:
    """Time and place from EXIF 2.32; a damaged EXIF block says nothing."""
    found: dict[str, Any] = {}
    try:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        taken = details.get(ExifTags.Base.DateTimeOriginal)
        if isinstance(taken, str):
            found["taken"] = taken[:19]
            offset = details.get(ExifTags.Base.OffsetTimeOriginal)
            found["taken_offset"] = offset[:6] if isinstance(offset, str) else ""
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        if ExifTags.GPS.GPSLatitude in place and ExifTags.GPS.GPSLongitude in place:
            found["place"] = [
                _e7(place[ExifTags.GPS.GPSLatitude], place.get(ExifTags.GPS.GPSLatitudeRef) == "S"),
                _e7(place[ExifTags.GPS.GPSLongitude], place.get(ExifTags.GPS.GPSLongitudeRef) == "W"),
            ]
    except (*_DECODE_ERRORS, ZeroDivisionError, AttributeError):
        return {}
    return found


def _e7(parts: Any, negative: bool) -> int:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round((degrees + minutes / 60 + seconds / 3600) * 10_000_000)
    return -value if negative else value


def _inspect_pdf(data: bytes) -> dict[str, Any]:
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    broken = {"media_type": "application/pdf", "problem": "broken-pdf"}
    try:
        with pymupdf.open(stream=data, filetype="pdf") as document:
            if not document.is_pdf:
                return {"media_type": None}
            if document.needs_pass:
                return {**broken, "problem": "locked-pdf"}
            pages = document.page_count
            if pages > MOST_PDF_PAGES:
                return {**broken, "problem": "too-many-pages"}
            for number in range(pages):
                document.load_page(number)
    except (RuntimeError, ValueError, OSError):  # MuPDF's own errors are RuntimeErrors
        return broken
    return {"media_type": "application/pdf", "page_count": pages} if pages else broken
