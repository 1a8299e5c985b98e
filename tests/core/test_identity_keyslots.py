"""Key slots: the right passphrase opens, everything else says the same, and nothing secret is ever shown."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.passphrase_rules import LEAST_LENGTH
from core.identity.slot_file import SlotFile
from core.kernel.errors import EvenhandError, NotAllowed, Unavailable
from core.kernel.ids import new_id

PASSPHRASE = "样本 correct horse 2026"


@pytest.fixture
def slots(tmp_path: Path) -> KeySlots:
    return KeySlots(tmp_path / "people.json")


@pytest.fixture
def secrets() -> CentreSecrets:
    return CentreSecrets.fresh()


def test_each_person_s_passphrase_opens_the_same_secrets(slots: KeySlots, secrets: CentreSecrets) -> None:
    people = {login: new_id() for login in ("zhang", "李四")}
    for login, staff_id in people.items():
        slots.add(login, staff_id, f"{PASSPHRASE} {login}", secrets)
    for login, staff_id in people.items():
        assert slots.open(login, f"{PASSPHRASE} {login}") == (staff_id, secrets)
    with pytest.raises(NotAllowed):
        slots.open("zhang", f"{PASSPHRASE} 李四")


def said(slots: KeySlots, login: str, passphrase: str) -> tuple[type, str, str]:
    with pytest.raises(EvenhandError) as refusal:
        slots.open(login, passphrase)
    return type(refusal.value), refusal.value.words.zh, refusal.value.words.en


def test_a_wrong_passphrase_and_an_unknown_login_say_the_same(
    slots: KeySlots, secrets: CentreSecrets
) -> None:
    slots.add("zhang", new_id(), PASSPHRASE, secrets)
    wrong = said(slots, "zhang", PASSPHRASE + "x")
    assert wrong == said(slots, "nobody", PASSPHRASE) == said(slots, "zhang", "")
    assert wrong[0] is NotAllowed
    assert PASSPHRASE not in wrong[1] + wrong[2]


def test_a_new_passphrase_replaces_the_old_one(slots: KeySlots, secrets: CentreSecrets) -> None:
    staff_id = new_id()
    slots.add("zhang", staff_id, PASSPHRASE, secrets)
    slots.add("zhang", staff_id, PASSPHRASE + " new", secrets)
    with pytest.raises(NotAllowed):
        slots.open("zhang", PASSPHRASE)
    assert slots.open("zhang", PASSPHRASE + " new") == (staff_id, secrets)


@pytest.mark.parametrize("length", [0, 1, LEAST_LENGTH - 1])
def test_a_short_passphrase_is_refused_and_changes_nothing(
    slots: KeySlots, secrets: CentreSecrets, length: int
) -> None:
    with pytest.raises(NotAllowed, match=str(LEAST_LENGTH)):
        slots.add("zhang", new_id(), "x" * length, secrets)
    assert not slots.path.exists()


@pytest.mark.parametrize("part", ["staff_id", "salt", "nonce", "sealed"])
def test_a_slot_with_one_digit_changed_does_not_open(
    slots: KeySlots, secrets: CentreSecrets, part: str
) -> None:
    slots.add("zhang", new_id(), PASSPHRASE, secrets)
    data = json.loads(slots.path.read_text(encoding="utf-8"))
    value = data["slots"]["zhang"][part]
    data["slots"]["zhang"][part] = ("1" if value[0] != "1" else "2") + value[1:]
    slots.path.write_text(json.dumps(data), encoding="utf-8")
    assert said(slots, "zhang", PASSPHRASE)[0] is NotAllowed


def test_a_slot_does_not_open_under_another_name(slots: KeySlots, secrets: CentreSecrets) -> None:
    """Somebody with the file makes himself the administrator by copying his slot: it is bound to its login."""
    slots.add("zhang", new_id(), PASSPHRASE, secrets)
    slots.add("admin", new_id(), PASSPHRASE + " admin", secrets)
    data = json.loads(slots.path.read_text(encoding="utf-8"))
    data["slots"]["admin"] = data["slots"]["zhang"]
    slots.path.write_text(json.dumps(data), encoding="utf-8")
    assert said(slots, "admin", PASSPHRASE)[0] is NotAllowed


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"slots": []}',
        '{"slots": {"zhang": {}}}',
        '{"slots": {"zhang": 7}}',
        '{"slots": {"zhang": {"staff_id": "x", "salt": "zz", "nonce": "", "sealed": ""}}}',
        '{"slots": {"zhang": {"staff_id": "01a20c3e-6af4-7246-80fc-a2f90939043c", "salt": "", "nonce": "", "sealed": ""}}}',
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(slots: KeySlots, content: str) -> None:
    slots.path.write_text(content, encoding="utf-8")
    kind, zh, en = said(slots, "zhang", PASSPHRASE)
    assert kind is Unavailable
    assert "备份" in zh
    assert "backup" in en


def test_a_file_that_is_not_text_is_said_to_be_damaged(slots: KeySlots) -> None:
    slots.path.write_bytes(b"\xff\xfe\x00 not text")
    assert said(slots, "zhang", PASSPHRASE)[0] is Unavailable


def test_a_missing_file_is_said_to_be_missing(slots: KeySlots) -> None:
    assert said(slots, "zhang", PASSPHRASE)[0] is Unavailable


def test_secrets_are_never_in_what_is_printed_nor_in_the_file(
    slots: KeySlots, secrets: CentreSecrets
) -> None:
    slots.add("zhang", new_id(), PASSPHRASE, secrets)
    parts = (secrets.database_key, secrets.draw_seed, secrets.log_seed, secrets.seal_seed, secrets.pepper)
    shown = repr(secrets) + str(secrets) + slots.path.read_text(encoding="utf-8") + repr(slots)
    for part in parts:
        assert part.hex() not in shown
        assert repr(part) not in shown
    assert PASSPHRASE not in shown
    assert slots.path.stat().st_mode & 0o077 == 0


@given(st.binary(min_size=176, max_size=176))
def test_secrets_keep_their_bytes(data: bytes) -> None:
    assert CentreSecrets.from_bytes(data).to_bytes() == data


def test_fresh_secrets_are_all_different() -> None:
    one, other = CentreSecrets.fresh(), CentreSecrets.fresh()
    keys = {
        part
        for each in (one, other)
        for part in (each.database_key, each.draw_seed, each.log_seed, each.seal_seed, each.pepper)
    }
    assert len(keys) == 10


def test_windows_that_sign_in_at_the_same_time_lose_no_try_of_one_another(tmp_path: Path) -> None:
    """Two windows on one machine share the file; each has it open for itself."""

    def fail(number: int) -> None:
        with pytest.raises(NotAllowed), SlotFile(tmp_path / "slots.json", 32).tried(f"login{number}"):
            raise NotAllowed("口令不对。", "Wrong passphrase.")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(10)))
    kept = (tmp_path / "slots.json").read_text(encoding="utf-8")
    assert [number for number in range(10) if f'"login{number}"' not in kept] == []
    assert not list(tmp_path.glob(".slots*"))
