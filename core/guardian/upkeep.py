"""How the centre is kept, for who answers for it: backups, orphans collected, sessions ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from core.audit import tables as audit
from core.guardian import tables
from core.guardian.presence import counts_as_here
from core.identity.server_files import LIMITED, unset_limits
from core.kernel.words import Words
from core.storage.work import Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup and what came of restoring it. ``at``: when that was put on record, µs."""

    id: UUID
    name: str
    ok: bool
    host: str
    bytes: int
    rows: int
    objects: int
    log_size: int
    findings: tuple[Words, ...]
    at: int


@dataclass(frozen=True, slots=True)
class EndedSession:
    """Somebody's session that the guardian ended. ``what``: running, idle-in-transaction, blocking (others waited)."""

    id: UUID
    login: str
    what: str
    seconds: int
    application: str
    at: int


@dataclass(frozen=True, slots=True)
class UpkeepLine:
    """One chore of the guardian's, in words. ``ok``: whether all was well."""

    id: UUID
    at: int
    what: Words
    ok: bool
    detail: Words


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far the log is numbered, which moves whenever anything was done while a guardian is here; and for how
    long (µs) none was, ``None`` for more than a day."""

    size: int
    ago: int | None
    guardian_is_here: bool


class UpkeepQueries:
    """What auditors and administrators read of the guardian's chores."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def backups(self, after: BackupRow | None = None, limit: int = PAGE) -> list[BackupRow]:
        """Backups on record, the newest first."""
        statement = select(tables.backup_run).order_by(tables.backup_run.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.backup_run.c.id < after.id)
        with self._storage.reading() as reading:
            return [_backup(row) for row in reading.all(statement)]

    def ended_sessions(self, after: EndedSession | None = None, limit: int = PAGE) -> list[EndedSession]:
        """Sessions that were ended, the newest first."""
        statement = select(tables.ended_session).order_by(tables.ended_session.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.ended_session.c.id < after.id)
        with self._storage.reading() as reading:
            return [
                EndedSession(row.id, row.login, row.what, row.seconds, row.application, row.at)
                for row in reading.all(statement)
            ]

    def recent(self, limit: int = PAGE) -> list[UpkeepLine]:
        """Backups, sessions that were ended and orphans collected, the newest first."""
        lines = [_backup_line(row) for row in self.backups(limit=limit)]
        lines += [_session_line(row) for row in self.ended_sessions(limit=limit)]
        collected = select(tables.orphan_run).order_by(tables.orphan_run.c.id.desc()).limit(limit)
        with self._storage.reading() as reading:
            lines += [_orphans_line(row) for row in reading.all(collected)]
        return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]

    def server_warnings(self) -> list[Words]:
        """Limits of the database server that are not set, and what is not held for want of each; none on one machine."""
        with self._storage.reading() as reading:
            if not reading.at_centre:
                return []
            asked = text("SELECT name, setting FROM pg_settings WHERE name = ANY (:names)")
            found = reading.connection.execute(asked, {"names": list(LIMITED)})
            return unset_limits({row.name: row.setting for row in found})

    def pulse(self) -> Pulse:
        """Cheap enough to be asked every two seconds by every window: two looks at small indexes."""
        with self._storage.reading() as reading:
            size = int(reading.scalar(select(func.max(audit.checkpoint.c.size))) or 0)
            latest = select(tables.presence.c.seen, tables.presence.c.doing)
            last = reading.first(latest.order_by(tables.presence.c.seen.desc()).limit(1))
            ago = None if last is None else max(0, reading.now - last.seen)
        return Pulse(size, ago, last is not None and counts_as_here(ago or 0, last.doing))


def _backup(row: Any) -> BackupRow:
    findings = tuple(Words.from_json(one) for one in json.loads(row.findings))
    return BackupRow(
        row.id,
        row.name,
        row.outcome == "good",
        row.host,
        row.bytes,
        row.rows,
        row.objects,
        row.log_size,
        findings,
        row.at,
    )


def _backup_line(row: BackupRow) -> UpkeepLine:
    held = Words(
        f"{row.rows} 行，{row.objects} 个文件，日志 {row.log_size} 条",
        f"{row.rows} rows, {row.objects} files, {row.log_size} log entries",
    )
    found = Words(
        "；".join(one.zh for one in row.findings[:3]), "; ".join(one.en for one in row.findings[:3])
    )
    name = f"{row.name} ({row.host})"
    said = held if row.ok else found
    return UpkeepLine(
        row.id, row.at, Words("备份", "Backup"), row.ok, Words(f"{name}：{said.zh}", f"{name}: {said.en}")
    )


def _session_line(row: EndedSession) -> UpkeepLine:
    zh, en = {
        "running": ("语句运行", "a statement ran"),
        "blocking": ("使他人等待的事务已持续", "a transaction that others waited for stood"),
    }.get(row.what, ("事务未结束", "a transaction stood open"))
    detail = Words(f"{row.login}：{zh} {row.seconds} 秒", f"{row.login}: {en} for {row.seconds} s")
    return UpkeepLine(row.id, row.at, Words("中止会话", "Session ended"), False, detail)


def _orphans_line(row: Any) -> UpkeepLine:
    detail = Words(f"清理 {row.removed} 个", f"{row.removed} removed")
    return UpkeepLine(row.id, row.at, Words("无主文件", "Orphans"), True, detail)
