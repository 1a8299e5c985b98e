"""Beside the lists of checks and numbers: what the line with the cursor says, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.archive.check_lists import FixityRow, RunRow
from core.archive.check_periods import MadeReport
from core.archive.checks import OCCASIONS
from core.archive.numbering import Series, VolumeLine
from core.archive.rules import period_words
from core.guardian.commissions import KINDS, Commission
from core.guardian.parcels import KEPT_DAYS
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.archive import control_lists as lists
from desktop.shell.page import Retranslated
from desktop.widgets.cards import Card, PairList, ScrollColumn
from desktop.widgets.labels import label

_LINES = 60
"""So many records of a volume are listed beside it."""


class ControlDetail(Retranslated):
    """A card of facts, and a card of advice or of a volume's records."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Any = None
        self._volume: Sequence[VolumeLine] = ()
        self._facts, self._more = Card(), Card()
        self.pairs = PairList(name_width=84)
        self.advice = label("", "table", wrap=True)
        self._facts.add(self.pairs)
        self._more.add(self.advice)
        frame = QFrame()
        frame.setProperty("role", "column-right")
        column = ScrollColumn()
        column.add(self._facts)
        column.add(self._more)
        column.add(QWidget(), 1)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(column)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)
        self.setFixedWidth(theme.scaled(340))
        self.retranslate()

    def show_row(self, row: Any) -> None:
        """A line of any of the lists, or ``None``."""
        self._row, self._volume = row, ()
        self.retranslate()

    def show_volume(self, series: Series, lines: Sequence[VolumeLine]) -> None:
        """The records of the series with the cursor, if it is still the one."""
        if self._row is series:
            self._volume = lines
            self.retranslate()

    def retranslate(self) -> None:
        row = self._row
        title, pairs, more, said = self._told(row)
        self._facts.set_title(title)
        self._facts.setVisible(row is not None)
        self._more.setVisible(bool(said))
        self._more.set_title(more)
        self.pairs.show_pairs(pairs)
        self.advice.setText(said)

    def _told(self, row: Any) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        if isinstance(row, RunRow):
            return self._run(row)
        if isinstance(row, FixityRow):
            return self._fixity(row)
        if isinstance(row, MadeReport):
            return self._report(row)
        if isinstance(row, Series):
            return self._series(row)
        if isinstance(row, Commission):
            return self._commission(row)
        return "", [], "", ""

    def _run(self, row: RunRow) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        lines = []
        for item in row.failed:
            name, advice = i18n.in_language(item.words), i18n.in_language(item.advice)
            lines.append(f"▲ {name}\n{advice}")
        if not lines:
            lines.append(self.tr("Nothing to do. Enter opens the record with every item and its evidence."))
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Record"), row.archival_number),
            (self.tr("Borrower"), row.applicant_name),
            (self.tr("Result"), i18n.in_language(lists.run_result(row)[0])),
            (self.tr("Occasion"), i18n.in_language(OCCASIONS[row.occasion])),
            (self.tr("Checked"), i18n.instant_text(row.at, seconds=True)),
        ]
        return self.tr("Run of the four checks"), pairs, self.tr("What to do"), "\n\n".join(lines)

    def _fixity(self, row: FixityRow) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        said = "\n".join(row.faults)
        if len(row.faults) > row.repaired:
            said += "\n\n" + self.tr(
                "Restore what was not mended from a backup (evenhand backup restore), then read all files again; "
                "lend nothing of it before."
            )
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Time"), i18n.instant_text(row.at, seconds=True)),
            (self.tr("Files"), i18n.number_text(row.objects)),
            (self.tr("Size"), lists.megabytes(row.bytes)),
            (self.tr("Faults"), i18n.number_text(len(row.faults))),
            (self.tr("Mended"), i18n.number_text(row.repaired)),
        ]
        return self.tr("Stored files read again"), pairs, self.tr("Faults"), said

    def _report(self, row: MadeReport) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Period"), row.period),
            (self.tr("From"), i18n.instant_text(row.since)),
            (self.tr("Before"), i18n.instant_text(row.before)),
            (self.tr("Records"), i18n.number_text(row.records)),
            (self.tr("Failed"), i18n.number_text(row.failed)),
            (self.tr("Made"), i18n.instant_text(row.at, seconds=True)),
        ]
        said = (
            self.tr("Sealed by the centre; Enter or Ctrl+E saves it as it is.")
            + f"\n\nSHA-256\n{_broken(row.sha256)}"
        )
        return self.tr("Report of the four checks"), pairs, self.tr("The file"), said

    def _series(self, row: Series) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Fonds"), row.fonds),
            (self.tr("Category"), row.category),
            (self.tr("Year"), str(row.year)),
            (self.tr("Retention period"), i18n.in_language(period_words(row.retention))),
            (self.tr("First"), row.first),
            (self.tr("Last"), row.last),
            (self.tr("Records"), i18n.number_text(row.records)),
            (self.tr("State"), i18n.in_language(lists.series_state(row)[0])),
        ]
        if row.gaps:
            pairs.append((self.tr("Missing"), ", ".join(str(item) for item in row.gaps)))
        if row.twice:
            pairs.append((self.tr("Twice"), ", ".join(row.twice)))
        lines = [
            f"{one.archival_number.rsplit('-', 1)[1]}  {one.title}  {self._pages(one)}"
            for one in self._volume[:_LINES]
        ]
        if len(self._volume) > _LINES:
            lines.append("…")
        return (
            self.tr("Series"),
            pairs,
            self.tr("Records, with their pages counted through"),
            "\n".join(lines),
        )

    def _commission(self, row: Commission) -> tuple[str, list[tuple[str, str | QWidget]], str, str]:
        answered = i18n.instant_text(row.answered_at, seconds=True) if row.answered_at is not None else "—"
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("What"), i18n.in_language(KINDS.get(row.kind, Words(row.kind, row.kind)))),
            (self.tr("Given"), i18n.instant_text(row.at, seconds=True)),
            (self.tr("Answered"), answered),
            (self.tr("State"), i18n.in_language(lists.commission_state(row)[0])),
        ]
        said = i18n.in_language(lists.commission_said(row))
        if row.parcel:
            file = self.tr("Ctrl+E saves what came of it ({size}); it is kept for {days} days.")
            said += "\n\n" + file.format(size=lists.megabytes(row.bytes), days=KEPT_DAYS)
        elif row.outcome is None:
            said = self.tr("It goes on without this window; what comes of it will stand here.")
        return self.tr("Commission"), pairs, self.tr("What came of it"), said.strip()

    def _pages(self, line: VolumeLine) -> str:
        return self.tr("pp. {first}–{last}").format(first=line.first_page, last=line.last_page)


def _broken(digest: str) -> str:
    """In lines that fit beside the list."""
    return "\n".join(digest[at : at + 32] for at in range(0, len(digest), 32))
