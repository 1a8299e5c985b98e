"""The figures behind stops, read off the window's thread and written in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.app import App
from core.kernel.words import Words
from core.risk.monitoring import StopLimits
from core.risk.stopping import StopRow
from desktop import i18n


@dataclass(frozen=True, slots=True)
class StopsNow:
    """Stops, those in force first; products by code in words; ``unheeding``: the version of the
    rules in force where it does not ask for stops."""

    rows: tuple[StopRow, ...]
    products: Mapping[str, Words]
    unheeding: str | None


def read_stops(app: App) -> StopsNow:
    """What stands now."""
    rows = app.stopping.stops()
    found = {row.product: app.catalogue.find(row.product) for row in rows}
    names = {code: product.words for code, product in found.items() if product is not None}
    return StopsNow(rows, names, app.stopping.unheeding() if rows else None)


def figures_text(row: StopRow) -> str:
    """The whole of the figures: ``1,000 recommended · 90 turned bad (20‰ foretold) · …``."""
    figures = row.figures
    text = QCoreApplication.translate(
        "StopsCard",
        "{recommended} recommended · {bad} turned bad ({foretold} foretold) · {overdue} overdue by over 30 days · "
        "{overruled} overruled · score PSI {psi}",
    )
    return text.format(
        recommended=i18n.number_text(figures["recommended"]),
        bad=i18n.number_text(figures["turned_bad"]),
        foretold=per_cent(figures["foretold_bad_permille"]),
        overdue=i18n.number_text(figures["overdue_30d"]),
        overruled=i18n.number_text(figures["overruled"]),
        psi=f"{figures['score_psi_permille'] / 1000:.3f}",
    )


def stop_rule_text() -> str:
    """Where automated recommendation will stop."""
    bars = StopLimits()
    text = QCoreApplication.translate(
        "StopsCard",
        "It will stop at {bad} bad loans, {overdue} overdue by over 30 days, {times} times the bad loans "
        "foretold, a score PSI of {psi}, or {overruled} overruled; shares count from {least} loans on.",
    )
    return text.format(
        bad=per_cent(bars.bad_permille),
        overdue=per_cent(bars.overdue_permille),
        times=bars.bad_times_foretold_permille // 1000,
        psi=f"{bars.score_psi_permille / 1000:.2f}",
        overruled=per_cent(bars.overruled_permille),
        least=bars.least,
    )


def per_cent(permille: int) -> str:
    """``5%``, ``2.5%``."""
    return f"{permille / 10:g}%"
