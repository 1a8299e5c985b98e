"""Specimens: invented people, the range of forty, the same bytes each time, real photos."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from core.intake.bag import TabletKey
from core.intake.people import Home, invent_family, invent_person
from core.intake.places import load_villages
from core.intake.reader import read_package
from core.intake.specimen import make_specimen
from core.intake.specimen_flavours import FLAVOURS, flavour_of, risk_values
from core.intake.specimen_scenes import SUBJECTS, site_photo
from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput, NotFound
from core.kernel.person_numbers import birth_date, id_number_fault
from core.products.rules import load_catalogue

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "resources/catalogue/products.toml")
VILLAGES = load_villages(ROOT / "resources/demo/places.toml")
KEY = TabletKey("xiangfen-tablet-1", Ed25519PrivateKey.from_private_bytes(b"\x22" * 32))
NOW = parse_instant("2026-11-24T06:00:00Z")
TODAY = date(2026, 11, 24)
HOME = Home("141023", "襄汾县", "麦香示范村")


def make(number: int, out: Path, **more: Any) -> Path:
    village = VILLAGES["xiangfen-01"]
    return make_specimen(
        number,
        out,
        KEY,
        institution="xiangfen",
        village=village,
        staff_login="manager",
        now=NOW,
        catalogue=CATALOGUE,
        **more,
    )


def case_of(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as archive:
        return json.loads(archive.read("data/case.json"))


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_invented_people_are_consistent(seed: int) -> None:
    lot = random.Random(seed)
    person = invent_person(lot, HOME, TODAY)
    assert id_number_fault(person.id_number, TODAY) is None
    assert birth_date(person.id_number) == date.fromisoformat(person.birth_date)
    assert (int(person.id_number[16]) % 2 == 1) == (person.sex == "男")
    assert person.id_number[:4] in ("1410", "1426")
    assert 2 <= len(person.name) <= 4
    assert person.id_valid_until == "长期" or date.fromisoformat(person.id_valid_until) > TODAY
    for member in invent_family(lot, person, HOME, TODAY):
        assert id_number_fault(str(member["id_number"]), TODAY) is None


def test_some_names_are_hard() -> None:
    names = {
        number: invent_person(random.Random(number), HOME, TODAY, number=number).name
        for number in range(1, 41)
    }
    assert list(names.values()).count("李明") >= 3
    assert any("䶮" in name for name in names.values()) and any("𠮷" in name for name in names.values())
    assert {2, 3} <= {len(name) for name in names.values()}


def test_forty_flavours_show_the_range() -> None:
    row = Counter(flavour_of(number) for number in range(1, 41))
    assert set(row) == set(FLAVOURS)
    assert row["good"] + row["same-phone"] + row["shared-photo"] + row["reused-photo"] >= 10
    assert row["same-phone"] == 2 and row["shared-photo"] == row["reused-photo"] == 1
    for category in (
        "credit-bureau",
        "court-spending-limit",
        "court-dishonest",
        "anti-fraud",
        "multi-borrowing",
    ):
        assert row[f"refused-{category}"] >= 1
    assert flavour_of(41) == flavour_of(1)


def test_flavours_speak_of_inputs_that_exist() -> None:
    known = set(risk_values(random.Random(1), FLAVOURS["good"], "greenhouse"))
    for flavour in FLAVOURS.values():
        assert {*flavour.values, *flavour.missing, *flavour.stale} <= known


def test_same_number_same_bytes(tmp_path: Path) -> None:
    first, second = make(3, tmp_path / "a"), make(3, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    other = make(4, tmp_path / "a")
    assert case_of(first)["package_id"] != case_of(other)["package_id"]
    assert first.stat().st_size < 3_000_000


@pytest.mark.parametrize(
    ("flavour", "notes"),
    [
        ("card-address-and-validity", ["card-differs", "card-differs"]),
        ("far-photo", ["photo-far-from-village", "photo-far-from-declared"]),
        ("bd09", []),
        ("gcj02", []),
        ("face-doubtful", ["identity-not-confirmed"]),
    ],
)
def test_flavours_are_accepted_with_their_notes(tmp_path: Path, flavour: str, notes: list[str]) -> None:
    package = make(5, tmp_path, flavour=flavour, product="greenhouse")
    report = read_package(package, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, tmp_path / "in")
    assert report.faults == ()
    assert [note.code for note in report.notes] == notes
    if flavour == "bd09" and report.contents:
        assert {place.position.datum.value for place in report.contents.positions} == {"BD-09"}


@pytest.mark.parametrize("product", [product.code for product in CATALOGUE.products[:6]])
def test_every_product_gets_its_papers(tmp_path: Path, product: str) -> None:
    package = make(6, tmp_path, product=product, flavour="good")
    report = read_package(package, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, tmp_path / "in")
    assert report.faults == () and report.notes == () and report.contents is not None
    assert any(file.page_count == 2 for file in report.contents.files)


def test_a_case_that_comes_again(tmp_path: Path) -> None:
    first = case_of(make(1, tmp_path))
    again = case_of(
        make(1, tmp_path, case_id=first["case_id"], round_number=2, supplements=first["package_id"])
    )
    assert (again["case_id"], again["round"], again["supplements"]) == (
        first["case_id"],
        2,
        first["package_id"],
    )


def test_missing_and_stale_inputs(tmp_path: Path) -> None:
    names = {item["name"] for item in case_of(make(9, tmp_path, flavour="missing-court"))["risk_inputs"]}
    assert "court_dishonest" not in names and "court_spending_limit" in names
    times = {
        item["name"]: item["at"] for item in case_of(make(9, tmp_path, flavour="stale-fraud"))["risk_inputs"]
    }
    assert times["external_fraud_score"] < times["court_dishonest"]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_site_photos_carry_time_place_and_orientation(orientation: int) -> None:
    for subject in SUBJECTS[:2]:
        data = site_photo(
            subject,
            random.Random(7),
            place=(358953000, 1113987000),
            taken=NOW,
            orientation=orientation,
            words="村",
        )
        with Image.open(io.BytesIO(data)) as image:
            exif = image.getexif()
            assert image.size == (1600, 1200)
            assert exif[ExifTags.Base.Orientation] == orientation
            assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:11:24 14:00:00"
            assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"


def test_a_folder_of_photos_is_used_with_their_pixels_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    picture = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture.save(folder / "one.jpg", exif=exif)
    package = make(5, tmp_path / "out", photos=folder, product="orchard", flavour="good")
    report = read_package(package, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, tmp_path / "in")
    assert report.faults == () and report.notes == () and report.contents is not None
    photos = [file for file in report.contents.files if file.kind == "site-photo"]
    assert len(photos) == 3
    with Image.open(photos[0].path) as stored, Image.open(folder / "one.jpg") as original:
        assert stored.getexif()[ExifTags.Base.Orientation] == 6
        assert stored.tobytes() == original.tobytes()


def test_real_photos_where_there_are_any(tmp_path: Path) -> None:
    folder = Path(os.environ.get("EVENHAND_TEST_PHOTOS", "nowhere"))
    if not folder.is_dir():
        pytest.skip("EVENHAND_TEST_PHOTOS names no folder of camera photographs")
    package = make(2, tmp_path / "out", photos=folder, product="livestock", flavour="good")
    report = read_package(package, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, tmp_path / "in")
    assert report.faults == () and report.notes == ()


def test_what_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        make(1, tmp_path, flavour="vanilla")
    with pytest.raises(NotFound):
        make(1, tmp_path, product="tractor")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        make(1, tmp_path, photos=tmp_path / "empty", product="orchard")
