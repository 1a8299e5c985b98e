"""Where picture tiles of a map come from: an MBTiles file, or a server where the bank allows one.

Both give the bytes of a tile as they are. They are strangers' data: whoever shows them decodes them
in a process of its own.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import sqlite3
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from core.kernel.errors import BadInput, Unavailable

MOST_BYTES = 2 << 20
KEPT_SECONDS = 30 * 24 * 3600
_SCHEMES = ("https", "http")


class TileSource(Protocol):
    """Tiles of 256 pixels in the usual scheme: z, x eastwards, y southwards."""

    lowest_zoom: int
    highest_zoom: int
    attribution: str

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """JPEG or PNG bytes, or ``None`` where there is no tile; Unavailable when out of reach."""


class MbTiles:
    """Raster tiles in an SQLite file (MBTiles 1.3), opened for reading only."""

    def __init__(self, file: Path) -> None:
        self._uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            with closing(self._open()) as store:
                said = dict(store.execute("SELECT name, value FROM metadata"))
                lowest, highest = store.execute(
                    "SELECT min(zoom_level), max(zoom_level) FROM tiles"
                ).fetchone()
        except sqlite3.Error as error:
            raise BadInput(
                f"{file.name} 不是 MBTiles 地图文件，或无法打开。",
                f"{file.name} is not an MBTiles file, or cannot be opened.",
            ) from error
        if lowest is None or said.get("format", "png") not in ("png", "jpg", "jpeg"):
            raise BadInput(
                f"{file.name} 中没有 PNG 或 JPEG 瓦片。", f"{file.name} holds no PNG or JPEG tiles."
            )
        self.lowest_zoom, self.highest_zoom = int(lowest), int(highest)
        self.attribution = str(said.get("attribution", said.get("name", file.stem)))[:80]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """MBTiles counts rows from the south; nobody outside needs to know."""
        try:
            with closing(self._open()) as store:
                found = store.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
                    " AND length(tile_data) <= ?",
                    (z, x, (1 << z) - 1 - y, MOST_BYTES),
                ).fetchone()
        except sqlite3.Error as error:
            raise Unavailable("地图文件读取失败。", "The map file cannot be read.") from error
        return bytes(found[0]) if found else None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._uri, uri=True)


class WebTiles:
    """Tiles from an XYZ or WMTS address with ``{z}``, ``{x}``, ``{y}`` and, where needed, ``{key}``.

    ``key`` is asked for at each request, so that it stays in the keyring; it is never part of a file
    name or of a message. Answers are kept in ``cache`` for 30 days. Used only where the settings say so.
    """

    def __init__(
        self,
        template: str,
        cache: Path,
        *,
        key: Callable[[], str] | None = None,
        attribution: str = "",
        zooms: tuple[int, int] = (1, 18),
        timeout: float = 5.0,
    ) -> None:
        parts = urllib.parse.urlsplit(template)
        if parts.scheme not in _SCHEMES or any(mark not in template for mark in ("{z}", "{x}", "{y}")):
            raise BadInput(
                "地图地址必须以 https:// 开头并含 {z}、{x}、{y}。",
                "A map address starts with https:// and holds {z}, {x} and {y}.",
            )
        self._template, self._key, self._timeout = template, key, timeout
        self._cache = cache / hashlib.sha256(template.encode()).hexdigest()[:16]
        self.lowest_zoom, self.highest_zoom = zooms
        self.attribution = attribution or str(parts.hostname)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        kept = self._cache / str(z) / str(x) / str(y)
        try:
            if time.time() - kept.stat().st_mtime < KEPT_SECONDS:
                return kept.read_bytes()
        except FileNotFoundError:
            pass  # the usual case: not fetched yet
        data = self._fetch(z, x, y)
        if data is not None:
            self._keep(kept, data)
        return data

    def _fetch(self, z: int, x: int, y: int) -> bytes | None:
        address = self._template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        if "{key}" in address:
            address = address.replace("{key}", urllib.parse.quote(self._key() if self._key else "", safe=""))
        request = urllib.request.Request(address, headers={"User-Agent": "Evenhand"})
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                data: bytes = answer.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            raise self._out_of_reach() from None  # the chained error would name the address, key and all
        except (OSError, http.client.HTTPException, ValueError):
            raise self._out_of_reach() from None
        if len(data) > MOST_BYTES:
            raise self._out_of_reach()
        return data

    def _out_of_reach(self) -> Unavailable:
        host = urllib.parse.urlsplit(self._template).hostname
        return Unavailable(
            f"地图服务 {host} 无法访问，继续使用底图。",
            f"The map server {host} cannot be reached; the base map stays.",
        )

    def _keep(self, kept: Path, data: bytes) -> None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{kept.name}.{os.getpid()}.{time.monotonic_ns()}")
        draft.write_bytes(data)
        draft.replace(kept)
