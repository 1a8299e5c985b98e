"""The risk page says which automated recommendations are stopped."""

from __future__ import annotations

from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk.monitoring import StopTrigger
from core.risk.stopping import StopRow
from desktop.risk.stop_chip import StopChip
from desktop.tasks import Tasks


def row(ended: int | None, asked: str | None = None) -> StopRow:
    trigger = StopTrigger("turned-bad", "2026-09", 90, 50, Words("不良占 9.0%", "9.0 % turned bad"))
    return StopRow(
        new_id(), "yaodu", "wheat", "2026-09", {}, (trigger,), 0,
        new_id() if asked else None, asked, "样本" if asked else None, ended, None,
    )  # fmt: skip


def test_stops_in_force_are_counted_and_told(qtbot: object, tasks: Tasks) -> None:
    chip = StopChip(None, tasks)  # type: ignore[arg-type]
    qtbot.addWidget(chip)  # type: ignore[attr-defined]
    chip.show_stops((row(ended=1),))
    assert chip.isHidden()
    chip.show_stops((row(ended=None, asked="王样本"), row(ended=1)))
    assert chip.text().startswith("1 recommendation")
    assert "wheat" in chip.toolTip() and "9.0 %" in chip.toolTip() and "王样本" in chip.toolTip()
    chip.show_stops(())
    assert chip.isHidden() and not chip.text() and not chip.toolTip()
