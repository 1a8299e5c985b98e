"""QR codes of dossiers: made here, read here, and read from untrusted pictures in another process.

A worn or tilted 20 mm code of level Q with a short id is read after a ladder of attempts: as it is,
with a median filter, blurred, at double size. Pictures that come from outside never go through
:func:`read_qr` in the window's process; they go through :func:`read_qr_safely`.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import qrcode
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from core.kernel.errors import BadInput, Unavailable

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
MAX_BYTES = 64 << 20
MAX_PIXELS = 120_000_000
WORKING_SIDE = 2600
"""Longest side that is searched first: A4 at 200 dpi and a little more."""
QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004)."""
_TIMEOUT = 20.0
_MAX_ANSWER = 1 << 16


def qr_matrix(payload: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of the code at level Q, row by row, without the quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
    code.add_data(payload)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def make_qr_png(payload: str, *, module_pixels: int = 8) -> bytes:
    """A black and white PNG of the code with its quiet zone; ``module_pixels`` a module."""
    matrix = qr_matrix(payload)
    side = len(matrix) + 2 * QUIET_ZONE
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    out = io.BytesIO()
    image.resize((side * module_pixels,) * 2, Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()


def read_qr(data: bytes) -> tuple[str, ...]:
    """The texts of the QR codes in a picture, without repeats; empty where none can be read.

    BadInput where the bytes are no picture of ours to open. For pictures from outside use
    :func:`read_qr_safely`, which calls this in a process of its own.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("图片超过 64 MB，未打开。", "The picture is larger than 64 MB; not opened.")
    return read_qr_image(_grey(data))


def read_qr_image(grey: Image.Image) -> tuple[str, ...]:
    """The same for a picture that is open already (mode L), in a process that may open it."""
    wanted = zxingcpp.barcode_formats_from_str("QRCode")
    for attempt in _ladder(grey):
        found = zxingcpp.read_barcodes(attempt, formats=wanted)
        texts = tuple(dict.fromkeys(code.text for code in found if code.valid and code.text))
        if texts:
            return texts
    return ()


def _grey(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise BadInput(
                    "图片像素过多（超过 1.2 亿），未打开。",
                    "The picture has more than 120 million pixels; not opened.",
                )
            image.draft("L", (WORKING_SIDE * 2, WORKING_SIDE * 2))
            if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
                layer = image.convert("RGBA")
                paper = Image.new("RGBA", layer.size, "white")
                paper.alpha_composite(layer)
                return paper.convert("L")
            return ImageOps.exif_transpose(image).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput(
            "不是能识别的图片（PNG、JPEG、TIFF、BMP、WebP），或已损坏。",
            "This is not a picture (PNG, JPEG, TIFF, BMP, WebP), or it is damaged.",
        ) from error


def _ladder(grey: Image.Image) -> Iterator[Image.Image]:
    small = grey
    if max(grey.size) > WORKING_SIDE:
        small = grey.copy()
        small.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    yield small
    yield small.filter(ImageFilter.MedianFilter(3))
    yield small.filter(ImageFilter.GaussianBlur(1.2))
    if max(small.size) <= WORKING_SIDE:
        yield small.resize((small.width * 2, small.height * 2), Image.Resampling.BICUBIC)
    if small is not grey:
        yield grey


def worker_command() -> list[str]:
    """How to start the worker; a frozen program starts itself with ``--qr-worker``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--qr-worker"]
    return [sys.executable, "-m", "core.archive.qr_worker"]


def read_qr_safely(source: Path | bytes, *, timeout: float = _TIMEOUT) -> tuple[str, ...]:
    """The texts of the QR codes in an untrusted picture file, read by a process without rights.

    ``timeout`` in seconds. BadInput: no picture that is opened here. Unavailable: the process died or
    took too long. The texts are what a stranger wrote: look only for a dossier's id in them.
    """
    data = source if isinstance(source, bytes) else _bytes_of(source)
    if len(data) > MAX_BYTES:
        raise BadInput("图片超过 64 MB，未打开。", "The picture is larger than 64 MB; not opened.")
    try:
        done = subprocess.run(
            worker_command(),
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            cwd=Path(__file__).resolve().parents[2],
            check=True,
        )
        answer = json.loads(done.stdout[:_MAX_ANSWER])
        if "refused" in answer:
            raise BadInput(str(answer["refused"]["zh"]), str(answer["refused"]["en"]))
        return tuple(str(text) for text in answer["texts"])
    except subprocess.TimeoutExpired as error:
        raise Unavailable(
            "识别二维码用时过长，已停止。", "Reading the QR code took too long and was stopped."
        ) from error
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            "识别二维码的进程中断，请换一张图片再试。",
            "The process that reads QR codes stopped; try another picture.",
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"无法读取文件“{path.name}”。", f"The file “{path.name}” cannot be read.") from error
