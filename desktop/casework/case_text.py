"""How figures and reasons of a case are written on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from core.cases.rules import QUESTIONS, REASONS
from core.identity.rules import Role
from core.kernel.clock import HOUR, MINUTE
from core.kernel.words import Words
from core.products.rules import REPAYMENT_WORDS
from core.risk.explanation import PASS, PERSON, REFUSE
from desktop import i18n

_WAN, _HUNDRED_YUAN = 1_000_000, 10_000
"""In fen."""

LONG_WAIT = 4 * HOUR
"""From here on the time a case has waited is shown in amber."""


OUTCOME_WORDS = {
    PASS: Words("规则通过", "Passes the rules"),
    PERSON: Words("人工判断", "A person judges"),
    REFUSE: Words("规则拒绝", "Refused by rule"),
}
OUTCOME_TONES = {PASS: "ok", PERSON: "amber", REFUSE: "red"}


def outcome(code: str) -> str:
    """``人工判断``: what the rules said of a case."""
    return i18n.in_language(OUTCOME_WORDS[code]) if code in OUTCOME_WORDS else code


def yuan(fen: int) -> str:
    """``12.00万元`` or ``¥120,000``; to the fen where there are any, and in yuan below ten thousand."""
    wan = fen >= _WAN and fen % _HUNDRED_YUAN == 0
    chinese = (
        f"{fen // _WAN:,}.{fen % _WAN // _HUNDRED_YUAN:02d}万元" if wan else f"{i18n.money_text(fen)} 元"
    )
    return i18n.in_language(Words(chinese, f"¥{whole_yuan(fen)}"))


def whole_yuan(fen: int) -> str:
    """``120,000``, with fen only where there are any; for tiles."""
    text = i18n.money_text(fen)
    return text.removesuffix(".00")


def short_yuan(fen: int) -> str:
    """``120,000 元`` or ``¥120,000``: an amount that is typed in yuan."""
    return i18n.in_language(Words(f"{whole_yuan(fen)} 元", f"¥{whole_yuan(fen)}"))


def rough_yuan(fen: int) -> str:
    """``14.5万`` or ``¥145k``: about how much, where there is little room."""
    hundreds = (fen + 5_000) // 10_000
    wan = f"{hundreds // 100}.{hundreds % 100:02d}".rstrip("0").rstrip(".")
    return i18n.in_language(Words(f"{wan}万", f"¥{hundreds // 10}k"))


def months(term: int) -> str:
    """``24 个月``."""
    return QCoreApplication.translate("CaseText", "{months} months").format(months=term)


def per_cent(rate: str) -> str:
    """``6.35 %`` for the text of a rate a year."""
    return f"{rate} %"


def repayment(code: str) -> str:
    """The way of repayment in words."""
    return i18n.in_language(REPAYMENT_WORDS[code]) if code in REPAYMENT_WORDS else code


def offer(amount_fen: int, term: int, rate: str, way: str) -> str:
    """``7.00万元 · 12 个月 · 4.70 % · 等额本息``."""
    return " · ".join((yuan(amount_fen), months(term), per_cent(rate), repayment(way)))


def reason_words(codes: Sequence[str]) -> list[str]:
    """Reasons of the taxonomy in words; a code that is no longer known stands for itself."""
    known = {reason.code: reason.words for reason in REASONS}
    return [i18n.in_language(known[code]) if code in known else code for code in codes]


def question_words(code: str) -> str:
    """A question of the checklist in words."""
    return next((i18n.in_language(one.words) for one in QUESTIONS if one.code == code), code)


def person(name: str) -> str:
    """People are called by their names; the guardian, which is a program, in the reader's language."""
    guardian = Role.GUARDIAN.words
    return i18n.in_language(guardian) if name == guardian.zh else name


def span(microseconds: int) -> str:
    """``1 小时 42 分``: how long something has lasted, to the minute; days from two days on."""
    minutes = max(0, microseconds) // MINUTE
    hours = minutes // (HOUR // MINUTE)
    if hours >= 48:
        return QCoreApplication.translate("CaseText", "{days} days").format(days=hours // 24)
    if hours:
        return QCoreApplication.translate("CaseText", "{hours} h {minutes} min").format(
            hours=hours, minutes=minutes % 60
        )
    return QCoreApplication.translate("CaseText", "{minutes} min").format(minutes=minutes)
