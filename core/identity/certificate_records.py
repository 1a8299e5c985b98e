"""Certificates as administrators read them when one is to be trusted no longer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.identity import tables
from core.kernel.clock import DAY
from core.kernel.words import Words
from core.storage.work import Reading, Storage

#: How long before its list of revoked certificates runs out a centre is warned, µs.
WARNED_BEFORE = 30 * DAY


@dataclass(frozen=True, slots=True)
class CertificateHeld:
    """A certificate that is still trusted; ``ends`` in µs. ``purpose``: person (signing) or access."""

    id: UUID
    purpose: str
    serial: str
    ends: int

    @property
    def words(self) -> Words:
        """What it is for."""
        return _PURPOSES.get(self.purpose, Words(self.purpose, self.purpose))


_PURPOSES = {"person": Words("签名证书", "Signing"), "access": Words("登录证书", "Access")}


class CertificateRecords:
    """Reads for administrators, and the warning for everybody who looks after the centre."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def trusted(self, staff_id: UUID) -> tuple[CertificateHeld, ...]:
        """Certificates of one person that are within their time and not revoked, the newest first."""
        table = tables.certificate
        with self._storage.reading() as reading:
            rows = reading.all(
                select(table)
                .where(
                    table.c.staff_id == staff_id,
                    table.c.ends > reading.now,
                    table.c.id.not_in(select(tables.revocation.c.certificate_id)),
                )
                .order_by(table.c.id.desc())
            )
            return tuple(CertificateHeld(row.id, row.purpose, row.serial, row.ends) for row in rows)

    def warnings(self) -> list[Words]:
        """That the list of revoked certificates runs out within 30 days, or has; nothing else as yet."""
        with self._storage.reading() as reading:
            return list_warnings(reading)


def list_warnings(reading: Reading) -> list[Words]:
    """What is to be said of the list in force (RFC 5280: after nextUpdate nobody relies on it)."""
    table = tables.revocation_list
    ends = reading.scalar(select(table.c.ends).order_by(table.c.number.desc()).limit(1))
    if ends is None or ends - reading.now > WARNED_BEFORE:
        return []
    if ends <= reading.now:
        return [
            Words(
                "证书吊销列表已过期：守护程序未按时重新签发，数据库服务器将拒绝所有证书。",
                "The list of revoked certificates has run out: the guardian did not issue it anew, and the "
                "database server refuses every certificate.",
            )
        ]
    days = (ends - reading.now) // DAY
    return [
        Words(
            f"证书吊销列表还有 {days} 天过期：请检查守护程序，并运行 evenhand centre server-files。",
            f"The list of revoked certificates runs out in {days} days: look after the guardian, and run "
            "evenhand centre server-files.",
        )
    ]
