"""Check the file of a draw record with a public key: what the command line and the audit page ask for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from core.draw.rules import DrawCheck, verify_draw
from core.kernel.errors import BadInput

_MOST_BYTES = 4 * 1024 * 1024  # 10,000 candidates with every reason take less
_MOST_KEY_BYTES = 65536
_KEY = re.compile(r"[0-9a-fA-F]{64}\Z")
_LISTED = re.compile(r"\s*(\d+)-(\d*)\s+([0-9a-fA-F]{64})\s*\Z")


def check_file(path: Path | str, key_text: str) -> DrawCheck:
    """Check the record in the JSON file ``path`` with a public key: 64 hex digits, or the file that holds them, or
    a file of the centre's keys, a line each: ``FROM-TO KEY``, the numbers of the draws that each was in force for.

    Raises ``BadInput`` if either cannot be read; a record that can be read but is wrong gives failing steps.
    """
    record = read_record(path)
    return verify_draw(record, _read_key(key_text, _number(record)))


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


def _number(record: dict[str, Any]) -> int | None:
    """The draw's number, which records of the second kind bear."""
    given = record.get("input")
    number = given.get("number") if isinstance(given, dict) else None
    return number if type(number) is int else None


def _read_key(key_text: str, number: int | None) -> bytes:
    text = key_text.strip()
    if not _KEY.match(text):
        text = _read_text(Path(text), _MOST_KEY_BYTES).strip()
    if _KEY.match(text):
        return bytes.fromhex(text)
    listed = [line for line in map(_LISTED.match, text.splitlines()) if line]
    if not listed:
        raise BadInput("公钥须为 64 位十六进制数字。", "The public key must be 64 hex digits.")
    for line in listed:
        if number is not None and int(line[1]) <= number <= int(line[2] or number):
            return bytes.fromhex(line[3])
    raise BadInput(
        "密钥清单中没有该记录编号的密钥；旧式记录没有编号，请直接给出当时的公钥。",
        "No key of the list is for the record's number; an old record has none, so name the key of its time.",
    )


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
