"""An extract: what one source says of many people at once, as a file.

    credit-bureau.json   {"schema": "evenhand/source-extract/1", "source": …, "at": …,
                          "answers": [{"person_key": …, "serial": …, "inputs": {name: value}}]}
    credit-bureau.csv    person_key,serial,at,name,value

Where the reader can turn ID numbers into keys, ``id_number`` may stand for ``person_key``: only the guardian can.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from core.risk.explanation import InputValue, Value
from core.risk.sources import GarbledAnswer, SourceContract, read_time, strict_json

EXTRACT_SCHEMA = "evenhand/source-extract/1"
CSV_COLUMNS = ["person_key", "serial", "at", "name", "value"]
MOST_BYTES = 256 << 20
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
_BOOLEANS = {"yes": True, "no": False}
People = Mapping[str, tuple[InputValue, ...]]


class ExtractReader:
    """Reads extracts of one source. ``key_of`` gives the person key of an ID number; without it numbers are refused."""

    def __init__(self, contract: SourceContract, key_of: Callable[[str], str] | None = None) -> None:
        self._contract, self._key_of = contract, key_of

    def read(self, data: bytes, *, as_json: bool) -> People:
        """Inputs by person. Raises GarbledAnswer where the file is not of the agreed form; a value that is of the
        wrong type stays, for the screening to doubt."""
        return self._from_json(data) if as_json else self._from_csv(data)

    def _from_json(self, data: bytes) -> People:
        extract = strict_json(self._contract, data)
        if (
            not isinstance(extract, dict)
            or set(extract) != {"schema", "source", "at", "answers"}
            or extract["schema"] != EXTRACT_SCHEMA
            or extract["source"] != self._contract.code
            or not isinstance(extract["answers"], list)
        ):
            raise self._garbled()
        at = read_time(extract["at"])
        people: dict[str, list[InputValue]] = {}
        for answer in extract["answers"]:
            key, serial, inputs = self._answer(answer)
            people.setdefault(key, []).extend(
                InputValue(name, value, self._contract.source, serial, at) for name, value in inputs.items()
            )
        return {key: tuple(values) for key, values in people.items()}

    def _answer(self, answer: Any) -> tuple[str, Any, dict[str, Any]]:
        if not isinstance(answer, dict) or len(answer) != 3 or not {"serial", "inputs"} < set(answer):
            raise self._garbled()
        (named,) = set(answer) - {"serial", "inputs"}
        if not isinstance(answer["inputs"], dict):
            raise self._garbled()
        return self._key(named, answer[named]), answer["serial"], answer["inputs"]

    def _from_csv(self, data: bytes) -> People:
        people: dict[str, list[InputValue]] = {}
        try:
            rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
            named, *rest = next(rows, None) or [""]
            if rest != CSV_COLUMNS[1:] or not self._names_people(named):
                raise self._garbled()
            for row in rows:
                if len(row) != len(CSV_COLUMNS):
                    raise self._garbled()
                person, serial, at, name, text = row
                value = self._value(name, text)
                item = InputValue(name, value, self._contract.source, serial, read_time(at))
                people.setdefault(self._key(named, person), []).append(item)
        except (csv.Error, UnicodeDecodeError) as error:
            raise self._garbled() from error
        return {key: tuple(values) for key, values in people.items()}

    def _key(self, named: str, person: object) -> str:
        if isinstance(person, str) and self._names_people(named):
            if named == "person_key":
                return person
            if self._key_of is not None and _ID_NUMBER.fullmatch(person):
                return self._key_of(person)
        raise self._garbled()

    def _names_people(self, heading: str) -> bool:
        return heading == "person_key" or (heading == "id_number" and self._key_of is not None)

    def _value(self, name: str, text: str) -> Value:
        """A cell by the contract's type; what does not fit stays text, and the screening doubts it."""
        kind = self._contract.type_of(name)
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "bool" and text in _BOOLEANS:
            return _BOOLEANS[text]
        return text if text else None

    def _garbled(self) -> GarbledAnswer:
        return GarbledAnswer(self._contract, "提取文件格式不符", "the extract is not of the agreed form")
