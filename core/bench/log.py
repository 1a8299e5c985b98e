"""The log: acts appended durably, entries numbered and signed for, everything verified, a proof made and checked."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from core.app import open_guardian
from core.audit import tables
from core.audit.proofs import consistency_proof, inclusion_proofs
from core.audit.rules import proves_inclusion
from core.audit.service import AuditService, SequenceLog
from core.audit.verification import verify_log
from core.bench.centre_made import small_centre
from core.bench.measuring import Figure, seconds_of, timed, timed_figure
from core.founding import GUARDIAN_LOGIN
from core.identity.keyslots import KeySlots
from core.identity.service import IdentityService
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.settings import read_settings
from core.storage.blobs import Blobs
from core.storage.work import Storage


def measure_centre_log(count: int) -> list[Figure]:
    """The figures of :func:`measure_log` in a PostgreSQL centre of its own, durable."""
    with small_centre() as (folder, passphrase):
        settings = read_settings(folder)
        _, secrets = KeySlots(settings.guardian_keys).open(GUARDIAN_LOGIN, passphrase)
        key = Ed25519PrivateKey.from_private_bytes(secrets.log_seed)
        house = open_guardian(folder, passphrase)
        try:
            return measure_log(house.storage, key, Blobs(settings.blobs), count)
        finally:
            house.close()


def measure_log(guardian: Storage, key: Ed25519PrivateKey, blobs: Blobs, count: int) -> list[Figure]:
    """``log-appended``, ``-numbered``, ``-verified`` and ``-proved`` in a centre of either engine.

    ``guardian`` is the guardian's session, ``key`` the log's; ``count`` acts are added to the centre.
    """
    audit = AuditService(guardian, key)
    _number(audit)
    identity = IdentityService(guardian)
    identity.sign_in("bench")  # opens connections and fills caches
    appended = [seconds_of(lambda: identity.sign_in("bench")) for _ in range(count)]
    numbered, seconds = timed(lambda: _number(audit))
    return [
        timed_figure(
            "log-appended", Words("带日志的行为，逐个落盘", "Acts with their entries, each durable"), appended
        ),
        Figure(
            "log-numbered",
            Words("每秒编号并签发检查点的条目", "Entries numbered and signed for a second"),
            numbered,
            rate=numbered / seconds,
        ),
        _verified(guardian, key.public_key().public_bytes_raw(), blobs),
        _proved(guardian),
    ]


def _number(audit: AuditService) -> int:
    total = 0
    while done := audit.sequence(SequenceLog(new_id())):
        total += done
    return total


def _verified(storage: Storage, public: bytes, blobs: Blobs) -> Figure:
    with storage.reading() as reading:
        result, seconds = timed(lambda: verify_log(reading, blobs, public))
    checked = result.facts + result.entries + result.leaves
    return Figure(
        "log-verified",
        Words("每秒核验的事实、条目与编号（含存储文件）", "Facts, entries and leaves verified a second, stored files included"),
        checked,
        rate=checked / seconds,
        more={"seconds": round(seconds, 3), "findings": len(result.findings), "objects": result.objects},
    )  # fmt: skip


def _proved(storage: Storage) -> Figure:
    """Proofs from the first entry on, the dearest there are: every leaf is read."""
    with storage.reading() as reading:
        size = int(reading.scalar(select(func.max(tables.checkpoint.c.size))))
        proofs, seconds = timed(lambda: inclusion_proofs(reading, [0], size))
        growth = seconds_of(lambda: consistency_proof(reading, max(1, size - 1_000), size))
        leaf = reading.scalar(select(tables.leaf.c.hash).where(tables.leaf.c.number == 0))
        root = reading.scalar(select(tables.checkpoint.c.root).where(tables.checkpoint.c.size == size))
    checking = seconds_of(
        lambda: proves_inclusion(bytes.fromhex(leaf), 0, size, proofs[0], bytes.fromhex(root))
    )
    return timed_figure(
        "log-proved",
        Words("出具最早一条的存在证明", "The proof that the first entry is in the log"),
        [seconds],
        more={
            "leaves": size,
            "proof_bytes": 32 * len(proofs[0]),
            "consistency_ms": round(growth * 1000, 2),
            "check_us": round(checking * 1e6, 1),
        },
    )
