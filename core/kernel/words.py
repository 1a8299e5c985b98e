"""A sentence in both languages of the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence for people, in Simplified Chinese and in English.

    The core knows no screen; what it has to say it says in both languages, and the window or the
    command line picks the one its reader chose.
    """

    zh: str
    en: str

    def format(self, **values: Any) -> Words:
        """The same sentence with its ``{placeholders}`` filled in both languages."""
        return Words(self.zh.format(**values), self.en.format(**values))

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` (``zh_CN`` and the like give Chinese, all others English)."""
        return self.zh if language.lower().startswith("zh") else self.en

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Words:
        return cls(data["zh"], data["en"])

    def __str__(self) -> str:
        return f"{self.zh} ({self.en})"
