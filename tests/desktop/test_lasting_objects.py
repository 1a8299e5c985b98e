"""What lasts as long as a window: set apart once it is open, let go with it."""

from __future__ import annotations

import gc
import weakref

from pytestqt.qtbot import QtBot

from desktop.lasting_objects import LastingObjects, set_apart


class _Ring:
    """Rubbish that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_there_is_set_apart_and_rubbish_goes() -> None:
    gone, kept = weakref.ref(_Ring()), _Ring()
    set_apart()
    try:
        assert gone() is None and gc.get_freeze_count() > 10_000
        assert not any(one is kept for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_rubbish_of_before_goes_when_it_is_set_apart_anew() -> None:
    once = _Ring()
    set_apart()
    gone = weakref.ref(once)
    del once
    gc.collect()
    assert gone() is not None  # it was set apart
    set_apart()
    gc.unfreeze()
    assert gone() is None


def test_it_waits_until_the_window_is_open_for_a_while_and_ends_with_it(qtbot: QtBot) -> None:
    gc.unfreeze()
    lasting = LastingObjects()
    lasting.window_opened()
    assert gc.get_freeze_count() == 0
    qtbot.wait_until(lambda: gc.get_freeze_count() > 0, timeout=60_000)
    lasting.window_closed()
    assert gc.get_freeze_count() == 0
