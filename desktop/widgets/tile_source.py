"""Picture tiles under the county lines. Off unless somebody turns them on; see ``core.storage.map_tiles``.

Fetching and decoding happen in a reader of :class:`desktop.tasks.Tasks`, one tile at a time, so that
a slow server never holds up the case. What is out of sight is not fetched.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterator

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from core.intake.render import JPEG, PNG, Raster, Renderer
from core.kernel.errors import BadInput, EvenhandError, Unavailable
from core.storage.map_tiles import TileSource
from desktop.tasks import Tasks
from desktop.widgets.map_layers import TILE_Z, WORLD, to_scene

SIDE = 256
KEPT = 400
QUIET_SECONDS = 20.0  # after a failure nothing is asked for this long
_EXTENT = 2_000_000.0

Tile = tuple[int, int, int]  # z, x, y


class TileLayer(QGraphicsObject):
    """Draws what it has, asks for what is missing, says when it is offline."""

    changed = Signal()

    def __init__(self, source: TileSource, renderer: Renderer, tasks: Tasks) -> None:
        super().__init__()
        self._source, self._renderer, self._tasks = source, renderer, tasks
        self._have: OrderedDict[Tile, QPixmap | None] = OrderedDict()
        self._wanted: list[Tile] = []
        self._asked: Tile | None = None
        self._quiet_until = 0.0
        self.is_offline = False
        self.attribution = source.attribution
        self.setZValue(TILE_Z)

    @property
    def drawn(self) -> int:
        """How many tiles are ready to be painted."""
        return sum(pixmap is not None for pixmap in self._have.values())

    def boundingRect(self) -> QRectF:
        return QRectF(-_EXTENT, -_EXTENT, 2 * _EXTENT, 2 * _EXTENT)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        transform = painter.worldTransform()
        inverse, _ = transform.inverted()
        device = painter.device()
        seen = inverse.mapRect(QRectF(0, 0, device.width(), device.height()))
        zoom = self._zoom(transform.m11())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        wanted = []
        for tile in _tiles(seen, zoom):
            if tile in self._have:
                self._have.move_to_end(tile)
            else:
                wanted.append(tile)
            self._draw(painter, tile)
        self._wanted = wanted
        self._ask()

    def _draw(self, painter: QPainter, tile: Tile) -> None:
        """The tile, or its part of the nearest coarser one."""
        z, x, y = tile
        for up in range(min(5, z - self._source.lowest_zoom) + 1):
            pixmap = self._have.get((z - up, x >> up, y >> up))
            if pixmap is not None:
                side = SIDE / (1 << up)
                left, top = (x % (1 << up)) * side, (y % (1 << up)) * side
                painter.drawPixmap(tile_rect(tile), pixmap, QRectF(left, top, side, side))
                return

    def _zoom(self, pixels_per_unit: float) -> int:
        """The zoom whose pixels are nearest to the screen's."""
        exact = math.log2(WORLD * pixels_per_unit / SIDE)
        return max(self._source.lowest_zoom, min(self._source.highest_zoom, round(exact)))

    def _ask(self) -> None:
        if self._asked is not None or time.monotonic() < self._quiet_until:
            return
        missing = next((tile for tile in self._wanted if tile not in self._have), None)
        if missing is not None:
            self._asked = missing
            self._tasks.read(
                load_tile, self._source, self._renderer, missing, done=self._came, failed=self._failed
            )

    def _came(self, raster: Raster | None) -> None:
        tile, self._asked = self._asked, None
        if tile is not None:
            self._have[tile] = _pixmap(raster) if raster is not None else None
            while len(self._have) > KEPT:
                self._have.popitem(last=False)
        self.is_offline = False
        self.changed.emit()
        self._ask()

    def _failed(self, error: EvenhandError) -> None:
        tile, self._asked = self._asked, None
        if isinstance(error, Unavailable):
            self.is_offline = True
            self._quiet_until = time.monotonic() + QUIET_SECONDS
        elif tile is not None:  # a broken tile stays blank; the next one may be whole
            self._have[tile] = None
            self._ask()
        self.changed.emit()


def load_tile(source: TileSource, renderer: Renderer, tile: Tile) -> Raster | None:
    """Fetch and decode one tile; for a reader thread. ``None`` where the source has none."""
    data = source.tile(*tile)
    if data is None:
        return None
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        kind = PNG
    elif data.startswith(b"\xff\xd8\xff"):
        kind = JPEG
    else:
        raise BadInput("瓦片不是 PNG 或 JPEG 图片。", "A tile is neither PNG nor JPEG.")
    return renderer.render(data, kind, box=(SIDE, SIDE), exact=True)


def tile_rect(tile: Tile) -> QRectF:
    """Where a tile lies in the scene."""
    z, x, y = tile
    side = WORLD / (1 << z)
    home = to_scene(0.0, 0.0)
    return QRectF(home.x() + x * side - WORLD / 2, home.y() + y * side - WORLD / 2, side, side)


def _tiles(seen: QRectF, zoom: int) -> Iterator[Tile]:
    """The tiles that touch ``seen``, from the middle outwards."""
    side = WORLD / (1 << zoom)
    west = tile_rect((0, 0, 0)).left()
    north = tile_rect((0, 0, 0)).top()
    count = 1 << zoom
    columns = range(
        max(0, int((seen.left() - west) // side)), min(count, int((seen.right() - west) // side) + 1)
    )
    rows = range(max(0, int((seen.top() - north) // side)), min(count, int((seen.bottom() - north) // side) + 1))  # fmt: skip
    middle = ((columns.start + columns.stop - 1) / 2, (rows.start + rows.stop - 1) / 2)
    found = [(zoom, x, y) for x in columns for y in rows]
    yield from sorted(found, key=lambda tile: math.dist(middle, tile[1:]))


def _pixmap(raster: Raster) -> QPixmap:
    image = QImage(raster.pixels, raster.width, raster.height, raster.stride, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image)
