"""Failed tries wait longer and longer; neither restart, nor a clock set back, nor many logins help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.sign_in_attempts import (
    FREE,
    FREE_AT_A_WORKSTATION,
    AttemptBook,
    FailedTries,
    TooSoon,
    still_to_wait,
    wait_after,
)
from core.kernel.clock import DAY, MINUTE, SECOND
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id

PASSPHRASE = "样本 correct horse 2026"
START = 1_790_000_000_000_000


@given(st.integers(0, 500))
def test_waits_never_shrink_and_end_at_a_quarter_of_an_hour(failures: int) -> None:
    assert 0 <= wait_after(failures) <= wait_after(failures + 1) <= 15 * MINUTE
    assert (wait_after(failures) == 0) is (failures < FREE)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(-2 * DAY, 2 * DAY)), max_size=60))
def test_however_the_clock_is_turned_a_try_is_judged_only_after_the_whole_wait(
    tries: list[tuple[str, int]],
) -> None:
    """Between two judged tries of one login after the free ones, the clock has run forward by the wait."""
    book, now = AttemptBook.empty(), START
    for login, shift in tries:
        now += shift
        book = book.clock_seen(now)
        before = book.logins.get(login)
        try:
            book = book.begin(login, now)
        except TooSoon as early:
            assert early.seconds >= 1
            continue
        if before is not None and before.failures >= FREE:
            assert now - before.last >= wait_after(before.failures)
        assert book.logins[login].failures == (before.failures if before else 0) + 1


@given(st.integers(FREE, 40), st.integers(0, 400 * DAY))
def test_a_clock_set_back_begins_the_wait_again_and_never_makes_it_longer_than_that(
    failures: int, back: int
) -> None:
    book = AttemptBook.empty()
    now = START
    for _ in range(failures):
        now += 20 * MINUTE
        book = book.begin("zhang", now)
    turned = book.clock_seen(now - back)
    assert still_to_wait(turned.logins["zhang"], now - back) == wait_after(failures)
    assert turned.clock_seen(now - back + 15 * MINUTE).begin("zhang", now - back + 15 * MINUTE)


def test_many_logins_at_one_workstation_wait_together() -> None:
    book = AttemptBook.empty()
    for number in range(FREE_AT_A_WORKSTATION):
        book = book.begin(f"login{number}", START)
    with pytest.raises(TooSoon):
        book.begin("another", START)


@given(st.lists(st.sampled_from(["in", "out", "lost", "told"]), max_size=30))
def test_every_failure_is_told_once(events: list[str]) -> None:
    book, now, failed, told = AttemptBook.empty(), START, 0, 0
    for event in events:
        now += 20 * MINUTE
        if event == "told":
            news = book.unreported()
            told += sum(one.count for one in news)
            book = book.reported(news)
            continue
        book = book.begin("zhang", now)
        if event == "in":
            book = book.succeeded("zhang")
        elif event == "lost":
            book = book.not_judged("zhang")
        else:
            failed += 1
    assert told + sum(one.count for one in book.unreported()) == failed


def test_what_was_typed_as_a_login_does_not_fill_the_disk() -> None:
    book = AttemptBook.empty()
    for number in range(1_000):
        book = book.begin(f"x{number}" * 50, START + number * 20 * MINUTE)
    assert len(json.dumps(book.to_json())) < 40_000
    assert AttemptBook.from_json(json.loads(json.dumps(book.to_json()))) == book


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def slots(path: Path, clock: Clock) -> KeySlots:
    return KeySlots(path / "people.json", clock=clock)


def fail(path: Path, clock: Clock, login: str = "zhang") -> type[BaseException]:
    with pytest.raises(NotAllowed) as refusal:
        slots(path, clock).open(login, "not the passphrase")
    return refusal.type


def test_the_right_passphrase_too_early_is_not_even_looked_at(tmp_path: Path, clock: Clock) -> None:
    slots(tmp_path, clock).add("zhang", new_id(), PASSPHRASE, CentreSecrets.fresh())
    for _ in range(FREE):
        assert fail(tmp_path, clock) is NotAllowed
    with pytest.raises(TooSoon, match="wait 30 seconds"):
        slots(tmp_path, clock).open("zhang", PASSPHRASE)  # another process, the same file
    clock.now -= DAY
    with pytest.raises(TooSoon, match="wait 30 seconds"):
        slots(tmp_path, clock).open("zhang", PASSPHRASE)
    clock.now += 30 * SECOND
    assert slots(tmp_path, clock).open("zhang", PASSPHRASE)
    assert fail(tmp_path, clock) is NotAllowed  # and counting begins anew


def test_an_unknown_login_waits_like_a_known_one(tmp_path: Path, clock: Clock) -> None:
    slots(tmp_path, clock).add("zhang", new_id(), PASSPHRASE, CentreSecrets.fresh())
    for login in ("zhang", "nobody"):
        assert [fail(tmp_path, clock, login) for _ in range(FREE + 1)] == [NotAllowed] * FREE + [TooSoon]


def test_failures_are_told_until_the_centre_knows(tmp_path: Path, clock: Clock) -> None:
    slots(tmp_path, clock).add("zhang", new_id(), PASSPHRASE, CentreSecrets.fresh())
    fail(tmp_path, clock)
    clock.now += MINUTE
    fail(tmp_path, clock)
    slots(tmp_path, clock).open("zhang", PASSPHRASE)
    told = slots(tmp_path, clock).unreported()
    assert told == (FailedTries("zhang", 2, START, START + MINUTE),)
    slots(tmp_path, clock).reported(told)
    assert slots(tmp_path, clock).unreported() == ()
