"""Sealing dossiers, and checking the whole log of a centre in which everything was really done."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from core.app import App
from core.archive.queries import ArchiveFilter
from core.bench.centres import signed_in
from core.bench.measuring import Figure, Peer, percentile, seconds_of, timed_figure
from core.cases.rules import QUESTIONS, Judgement, Outcome, Stage
from core.cases.service import Decide, GiveOpinion
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words

_ALL = ArchiveFilter()
_WAN = 1_000_000


def measure_dossiers(centre: Path) -> list[Figure]:
    """``seal`` for every case that its reader may decide, then ``log-verify`` over all of it."""
    _judge_all(centre, Role.REVIEWER)
    _judge_all(centre, Role.APPROVER)
    sealed = _seal(centre)
    return [*sealed, _verify(centre)]


def _judge_all(centre: Path, role: Role) -> None:
    for number in range(3):
        with signed_in(centre, role, number) as app:
            for row in app.case_queries.inbox():
                judge(app, app.case_queries.case(row.id).evidence_hash, row.id, role)
            if number == 2 and role is Role.REVIEWER:
                app.guardian.run_round()  # the draws of approval


def judge(app: App, seen: str, case_id: object, role: Role) -> None:
    """A reviewer's opinion or an approver's decision on a case as ``seen`` (the hash of its evidence)."""
    stage = Stage.REVIEW if role is Role.REVIEWER else Stage.APPROVAL
    checklist = tuple((question.code, True) for question in QUESTIONS) if stage is Stage.REVIEW else ()
    judgement = Judgement(
        Outcome.APPROVE, 5 * _WAN, 12, "5.45", "equal-instalment", ("income-clear",), "", "样本", checklist
    )
    if stage is Stage.REVIEW:
        app.cases.give_opinion(GiveOpinion(new_id(), case_id, judgement, seen, 0))  # type: ignore[arg-type]
    else:
        app.cases.decide(Decide(new_id(), case_id, judgement, seen, 0))  # type: ignore[arg-type]


def _seal(centre: Path) -> list[Figure]:
    times = []
    with signed_in(centre, Role.ARCHIVE_CLERK) as app:
        while True:
            began_with = len(app.archive.search(_ALL))
            seconds = seconds_of(lambda: app.guardian.run_round(limit=1))
            rows = app.archive.search(_ALL)
            if len(rows) == began_with:
                break
            times.append(seconds)
        pdfs = [app.archive.dossier_pdf(row.id) for row in rows]
    written = [seconds_of(lambda pdf=pdf: _write(centre, pdf)) for pdf in pdfs]  # type: ignore[misc]
    size = sum(map(len, pdfs)) // max(1, len(pdfs))
    return [
        timed_figure(
            "seal",
            Words("卷宗：排版、封存、入库", "A dossier laid out, sealed and recorded"),
            times,
            peer=Peer(
                Words("同样字节的散列与落盘", "hashing the same bytes and writing them durably"),
                percentile(written, 50) * 1000,
            ),
            more={"bytes": size},
        )
    ]


def _write(centre: Path, pdf: bytes) -> None:
    hashlib.sha256(pdf)
    path = centre / "bench.pdf"
    with path.open("wb") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _verify(centre: Path) -> Figure:
    with signed_in(centre, Role.AUDITOR) as app:
        result = app.verify_log()
        seconds = seconds_of(app.verify_log)
    files = [path for path in (centre / "blobs").rglob("*") if path.is_file()]
    hashing = seconds_of(lambda: [hashlib.sha256(path.read_bytes()) for path in files])
    checked = result.facts + result.entries
    return Figure(
        "log-verify",
        Words(
            "日志核验：每秒事实与记录数（含全部存储文件）",
            "Facts and entries verified a second, stored files included",
        ),
        checked,
        rate=checked / seconds,
        peer=Peer(Words("仅计算存储文件的 SHA-256", "SHA-256 of the stored files alone"), checked / hashing),
        more={
            "sound": result.ok,
            "facts": result.facts,
            "entries": result.entries,
            "objects": result.objects,
            "bytes": sum(path.stat().st_size for path in files),
            "seconds": round(seconds, 3),
        },
    )
