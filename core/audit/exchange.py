"""Requests to witnesses and their answers as files in a folder: a stick carried to a bank with no line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.audit.witness import MOST_REQUEST, Reply, Witness
from core.audit.witnessing import Witnessing
from core.kernel.errors import BadInput, EvenhandError
from core.kernel.words import Words

REQUEST, ANSWER = ".request", ".answer"
_MOST_ANSWER = 4 * MOST_REQUEST


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one file; ``words`` is ``None`` where it went well."""

    file: str
    witness: str
    status: int
    words: Words | None = None

    @property
    def ok(self) -> bool:
        return self.words is None and self.status == 200


def write_requests(folder: Path, witnessing: Witnessing) -> list[str]:
    """One request for each witness that has not cosigned the newest checkpoint; earlier ones to it are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in witnessing.requests():
        name = re.sub(r"[^A-Za-z0-9.-]", "_", one.witness.key.name) + f"-{one.witness.id.hex[-8:]}"
        content = {"witness": one.witness.key.name, "request": one.text}
        _put(folder / f"{name}{REQUEST}", content)
        written.append(one.witness.key.name)
    return written


def answer_requests(folder: Path, witness: Witness) -> list[Carried]:
    """Answer every request in ``folder`` that is for ``witness``; the answer takes the request's place."""
    done = []
    for path in sorted(folder.glob(f"*{REQUEST}")):
        read = _read(path)
        if read["witness"] != witness.name:
            continue
        reply = witness.answer(str(read["request"]).encode())
        _put(path.with_suffix(ANSWER), {**read, "status": reply.status, "body": reply.body})
        path.unlink()
        words = None if reply.status == 200 else _refused(reply)
        done.append(Carried(path.name, witness.name, reply.status, words))
    return done


def take_answers(folder: Path, witnessing: Witnessing) -> list[Carried]:
    """Keep every answer in ``folder``; what was taken in is removed, what is wrong stays and is named."""
    done = []
    for path in sorted(folder.glob(f"*{ANSWER}")):
        try:
            read = _read(path)
            reply = Reply(int(str(read.get("status", 0))), str(read.get("body", "")))
            witnessing.take_carried(str(read["witness"]), str(read["request"]).encode(), reply)
        except (EvenhandError, ValueError) as error:
            told = error if isinstance(error, EvenhandError) else _unreadable(path)
            done.append(Carried(path.name, "—", 0, told.words))
            continue
        path.unlink()
        words = None if reply.status == 200 else _refused(reply)
        done.append(Carried(path.name, str(read["witness"]), reply.status, words))
    return done


def _refused(reply: Reply) -> Words:
    said = reply.body.strip()
    return Words(f"见证人拒签（{reply.status}）：{said}", f"the witness refused ({reply.status}): {said}")


def _unreadable(path: Path) -> BadInput:
    return BadInput(f"读不到 {path.name}。", f"{path.name} cannot be read.")


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            read = json.loads(file.read(_MOST_ANSWER).decode("utf-8"))
        return {**read, "witness": str(read["witness"]), "request": str(read["request"])}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(path) from error


def _put(path: Path, content: Mapping[str, object]) -> None:
    """Whole or not at all: a stick is pulled out at any time."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
