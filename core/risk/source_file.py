"""Sources that deliver files: a folder a day (``2026-11-24/``), in it one extract per source
(:mod:`core.risk.source_extract`).

The newest day that is not in the future counts. A person who is not in it has no answer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core.kernel.clock import local_date
from core.kernel.errors import Unavailable
from core.risk.explanation import InputValue
from core.risk.source_extract import MOST_BYTES, ExtractReader, People
from core.risk.sources import GarbledAnswer, SourceContract, SourceQuery


class FileSource:
    """A source behind a folder of daily extracts. An extract is read once and kept until it changes."""

    def __init__(self, contract: SourceContract, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.contract = contract
        self._folder, self._most_bytes = folder, most_bytes
        self._read: tuple[tuple[Path, int, int], People] | None = None

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

    def _people(self, path: Path) -> People:
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
        people = ExtractReader(self.contract).read(data, as_json=path.suffix == ".json")
        self._read = (mark, people)
        return people

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
