"""What an outsider needs to check a draw without us: the record, the public key, one file of program."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from core.draw.queries import DrawQueries, DrawSummary
from core.kernel.errors import Unavailable

KEY_FILE, PROGRAM = "draw.pub", "verify_draw.py"


@dataclass(frozen=True, slots=True)
class OutsiderFolder:
    """Where the three files are, and the line that checks the draw there."""

    folder: Path
    record: str
    command: str


def record_name(summary: DrawSummary) -> str:
    return f"draw-{summary.number:06d}.json"


def command_line(summary: DrawSummary) -> str:
    """The one line an outsider types; it needs nothing but Python."""
    return f"python3 {PROGRAM} {record_name(summary)} {KEY_FILE}"


def _program() -> bytes:
    try:
        return files("core.draw").joinpath(PROGRAM).read_bytes()
    except OSError as error:
        raise Unavailable(
            f"本机的安装缺少“{PROGRAM}”，请重新安装。",
            f"This installation lacks “{PROGRAM}”; install it again.",
        ) from error


def write_outsider_folder(draws: DrawQueries, draw_id: UUID, folder: Path) -> OutsiderFolder:
    """Write record, public key and program into ``folder``."""
    detail = draws.draw(draw_id)
    name = record_name(detail.summary)
    program = _program()
    try:
        (folder / name).write_text(detail.record_text, encoding="utf-8", newline="")
        (folder / KEY_FILE).write_text(detail.public_key.hex() + "\n", encoding="ascii")
        (folder / PROGRAM).write_bytes(program)
    except OSError as error:
        raise Unavailable(
            f"无法写入文件夹“{folder.name}”：{error.strerror}。",
            f"The folder “{folder.name}” cannot be written: {error.strerror}.",
        ) from error
    return OutsiderFolder(folder, name, command_line(detail.summary))
