"""How outcomes and figures of risk are written on the screen."""

from __future__ import annotations

from decimal import Decimal

from core.kernel.words import Words
from core.products.rules import REPAYMENT_WORDS
from core.risk.explanation import PASS, PERSON, REFUSE, Unusable, Value, value_text
from core.risk.input_contract import InputSpec
from desktop import i18n
from desktop.casework.case_text import OUTCOME_TONES, whole_yuan

OUTCOME_SHORT = {
    PASS: Words("通过", "Pass"),
    PERSON: Words("人工", "Person"),
    REFUSE: Words("拒绝", "Refuse"),
}
_APPRAISAL = {
    "white": Words("白名单", "White list"),
    "green": Words("绿名单", "Green list"),
    "grey": Words("灰名单", "Grey list"),
    "black": Words("黑名单", "Black list"),
    "none": Words("未评议", "Not appraised"),
}
_AGES = {
    "under-30": Words("30 岁以下", "Under 30"),
    "under-45": Words("30 至 44 岁", "30 to 44"),
    "under-60": Words("45 至 59 岁", "45 to 59"),
    "60-or-more": Words("60 岁及以上", "60 or more"),
    "unknown": Words("不明", "Not known"),
}


def outcome_short(code: str) -> str:
    """``人工``, for narrow columns."""
    return i18n.in_language(OUTCOME_SHORT[code]) if code in OUTCOME_SHORT else code


def outcome_chip(code: str) -> tuple[str | Words, str]:
    """Words and kind of chip for a column."""
    return OUTCOME_SHORT.get(code, code), OUTCOME_TONES.get(code, "neutral")


def group_key(kind: str, key: str) -> Words:
    """An appraisal list or an age group in words; other keys stand for themselves."""
    known = {"appraisal-list": _APPRAISAL, "age": _AGES}.get(kind, {})
    return known.get(key, Words(key, key))


def signed_yuan(fen: int) -> str:
    """``+12,000`` or ``−3,000``; nothing moved: ``0``."""
    return f"{'+' if fen > 0 else '−' if fen < 0 else ''}{whole_yuan(abs(fen))}"


def per_cent(value: Decimal | None) -> str:
    return "—" if value is None else f"{value} %"


def points(value: int) -> str:
    return f"{value}".replace("-", "−")


def short_hash(digest: str) -> str:
    """``3f9c…71``."""
    return f"{digest[:4]}…{digest[-2:]}"


def input_value(spec: InputSpec, value: Value) -> str:
    """The value of an input as people read it; nothing accepted: a dash."""
    if value is None:
        return "—"
    if isinstance(value, Unusable):
        return f"({value.type_name}) {value.text}"
    if isinstance(value, str):
        words = _APPRAISAL.get(value) or REPAYMENT_WORDS.get(value)
        return i18n.in_language(words) if words is not None else value
    return i18n.in_language(value_text(value, spec.unit, Words(str(value), str(value))))
