"""Commissions over a line that is cut: given once, waited for until it is back."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from core.guardian import tables
from core.guardian.commissions import Asking, Commissions
from tests.centre_house import CentreHouse, cluster, postgresql_centre
from tests.faults.line_proxy import LineProxy
from tests.faults.relayed import relayed_storage


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture
def line() -> Iterator[LineProxy]:
    with LineProxy(cluster().folder / ".s.PGSQL.5432") as line:
        yield line


@pytest.fixture
def commissions(house: CentreHouse, line: LineProxy) -> Iterator[Commissions]:
    storage = relayed_storage(house, line, "archive1")
    yield Commissions(storage, house.settings.blobs)
    storage.close()


class Asked(threading.Thread):
    """Somebody who waits in a thread of his own."""

    def __init__(self, commissions: Commissions) -> None:
        super().__init__()
        self._commissions = commissions
        self.waits = threading.Event()
        self.heard: queue.Queue[Mapping[str, Any]] = queue.Queue()

    def run(self) -> None:
        self.heard.put(self._commissions.do(Asking("fixity"), lambda _done, _total: self.waits.set()))


def test_an_answer_is_waited_for_across_a_cut_line(
    house: CentreHouse, line: LineProxy, commissions: Commissions
) -> None:
    asked = Asked(commissions)
    asked.start()
    assert asked.waits.wait(60)
    line.cut()
    assert house.guardian_house.commissions.take_next() is not None
    line.mend()
    assert asked.heard.get(timeout=60)["faults"] == []
    asked.join()


def test_what_was_given_when_the_answer_was_lost_is_given_once(
    house: CentreHouse, line: LineProxy, commissions: Commissions
) -> None:
    line.lose_answer_to(b"COMMIT", after=b"INSERT INTO commission ")
    asked = Asked(commissions)
    asked.start()
    assert asked.waits.wait(60)
    line.mend()
    desk = house.guardian_house.commissions
    while desk.take_next() is None:
        assert asked.is_alive()
    assert asked.heard.get(timeout=60)["faults"] == []
    assert line.lost_answers == 1
    assert len(house.all(select(tables.commission.c.id))) == 1
    asked.join()
