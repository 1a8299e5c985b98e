"""The cards of the proof: its figures and hashes, and what came of recomputing it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from core.draw.rules import CheckStep
from desktop import i18n, theme
from desktop.draw.checking import Checked
from desktop.draw.outsiders import command_line
from desktop.draw.picture import DrawPicture
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import Card, PairList, label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout


class CheckCard(Card):
    """Every step of the recomputation with ✓ or ✗; before it, what it would do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.outcome = Chip("", "ok", mark=True)
        self._hint = label("", "table-second", wrap=True)
        self._running = QProgressBar()
        self._running.setRange(0, 0)
        self._running.setTextVisible(False)
        self._running.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.scaled(8))
        self._grid.setVerticalSpacing(theme.scaled(6))
        for column, stretch in ((1, 4), (2, 5)):
            self._grid.setColumnStretch(column, stretch)
            self._grid.setColumnMinimumWidth(
                column, theme.scaled(210)
            )  # the hint of the height follows from it
        self.add_chip(self.outcome)
        self.add(self._hint)
        self.add(self._running)
        self.add(self._grid)
        self._checked: Checked | None = None
        self.show_nothing()

    def show_nothing(self) -> None:
        """Not recomputed yet."""
        self._checked = None
        self._running.hide()
        empty_layout(self._grid)
        self.outcome.show_chip("")
        self.set_title(self.tr("Verification"))
        self._hint.setText(
            self.tr("Recomputes the draw from its record and the centre's public key, step by step.")
        )
        self._hint.show()

    def show_running(self) -> None:
        self.show_nothing()
        self._hint.setText(self.tr("Recomputing…"))
        self._running.show()

    def show_checked(self, checked: Checked) -> None:
        self._checked = checked
        self._running.hide()
        self._hint.hide()
        empty_layout(self._grid)
        wrong = sum(not step.ok for step in checked.steps)
        if wrong:
            self.outcome.show_chip(self.tr("Does not hold: {count}").format(count=wrong), "red")
        else:
            self.outcome.show_chip(self.tr("All {count} hold").format(count=len(checked.steps)), "ok")
        for row, step in enumerate(checked.steps):
            self._step(row, step)

    def retranslate(self) -> None:
        checked = self._checked
        self.show_nothing()
        if checked is not None:
            self.show_checked(checked)

    def lines(self) -> tuple[str, ...]:
        """Each step as it is read out: mark and words."""
        steps = self._checked.steps if self._checked is not None else ()
        return tuple(f"{'✓' if step.ok else '✗'} {i18n.in_language(step.words)}" for step in steps)

    def _step(self, row: int, step: CheckStep) -> None:
        mark = label("✓" if step.ok else "✗", "ok" if step.ok else "error")
        words = label(i18n.in_language(step.words), "table", wrap=True)
        detail = label(_short(step.detail) if step.ok else step.detail, "table-second", wrap=True)
        detail.setToolTip(step.detail)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for made in (words, detail):
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)  # else the column reserves the height of a narrow label
            made.setSizePolicy(policy)
        words.setAccessibleName(self.lines()[row])
        for column, made in enumerate((mark, words, detail)):
            self._grid.addWidget(made, row, column, Qt.AlignmentFlag.AlignTop)


class RecordCard(Card):
    """Alpha, proof, hashes and key, all to be copied; and the line for outsiders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._pairs = PairList(name_width=84)
        self._outside = label("", "table-second", wrap=True)
        self.command = _mono("")
        self._copy = KeyButton("", "Ctrl+Shift+C")
        self._copy.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._copy.clicked.connect(self._copy_command)
        row = QHBoxLayout()
        row.addWidget(self.command, 1)
        row.addWidget(self._copy)
        self.add(self._pairs)
        self.add(self._outside)
        self.add(row)

    def show_picture(self, picture: DrawPicture) -> None:
        self.set_title(self.tr("Record and proof"))
        summary = picture.summary
        lot = "—" if picture.r is None else f"{picture.r} / {picture.total}"
        self._pairs.show_pairs(
            [
                (self.tr("Time"), i18n.moment_words(summary.at, seconds=True)),
                ("r / W", lot),
                ("alpha", _mono(picture.alpha)),
                (self.tr("Proof"), _mono(picture.proof)),
                (self.tr("Record hash"), _mono(summary.record_hash)),
                (self.tr("Previous"), _mono(picture.previous or self.tr("none: this is the first draw"))),
                (self.tr("Public key"), _mono(picture.public_key)),
            ]
        )
        self._outside.setText(self.tr("Anybody checks the exported files with Python alone, by this line:"))
        self.command.setText(command_line(summary))
        self.command.setAccessibleName(command_line(summary))
        self._copy.setText(self.tr("Copy"))

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())


def _short(detail: str) -> str:
    """Long hashes and ids by their first digits; the whole is in the tool tip and on the record below."""
    return re.sub(r"([0-9a-f]{8})[0-9a-f-]{9,}…?", r"\1…", detail)


def _mono(text: str) -> QLabel:
    """A hash in lines of 64 digits (32 where type is large); it can be selected."""
    per_line = 64 if theme.text_scale() < 1.1 else 32
    lines = [text] if " " in text else [text[at : at + per_line] for at in range(0, len(text), per_line)]
    made = label("\n".join(lines), "table")
    made.setFont(theme.font(theme.TABLE, monospace=True))
    made.setAccessibleName(text)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
