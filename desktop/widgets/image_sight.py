"""How an original lies on the view: scale, turn and the point in the middle. Geometry only."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QTransform

LARGEST = 16.0
"""No more than this many view pixels for one source pixel."""


class Sight:
    """Maps source pixels to view pixels. ``fitted`` follows the view's size until somebody zooms."""

    def __init__(self) -> None:
        self.source = QSize(1, 1)
        self.view = QRectF(0, 0, 1, 1)
        self.quarter_turns = 0
        self.fitted = True
        self._scale = 1.0
        self._centre = QPointF(0.5, 0.5)

    @property
    def scale(self) -> float:
        """View pixels for one source pixel."""
        return self._scale

    @property
    def centre(self) -> QPointF:
        """The source point in the middle of the view."""
        return QPointF(self._centre)

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole original, as turned, just fits."""
        width, height = self.source.width(), self.source.height()
        if self.quarter_turns % 2:
            width, height = height, width
        return max(1e-6, min(self.view.width() / width, self.view.height() / height, LARGEST))

    def look_at(self, source: QSize, quarter_turns: int = 0) -> None:
        """Another original, fitted."""
        self.source = source.expandedTo(QSize(1, 1))
        self.quarter_turns = quarter_turns % 4
        self.fit()

    def set_view(self, view: QRectF) -> None:
        """The part of the widget that a fitted original fills."""
        self.view = QRectF(view.topLeft(), view.size().expandedTo(QSize(1, 1).toSizeF()))
        if self.fitted:
            self.fit()

    def fit(self) -> None:
        self.fitted = True
        self._scale = self.fit_scale
        self._centre = QRectF(QPointF(0, 0), self.source.toSizeF()).center()

    def fit_width(self) -> None:
        """As wide as the view, beginning at the top: the way a paper is read."""
        width, height = self.source.width(), self.source.height()
        if self.quarter_turns % 2:
            width, height = height, width
        self._scale = min(self.view.width() / width, LARGEST)
        self.fitted = abs(self._scale / self.fit_scale - 1) < 1e-3
        if not self.fitted:
            self._centre = QRectF(QPointF(0, 0), self.source.toSizeF()).center()
            hidden = (height * self._scale - self.view.height()) / 2
            self.pan(QPointF(0, max(0.0, hidden)))

    def turn(self, quarters: int = 1) -> None:
        """Turn clockwise about the middle of the view."""
        self.quarter_turns = (self.quarter_turns + quarters) % 4
        if self.fitted:
            self.fit()

    def zoom(self, scale: float, at: QPointF | None = None) -> None:
        """Change the scale; the source point under ``at`` (view coordinates) stays where it is."""
        at = self.view.center() if at is None else at
        under = self.to_source().map(at)
        self._scale = min(max(scale, min(self.fit_scale, 1.0) / 4), LARGEST)
        self.fitted = abs(self._scale / self.fit_scale - 1) < 1e-3
        away = self._turn_and_scale().inverted()[0].map(at - self.view.center())
        self._look_near(under - away)

    def pan(self, by: QPointF) -> None:
        """Drag the original by view pixels."""
        self._look_near(self._centre - self._turn_and_scale().inverted()[0].map(by))

    def to_view(self) -> QTransform:
        """Source pixels to view pixels."""
        middle = self.view.center()
        transform = self._turn_and_scale() * QTransform.fromTranslate(middle.x(), middle.y())
        return QTransform.fromTranslate(-self._centre.x(), -self._centre.y()) * transform

    def to_source(self) -> QTransform:
        """View pixels to source pixels."""
        return self.to_view().inverted()[0]

    def share(self) -> tuple[float, float, float]:
        """Zoom against the fit and the middle as parts of the original: what a locked neighbour follows."""
        return (
            self._scale / self.fit_scale,
            self._centre.x() / self.source.width(),
            self._centre.y() / self.source.height(),
        )

    def follow(self, share: tuple[float, float, float]) -> None:
        """Look at the same part as a neighbour whose :meth:`share` this is."""
        zoom, across, down = share
        self._scale = min(self.fit_scale * zoom, LARGEST)
        self.fitted = abs(zoom - 1) < 1e-3
        self._look_near(QPointF(across * self.source.width(), down * self.source.height()))

    def _turn_and_scale(self) -> QTransform:
        return QTransform().rotate(90 * self.quarter_turns).scale(self._scale, self._scale)

    def _look_near(self, point: QPointF) -> None:
        """The middle of the view stays on the original, so that it cannot be lost."""
        self._centre = QPointF(
            min(max(0.0, point.x()), float(self.source.width())),
            min(max(0.0, point.y()), float(self.source.height())),
        )
