"""Sources behind HTTP, asked with patience (:mod:`core.storage.patient_http`).

The person's key travels in the body, never in an address.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from core.kernel.errors import Unavailable
from core.risk.explanation import InputValue
from core.risk.sources import GarbledAnswer, SourceContract, SourceQuery, read_answer
from core.storage.patient_http import HttpSettings, NoAnswer, PatientHttp, WrongAnswer

_JSON = "application/json"


class HttpSource:
    """A source behind one address. Safe to share among threads; left alone for a while when it keeps failing."""

    def __init__(
        self,
        contract: SourceContract,
        settings: HttpSettings,
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.contract = contract
        self._line = PatientHttp(settings, (_JSON, _JSON), pause=pause, clock=clock)

    def fetch(self, query: SourceQuery) -> tuple[InputValue, ...]:
        """Ask about one person. ``Unavailable`` after the last try, ``GarbledAnswer`` at once."""
        body = json.dumps({"person_key": query.person_key, "names": sorted(self.contract.names)})
        try:
            return self._line.ask(body.encode(), lambda answer: read_answer(self.contract, query, answer))
        except NoAnswer as error:
            raise Unavailable(
                f"{self.contract.words.zh}暂无答复，相关项目由人工核实。",
                f"“{self.contract.words.en}” does not answer; a person must check what it would have said.",
            ) from error
        except WrongAnswer as error:
            raise GarbledAnswer(self.contract, error.words.zh, error.words.en) from error
