"""The history checker: what clients were told, held against what the centre has on record.

A history is lines of JSON, one an event, written by each client before it sends (``sent``) and after it heard
(``answered`` with the answer, ``unheard`` where the line broke). The record is what the database says afterwards.

    1 every answered act is on record exactly once, with the answer that was given
    2 an act that was sent and never answered is on record once or not at all, and whole in either case
    3 nothing is on record that nobody sent
    4 the same command sent again was answered the same
    5 no stored paper is missing or changed, and no chain of the log is broken (the house's own verification)
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """``what`` is sent, answered or unheard; ``facts`` says how many facts the act makes."""

    command: str
    what: str
    facts: int
    answer: str = ""

    def line(self) -> str:
        return json.dumps([self.command, self.what, self.facts, self.answer]) + "\n"


@dataclass(frozen=True, slots=True)
class Record:
    """What the centre has: per command its answer, and how many facts name it."""

    answers: Mapping[str, Sequence[str]]
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The counts, and every breach in words."""

    acts: int
    answered: int
    unheard: int
    replays: int
    violations: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"acts {self.acts}, answered {self.answered}, broken off {self.unheard}, replays {self.replays},"
            f" violations {len(self.violations)}"
        )


def read_history(files: Iterable[Path]) -> list[Event]:
    """All events; the last line of a client that was killed may be torn, and is left out."""
    events = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                events.append(Event(*json.loads(line)))
    return events


def check(history: Sequence[Event], record: Record) -> Report:
    """Hold a history against the record; see the rules above (the fifth is the house's own verification)."""
    sent = Counter(event.command for event in history if event.what == "sent")
    heard: dict[str, set[str]] = {}
    for event in history:
        if event.what == "answered":
            heard.setdefault(event.command, set()).add(event.answer)
    facts = {event.command: event.facts for event in history}
    breaches = [f"{command}: answered differently" for command, said in heard.items() if len(said) > 1]
    for command in sent:
        breaches += _faults_of(command, facts[command], heard.get(command, set()), record)
    strange = set(record.answers) | set(record.facts)
    breaches += [f"{command}: on record, and nobody sent it" for command in strange - set(sent)]
    return Report(
        len(sent),
        len(heard),
        sum(event.what == "unheard" for event in history),
        sum(times - 1 for times in sent.values()),
        tuple(breaches),
    )


def _faults_of(command: str, facts: int, heard: set[str], record: Record) -> list[str]:
    answers, there = record.answers.get(command, ()), record.facts.get(command, 0)
    found = []
    if heard and not answers:
        found.append(f"{command}: acknowledged and lost")
    if len(answers) > 1:
        found.append(f"{command}: on record {len(answers)} times")
    if heard and answers and set(answers) != heard:
        found.append(f"{command}: on record with another answer")
    if there != (facts if answers else 0):
        found.append(f"{command}: {there} facts of {facts}")
    return found


def dump(events: Iterable[Event], file: Any) -> None:
    """Append events to an open file, past any buffer: what was written outlives a killed process."""
    for event in events:
        file.write(event.line())
    file.flush()
