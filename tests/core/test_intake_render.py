"""Papers are opened in another process: what is good is shown, what is hostile is refused in words."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from core.intake.render import JPEG, PDF, PNG, Raster, Renderer
from core.kernel.errors import BadInput, EvenhandError, Unavailable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


def photo(width: int = 400, height: int = 300, *, orientation: int = 1, form: str = "JPEG") -> bytes:
    """Left half red, right half blue, as stored; ``orientation`` is its EXIF tag."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, form, exif=exif)
    return file.getvalue()


def pdf(pages: int = 2, **save: object) -> bytes:
    with pymupdf.open() as document:
        for number in range(pages):
            document.new_page(width=300, height=400).insert_text((20, 40), f"page {number + 1}")
        return document.tobytes(**save)


def blank_png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def colour(raster: Raster, x: float, y: float) -> str:
    at = int(y * raster.height) * raster.stride + int(x * raster.width) * 4
    blue, green, red = raster.pixels[at : at + 3]
    if min(blue, green, red) > 200:
        return "white"
    return "red" if red > blue else "blue"


def test_a_photo_fills_the_box_and_is_never_enlarged(renderer: Renderer) -> None:
    small = renderer.render(photo(), JPEG, box=(4000, 4000))
    assert (small.width, small.height, small.source_width, small.source_height) == (400, 300, 400, 300)
    large = renderer.render(photo(4000, 3000), JPEG, box=(900, 900))
    assert 900 <= large.width <= 1800
    assert (large.source_width, large.source_height, large.page_count) == (4000, 3000, 1)
    exact = renderer.render(photo(4000, 3000), JPEG, box=(150, 112), exact=True)
    assert (exact.width, exact.height) == (149, 112)
    assert len(exact.pixels) == exact.stride * exact.height == 149 * 4 * 112


@pytest.mark.parametrize(
    ("orientation", "left", "right", "top"),
    [(1, "red", "blue", None), (3, "blue", "red", None), (6, None, None, "red"), (8, None, None, "blue")],
)
def test_exif_orientation_is_applied(
    renderer: Renderer, orientation: int, left: str | None, right: str | None, top: str | None
) -> None:
    raster = renderer.render(photo(orientation=orientation), JPEG, box=(400, 400))
    if top is None:
        assert (raster.source_width, raster.source_height) == (400, 300)
        assert (colour(raster, 0.1, 0.5), colour(raster, 0.9, 0.5)) == (left, right)
    else:
        assert (raster.source_width, raster.source_height) == (300, 400)
        assert colour(raster, 0.5, 0.1) == top


@pytest.mark.parametrize(("rotation", "top"), [(90, "red"), (270, "blue")])
def test_rotation_is_clockwise_and_leaves_the_source_size(
    renderer: Renderer, rotation: int, top: str
) -> None:
    raster = renderer.render(photo(form="PNG"), PNG, box=(300, 400), rotation=rotation)
    assert (raster.width, raster.height) == (300, 400)
    assert (raster.source_width, raster.source_height) == (400, 300)
    assert colour(raster, 0.5, 0.1) == top


def test_transparent_and_16_bit_pictures_are_shown(renderer: Renderer) -> None:
    for image in (Image.new("RGBA", (20, 20), (0, 0, 0, 0)), Image.new("I;16", (20, 20), 65535)):
        file = io.BytesIO()
        image.save(file, "PNG")
        assert colour(renderer.render(file.getvalue(), PNG, box=(20, 20)), 0.5, 0.5) == "white"


def test_a_pdf_page_is_drawn_to_the_box(renderer: Renderer) -> None:
    data = pdf(3)
    raster = renderer.render(data, PDF, page=3, box=(600, 600))
    assert (raster.width, raster.height, raster.page_count) == (450, 600, 3)
    assert (raster.source_width, raster.source_height) == (625, 833)
    with pytest.raises(BadInput, match="no such page"):
        renderer.render(data, PDF, page=4, box=(600, 600))


HOSTILE = {
    "a truncated photo": (photo(2000, 1500)[:9000], JPEG, "cut off"),
    "a web page called PDF": (b"<html>%PDF-1.7</html>", PDF, "not of the type"),
    "a PDF that is none": (b"%PDF-1.7\nnothing", PDF, "damaged"),
    "a PDF with something before it": (b"\n" + pdf(), PDF, "not of the type"),
    "a photo called PDF": (photo(), PDF, "not of the type"),
    "a picture of 60,000 squared": (blank_png_header(60_000, 60_000), PNG, "too many pixels"),
    "a picture that promises more than it holds": (blank_png_header(9_000, 9_000), PNG, "damaged"),
    "a locked PDF": (
        pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y"),
        PDF,
        "password",
    ),
    "nothing": (b"", JPEG, "not of the type"),
    "a type we do not open": (b"GIF89a", "image/gif", "cannot be shown"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_fail_in_words_and_disturb_nothing(renderer: Renderer, name: str) -> None:
    data, media_type, words = HOSTILE[name]
    with pytest.raises(BadInput, match=words) as caught:
        renderer.render(data, media_type, box=(500, 500))
    assert caught.value.words.zh
    assert renderer.render(photo(), JPEG, box=(50, 50)).source_width == 400


def test_a_worker_that_was_killed_is_replaced(renderer: Renderer) -> None:
    renderer.warm()
    first = renderer.process_id
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    outcome: list[EvenhandError] = []

    def ask() -> None:
        try:
            renderer.render(photo(), JPEG, box=(50, 50))
        except EvenhandError as error:
            outcome.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    os.kill(first, signal.SIGKILL)
    thread.join()
    # killed while it was asked: a sentence; killed just before: simply a new worker
    assert all(isinstance(error, Unavailable) for error in outcome)
    assert renderer.render(photo(), JPEG, box=(50, 50)).source_width == 400
    assert renderer.process_id not in (None, first)


def test_a_worker_that_dawdles_is_stopped() -> None:
    renderer = Renderer(timeout=0.3)
    renderer.warm()
    stopped = renderer.process_id
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    with pytest.raises(Unavailable, match="too long"):
        renderer.render(photo(), JPEG, box=(50, 50))
    renderer.close()


def test_memory_is_limited() -> None:
    renderer = Renderer(memory=300 << 20)
    file = io.BytesIO()
    Image.new("RGB", (10_000, 9_000)).save(file, "PNG", compress_level=1)
    with pytest.raises(EvenhandError):
        renderer.render(file.getvalue(), PNG, box=(5_000, 5_000))
    assert renderer.render(photo(), JPEG, box=(50, 50)).source_width == 400
    renderer.close()


FORBIDDEN = {
    "read a file": "open('/etc/hostname')",
    "write a file": "open('planted', 'w')",
    "remove a file": "os.unlink('kept')",
    "list a folder": "os.listdir('.')",
    "talk to the network": "socket.socket()",
    "start a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "have a child": "os.fork()",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "take much memory": "bytearray(600 << 20)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the whole of it is there on Linux only")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_process_that_gave_up_its_rights_can_do_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    script = (
        "import os, socket, sys; from core.intake.worker_rights import give_up_rights; "
        f"os.chdir({str(tmp_path)!r}); give_up_rights(500 << 20)\n"
        f"try:\n    {FORBIDDEN[name]}\n"
        "except (OSError, MemoryError) as error:\n    print('held'); sys.stdout.flush()\n"
        "os._exit(0)"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT)
    assert outcome.stdout == b"held\n", outcome
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
def test_the_worker_has_given_them_up(renderer: Renderer) -> None:
    renderer.render(photo(), JPEG, box=(50, 50))
    process = Path(f"/proc/{renderer.process_id}")
    limits = {
        line[:26].strip(): line[26:].split()[1] for line in (process / "limits").read_text().splitlines()
    }
    assert limits["Max open files"] == limits["Max file size"] == limits["Max processes"] == "0"
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    assert status["NoNewPrivs"].strip() == "1"


def test_many_threads_may_ask(renderer: Renderer) -> None:
    rasters: list[Raster] = []
    threads = [
        threading.Thread(target=lambda: rasters.append(renderer.render(photo(), JPEG, box=(50, 50))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [raster.source_width for raster in rasters] == [400] * 6


def test_a_closed_renderer_says_so() -> None:
    renderer = Renderer()
    renderer.close()
    with pytest.raises(Unavailable, match="closed"):
        renderer.render(photo(), JPEG, box=(50, 50))
