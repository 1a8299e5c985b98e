"""A photo of twelve megapixels, until it is painted at fit; ``djpeg -scale`` on the same file beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from PySide6.QtCore import QCoreApplication

from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed_figure
from core.intake.render import Renderer
from core.kernel.errors import Unavailable
from core.kernel.words import Words
from desktop.app import Desk
from desktop.bench.window import painted, wait_until
from desktop.widgets.image_view import PaperView
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader

SIZE = (765, 676)
"""The viewer's place in a window of 1366×768."""
_SCENE = (4032, 3024)
_PIXELS, _LEAST_PIXELS = 12_000_000, 6_000_000


def measure_photo(desk: Desk, folder: Path, rounds: int) -> list[Figure]:
    """``photo-first-paint``: the own photo (EVENHAND_BENCH_PHOTOS) nearest to 12 megapixels, or one made here."""
    if shutil.which("djpeg") is None:
        raise Unavailable(
            "没有 djpeg：请安装 libjpeg-turbo-progs。", "No djpeg: install libjpeg-turbo-progs."
        )
    figures = {path.name: _measure(desk, path, rounds) for path in _photos(folder)}
    chosen = min(figures.values(), key=lambda one: abs(one.more["pixels"] - _PIXELS))
    ratios = {name: round(one.ratio or 0, 3) for name, one in figures.items()}
    return [replace(chosen, more={**chosen.more, "ratio_by_photo": ratios})]


def _photos(folder: Path) -> list[Path]:
    given = os.environ.get("EVENHAND_BENCH_PHOTOS")
    if given:
        jpegs = sorted(path for path in Path(given).iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
        found = [path for path in jpegs if _pixels(path) >= _LEAST_PIXELS]
        if not found:
            raise Unavailable(
                f"{given} 中没有 600 万像素以上的 JPEG 照片。", f"No JPEG of 6 megapixels or more in {given}."
            )
        return found
    made = folder / "scene-12mp.jpg"
    if not made.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _draw_scene(made)
    return [made]


def _pixels(path: Path) -> int:
    with Image.open(path) as image:
        return image.width * image.height


def _draw_scene(path: Path) -> None:
    """A greenhouse, fields and sky, with a camera's noise: about as hard to decode as a real photo."""
    width, height = _SCENE
    noise = Image.effect_noise((width // 2, height // 2), 60).resize(_SCENE, Image.Resampling.BICUBIC)
    fine = Image.effect_noise(_SCENE, 18)
    grey = Image.blend(noise, fine, 0.35)
    scene = Image.merge("RGB", (grey.point(lambda v: v * 8 // 10), grey, grey.point(lambda v: v * 7 // 10)))
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 0, width, height // 3), fill="#9fc3dd")
    for place in range(12):
        left = place * width // 12
        draw.arc((left, height // 3, left + width // 12, height * 2 // 3), 180, 360, fill="white", width=24)
    scene = Image.blend(scene, Image.merge("RGB", (fine, fine, fine)), 0.12)
    scene.save(path, "JPEG", quality=92, subsampling="4:2:0")


def _measure(desk: Desk, path: Path, rounds: int) -> Figure:
    data = path.read_bytes()
    paper = Paper(uuid4(), "site-photo", Words("照片", "Photo"), "", 1, 1, "image/jpeg")
    renderers = Renderer(), Renderer(niceness=10)
    loader = PaperLoader(_Bytes(data), *renderers, desk.tasks)
    loader.warm()
    view = PaperView(loader)
    view.resize(*SIZE)
    view.show()
    _first_paint(desk, view, loader, paper)
    raster = loader.any_cached(paper)
    assert raster is not None
    part = max(1, round(raster.source.width() / raster.image.width()))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_first_paint(desk, view, loader, paper))
        theirs.append(seconds_of(lambda: _djpeg(path, part)))
    view.deleteLater()
    loader.close()
    pixels = f"{raster.source.width()}×{raster.source.height()}"
    return timed_figure(
        "photo-first-paint",
        Words(f"照片首次显示（{pixels}）", f"Photo painted at fit ({pixels})"),
        ours,
        peer=Peer(Words(f"djpeg -scale 1/{part}", f"djpeg -scale 1/{part}"), percentile(theirs, 50) * 1000),
        bar=Bar("ratio", at_most=1.5),
        more={"best_ratio": round(min(ours) / min(theirs), 3), "bytes": len(data), "pixels": raster.source.width() * raster.source.height(), "view": list(SIZE),
              "djpeg_part": part},
    )  # fmt: skip


class _Bytes:
    """Stands for the blob store: the same photo for every paper."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self, document_id: UUID) -> bytes:
        return self._data


def _first_paint(desk: Desk, view: PaperView, loader: PaperLoader, paper: Paper) -> float:
    """Seconds until the photo at fit has been painted, decoded afresh."""
    view.show_papers([])
    loader.forget()
    desk.tasks.wait_idle()
    QCoreApplication.processEvents()
    seen: list[object] = []
    note = seen.append

    def show() -> None:
        view.show_papers([paper])
        wait_until(lambda: bool(seen))
        painted(view.canvas)

    def noted(document_id: object, _page: int) -> None:
        note(document_id)

    view.paper_seen.connect(noted)
    seconds = seconds_of(show)
    view.paper_seen.disconnect(noted)
    return seconds


def _djpeg(path: Path, part: int) -> None:
    subprocess.run(["djpeg", "-scale", f"1/{part}", "-outfile", os.devnull, str(path)], check=True)
