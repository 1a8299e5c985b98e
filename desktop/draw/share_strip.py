"""The lot made visible: everybody's share of the total side by side, and a tick where r fell."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme
from desktop.draw.picture import DrawPicture, Share

_ABOVE, _BAR, _BELOW = 30, 34, 18


class ShareStrip(QWidget):
    """The width is the total of the weights. The drawn share is filled and ringed; the tick bears the number r."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: DrawPicture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        nobody = self._picture is not None and self._picture.r is None
        return QSize(theme.scaled(320), theme.scaled(_BAR + 2 if nobody else _ABOVE + _BAR + _BELOW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(200), self.sizeHint().height())

    def show_picture(self, picture: DrawPicture | None) -> None:
        self._picture = picture
        self.setAccessibleName(self._read_out())
        self.updateGeometry()
        self.update()

    def share_rect(self, share: Share) -> QRectF:
        """Where a share is painted."""
        bar = self._bar()
        total = self._picture.total if self._picture is not None and self._picture.total else 1
        left = bar.left() + bar.width() * share.start / total
        return QRectF(left, bar.top(), bar.width() * share.weight / total, bar.height())

    def tick_x(self) -> float:
        """Where the tick stands: in the middle of the unit that r names."""
        assert self._picture is not None and self._picture.r is not None
        bar = self._bar()
        return bar.left() + bar.width() * (self._picture.r + 0.5) / self._picture.total

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture.r is None:
            self._paint_nobody(painter)
        else:
            for share in self._picture.shares:
                self._paint_share(painter, share)
            self._paint_tick(painter)
            self._paint_scale(painter)
        painter.end()

    def _bar(self) -> QRectF:
        nobody = self._picture is not None and self._picture.r is None
        return QRectF(1, 1 if nobody else theme.scaled(_ABOVE), self.width() - 2, theme.scaled(_BAR))

    def _paint_share(self, painter: QPainter, share: Share) -> None:
        colours = theme.tokens()
        gap = 1.0 if self.share_rect(share).width() > 6 else 0.0
        box = self.share_rect(share).adjusted(gap, 0, -gap, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("accent" if share.drawn else "accent_ground"))
        radius = min(theme.scaled(4), box.width() / 2)
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(colours.colour("on_accent" if share.drawn else "ink"))
        painter.setFont(theme.font(theme.TABLE, bold=share.drawn))
        room = box.adjusted(theme.scaled(6), 0, -theme.scaled(6), 0)
        metrics = painter.fontMetrics()
        if room.width() >= metrics.horizontalAdvance(share.name[:1] + "…"):
            name = metrics.elidedText(share.name, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_tick(self, painter: QPainter) -> None:
        assert self._picture is not None
        colours = theme.tokens()
        x, bar = self.tick_x(), self._bar()
        painter.setPen(QPen(colours.colour("ink"), 2))
        reach = theme.scaled(7)  # into the bar from both sides: the name between them stays readable
        painter.drawLine(QPointF(x, bar.top() - theme.scaled(8)), QPointF(x, bar.top() + reach))
        painter.drawLine(QPointF(x, bar.bottom() - reach), QPointF(x, bar.bottom() + theme.scaled(4)))
        size = theme.scaled(5)
        top = bar.top() - theme.scaled(8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("ink"))
        painter.drawPolygon(
            QPolygonF([QPointF(x - size, top - size), QPointF(x + size, top - size), QPointF(x, top + 2)])
        )
        painter.setFont(theme.font(theme.TABLE, bold=True))
        painter.setPen(colours.colour("ink"))
        text = f"r = {self._picture.r}"
        width = painter.fontMetrics().horizontalAdvance(text)
        left = min(max(x - width / 2, 0), self.width() - width)
        painter.drawText(QPointF(left, top - size - theme.scaled(4)), text)

    def _paint_scale(self, painter: QPainter) -> None:
        assert self._picture is not None
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.tokens().colour("second"))
        below = QRectF(0, self._bar().bottom() + theme.scaled(3), self.width(), theme.scaled(_BELOW - 3))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "0")
        total = str(self._picture.total)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, total)

    def _paint_nobody(self, painter: QPainter) -> None:
        colours = theme.tokens()
        painter.setPen(QPen(colours.colour("amber"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(colours.colour("amber_ground"))
        painter.drawRoundedRect(self._bar(), theme.scaled(4), theme.scaled(4))
        painter.setPen(colours.colour("amber"))
        painter.setFont(theme.font(theme.BODY, bold=True))
        painter.drawText(self._bar(), Qt.AlignmentFlag.AlignCenter, "△  0 / 0")

    def _read_out(self) -> str:
        picture = self._picture
        if picture is None:
            return ""
        shares = ", ".join(f"{one.name} {one.weight}" for one in picture.shares)
        return f"r = {picture.r} / {picture.total}: {picture.summary.result_name or '—'} ({shares})"
