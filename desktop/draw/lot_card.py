"""The cards that say who was drawn, out of whom, and who could not be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.draw.rules import REASONS
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.draw.picture import STAGE_WORDS, DrawPicture, KeptOut, Share
from desktop.draw.share_strip import ShareStrip
from desktop.widgets.bars import Bar
from desktop.widgets.cards import Card, label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout
from desktop.widgets.labels import GivingLabel


class LotCard(Card):
    """The result in words and as a picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.result = Chip("", "accent")
        self.strip = ShareStrip()
        self._about = GivingLabel("table-second")
        self._told = label("", "table", wrap=True)
        self.add_chip(self.result)
        self.set_trailing(self._about)
        self.add(self._told)
        self.add(self.strip)

    def show_picture(self, picture: DrawPicture) -> None:
        summary = picture.summary
        stage = i18n.in_language(STAGE_WORDS.get(summary.stage, Words(summary.stage, summary.stage)))
        self.set_title(self.tr("Draw {number} · {stage}").format(number=summary.number, stage=stage))
        if summary.result_name is None:
            self.result.show_chip(self.tr("△ Nobody could be drawn"), "amber")
        else:
            self.result.show_chip(self.tr("● Drawn: {name}").format(name=summary.result_name), "accent")
        reason = i18n.in_language(REASONS.get(summary.reason, Words(summary.reason, summary.reason)))
        self._about.setText(f"{summary.case_number} · {reason}")
        self._told.setText(self._sentence(picture))
        theme.set_role(self._told, "table" if picture.r is not None else "table-amber")
        self.strip.show_picture(picture)

    def sentence(self) -> str:
        return self._told.text()

    def _sentence(self, picture: DrawPicture) -> str:
        note = i18n.in_language(picture.note)
        if picture.r is None:
            return self.tr("{note}.").format(note=note)
        text = self.tr("{note}: the lot fell on {r} of {total} (counted from 0), in the share of {name}.")
        return text.format(note=note, r=picture.r, total=picture.total, name=picture.summary.result_name)


class CandidatesCard(Card):
    """Who could be drawn, with load, weight and share; below, who could not and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.scaled(12))
        self._grid.setVerticalSpacing(theme.scaled(6))
        self._grid.setColumnStretch(4, 1)
        self.add(self._grid)

    def show_picture(self, picture: DrawPicture) -> None:
        empty_layout(self._grid)
        title = self.tr("Candidates")
        if picture.seats > 1:
            text = self.tr("Committee, seat {seat} of {seats}: candidates")
            title = text.format(seat=picture.seat + 1, seats=picture.seats)
        self.set_title(title)
        if picture.shares:
            self._headers(picture.in_points)
        for share in picture.shares:
            self._share(share, picture.total)
        if not picture.shares:
            self._wide(label(self.tr("△ No candidate was left"), "table-amber"))
        for group in picture.kept_out:
            self._kept_out(group)
        self.set_trailing(self._policy(picture))

    def read_out(self) -> tuple[str, ...]:
        """Every row as it is read out."""
        rows: dict[int, list[str]] = {}
        for index in range(self._grid.count()):
            row = self._grid.getItemPosition(index)[0]  # type: ignore[index]
            item = self._grid.itemAt(index)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QLabel) and widget.text():
                rows.setdefault(row, []).append(widget.text())
        return tuple(" ".join(cells) for _, cells in sorted(rows.items()))

    def _policy(self, picture: DrawPicture) -> QLabel:
        text = self.tr("Rule {version} · K = {k}").format(version=picture.policy_version, k=picture.k)
        made = label(text, "table-second")
        made.setToolTip(
            self.tr("Who has least open weighs 2 to the power of K; each further case or point halves it.")
        )
        return made

    def _headers(self, in_points: bool) -> None:
        load = self.tr("Points") if in_points else self.tr("Open cases")
        names = ("", self.tr("Name"), load, self.tr("Weight"), "", self.tr("Share"))
        for column, name in enumerate(names):
            side = Qt.AlignmentFlag.AlignRight if column in (2, 3, 5) else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(label(name, "table-second"), 0, column, side)

    def _share(self, share: Share, total: int) -> None:
        row = self._grid.rowCount()
        thousandths = round(share.weight * 1000 / total) if total else 0
        cells = (
            "●" if share.drawn else "",
            self.tr("{name} · drawn").format(name=share.name) if share.drawn else share.name,
            i18n.number_text(share.open_load),
            i18n.number_text(share.weight),
            None,
            f"{thousandths / 10:.1f} %",
        )
        for column, text in enumerate(cells):
            side = Qt.AlignmentFlag.AlignRight if column in (2, 3, 5) else Qt.AlignmentFlag.AlignLeft
            if text is None:
                bar = Bar()
                bar.show_share(thousandths, "accent" if share.drawn else "third")
                bar.setAccessibleName(f"{share.name} {cells[5]}")
                self._grid.addWidget(bar, row, column, Qt.AlignmentFlag.AlignVCenter)
                continue
            made = label(text, "heading" if share.drawn else "table")
            self._grid.addWidget(made, row, column, side | Qt.AlignmentFlag.AlignVCenter)

    def _kept_out(self, group: KeptOut) -> None:
        reasons = self.tr("; ").join(i18n.in_language(words) for words in group.reasons)
        names = self.tr(", ").join(group.names)
        count = self.tr("Not drawn: {count}").format(count=len(group.names))
        self._wide(label(f"{count} · {reasons}", "table-second", wrap=True), above=theme.scaled(6))
        self._wide(label(names, "table", wrap=True))

    def _wide(self, made: QLabel, above: int = 0) -> None:
        if above:
            made.setContentsMargins(0, above, 0, 0)
        self._grid.addWidget(made, self._grid.rowCount(), 0, 1, 6)
