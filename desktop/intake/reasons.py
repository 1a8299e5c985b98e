"""A reason on screen: what is wrong, what to do, the same in the other language, and its code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.kernel.words import Words
from desktop import i18n
from desktop.widgets.cards import Card, label


def what_and_then(sentence: str) -> tuple[str, str]:
    """The first sentence (what is wrong) and the rest (what to do)."""
    for stop in ("。", ". "):
        first, found, rest = sentence.partition(stop)
        if found and rest.strip():
            return first + stop.strip(), rest.strip()
    return sentence, ""


class ReasonCard(Card):
    """One fault or note. The text can be selected and copied with the keyboard."""

    def __init__(self, words: Words, code: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        wrong, act = what_and_then(i18n.in_language(words))
        head = QHBoxLayout()
        what = label(wrong, "heading", wrap=True)
        head.addWidget(what, 1)
        if code:
            head.addWidget(label(code, "small"), 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.add(head)
        if act:
            self.add(label(act, "table", wrap=True))
        chinese = i18n.language() == i18n.CHINESE
        self.add(label(words.en if chinese else words.zh, "small", wrap=True))
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(f"{i18n.in_language(words)} {code}".strip())
