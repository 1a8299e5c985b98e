"""Villages from the places file of a centre (``resources/demo/places.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from core.intake.rules import Village
from core.kernel.coordinates import Datum, Position
from core.kernel.errors import BadInput
from core.kernel.words import Words


def load_villages(path: Path | Traversable) -> Mapping[str, Village]:
    """Villages by code; raises :class:`BadInput` for a file that does not say what it should."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            entry["code"]: Village(
                entry["code"],
                entry["institution"],
                Words(entry["zh"], entry["en"]),
                Position(entry["latitude_e7"], entry["longitude_e7"], Datum.WGS84),
            )
            for entry in data["village"]
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BadInput(
            f"村名单 {path.name} 读不出来：{error}。",
            f"The list of villages {path.name} cannot be read: {error}.",
        ) from error
