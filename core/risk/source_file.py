"""Sources that deliver files: a folder a day (``2026-11-24/``), in it one extract per source.

    credit-bureau.json   {"schema": "evenhand/source-extract/1", "source": …, "at": …,
                          "answers": [{"person_key": …, "serial": …, "inputs": {name: value}}]}
    credit-bureau.csv    person_key,serial,at,name,value

The newest day that is not in the future counts. A person who is not in it has no answer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.kernel.clock import local_date
from core.kernel.errors import Unavailable
from core.risk.explanation import InputValue, Value
from core.risk.sources import GarbledAnswer, SourceContract, SourceQuery, read_time, strict_json

EXTRACT_SCHEMA = "evenhand/source-extract/1"
CSV_COLUMNS = ["person_key", "serial", "at", "name", "value"]
MOST_BYTES = 256 << 20
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = {"yes": True, "no": False}
_People = Mapping[str, tuple[InputValue, ...]]


class FileSource:
    """A source behind a folder of daily extracts. An extract is read once and kept until it changes."""

    def __init__(self, contract: SourceContract, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.contract = contract
        self._folder, self._most_bytes = folder, most_bytes
        self._read: tuple[tuple[Path, int, int], _People] | None = None

    def fetch(self, query: SourceQuery) -> tuple[InputValue, ...]:
        """What the newest extract says of the person; nothing where it does not know him or her."""
        path = self._newest(local_date(query.as_of))
        return self._people(path).get(query.person_key, ())

    def _newest(self, today: date) -> Path:
        try:
            days = sorted(
                (day, folder)
                for folder in self._folder.iterdir()
                if (day := _day(folder.name)) is not None and day <= today
            )
        except OSError as error:
            raise self._unreadable() from error
        for _, folder in reversed(days):
            found = [folder / f"{self.contract.code}.{kind}" for kind in ("json", "csv")]
            there = [path for path in found if path.is_file()]
            if len(there) == 2:
                raise GarbledAnswer(
                    self.contract, "同一天有两份提取文件", "there are two extracts for one day"
                )
            if there:
                return there[0]
        raise Unavailable(
            f"没有{self.contract.words.zh}的提取文件。", f"There is no extract of “{self.contract.words.en}”."
        )

    def _people(self, path: Path) -> _People:
        try:
            status = path.stat()
            mark = (path, status.st_mtime_ns, status.st_size)
            if self._read is not None and self._read[0] == mark:
                return self._read[1]
            if status.st_size > self._most_bytes:
                raise GarbledAnswer(self.contract, "文件过大", "the file is too large")
            data = path.read_bytes()
        except OSError as error:
            raise self._unreadable() from error
        people = self._from_json(data) if path.suffix == ".json" else self._from_csv(data)
        self._read = (mark, people)
        return people

    def _from_json(self, data: bytes) -> _People:
        extract = strict_json(self.contract, data)
        if (
            not isinstance(extract, dict)
            or set(extract) != {"schema", "source", "at", "answers"}
            or extract["schema"] != EXTRACT_SCHEMA
            or extract["source"] != self.contract.code
            or not isinstance(extract["answers"], list)
        ):
            raise self._garbled()
        at = read_time(extract["at"])
        people: dict[str, list[InputValue]] = {}
        for answer in extract["answers"]:
            key, serial, inputs = self._answer(answer)
            people.setdefault(key, []).extend(
                InputValue(name, value, self.contract.source, serial, at) for name, value in inputs.items()
            )
        return {key: tuple(values) for key, values in people.items()}

    def _answer(self, answer: Any) -> tuple[str, Any, dict[str, Any]]:
        if not isinstance(answer, dict) or set(answer) != {"person_key", "serial", "inputs"}:
            raise self._garbled()
        key, inputs = answer["person_key"], answer["inputs"]
        if not isinstance(key, str) or not isinstance(inputs, dict):
            raise self._garbled()
        return key, answer["serial"], inputs

    def _from_csv(self, data: bytes) -> _People:
        people: dict[str, list[InputValue]] = {}
        try:
            rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
            if next(rows, None) != CSV_COLUMNS:
                raise self._garbled()
            for row in rows:
                if len(row) != len(CSV_COLUMNS):
                    raise self._garbled()
                key, serial, at, name, text = row
                value = self._value(name, text)
                item = InputValue(name, value, self.contract.source, serial, read_time(at))
                people.setdefault(key, []).append(item)
        except (csv.Error, UnicodeDecodeError) as error:
            raise self._garbled() from error
        return {key: tuple(values) for key, values in people.items()}

    def _value(self, name: str, text: str) -> Value:
        """A cell by the contract's type; what does not fit stays text, and the screening doubts it."""
        kind = self.contract.type_of(name)
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "bool" and text in _BOOLEANS:
            return _BOOLEANS[text]
        return text if text else None

    def _garbled(self) -> GarbledAnswer:
        return GarbledAnswer(self.contract, "提取文件格式不符", "the extract is not of the agreed form")

    def _unreadable(self) -> Unavailable:
        return Unavailable(
            f"读不到{self.contract.words.zh}的提取文件。",
            f"The extract of “{self.contract.words.en}” cannot be read.",
        )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if len(name) == 10 else None
    except ValueError:
        return None
