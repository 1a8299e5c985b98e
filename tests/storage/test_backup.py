"""Backups: what is in them comes back, on either engine; damage, loss and strangers are found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cases.rules import Step
from core.guardian import tables
from core.guardian.backup import Backups
from core.kernel.errors import Tampered
from core.storage.backup_file import reading, writing
from tests.factories import House, Template, centre, prepared

KEY = bytes(range(32))


def _some_cases(house: House) -> None:
    house.case_at(Step.SEALED)
    house.case_at(Step.REVIEW_STARTED)
    house.sequence()


def lived_in() -> Template:
    return prepared("lived-in", _some_cases)


@pytest.fixture
def house() -> Iterator[House]:
    with centre(lived_in()) as house:
        yield house


def backups_of(house: House, folder: Path) -> Backups:
    return Backups(folder, KEY, house.log_public)


def make(house: House, backups: Backups) -> Path:
    return backups.make(house.storage("guardian"), house.blobs, house.folder, house.settings.name)


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000])
def test_what_is_sealed_comes_back_and_no_byte_may_differ(tmp_path: Path, size: int) -> None:
    lot = random.Random(size)
    content, path = lot.randbytes(size), tmp_path / "sealed"
    with writing(path, KEY) as stream:
        stream.write(content)
    with reading(path, KEY) as stream:
        assert stream.read() == content
    sealed = path.read_bytes()
    assert size < 64 or content[:64] not in sealed
    spoilt = [sealed[:-1], sealed[:-17], sealed[: 1 << 20], sealed + b"\0", b""]
    for at in {0, 20, len(sealed) // 2, len(sealed) - 1}:
        spoilt.append(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    for other in spoilt:
        if other == sealed:
            continue
        path.write_bytes(other)
        with pytest.raises(Tampered), reading(path, KEY) as stream:
            stream.read()
    path.write_bytes(sealed)
    with pytest.raises(Tampered), reading(path, KEY[::-1]) as stream:
        stream.read()


def test_a_backup_is_good_when_all_of_it_came_back(house: House, tmp_path: Path) -> None:
    backups = backups_of(house, tmp_path / "backups")
    path = make(house, backups)
    made = backups.verify(path)
    assert made.ok, made.findings
    assert made.rows > 100
    assert made.log_size == house.verify().leaves
    name = house.all(select(tables.handed_in.c.id))
    assert name == []
    assert "李".encode() not in path.read_bytes()


def test_a_damaged_backup_a_lost_paper_and_another_key_are_found(house: House, tmp_path: Path) -> None:
    backups = backups_of(house, tmp_path / "backups")
    path = make(house, backups)
    stranger = Backups(backups.folder, KEY[::-1], house.log_public)
    assert not stranger.verify(path).ok
    other_log = Backups(backups.folder, KEY, bytes(32))
    assert any("signature" in one.en for one in other_log.verify(path).findings)
    paper = next(one for one in (backups.folder / "objects").rglob("*") if one.is_file())
    whole = paper.read_bytes()
    paper.write_bytes(whole[:-1])
    assert [one.en for one in backups.verify(path).findings if "missing or changed" in one.en]
    paper.write_bytes(whole)
    assert backups.verify(path).ok
    sealed = path.read_bytes()
    path.write_bytes(sealed[: len(sealed) // 2] + b"x" + sealed[len(sealed) // 2 + 1 :])
    (finding,) = backups.verify(path).findings
    assert "damaged" in finding.en


def test_a_row_that_was_changed_behind_the_log_s_back_fails_the_backup(house: House, tmp_path: Path) -> None:
    backups = backups_of(house, tmp_path / "backups")
    with house.storage("guardian").changing() as connection:
        connection.exec_driver_sql("DROP TRIGGER opinion_never_updated")
        connection.exec_driver_sql("UPDATE opinion SET amount_fen = amount_fen + 1")
    made = backups.verify(make(house, backups))
    assert any("the fact was changed" in one.en for one in made.findings)
