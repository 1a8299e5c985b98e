"""Reasons by outcome: the first one chosen says which outcome they are for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.cases.rules import Reason, reasons_for
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.shell.page import Retranslated
from desktop.widgets.cards import label
from desktop.widgets.masked_field import Choice
from desktop.widgets.reason_chips import ReasonChips

LIST_WIDTH = 280


class ReasonPicker(Retranslated):
    """Offers the reasons of every use at first; once one is chosen, those of the same use."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uses: tuple[str, ...] = ()
        self._wanted = ""
        self._caption = label("", "table-second")
        self.chips = ReasonChips()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(8))
        row.addWidget(self._caption)
        row.addWidget(self.chips, 1)
        # the list is as wide as its longest reason, not as the line that opens it
        self.chips.line.completer().popup().setMinimumWidth(theme.scaled(LIST_WIDTH))
        self.setFocusProxy(self.chips)
        self.chips.changed.connect(self._changed)
        self.retranslate()

    def show_uses(self, uses: Sequence[str], chosen: Sequence[str]) -> None:
        """Offer the reasons for these uses, with ``chosen`` taken; says nothing."""
        self._uses = tuple(dict.fromkeys(uses))
        self._wanted = ""
        self.chips.select(())
        self.chips.show_choices(
            [Choice(reason.code, reason.words) for use in self._uses for reason in reasons_for(use)]
        )
        self.chips.select(chosen)
        self._narrow()

    def selected(self) -> tuple[str, ...]:
        return self.chips.selected()

    def typed(self) -> str:
        """What was typed to find a reason and has found none yet."""
        return self.chips.line.text().strip()

    def is_open(self) -> bool:
        """Whether the list of what fits hangs under the line."""
        return self.chips.line.completer().popup().isVisible()

    def use(self) -> str:
        """The use that the chosen reasons are for; empty while there are none."""
        chosen = set(self.chips.selected())
        for use in self._uses:
            if chosen & {reason.code for reason in reasons_for(use)}:
                return use
        return ""

    def ask_for(self, use: str) -> None:
        """Somebody wants to do what needs reasons for ``use``: offer those, and go there."""
        if not self.selected():
            self._wanted = use
            self._narrow()
        self.chips.setFocus()

    def retranslate(self) -> None:
        self._narrow()

    def _say_caption(self) -> None:
        words = {
            "approve": self.tr("Reasons for"),
            "decline": self.tr("Reasons against"),
            "supplement": self.tr("To supplement"),
            "review-again": self.tr("To review again"),
            "conflict": self.tr("Conflict"),
        }.get(self.use() or self._wanted, "")
        self._caption.setText(words)
        self._caption.setVisible(bool(words))

    @Slot()
    def _changed(self) -> None:
        self._wanted = ""
        self._narrow()
        self.changed.emit()

    def _narrow(self) -> None:
        use = self.use() or self._wanted
        offered = [reason for one in self._uses for reason in reasons_for(one) if use in ("", one)]
        several = not use and len(self._uses) > 1
        self.chips.show_choices(
            [self._with_use(reason) if several else Choice(reason.code, reason.words) for reason in offered]
        )
        self._say_caption()

    def _with_use(self, reason: Reason) -> Choice:
        """The reason under the name of its use, while reasons of several are offered."""
        uses = {
            "approve": self.tr("For"),
            "decline": self.tr("Against"),
            "supplement": self.tr("Supplement"),
            "review-again": self.tr("Review again"),
            "conflict": self.tr("Conflict"),
        }
        text = self.tr("{use}: {reason}").format(use=uses[reason.use], reason=i18n.in_language(reason.words))
        return Choice(reason.code, Words(text, text))
