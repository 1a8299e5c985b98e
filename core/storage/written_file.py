"""A file that somebody asked for, written where he said: whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.kernel.errors import Unavailable


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A name beside ``target`` to write under, which becomes ``target`` at the end.

    ``Unavailable`` where the system does not let us. Whatever goes wrong within, ``target`` is as it was and
    nothing is left beside it.
    """
    part = part_of(target)
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise unwritable(target) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """Under which name ``target`` is written before it is whole."""
    return target.with_name(f".{target.name}.part")


def unwritable(target: Path) -> Unavailable:
    """The refusal for a place that cannot be written."""
    return Unavailable(
        f"无法写入“{target.name}”：请检查文件夹权限和剩余空间。",
        f"“{target.name}” cannot be written: check the folder's rights and the room left.",
    )
