"""Where the map's picture tiles come from, as ``centre.toml`` names it. Without the section the base map stands alone.

[map]
tiles = "maps/county.mbtiles"  # an MBTiles file, within the centre's folder; or an XYZ or WMTS address (KVP):
# tiles = "https://t0.tianditu.gov.cn/vec_w/wmts?…&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
# key = "tianditu"             # the name of a secret in this machine's keyring, never the secret itself
# attribution = "天地图 GS(2024)0650号"
# least_zoom = 1
# most_zoom = 18

An address is asked for the tiles in view: its server learns which places are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.kernel.errors import Unavailable
from core.storage.map_tiles import MbTiles, TileSource, WebTiles
from core.storage.secrets import recall

_FIELDS: Mapping[str, type] = {
    "tiles": str,
    "key": str,
    "attribution": str,
    "least_zoom": int,
    "most_zoom": int,
}
_OF_ADDRESSES = frozenset(_FIELDS) - {"tiles"}
_ZOOMS = range(23)
_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class MapSettings:
    """``tiles`` is a file or an address; the rest is for addresses."""

    tiles: str
    key: str = ""
    attribution: str = ""
    least_zoom: int = 1
    most_zoom: int = 18

    @property
    def is_address(self) -> bool:
        return "://" in self.tiles


def read_map(given: object) -> MapSettings | None:
    """Section ``map``, or ``None`` where there is none. ``ValueError`` names what is wrong in it."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise ValueError("map")
    for name, value in given.items():
        if type(value) is not _FIELDS.get(name) or value == "":
            raise ValueError(f"[map] {name} = {value!r}")
    if "tiles" not in given:
        raise ValueError("[map] tiles")
    made = MapSettings(**given)
    if not made.is_address and (of_addresses := sorted(_OF_ADDRESSES & given.keys())):
        raise ValueError(f"[map] {of_addresses[0]}: tiles = {made.tiles!r}")
    if made.is_address and not _is_template(made.tiles):
        raise ValueError(f"[map] tiles = {made.tiles!r}: https://…{{z}}…{{x}}…{{y}}")
    if made.is_address and ("{key}" in made.tiles) != bool(made.key):
        raise ValueError("[map] key: {key}")
    if not (made.least_zoom in _ZOOMS and made.most_zoom in _ZOOMS and made.least_zoom <= made.most_zoom):
        raise ValueError(f"[map] least_zoom = {made.least_zoom}, most_zoom = {made.most_zoom}: 0–22")
    return made


def open_tiles(settings: MapSettings | None, folder: Path) -> TileSource | None:
    """What the settings name, ready to be asked; ``folder`` is the centre's. ``BadInput`` for a file that is no map."""
    if settings is None:
        return None
    if not settings.is_address:
        return MbTiles(folder / settings.tiles)
    return WebTiles(
        settings.tiles,
        folder / "map-tiles",
        key=partial(_key, settings.key) if settings.key else None,
        attribution=settings.attribution,
        zooms=(settings.least_zoom, settings.most_zoom),
    )


def key_name(name: str) -> str:
    """Under what the keyring has the key that the settings call ``name``."""
    return f"map {name}"


def _key(name: str) -> str:
    found = recall(key_name(name))
    if found is None:
        raise Unavailable(
            f"密钥环中没有地图密钥“{name}”，请用 evenhand store map-key 存入。",
            f"The keyring has no map key “{name}”; keep it with evenhand store map-key.",
        )
    return found


def _is_template(text: str) -> bool:
    return text.startswith(("https://", "http://")) and all(place in text for place in _PLACES)
