"""What a passphrase must be like: length first; the rule of the Chinese protection scheme where a centre must keep it.

Length and a list of what everybody tries do more than classes of characters and forced changes (NIST
SP 800-63B-4, 3.1.1.2), so that is what a centre begins with. GB/T 22239-2019 (等保, level 3, 8.1.4.1) asks for
complexity and regular change; banks are examined by it, so it can be chosen: three of four classes, at least
8 characters, changed every 90 days.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from core.kernel.clock import DAY
from core.kernel.errors import BadInput, NotAllowed
from core.kernel.words import Words

LEAST_LENGTH = 12
_FLOOR = 8
LENGTH, COMPLEXITY = "length", "complexity"

#: What is tried first by everybody who tries; compared without case and without what stands around it.
_COMMON = frozenset(
    {
        "password", "passphrase", "passw0rd", "p@ssw0rd", "qwertyuiop", "qwerty", "qazwsx", "1qaz2wsx", "1q2w3e4r",
        "asdfghjkl", "zxcvbnm", "iloveyou", "letmein", "welcome", "admin", "administrator", "root", "woaini",
        "abc123", "abcd1234", "a123456", "123456", "1234567890", "111111", "000000", "666666", "888888", "88888888",
        "520", "5201314", "woaini1314", "evenhand", "gongyun", "yinhang", "nongshang", "nongxin", "daikuan", "bank",
        "公允", "银行", "农商行", "贷款", "密码", "口令",
    }
)  # fmt: skip
_PADDING = "0123456789!@#$%^&*()-_=+. ,;:"


#: Easily read aloud and typed: no letter that looks like another.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def fresh_passphrase() -> str:
    """A passphrase for somebody else to change: four groups of five, 100 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class PassphraseRules:
    """``least`` characters, of at least ``classes`` classes (small, capital, digit, other), good for ``days``
    (0: until changed)."""

    least: int = LEAST_LENGTH
    classes: int = 1
    days: int = 0

    @classmethod
    def named(cls, name: str) -> PassphraseRules:
        """``length`` or ``complexity``: the two that a centre can choose from."""
        if name not in _RULES:
            raise BadInput(f"没有口令规则“{name}”。", f"There are no passphrase rules called “{name}”.")
        return _RULES[name]

    def fault(self, login: str, passphrase: str) -> Words | None:
        """What is wrong with the passphrase of ``login``, or ``None``."""
        if len(passphrase) < self.least:
            return Words(
                f"口令至少 {self.least} 个字符。", f"A passphrase has at least {self.least} characters."
            )
        if len(_classes(passphrase)) < self.classes:
            return Words(
                f"口令须含小写、大写字母、数字、其他字符中的至少 {self.classes} 类。",
                f"A passphrase holds at least {self.classes} of: small letters, capitals, digits, others.",
            )
        if login and login.casefold() in passphrase.casefold() and len(passphrase) < 2 * len(login):
            return Words("口令不得以用户名为主。", "A passphrase is not mainly the login.")
        if _is_common(passphrase):
            return Words(
                "这样的口令人人都会先猜，请换一个。",
                "This is what everybody tries first; choose another one.",
            )
        return None

    def check(self, login: str, passphrase: str) -> None:
        """:class:`NotAllowed`, in words, for a passphrase that does not keep the rules."""
        if (fault := self.fault(login, passphrase)) is not None:
            raise NotAllowed(fault.zh, fault.en)

    def is_due(self, changed: int, now: int) -> bool:
        """Whether a passphrase of ``changed`` (µs) must be changed at ``now``."""
        return self.days > 0 and now - changed >= self.days * DAY


_RULES: Mapping[str, PassphraseRules] = {
    LENGTH: PassphraseRules(),
    COMPLEXITY: PassphraseRules(_FLOOR, 3, 90),
}
RULE_WORDS: Mapping[str, Words] = {
    LENGTH: Words("长度优先（至少 12 个字符）", "Length first (12 characters or more)"),
    COMPLEXITY: Words(
        "等保复杂度（至少 8 个字符、四类中的三类、90 天更换）",
        "Complexity (8 characters or more, three of four classes, changed every 90 days)",
    ),
}


def _classes(passphrase: str) -> set[str]:
    found = set()
    for letter in passphrase:
        category = unicodedata.category(letter)
        found.add({"Ll": "small", "Lu": "capital", "Nd": "digit"}.get(category, "other"))
    return found


def _is_common(passphrase: str) -> bool:
    """One of the list, also with digits and signs around it or twice over; or one sign all through."""
    plain = unicodedata.normalize("NFKC", passphrase).casefold()
    core = plain.strip(_PADDING)
    if len(set(plain)) <= 2 or (not core and _is_run(plain)):
        return True
    parts = {plain, core, plain[: len(plain) // 2] if plain == plain[: len(plain) // 2] * 2 else plain}
    return not parts.isdisjoint(_COMMON)


def _is_run(text: str) -> bool:
    """Signs each one above or below the one before, as in 123456789012."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in zip(text, text[1:], strict=False)}
    return len(steps) == 1
