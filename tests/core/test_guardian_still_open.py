"""What waits at the guardian's door is found however long it has waited, and what was answered is found no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from core.guardian import tables
from core.guardian.still_open import StillOpen
from core.guardian.waiting_objects import waiting_packages
from core.kernel.ids import new_id
from tests.centre_house import HOUSES
from tests.factories import House, Relate


@pytest.mark.parametrize("opened", HOUSES.values(), ids=list(HOUSES))
def test_what_is_open_is_found_until_it_is_answered(
    opened: Callable[[], AbstractContextManager[House]],
) -> None:
    with opened() as house:
        door = StillOpen(tables.handed_in, tables.handed_in_result.c.handed_in_id, 2)

        def waits() -> list[UUID]:
            with house.storage("guardian").reading() as reading:
                return [row.id for row in door.rows(reading)]

        assert waits() == []
        first, second, third = (_hand_in(house) for _ in range(3))
        assert waits() == waits() == [first, second]
        _answer(house, second)
        assert waits() == waits() == [first, third]
        _answer(house, first)
        assert waits() == [third]
        with house.storage("guardian").reading() as reading:
            assert waiting_packages(reading) == {f"object {third}"}
        _answer(house, third)
        assert waits() == waits() == []
        later = _hand_in(house)
        assert waits() == [later]


def _hand_in(house: House) -> UUID:
    given = new_id()
    with house.storage("intake1").work(Relate(new_id())) as work:
        work.record(
            tables.handed_in,
            id=given,
            staff_id=house.staff["intake1"].id,
            file_name="样本.zip",
            sha256="0" * 64,
            object=f"object {given}",
            key="2" * 64,
            bytes=1,
        )
        work.commit({})
    return given


def _answer(house: House, given: UUID) -> None:
    with house.storage("guardian").work(Relate(new_id())) as work:
        work.record(tables.handed_in_result, handed_in_id=given, outcome="failed", reasons="[]")
        work.commit({})
