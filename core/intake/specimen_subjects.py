"""What stands in a specimen's site photo: tunnels, trees, animals, a shop, a field, a farmhouse."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from PIL.ImageDraw import ImageDraw

from core.intake.specimen_drawing import font


@dataclass(frozen=True, slots=True)
class Stage:
    """A landscape to draw on: its pen, its size, the horizon's height, and the lot."""

    pen: ImageDraw
    width: int
    height: int
    horizon: int
    lot: random.Random

    @property
    def depth(self) -> int:
        """Pixels from the horizon to the lower edge."""
        return self.height - self.horizon

    def ground(self, nearness: float) -> int:
        """The y of the ground at ``nearness`` (0 at the horizon, 1 at the lower edge)."""
        return int(self.horizon + self.depth * nearness)


def greenhouse(stage: Stage) -> None:
    """A plastic tunnel from outside, or seen along its beds from inside."""
    if stage.lot.random() < 0.5:
        _tunnel_outside(stage)
    else:
        _tunnel_inside(stage)


def _arch(centre: float, base: float, radius: float, rise: float) -> list[tuple[float, float]]:
    return [
        (centre - radius * math.cos(step * math.pi / 24), base - rise * math.sin(step * math.pi / 24))
        for step in range(25)
    ]


def _tunnel_outside(stage: Stage) -> None:
    pen, lot = stage.pen, stage.lot
    side = lot.choice((-1, 1))
    far = (stage.width * (0.5 + side * 0.38), stage.ground(0.1), stage.width * 0.05)
    near = (stage.width * (0.5 - side * 0.14), stage.ground(0.72), stage.width * 0.33)
    pen.ellipse(
        (near[0] - near[2] * 1.1, near[1] - 30, near[0] + near[2] * 1.1, near[1] + 46), fill=(30, 34, 20, 90)
    )
    ribs = []
    for step in range(13):
        share = (step / 12) ** 1.9
        centre, base, radius = (a + (b - a) * share for a, b in zip(far, near, strict=True))
        ribs.append(_arch(centre, base, radius, radius * 0.86))
    for farther, nearer in zip(ribs, ribs[1:], strict=False):
        pen.polygon([*farther, *reversed(nearer)], fill=(226, 236, 236, 150))
    for index, rib in enumerate(ribs):
        pen.line(rib, fill=(250, 252, 252, 230), width=2 + index // 4)
    front = ribs[-1]
    pen.polygon([*front], fill=(205, 222, 212, 150))
    centre, base, radius = near
    for row in range(5):
        x = centre - radius * 0.8 + row * radius * 0.4
        for _ in range(26):
            leaf = x + lot.uniform(-40, 40), base - lot.uniform(4, radius * 0.34)
            pen.ellipse((leaf[0] - 13, leaf[1] - 8, leaf[0] + 13, leaf[1] + 8), fill=_green(lot, 170))
    pen.rectangle(
        (centre - radius * 0.16, base - radius * 0.56, centre + radius * 0.16, base),
        fill=(120, 140, 128, 210),
    )
    pen.line(front, fill="#f4f7f7", width=9)
    pen.line((front[0], front[-1]), fill="#d9dfdd", width=9)


def _tunnel_inside(stage: Stage) -> None:
    pen, lot = stage.pen, stage.lot
    vanish = (stage.width * lot.uniform(0.42, 0.58), stage.ground(0.06))
    pen.rectangle((0, 0, stage.width, stage.ground(0.06)), fill=(233, 240, 236, 190))
    for step in range(11):
        share = (step / 10) ** 2
        radius = stage.width * (0.06 + 0.72 * share)
        base = vanish[1] + (stage.height - vanish[1]) * share
        pen.line(_arch(vanish[0], base, radius, radius * 0.92), fill=(250, 252, 250, 240), width=3 + step)
    for bed in (-3, -2, -1, 1, 2, 3):
        near = stage.width * 0.5 + bed * stage.width * 0.3
        half = stage.width * 0.09
        pen.polygon(
            [vanish, (near - half, stage.height), (near + half, stage.height)], fill=(74, 60, 40, 255)
        )
        for step in range(70):
            share = (step / 70) ** 1.8
            x = vanish[0] + (near - vanish[0]) * share + lot.uniform(-1, 1) * half * share
            y = vanish[1] + (stage.height - vanish[1]) * share
            size = 4 + 46 * share
            pen.ellipse((x - size, y - size * 1.3, x + size, y + size * 0.3), fill=_green(lot, 255))
            if lot.random() < 0.25:
                fruit = size * 0.22
                pen.ellipse(
                    (x - fruit, y - fruit, x + fruit, y + fruit), fill=lot.choice(("#d2382b", "#e2772c"))
                )


def orchard(stage: Stage) -> None:
    """Rows of fruit trees, the near ones large."""
    lot = stage.lot
    fruit = lot.choice(("#c8322a", "#e0a12e", "#d96a2b"))
    for step in range(9):
        nearness = 0.04 + 0.84 * (step / 8) ** 1.7
        size = stage.width * (0.022 + 0.14 * nearness)
        gap = size * 2.5
        offset = lot.uniform(0, gap)
        x = -offset
        while x < stage.width + gap:
            if nearness < 0.45 or abs(x - stage.width / 2) > size * 1.1:  # a lane in the middle
                _tree(stage, x, stage.ground(nearness), size, fruit)
            x += gap


def _tree(stage: Stage, x: float, y: float, size: float, fruit: str) -> None:
    pen, lot = stage.pen, stage.lot
    pen.ellipse((x - size, y - size * 0.14, x + size, y + size * 0.2), fill=(30, 34, 16, 90))
    pen.polygon(
        [(x - size * 0.1, y), (x - size * 0.05, y - size), (x + size * 0.05, y - size), (x + size * 0.1, y)],
        fill="#5b4632",
    )
    for layer in range(3):
        for _ in range(9):
            angle, reach = lot.uniform(0, math.tau), lot.uniform(0.1, 0.75) * size
            blob = size * lot.uniform(0.26, 0.4)
            at = (
                x + reach * math.cos(angle),
                y - size * 1.35 + reach * 0.7 * math.sin(angle) - layer * size * 0.08,
            )
            pen.ellipse(
                (at[0] - blob, at[1] - blob, at[0] + blob, at[1] + blob), fill=_green(lot, 255, layer * 18)
            )
    if size > 40:
        for _ in range(16):
            at = x + lot.uniform(-0.75, 0.75) * size, y - size * 1.35 + lot.uniform(-0.6, 0.6) * size
            dot = max(3.0, size * 0.05)
            pen.ellipse((at[0] - dot, at[1] - dot, at[0] + dot, at[1] + dot), fill=fruit)


def livestock(stage: Stage) -> None:
    """A shed, a fence, and sheep or cattle in the yard."""
    pen, lot = stage.pen, stage.lot
    left, right = stage.width * 0.06, stage.width * 0.94
    top, base = stage.ground(-0.22), stage.ground(0.16)
    pen.rectangle((left, top + 60, right, base), fill="#8f8577")
    for bay in range(7):
        x = left + (right - left) * bay / 7
        pen.rectangle((x + 14, top + 80, x + (right - left) / 7 - 14, base), fill="#3a332b")
    pen.polygon(
        [(left - 40, top + 66), (left + 30, top - 26), (right - 30, top - 26), (right + 40, top + 66)],
        fill=lot.choice(("#4d6f8f", "#8f4a3c", "#6f7478")),
    )
    for seam in range(24):
        x = left + (right - left) * seam / 23
        pen.line((x, top - 24, x + (x - stage.width / 2) * 0.09, top + 64), fill=(255, 255, 255, 40), width=3)
    coats = lot.choice((("#efe9dc", "#e2dac8"), ("#8a5a3a", "#6d452c"), ("#2f2b29", "#f0ece4")))
    for step in range(16):
        nearness = 0.18 + 0.62 * (step / 15) ** 1.4
        _animal(stage, lot.uniform(0.05, 0.95) * stage.width, nearness, lot.choice(coats))
    for rail in (0.86, 0.94):
        y = stage.ground(rail) - stage.depth * 0.1
        pen.line((0, y, stage.width, y), fill="#b9b2a4", width=16)
    for post in range(7):
        x = stage.width * (post + 0.3) / 7
        pen.rectangle((x, stage.ground(0.68), x + 26, stage.ground(0.96)), fill="#a59c8b")


def _animal(stage: Stage, x: float, nearness: float, coat: str) -> None:
    pen, size, y = stage.pen, 26 + 100 * nearness, stage.ground(nearness)
    way = stage.lot.choice((-1, 1))
    pen.ellipse((x - size, y - 8, x + size, y + 14), fill=(40, 30, 20, 90))
    for leg in (-0.6, -0.4, 0.35, 0.55):
        pen.rectangle(
            (x + leg * size - size * 0.06, y - size * 0.5, x + leg * size + size * 0.06, y), fill="#4a4038"
        )
    pen.ellipse((x - size * 0.85, y - size * 1.05, x + size * 0.85, y - size * 0.25), fill=coat)
    head = x + way * size
    pen.ellipse((head - size * 0.3, y - size * 1.15, head + size * 0.3, y - size * 0.65), fill=coat)
    pen.ellipse(
        (head + way * size * 0.1 - 3, y - size - 3, head + way * size * 0.1 + 3, y - size + 3), fill="#15120f"
    )


def shop(stage: Stage) -> None:
    """A village shop's front: sign, door, shelves behind glass."""
    pen, lot = stage.pen, stage.lot
    left, right = stage.width * 0.08, stage.width * 0.92
    top, base = stage.horizon - stage.height * 0.24, stage.ground(0.42)
    pen.rectangle((left, top, right, base), fill=lot.choice(("#d9cbb2", "#c9d0d2", "#d8bfa8")))
    sign = lot.choice(("#b3261e", "#0f6b5c", "#20508f"))
    pen.rectangle((left - 16, top + 40, right + 16, top + 160), fill=sign)
    pen.text(
        (stage.width / 2, top + 98),
        "样本便民商店",
        font=font(max(58, stage.width // 19)),
        fill="#fff6e0",
        anchor="mm",
    )
    door = stage.width * 0.43, stage.width * 0.57
    for glass in ((left + 40, door[0] - 30), (door[1] + 30, right - 40)):
        pen.rectangle((glass[0], top + 210, glass[1], base - 60), fill="#28323a")
        shelves = 4
        for shelf in range(shelves):
            y = top + 210 + (base - 60 - top - 210) * (shelf + 1) / shelves
            x = glass[0] + 14
            while x < glass[1] - 34:
                wide, tall = lot.uniform(18, 40), lot.uniform(40, 86)
                pen.rectangle((x, y - 10 - tall, x + wide, y - 10), fill=_goods(lot))
                x += wide + 5
            pen.rectangle((glass[0], y - 12, glass[1], y - 2), fill="#8d8271")
        pen.polygon(
            [
                (glass[0] + 30, top + 210),
                (glass[0] + 130, top + 210),
                (glass[0] + 40, base - 60),
                (glass[0], base - 60),
            ],
            fill=(255, 255, 255, 34),
        )
    pen.rectangle((door[0], top + 200, door[1], base), fill="#54616a")
    pen.rectangle((door[0] + 14, top + 220, door[1] - 14, base - 10), fill="#1f262b")
    for crate in range(5):
        x = left + 30 + crate * stage.width * 0.06
        pen.rectangle((x, base - 50, x + stage.width * 0.05, base + 30), fill=_goods(lot))


def field(stage: Stage) -> None:
    """Furrows that run to a point, and what grows on them."""
    pen, lot = stage.pen, stage.lot
    vanish = (stage.width * lot.uniform(0.3, 0.7), stage.horizon - 4)
    for row in range(-16, 17):
        near = stage.width / 2 + row * stage.width * 0.13
        half = stage.width * 0.03
        pen.polygon(
            [vanish, (near - half, stage.height), (near + half, stage.height)], fill=(60, 44, 26, 110)
        )
        for step in range(36):
            share = ((step + lot.random()) / 36) ** 2.1
            x = vanish[0] + (near + half * 2 - vanish[0]) * share
            y = vanish[1] + (stage.height - vanish[1]) * share
            tall = 4 + 120 * share
            for lean in (-0.5, 0.0, 0.5):
                pen.line(
                    (x, y, x + lean * tall * 0.7, y - tall * lot.uniform(0.6, 1.0)),
                    fill=_green(lot, 230),
                    width=max(1, int(7 * share)),
                )


def home(stage: Stage) -> None:
    """A farmhouse behind its gate with red couplets."""
    pen, lot = stage.pen, stage.lot
    left, right = stage.width * 0.1, stage.width * 0.9
    top, base = stage.horizon - stage.height * 0.16, stage.ground(0.34)
    pen.rectangle((left, top, right, base), fill=lot.choice(("#a5654b", "#b9a68a", "#98796a")))
    for line in range(int(top), int(base), 18):
        pen.line((left, line, right, line), fill=(255, 255, 255, 28), width=2)
    pen.polygon(
        [(left - 50, top + 10), (left + 50, top - 120), (right - 50, top - 120), (right + 50, top + 10)],
        fill="#4c4f52",
    )
    for tile in range(40):
        x = left + 54 + (right - left - 108) * tile / 39
        slope = 100 / (right - left - 100) * 2
        pen.line((x, top - 118, x + (x - stage.width / 2) * slope, top + 8), fill=(20, 20, 20, 90), width=4)
    half_window = stage.width * 0.043
    for window in (0.16, 0.29, 0.71, 0.84):
        x = stage.width * window
        pen.rectangle((x - half_window - 12, top + 70, x + half_window + 12, top + 220), fill="#dfe7e6")
        pen.rectangle((x - half_window, top + 82, x + half_window, top + 208), fill="#3d4f5c")
        pen.line((x, top + 82, x, top + 208), fill="#dfe7e6", width=8)
    middle = stage.width / 2
    pen.rectangle((middle - 110, top + 40, middle + 110, base), fill="#7c2a20")
    for half in (-1, 1):
        pen.rectangle((middle + half * 55 - 50, top + 60, middle + half * 55 + 50, base - 6), fill="#932f22")
        x = middle + half * 145
        pen.rectangle((x - 26, top + 60, x + 26, base - 20), fill="#c62b1f")
        for index, character in enumerate("样本人家" if half > 0 else "平安吉庆"):
            pen.text((x, top + 100 + index * 62), character, font=font(40), fill="#2b1a08", anchor="mm")


def _green(lot: random.Random, alpha: int, lighter: int = 0) -> tuple[int, int, int, int]:
    return (
        lot.randrange(48, 96) + lighter,
        lot.randrange(104, 150) + lighter,
        lot.randrange(36, 66) + lighter // 2,
        alpha,
    )


def _goods(lot: random.Random) -> str:
    return lot.choice(("#c0392b", "#d68910", "#2e86c1", "#239b56", "#f4d03f", "#ece7dc", "#884ea0"))
