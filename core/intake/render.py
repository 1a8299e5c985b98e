"""Pixels of a photo or a paper's page, decoded in a process of its own.

Nothing here looks into the bytes: they go to :mod:`core.intake.render_worker` through a pipe, and
what comes back is checked for its size. A worker that dies or dawdles is replaced; the caller gets
a sentence.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from core.intake.worker_process import WorkerProcess
from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words

JPEG, PNG, TIFF, PDF = "image/jpeg", "image/png", "image/tiff", "application/pdf"
MEDIA_TYPES = (JPEG, PNG, TIFF, PDF)
MAX_BYTES = 128 << 20
MEMORY = 2 << 30
TIMEOUT = 20.0

REFUSALS = {
    "not-its-type": Words(
        "文件内容与所标类型不符，未打开。请退回补正。",
        "The file is not of the type it claims, so it was not opened. Send it back for correction.",
    ),
    "broken": Words(
        "文件不完整或已损坏，无法显示。请退回重新拍摄或上传。",
        "The file is cut off or damaged and cannot be shown. Ask for a new photo or upload.",
    ),
    "too-many-pixels": Words(
        "图片像素过多（超过 1.2 亿），未打开。",
        "The image has too many pixels (over 120 million); not opened.",
    ),
    "encrypted": Words(
        "PDF 设有密码，无法显示。请退回上传无密码的文件。",
        "The PDF needs a password. Ask for one without a password.",
    ),
    "no-such-page": Words("文件没有这一页。", "The file has no such page."),
    "bad-page": Words("页面尺寸异常，无法显示。", "The page's size is impossible; it cannot be shown."),
    "memory": Words(
        "打开此文件所需内存超过限制，未打开。",
        "Opening this file needs more memory than is allowed; not opened.",
    ),
}


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels of one page: rows of ``stride`` bytes, four bytes a pixel (blue, green, red, unused).

    ``source_width`` and ``source_height`` are the pixels of the upright original before ``rotation``
    (a PDF page counted at 150 dpi). ``orientation`` is how a photo lies in its file (EXIF 2.32, 1 is upright).
    """

    width: int
    height: int
    stride: int
    pixels: bytes | bytearray = field(repr=False)
    source_width: int
    source_height: int
    page_count: int
    orientation: int = 1


def worker_command() -> list[str]:
    """How to start the worker; a frozen program starts itself with ``--render-worker``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--render-worker"]
    return [sys.executable, "-m", "core.intake.render_worker"]


class Renderer:
    """One worker process, asked by one thread at a time; the others wait.

    Have one for what the reader waits for and another (with ``niceness``) for thumbnails.
    """

    def __init__(self, *, timeout: float = TIMEOUT, memory: int = MEMORY, niceness: int = 0) -> None:
        self._worker = WorkerProcess([*worker_command(), str(memory), str(niceness)], timeout)

    @property
    def process_id(self) -> int | None:
        """The running worker's process id, or None."""
        return self._worker.process_id

    def warm(self) -> None:
        """Start the worker now, so that the first picture does not wait for it."""
        self._worker.warm()

    def render(
        self,
        data: bytes,
        media_type: str,
        *,
        page: int = 1,
        box: tuple[int, int],
        rotation: int = 0,
        exact: bool = False,
    ) -> Raster:
        """The page (from 1), upright, turned clockwise by ``rotation`` (0, 90, 180, 270), to fill ``box``.

        A photo is never enlarged, and comes up to twice as large as the box unless ``exact``.
        BadInput: the file cannot be shown. Unavailable: the worker died or took too long.
        """
        if media_type not in MEDIA_TYPES:
            raise BadInput(
                f"不支持的文件类型：{media_type}。", f"Files of type {media_type} cannot be shown."
            )
        if len(data) > MAX_BYTES:
            raise BadInput("文件超过 128 MB，未打开。", "The file is larger than 128 MB; not opened.")
        request = {
            "media_type": media_type,
            "page": page,
            "box": box,
            "rotation": rotation,
            "exact": exact,
            "bytes": len(data),
        }
        header, pixels = self._worker.ask(request, data)
        if "refused" in header:
            words = REFUSALS.get(str(header["refused"]), REFUSALS["broken"])
            raise BadInput(words.zh, words.en)
        return _raster(header, pixels)

    def close(self) -> None:
        """End the worker. A render under way fails with Unavailable; so does any later one."""
        self._worker.close()


def _raster(header: dict[str, Any], pixels: bytes | bytearray) -> Raster:
    """The raster, if the numbers agree with each other: the worker may have been taken over."""
    try:
        width, height = int(header["width"]), int(header["height"])
        source_width, source_height = (int(side) for side in header["source"])
        pages, orientation = int(header["pages"]), int(header.get("orientation", 1))
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable("阅读进程的回答无法使用。", "The reader process gave no usable answer.") from error
    if min(width, height, source_width, source_height, pages) < 1 or width * height * 4 != len(pixels):
        raise Unavailable("阅读进程的回答无法使用。", "The reader process gave no usable answer.")
    return Raster(width, height, width * 4, pixels, source_width, source_height, pages, orientation)
