"""The draw policy of a centre out of its settings and a table of points: read, checked, and named by its content."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.draw.policy import Band, DrawPolicy, Points
from core.kernel.errors import BadInput

_FEN = 100


def read_policy(draw: Mapping[str, Any], folder: Path, house_points: Path) -> DrawPolicy:
    """The policy that section ``draw`` of the settings says; amounts there are in yuan.

    ``points`` there names a table in ``folder``; where it is not given, ``house_points`` counts. Raises ``KeyError``
    or ``TypeError`` for what is missing or of another kind, ``BadInput`` for what cannot be a policy.
    """
    path = folder / draw["points"] if "points" in draw else house_points
    policy = DrawPolicy(
        draw["version"],
        draw["k"],
        draw.get("cap"),
        draw["same_institution"],
        read_points(path),
        tuple(Band(line["above_yuan"] * _FEN, line["seats"]) for line in draw.get("committee", ())),
    )
    return policy.named(draw["version"])


def read_points(path: Path) -> Points:
    """The table of points in a TOML file; ``BadInput`` where it is none."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Points(
            tuple(sorted(data["categories"].items())),
            data["other"],
            tuple(Band(band["above_yuan"] * _FEN, band["points"]) for band in data.get("bands", ())),
        )
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise BadInput(
            f"分值表 {path} 有误：{error}", f"The table of points {path} is wrong: {error}"
        ) from error
