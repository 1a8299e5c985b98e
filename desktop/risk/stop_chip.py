"""How many products have no automated recommendation now; the tip says which, why, and who asks that it end."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from core.app import App
from core.risk.stopping import StopRow
from desktop import i18n
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip


class StopChip(Chip):
    """Hidden while nothing is stopped."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("", "neutral", parent)
        self._app, self._tasks = app, tasks
        self._stops: tuple[StopRow, ...] = ()

    def refresh(self) -> None:
        self._tasks.read(self._app.stopping.stops, done=self.show_stops)

    def show_stops(self, stops: tuple[StopRow, ...]) -> None:
        self._stops = tuple(one for one in stops if one.in_force)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        count = len(self._stops)
        self.show_chip(self.tr("%n recommendation(s) stopped", "", count) if count else "", "red")
        self.setToolTip("\n".join(map(self._line, self._stops)))

    def _line(self, stop: StopRow) -> str:
        why = "; ".join(i18n.in_language(one.words) for one in stop.triggers)
        text = f"{stop.institution} · {stop.product} · {stop.period}: {why}"
        if stop.request_id is None:
            return text
        asks = self.tr("{name} asks that it end; another has to confirm it").format(name=stop.asked_by)
        return f"{text}\n    {asks}"
