"""A guardian that turns as a service beside a test, as it does on a centre's server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from core.guardian.running import GuardianService
from tests.factories import House


@contextmanager
def guardian_at_work(house: House) -> Iterator[GuardianService]:
    """It takes up whatever comes until the block is left; a defect of it is raised there."""
    defects: list[BaseException] = []
    service = house.guardian_house.service()

    def run() -> None:
        try:
            service.run()
        except BaseException as defect:  # noqa: BLE001  raised again in the test
            defects.append(defect)

    thread = threading.Thread(target=run, name="guardian")
    thread.start()
    try:
        yield service
    finally:
        service.stop()
        service.leave()
        thread.join()
    if defects:
        raise defects[0]
