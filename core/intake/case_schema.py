"""``case.json``: strict JSON first, then JSON Schema 2020-12, with errors a branch can act on.

Strict means: UTF-8, no key twice, no floats or NaN, no lone surrogates or control characters (a
database could not keep them), bounded depth. Messages name the field and never repeat a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from core.intake.rules import SCHEMA_FILES, PackageFault
from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput
from core.kernel.words import Words

CASE_BYTES = 1_000_000
_DEPTH = 12
_MOST_FAULTS = 20

_KEYWORD_WORDS: Mapping[str, Words] = {
    "required": Words("没有填写", "is missing"),
    "additionalProperties": Words("含有格式中没有的项", "has a field that the format does not know"),
    "type": Words("的类型不对", "has the wrong type"),
    "anyOf": Words("的类型或内容不对", "has the wrong type or content"),
    "enum": Words("不在允许的取值之内", "is none of the allowed values"),
    "const": Words("不是规定的值", "is not the prescribed value"),
    "pattern": Words("的写法不对", "is not written as it should be"),
    "minimum": Words("过小", "is too small"),
    "maximum": Words("过大", "is too large"),
    "minLength": Words("是空的", "is empty"),
    "maxLength": Words("过长", "is too long"),
    "minItems": Words("一项也没有", "has no entry"),
    "maxItems": Words("的项数过多", "has too many entries"),
}
_OTHER = Words("不符合格式", "does not fit the format")
_NO_SUCH_TIME = Words("不是存在的日期或时间", "is no date or time that exists")


class _NotStrict(ValueError):
    """Carries the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_case(data: bytes) -> tuple[Mapping[str, Any] | None, tuple[PackageFault, ...]]:
    """The parsed case.json, or None where it is no JSON object; and its faults.

    A case that has faults may still be given back, so that its package id can be told.
    """
    try:
        case = _strict_json(data)
    except _NotStrict as error:
        return None, (PackageFault.of("not-json", "case.json", zh=error.zh, en=error.en),)
    version = case.get("schema")
    if not isinstance(version, str) or version not in SCHEMA_FILES:
        return None, (PackageFault.of("wrong-version", "schema"),)
    faults = tuple(_schema_faults(case)) or tuple(_time_faults(case, ""))
    return case, faults[:_MOST_FAULTS]


def _strict_json(data: bytes) -> dict[str, Any]:
    if len(data) > CASE_BYTES:
        raise _NotStrict("过大", "it is too large")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_no_key_twice,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except _NotStrict:
        raise
    except RecursionError as error:
        raise _NotStrict("层次过深", "it is nested too deeply") from error
    except ValueError as error:
        raise _NotStrict("语法错误或不是 UTF-8", "a syntax error, or not UTF-8") from error
    if not isinstance(value, dict):
        raise _NotStrict("不是对象", "it is no object")
    _check_text(value, 0)
    return value


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _NotStrict("同一项出现两次", "a field is there twice")
    return result


def _no_float(_text: str) -> Any:
    raise _NotStrict("含有小数，应使用整数", "it has a decimal number where integers are due")


def _check_text(value: Any, depth: int) -> None:
    if depth > _DEPTH:
        raise _NotStrict("层次过深", "it is nested too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, depth)
            _check_text(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_text(item, depth + 1)
    elif isinstance(value, str) and any(_forbidden(ord(character)) for character in value):
        raise _NotStrict("文字中含有控制字符", "a text holds control characters")


def _forbidden(code: int) -> bool:
    """Controls except tab and newline, lone surrogates, marks that turn the reading direction."""
    return (
        (code < 0x20 and code not in (0x09, 0x0A))
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
    )


def _pattern(_validator: Any, pattern: str, text: Any, _schema: Any) -> Iterator[ValidationError]:
    """``$`` as JSON Schema means it (the very end); Python's would let a last newline pass."""
    if isinstance(text, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), text):
        yield ValidationError("pattern")


@cache
def _validator(file: str) -> Any:
    text = files("resources").joinpath("schemas", file).read_text(encoding="utf-8")
    return validators.extend(Draft202012Validator, {"pattern": _pattern})(json.loads(text))


def _schema_faults(case: Mapping[str, Any]) -> Iterator[PackageFault]:
    seen: set[str] = set()
    for error in _validator(SCHEMA_FILES[case["schema"]]).iter_errors(case):
        for path in _places(error):
            if path not in seen:
                seen.add(path)
                words = _KEYWORD_WORDS.get(str(error.validator), _OTHER)
                yield PackageFault.of("schema", path, zh=words.zh, en=words.en)
        if len(seen) >= _MOST_FAULTS:
            return


def _places(error: ValidationError) -> list[str]:
    """Where the error is; every part of it is a name that stands in the schema, or an index."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path]
    path = "".join(parts).lstrip(".")
    if error.validator == "required":
        return [f"{path}.{name}".lstrip(".") for name in error.validator_value if name not in error.instance]
    return [path or "case.json"]


def _time_faults(value: Any, path: str) -> Iterator[PackageFault]:
    """Days and instants that have the right shape and do not exist, like 2026-02-30."""
    if isinstance(value, dict):
        for key, item in value.items():
            where = f"{path}.{key}".lstrip(".")
            if key in ("at", "taken_at") and isinstance(item, str) and not _instant_exists(item):
                yield PackageFault.of("schema", where, zh=_NO_SUCH_TIME.zh, en=_NO_SUCH_TIME.en)
            elif path == "applicant" and key in ("birth_date", "id_valid_until"):
                if item != "长期" and not _day_exists(item):
                    yield PackageFault.of("schema", where, zh=_NO_SUCH_TIME.zh, en=_NO_SUCH_TIME.en)
            else:
                yield from _time_faults(item, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _time_faults(item, f"{path}[{index}]")


def _instant_exists(text: str) -> bool:
    try:
        return 0 <= parse_instant(text) <= 1 << 53
    except (BadInput, OverflowError):
        return False


def _day_exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
