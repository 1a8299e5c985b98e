"""QR codes: made, worn, read again; hostile pictures refused by a process of their own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.archive.qr import make_qr_png, qr_matrix, read_qr, read_qr_safely
from core.archive.rules import dossier_id_from_qr, new_dossier_id, qr_payload
from core.bench.worn_pages import worn_page_file
from core.kernel.errors import BadInput, Unavailable


def as_bytes(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def test_a_code_is_read_as_it_was_made() -> None:
    payload = qr_payload(new_dossier_id())
    assert read_qr(make_qr_png(payload)) == (payload,)
    assert len(qr_matrix(payload)) <= 25  # version 2: modules of 0.8 mm at 20 mm


@pytest.mark.parametrize("seed", range(8))
def test_worn_pages_are_read(seed: int) -> None:
    payload = qr_payload(new_dossier_id())
    assert read_qr(worn_page_file(payload, seed)) == (payload,)


def test_huge_turned_and_transparent_pictures() -> None:
    payload = qr_payload(new_dossier_id())
    code = Image.open(io.BytesIO(make_qr_png(payload, module_pixels=30))).convert("L")
    huge = Image.new("L", (8000, 6000), 255)
    huge.paste(code, (5000, 1000))
    assert read_qr(as_bytes(huge.transpose(Image.Transpose.ROTATE_90))) == (payload,)
    glass = Image.new("RGBA", code.size, (0, 0, 0, 0))
    glass.paste((0, 0, 0, 255), mask=code.point(lambda v: 255 - v))
    assert read_qr(as_bytes(glass)) == (payload,)


def test_two_codes_and_none() -> None:
    one, two = qr_payload(new_dossier_id()), "https://example.org/"
    page = Image.new("L", (900, 500), 255)
    page.paste(Image.open(io.BytesIO(make_qr_png(one))).convert("L"), (10, 50))
    page.paste(Image.open(io.BytesIO(make_qr_png(two))).convert("L"), (450, 50))
    assert sorted(read_qr(as_bytes(page))) == sorted([one, two])
    assert read_qr(as_bytes(Image.new("L", (300, 300), 255))) == ()


def test_untrusted_pictures_are_read_elsewhere(tmp_path: Path) -> None:
    dossier = new_dossier_id()
    file = tmp_path / "扫描 件.png"
    file.write_bytes(make_qr_png(qr_payload(dossier)))
    assert [dossier_id_from_qr(text) for text in read_qr_safely(file)] == [dossier]
    assert read_qr_safely(as_bytes(Image.new("RGB", (50, 50), "white"), "JPEG")) == ()


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 no picture", b"\x89PNG\r\n\x1a\n" + bytes(40), b"GIF89a" + bytes(20)]
)
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_qr_safely(data)


def test_bomb_is_not_opened() -> None:
    bomb = bytearray(as_bytes(Image.new("1", (8, 8))))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(BadInput):
        read_qr(bytes(bomb))
    with pytest.raises(BadInput):
        read_qr_safely(bytes(bomb))


def test_missing_file_and_lost_time(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_qr_safely(tmp_path / "none.png")
    with pytest.raises(Unavailable):
        read_qr_safely(make_qr_png("EH1:"), timeout=0.001)
