"""Check the file of a draw record with a public key: what the command line and the audit page ask for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from core.draw.rules import DrawCheck, verify_draw
from core.kernel.errors import BadInput

_MOST_BYTES = 4 * 1024 * 1024  # 10,000 candidates with every reason take less
_MOST_KEY_BYTES = 4096
_KEY = re.compile(r"[0-9a-fA-F]{64}\Z")


def check_file(path: Path | str, key_text: str) -> DrawCheck:
    """Check the record in the JSON file ``path`` with a public key: 64 hex digits, or the file that holds them.

    Raises ``BadInput`` if either cannot be read; a record that can be read but is wrong gives failing steps.
    """
    public_key = _read_key(key_text)
    return verify_draw(read_record(path), public_key)


def read_record(path: Path | str) -> dict[str, Any]:
    """The JSON object in the file ``path``; a field that stands twice is refused, for readers would differ on it."""
    text = _read_text(Path(path), _MOST_BYTES)
    try:
        record = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"“{path}”不是可读的 JSON：请导出抽签记录后重试。",
            f"“{path}” is not JSON that can be read: export the draw record again.",
        ) from error
    if not isinstance(record, dict):
        raise BadInput(f"“{path}”中没有抽签记录。", f"There is no draw record in “{path}”.")
    return record


def _read_key(key_text: str) -> bytes:
    text = key_text.strip()
    if not _KEY.match(text):
        text = _read_text(Path(text), _MOST_KEY_BYTES).strip()
    if not _KEY.match(text):
        raise BadInput("公钥须为 64 位十六进制数字。", "The public key must be 64 hex digits.")
    return bytes.fromhex(text)


def _read_text(path: Path, most: int) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        text = data.decode("utf-8")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a zero byte in the name
        raise BadInput(f"无法读取文件“{path}”。", f"The file “{path}” cannot be read.") from error
    if len(data) > most:
        raise BadInput(f"文件“{path}”太大。", f"The file “{path}” is too large.")
    return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)
