"""Reading the state of a record's signatures; what was found is kept until a certificate is revoked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from core.archive import tables
from core.archive.authority import trust
from core.archive.signature_loading import load_signatures
from core.archive.signing import SignatureState
from core.identity import tables as identity
from core.kernel.errors import NotFound
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage

_KEPT = 256


class SignatureQueries:
    """Verifies on demand, in the thread of the caller: some 0.3 s a dossier."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs
        self._found: dict[tuple[UUID, int], tuple[SignatureState, ...]] = {}

    def known(self, reading: Reading, record_id: UUID) -> tuple[SignatureState, ...] | None:
        """What was found before, if nothing was revoked since."""
        if not any(found == record_id for found, _ in self._found):
            return None
        trusted = trust(reading)
        return self._found.get((record_id, trusted.number)) if trusted else None

    def states(self, record_id: UUID) -> tuple[SignatureState, ...]:
        """Every signature of the record's dossier; none in a dossier from before there was an authority."""
        load_signatures()
        from core.archive.signature_check import check_signatures

        with self._storage.reading() as reading:
            row = reading.first(select(tables.dossier).where(tables.dossier.c.id == record_id))
            if row is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            trusted = trust(reading)
            if (
                trusted is None or row.batch_id is not None
            ):  # the seal of another centre was looked at on import
                return ()
            if (known := self._found.get((record_id, trusted.number))) is not None:
                return known
            pdf = self._blobs.get(reading, row.sha256)
            revoked = revoked_serials(reading)
        found = check_signatures(pdf, trusted.root, row.at, revoked, trusted.pinned)
        if len(self._found) >= _KEPT:
            self._found.clear()
        self._found[record_id, trusted.number] = found
        return found


def revoked_serials(reading: Reading) -> Mapping[str, int]:
    """Serial (hex) of every revoked certificate, and since when (µs)."""
    certificate, revocation = identity.certificate, identity.revocation
    rows = reading.all(
        select(certificate.c.serial, revocation.c.at).join(
            revocation, revocation.c.certificate_id == certificate.c.id
        )
    )
    return {row.serial: row.at for row in rows}
