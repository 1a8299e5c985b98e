"""One screening as a picture: why, what cost points, how limit and price came about, what is paid back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.risk.explanation import FINDING_CATEGORIES, ScorePart
from core.risk.repayment import DAY_COUNTS, Instalment
from core.risk.screening import Screening
from desktop import i18n, theme
from desktop.casework import case_text
from desktop.risk.case_reading import PlanFigures
from desktop.risk.risk_text import per_cent, short_hash
from desktop.risk.step_bars import StepBar, StepBars
from desktop.shell.page import Retranslated
from desktop.widgets.cards import Card, PairList, ScrollColumn, label
from desktop.widgets.chips import MARKS, Chip
from desktop.widgets.flow_layout import empty_layout
from desktop.widgets.labels import GivingLabel

_NOTABLE_PERCENT = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One line of why: words and the colour that goes with it."""

    text: str
    kind: str


class ScreeningPicture(Retranslated):
    """Two columns of cards; everything that was lost or is in doubt is amber or red, the rest is quiet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screening: Screening | None = None
        self._plan: PlanFigures | None = None
        self.why, self.why_chip = Card(), Chip("", "neutral")
        self.why_rules = GivingLabel("small")
        self._why_lines = QVBoxLayout()
        self.points, self.points_chip, self.point_bars = Card(), Chip("", "neutral"), StepBars()
        self.limit, self.limit_chip, self.limit_bars = Card(), Chip("", "neutral"), StepBars()
        self.price, self.price_chip, self.price_bars = Card(), Chip("", "neutral"), StepBars()
        self.plan, self.plan_chip, self.plan_pairs = Card(), Chip("", "neutral"), PairList(name_width=108)
        self.plan_none = label("", "second", wrap=True)
        self.price_none = label("", "second", wrap=True)
        self.left, self.right = ScrollColumn(margin=0), ScrollColumn(margin=0)
        self._build()
        self.retranslate()

    def show_screening(self, screening: Screening, plan: PlanFigures | None) -> None:
        self._screening, self._plan = screening, plan
        self.retranslate()

    def said(self) -> tuple[Said, ...]:
        """Causes, findings and doubts in their order, as they are written."""
        if self._screening is None:
            return ()
        return _said(self._screening, self.tr("{category}: {words}"))

    def retranslate(self) -> None:
        self.why.set_title(self.tr("Why"))
        self.points.set_title(self.tr("Points"))
        self.limit.set_title(self.tr("Limit"))
        self.price.set_title(self.tr("Price"))
        self.plan.set_title(self.tr("Repayment"))
        if self._screening is not None:
            self._say_why(self._screening)
            self._say_points(self._screening)
            self._say_limit(self._screening)
            self._say_price(self._screening)
            self._say_plan()

    def _build(self) -> None:
        self._why_lines.setSpacing(theme.scaled(5))
        self.why.add_chip(self.why_chip)
        self.why.set_trailing(self.why_rules)
        self.why.add(self._why_lines)
        for card, chip, bars in (
            (self.points, self.points_chip, self.point_bars),
            (self.limit, self.limit_chip, self.limit_bars),
            (self.price, self.price_chip, self.price_bars),
        ):
            card.add_chip(chip)
            card.add(bars)
        self.price.add(self.price_none)
        self.plan.add_chip(self.plan_chip)
        self.plan.add(self.plan_pairs)
        self.plan.add(self.plan_none)
        for card in (self.why, self.points):
            self.left.add(card)
        for card in (self.limit, self.price, self.plan):
            self.right.add(card)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(self.left, 1)
        row.addWidget(self.right, 1)

    def _say_why(self, screening: Screening) -> None:
        self.why_chip.show_chip(
            case_text.outcome(screening.outcome), case_text.OUTCOME_TONES.get(screening.outcome, "neutral")
        )
        rules = self.tr("Rules {version} · {hash}").format(
            version=screening.rule_set_version, hash=short_hash(screening.rule_set_hash)
        )
        self.why_rules.setText(rules)
        empty_layout(self._why_lines)
        said = self.said()
        for one in said:
            role = {"red": "error", "amber": "table-amber"}[one.kind]
            self._why_lines.addWidget(label(f"{MARKS[one.kind]} {one.text}", role, wrap=True))
        if not said:
            text = self.tr("No hard rule holds, nothing was found, every input is sound.")
            self._why_lines.addWidget(label(f"✓ {text}", "ok", wrap=True))

    def _say_points(self, screening: Screening) -> None:
        score = screening.score
        text = self.tr("{points} of {best}").format(points=score.points, best=score.out_of)
        if score.band is not None:
            self.points_chip.setToolTip(i18n.in_language(score.band.words))
            text += f" · {i18n.in_short(score.band.words)}"
        self.points_chip.show_chip(text if score.parts else "", "neutral")
        best = max((part.best_points for part in score.parts), default=0) or 1
        rows = [
            StepBar(
                f"{i18n.in_short(part.words)} · {i18n.in_language(part.value_text)}",
                1000 * part.points // best,
                1000 * part.best_points // best,
                "accent",
                "amber" if _notable(part) else "line",
                f"−{part.lost}" if part.lost else "0",
                f"{part.points} / {part.best_points}",
                ink="amber" if _notable(part) else "ink",
            )
            for part in sorted(score.parts, key=lambda one: -one.lost)
        ]
        self.point_bars.show_bars(rows)

    def _say_limit(self, screening: Screening) -> None:
        terms = screening.limit_terms
        self.limit_chip.show_chip(case_text.short_yuan(screening.limit_fen), "neutral")
        most = max((term.after_fen for term in terms), default=0) or 1
        rows, before = [], terms[0].after_fen if terms else 0
        for term in terms:
            cut = term.after_fen < before
            rows.append(
                StepBar(
                    i18n.in_language(term.words),
                    1000 * term.after_fen // most,
                    1000 * before // most,
                    "accent",
                    "amber",
                    case_text.whole_yuan(term.after_fen),
                    f"−{case_text.whole_yuan(before - term.after_fen)}" if cut else "",
                )
            )
            before = term.after_fen
        self.limit_bars.show_bars(rows)

    def _say_price(self, screening: Screening) -> None:
        price = screening.price
        self.price_bars.setVisible(price is not None)
        self.price_none.setVisible(price is None)
        self.price_none.setText(self.tr("No price while inputs are in doubt."))
        if price is None:
            self.price_chip.show_chip("")
            return
        text = self.tr("{rate} a year · IRR {irr}").format(rate=per_cent(price.rate), irr=per_cent(price.irr))
        self.price_chip.show_chip(text, "neutral")
        so_far, reached = price.rate * 0, []
        for term in price.terms:
            reached.append((so_far, so_far + term.percent))
            so_far += term.percent
        most = max((max(pair) for pair in reached), default=price.rate) or 1
        self.price_bars.show_bars(
            [
                StepBar(
                    i18n.in_language(term.words),
                    int(1000 * min(pair) / most),
                    int(1000 * max(pair) / most),
                    "accent_ground",
                    "accent" if term.percent >= 0 else "third",
                    f"{pair[1]}",
                    f"{term.percent:+}".replace("-", "−"),
                )
                for term, pair in zip(price.terms, reached, strict=True)
            ]
        )

    def _say_plan(self) -> None:
        plan = self._plan
        self.plan_pairs.setVisible(plan is not None)
        self.plan_none.setVisible(plan is None)
        self.plan_none.setText(self.tr("No plan without a limit and a price."))
        if plan is None:
            self.plan_chip.show_chip("")
            return
        self.plan_chip.show_chip(
            self.tr("%n payment(s) for {amount}", "", plan.count).format(
                amount=case_text.yuan(plan.principal_fen)
            ),
            "neutral",
        )
        self.plan_pairs.show_pairs(
            [
                (self.tr("First"), _payment(plan.first)),
                (self.tr("Last"), _payment(plan.last)),
                (self.tr("All interest"), case_text.yuan(plan.interest_fen)),
                (self.tr("A year"), f"{per_cent(plan.simple_rate)} · IRR {per_cent(plan.irr)}"),
                (self.tr("Day count"), i18n.in_language(DAY_COUNTS[plan.day_count])),
            ]
        )


def _said(screening: Screening, told: str) -> tuple[Said, ...]:
    """``told`` joins ``{category}`` and ``{words}``."""
    found = [(one.category, one.words, "red") for one in screening.causes]
    found += [(one.category, one.words, "amber") for one in screening.findings]
    lines = [
        Said(
            told.format(
                category=i18n.in_language(FINDING_CATEGORIES[category]), words=i18n.in_language(words)
            ),
            kind,
        )
        for category, words, kind in found
    ]
    return (*lines, *(Said(i18n.in_language(one.words), "amber") for one in screening.doubts))


def _notable(part: ScorePart) -> bool:
    """Much was lost, of what could be had."""
    return part.lost > 0 and part.lost * 100 >= part.best_points * _NOTABLE_PERCENT


def _payment(one: Instalment) -> str:
    return f"{i18n.date_words(one.due.isoformat())} · {case_text.yuan(one.payment_fen)}"
