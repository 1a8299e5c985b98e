"""The buttons of the form: what may be done with the case, each with its key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.casework.acts import Act
from desktop.widgets.buttons import KeyButton

WIDTH = 170


def act_words(act: Act) -> str:
    """What stands on the button of ``act``."""
    words = {
        "recommend": QCoreApplication.translate("ActButtons", "Recommend"),
        "recommend-no": QCoreApplication.translate("ActButtons", "Advise against"),
        "supplement": QCoreApplication.translate("ActButtons", "Return for supplement"),
        "approve": QCoreApplication.translate("ActButtons", "Approve"),
        "decline": QCoreApplication.translate("ActButtons", "Decline"),
        "vote": QCoreApplication.translate("ActButtons", "Vote for"),
        "vote-no": QCoreApplication.translate("ActButtons", "Vote against"),
        "conflict": QCoreApplication.translate("ActButtons", "Conflict of interest"),
        "review-again": QCoreApplication.translate("ActButtons", "Return to review"),
        "request-review": QCoreApplication.translate("ActButtons", "Ask for a person's review"),
        "waive-review": QCoreApplication.translate("ActButtons", "No review is asked for"),
        "withdraw": QCoreApplication.translate("ActButtons", "Applicant withdraws"),
    }
    return words[act.name]


class ActButtons(QWidget):
    """One below the other; pressing one fires ``pressed`` with its :class:`Act`."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts: dict[KeyButton, Act] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.scaled(4))
        self._box.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Room for the longest words and their key."""
        return super().minimumSizeHint().expandedTo(QSize(theme.scaled(WIDTH), 0))

    def show_acts(self, acts: Sequence[Act]) -> None:
        """Offer exactly these; buttons that stay keep their place and focus."""
        if list(self._acts.values()) == list(acts):
            return
        for button in self._acts:
            self._box.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._acts = {}
        for row, act in enumerate(acts):
            button = KeyButton(act_words(act), act.key, act.kind)
            button.clicked.connect(self._clicked)
            self._box.insertWidget(row, button)
            self._acts[button] = act

    def acts(self) -> tuple[Act, ...]:
        return tuple(self._acts.values())

    def button(self, name: str) -> KeyButton | None:
        """The button of the act with this name, where it is offered."""
        return next((button for button, act in self._acts.items() if act.name == name), None)

    def press(self, name: str) -> None:
        """As if the button of this act had been pressed."""
        button = self.button(name)
        if button is not None:
            button.click()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for button, act in self._acts.items():
                button.setText(act_words(act))
        super().changeEvent(event)

    @Slot()
    def _clicked(self) -> None:
        act = self._acts.get(self.sender())  # type: ignore[call-overload]
        if act is not None:
            self.pressed.emit(act)
