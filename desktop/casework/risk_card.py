"""What the rules say: outcome, score, what cost most, every cause, and how limit and price came about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.cases.case_rows import CaseView
from core.kernel.errors import EvenhandError
from core.risk.explanation import CATEGORIES, FINDING_CATEGORIES
from core.risk.screening import Screening
from desktop import i18n, theme
from desktop.casework import case_text
from desktop.casework.case_card import CaseCard, TermTable, fits_a_chip, fitting_chip
from desktop.casework.disclosure import Disclosure
from desktop.widgets.bars import BarRow
from desktop.widgets.cards import FigureTile, label
from desktop.widgets.chips import MARKS, Chip
from desktop.widgets.flow_layout import FlowLayout, empty_layout
from desktop.widgets.labels import GivingLabel

BARS, NAME_WIDTH = 4, 184


class RiskCard(CaseCard):
    """One screening, told the way a reviewer weighs it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome = Chip("", "neutral", self)
        self._rules = GivingLabel("small")
        self._tiles = tuple(FigureTile() for _ in range(4))
        self._bars = tuple(BarRow() for _ in range(BARS))
        self._chip_area = QWidget()
        self._flow = FlowLayout(self._chip_area, spacing=theme.scaled(6))
        self._lines = QWidget()
        self._line_box = QVBoxLayout(self._lines)
        self._line_box.setContentsMargins(0, 0, 0, 0)
        self._line_box.setSpacing(theme.scaled(4))
        self._terms = Disclosure()
        self._price, self._limit, self._parts = TermTable(), TermTable(), TermTable()
        self._heads = tuple(label("", "table") for _ in range(3))
        self._failed = label("", "error", wrap=True)
        self._build()

    @property
    def terms(self) -> Disclosure:
        """Price, limit and scorecard in full."""
        return self._terms

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("Risk"))
        self._failed.hide()
        if view.screening is None:
            self._say_nothing(self.tr("Not screened yet."))
            return
        try:
            screening = Screening.from_json(view.screening.result)
        except EvenhandError as error:
            self._say_nothing(i18n.in_language(error.words))
            return
        self._say_head(screening)
        self._say_tiles(view, screening)
        self._say_bars(screening)
        self._say_chips(screening)
        self._say_terms(screening)

    def _build(self) -> None:
        self.add_chip(self._outcome)
        self.set_trailing(self._rules)
        tiles = QHBoxLayout()
        tiles.setSpacing(theme.scaled(6))
        for tile, stretch in zip(self._tiles, (4, 3, 5, 5), strict=True):
            tiles.addWidget(tile, stretch)
        self.add(tiles)
        self.add(self._failed)
        bars = QVBoxLayout()
        bars.setSpacing(theme.scaled(4))
        for bar in self._bars:
            bars.addWidget(bar)
        self.add(bars)
        self._flow.addWidget(self._terms.part_with_head())
        self.add(self._lines)
        self.add(self._chip_area)
        for head, table in zip(self._heads, (self._price, self._limit, self._parts), strict=True):
            head.setFont(theme.font(theme.TABLE, bold=True))
            self._terms.add(head)
            self._terms.add(table)
        self.add(self._terms)
        theme.watcher().changed.connect(self._restyle)

    def _say_nothing(self, sentence: str) -> None:
        self._failed.setText(sentence)
        self._failed.show()
        self._outcome.show_chip("")
        self._rules.setText("")
        for widget in (*self._tiles, *self._bars, self._lines, self._chip_area, self._terms):
            widget.hide()

    def _say_head(self, screening: Screening) -> None:
        code = screening.outcome
        self._outcome.show_chip(case_text.outcome(code), case_text.OUTCOME_TONES.get(code, "neutral"))
        digest = screening.rule_set_hash
        self._rules.setText(
            self.tr("Rules {version} · {hash}").format(
                version=screening.rule_set_version, hash=f"{digest[:4]}…{digest[-2:]}"
            )
        )
        self._rules.setToolTip(digest)

    def _say_tiles(self, view: CaseView, screening: Screening) -> None:
        lists = {
            "white": self.tr("White"),
            "green": self.tr("Green"),
            "grey": self.tr("Grey"),
            "black": self.tr("Black"),
        }
        listed = str(view.facts["appraisal"]["list"])
        score, rate = screening.score, screening.rate
        figures = (
            (self.tr("Score"), str(score.points) if score.complete else f"({score.points})"),
            (self.tr("List"), lists.get(listed, "—")),
            (self.tr("Limit"), case_text.whole_yuan(screening.limit_fen)),
            (self.tr("Rate"), "—" if rate is None else f"{rate}%"),
        )
        for tile, (caption, figure) in zip(self._tiles, figures, strict=True):
            tile.show_figure(caption, figure)
            tile.show()
        band = screening.score.band
        out_of = self.tr("of {points} points").format(points=score.out_of)
        self._tiles[0].setToolTip(out_of if band is None else f"{out_of} · {i18n.in_language(band.words)}")
        irr = screening.irr
        self._tiles[3].setToolTip("" if irr is None else self.tr("IRR {rate} %").format(rate=irr))

    def _say_bars(self, screening: Screening) -> None:
        reasons = screening.reasons[:BARS]
        metrics = QFontMetrics(theme.font(theme.TABLE))
        widest = max((metrics.horizontalAdvance(i18n.in_short(part.words)) for part in reasons), default=0)
        width = min(round(widest / theme.text_scale()) + 4, NAME_WIDTH)
        for bar, part in zip(self._bars, reasons, strict=False):
            notable = part.lost * 5 >= part.best_points * 2
            bar.show_row(
                i18n.in_short(part.words), part.points, part.best_points, notable=notable, name_width=width
            )
            bar.setToolTip(f"{i18n.in_language(part.words)}: {i18n.in_language(part.value_text)}")
        for number, bar in enumerate(self._bars):
            bar.setVisible(number < len(reasons))

    def _say_chips(self, screening: Screening) -> None:
        self._flow.removeWidget(self._terms.head)
        empty_layout(self._flow)
        chips = [
            (
                self.tr("{category}: {cause}").format(
                    category=_category(cause.category), cause=i18n.in_language(cause.words)
                ),
                "red",
            )
            for cause in screening.causes
        ]
        chips += [(i18n.in_language(finding.words), "amber") for finding in screening.findings]
        chips += [(i18n.in_language(doubt.words), "amber") for doubt in screening.doubts]
        empty_layout(self._line_box)
        for text, kind in chips:
            if fits_a_chip(text):
                self._flow.addWidget(fitting_chip(text, kind))
            else:
                role = "error" if kind == "red" else "table-amber"
                self._line_box.addWidget(label(f"{MARKS[kind]} {text}", role, wrap=True))
        self._lines.setVisible(self._line_box.count() > 0)
        rejects = [line for line in screening.trace if line.kind == "reject"]
        if rejects and all(line.held is False for line in rejects):
            clear = fitting_chip(self.tr("No hard rule applies"), "ok")
            clear.setToolTip(" · ".join(i18n.in_language(words) for words in CATEGORIES.values()))
            self._flow.addWidget(clear)
        self._flow.addWidget(self._terms.head)
        self._chip_area.show()
        for index in range(self._flow.count()):
            item = self._flow.itemAt(index)
            if item is not None and item.widget() is not None:
                item.widget().show()

    def _say_terms(self, screening: Screening) -> None:
        self._terms.set_title(self.tr("Terms in full"))
        self._terms.fill_with(partial(self._fill_terms, screening))

    def _fill_terms(self, screening: Screening) -> None:
        for head, words in zip(
            self._heads, (self.tr("Price"), self.tr("Limit"), self.tr("Scorecard")), strict=True
        ):
            head.setText(words)
        self._price.show_terms(
            [
                (i18n.in_language(term.words), f"{term.percent:+}".replace("-", "−"))
                for term in screening.price_terms
            ],
            None if screening.rate is None else (self.tr("Rate a year"), f"{screening.rate} %"),
        )
        self._limit.show_terms(
            [
                (i18n.in_language(term.words), case_text.whole_yuan(term.after_fen))
                for term in screening.limit_terms
            ],
            (self.tr("Advised limit"), case_text.whole_yuan(screening.limit_fen)),
        )
        self._parts.show_terms(
            [
                (
                    f"{i18n.in_short(part.words)} · {i18n.in_language(part.value_text)}",
                    f"{part.points} / {part.best_points}",
                )
                for part in screening.score.parts
            ],
            (self.tr("Score"), f"{screening.score.points} / {screening.score.out_of}"),
        )

    @Slot()
    def _restyle(self) -> None:
        if self.view is not None:
            self.say(self.view)


def _category(code: str) -> str:
    words = FINDING_CATEGORIES.get(code)
    return i18n.in_language(words) if words is not None else code
