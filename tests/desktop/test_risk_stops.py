"""The risk page says which automated recommendations are stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.app import App
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk.monitoring import StopTrigger
from core.risk.stopping import COLUMNS, StopRow, figures_command
from desktop.risk.stop_chip import StopChip
from desktop.risk.stop_figures import StopsNow
from desktop.risk.stops_card import StopsCard
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.test_risk_page import RiskPlace

SignIn = Callable[[str], App]


def said(place: RiskPlace) -> str:
    """Everything that the card about stops says."""
    return "\n".join(one.text() for one in place.risk.drift.stops.findChildren(QLabel))


FIGURES = {
    "recommended": 1000, "overdue_30d": 10, "turned_bad": 90, "foretold_bad_permille": 20, "score_psi_permille": 100,
    "overruled": 50,
}  # fmt: skip


def row(ended: int | None, asked: str | None = None) -> StopRow:
    trigger = StopTrigger("turned-bad", "2026-09", 90, 50, Words("不良占 9.0%", "9.0 % turned bad"))
    return StopRow(
        new_id(), "yaodu", "wheat", "2026-09", FIGURES, (trigger,), 0,
        new_id() if asked else None, asked, new_id() if asked else None, "样本" if asked else None, ended, None, Words("样本行", "Specimen bank"),
    )  # fmt: skip


def test_stops_in_force_are_counted_and_told(qtbot: QtBot, tasks: Tasks) -> None:
    chip = StopChip(None, tasks)  # type: ignore[arg-type]
    qtbot.addWidget(chip)
    chip.show_stops((row(ended=1),))
    assert chip.isHidden()
    chip.show_stops((row(ended=None, asked="王样本"), row(ended=1)))
    assert chip.text().startswith("1 recommendation")
    assert "wheat" in chip.toolTip() and "9.0 %" in chip.toolTip() and "王样本" in chip.toolTip()
    chip.show_stops(())
    assert chip.isHidden() and not chip.text() and not chip.toolTip()


def test_one_asks_in_the_window_that_a_stop_end_and_another_confirms(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    place = RiskPlace(qtbot, sign_in("risk1"), tasks, settings)
    lines = (",".join(COLUMNS), "yaodu,wheat,2026-09,1000,10,90,20,100,50")
    app = place.app
    app.stopping.take_in(figures_command(new_id(), "figures.csv", "\n".join(lines).encode()))
    place.press("Alt+4")
    card = place.risk.drift.stops
    assert card.chip.text() == "1 in force" and not card.unheeding.isVisible()
    assert "90 turned bad" in said(place) and "1,000 recommended" in said(place)
    place.risk.refresh()
    place.settle()
    assert place.risk.stops.text().startswith("1 recommendation")
    place.press("Ctrl+Return")
    assert "Say why" in card.message.text()
    card.remark.setText("样本：整改完成")
    place.press("Ctrl+Return")
    assert place.notices[-1] == ("Asked; another risk manager has to confirm it.", "ok")
    assert "样本：整改完成" in said(place) and "Another risk manager" in said(place)
    assert card.ask.isHidden() and card.confirm.isHidden()
    place.press("Ctrl+Return")
    assert app.stopping.stops()[0].in_force
    place.close()
    other = RiskPlace(qtbot, sign_in("risk2"), tasks, settings)
    other.press("Alt+4")
    assert not other.risk.drift.stops.confirm.isHidden()
    other.press("Ctrl+Return")
    assert other.notices[-1] == ("Automated recommendation goes on.", "ok")
    (row,) = other.app.stopping.stops()
    assert not row.in_force and other.risk.stops.isHidden()
    other.speak_chinese()
    assert "已结束" in other.risk.drift.stops.chosen.currentText()


def test_rules_from_before_there_were_stops_are_told_of(qtbot: QtBot, sign_in: SignIn, tasks: Tasks) -> None:
    card = StopsCard(sign_in("auditor1"), tasks)
    qtbot.addWidget(card)
    card.show_stops(StopsNow((row(None),), {}, "2025-01"))
    assert "2025-01" in card.unheeding.text() and "recommendation_stopped" in card.unheeding.text()
    assert not card.may_ask() and not card.may_confirm()
    card.show_stops(StopsNow((row(1),), {}, "2025-01"))
    assert card.unheeding.text() == ""
