"""The files that a row of a list names: within the given folder alone, of a type the archive takes, whole."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

from core.archive.moving.arriving import MOST_FILE_BYTES, ArrivingFile, media_type_of
from core.kernel.errors import BadInput

_BETWEEN = re.compile(r"[;；|、\n]")
MOST_FILES = 500


def named_files(folder: Path, text: str) -> tuple[list[ArrivingFile], list[BadInput]]:
    """The files that ``text`` names (``a.pdf; b.jpg``), a PDF first; and what is wrong with any."""
    names = [name.strip() for name in _BETWEEN.split(text) if name.strip()]
    if not names:
        return [], [BadInput("没有写文件名", "No file is named")]
    if len(names) > MOST_FILES:
        return [], [BadInput(f"文件超过 {MOST_FILES} 个", f"There are more than {MOST_FILES} files")]
    found, faults = list[ArrivingFile](), list[BadInput]()
    for name in dict.fromkeys(names):
        try:
            found.append(_file(folder, name))
        except BadInput as fault:
            faults.append(fault)
    found.sort(key=lambda one: one.media_type != "application/pdf")
    return found, faults


def _file(folder: Path, name: str) -> ArrivingFile:
    shown = name[-60:]
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\0" in name:
        raise BadInput(f"文件名 {shown} 不在所给文件夹内", f"{shown} does not lie in the given folder")
    path = folder.joinpath(*parts)
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()) or not path.is_file():
            raise BadInput(f"文件名 {shown} 不在所给文件夹内", f"{shown} does not lie in the given folder")
        size = path.stat().st_size
        if not 0 < size <= MOST_FILE_BYTES:
            raise BadInput(f"文件 {shown} 为空或超过 128 MB", f"{shown} is empty or larger than 128 MB")
        with path.open("rb") as stream:
            kind = media_type_of(stream.read(8))
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise BadInput(f"找不到文件 {shown}", f"The file {shown} is not there") from error
    if kind is None:
        raise BadInput(
            f"文件 {shown} 的内容不是 PDF、JPEG、PNG 或 TIFF",
            f"{shown} is no PDF, JPEG, PNG or TIFF by content",
        )
    return ArrivingFile(path, name, kind, digest, size)
