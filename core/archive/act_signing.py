"""Opinions and decisions signed by their givers at the act, and checked again when it counts.

On one machine the person's key is opened by the centre's secrets, which his passphrase opened; elsewhere a
card signs. Somebody who never got a certificate acts unsigned, and the dossier says so; somebody whose
certificate was revoked or ran out does not act until he has another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from core.archive import tables
from core.archive.authority import CertificateRow, certificate, certificate_in_force, trust
from core.archive.certificates import PERSON
from core.archive.key_folder import KeyFolder
from core.archive.signing import LocalSigner, Signer
from core.cases.act_statement import ActStatement
from core.cases.case_rows import JudgementRow
from core.cases.rules import Judgement
from core.identity import tables as identity
from core.kernel.canonical import sha256_hex
from core.kernel.errors import NotAllowed, Tampered
from core.storage.work import Reading, Work

#: Gives the signer that holds the key to a certificate: from the key folder, or from a card reader.
SignerFor = Callable[[CertificateRow], Signer]


class ActSigning:
    """The working signer of acts; ``signer_for`` is where cards plug in."""

    def __init__(self, signer_for: SignerFor) -> None:
        self._signer_for = signer_for

    @classmethod
    def on_this_machine(cls, keys: KeyFolder) -> ActSigning:
        """With keys from the folder."""
        return cls(lambda row: LocalSigner(keys.get(row.id), row.content, ()))

    def sign_act(self, work: Work, statement: ActStatement) -> None:
        row = certificate_in_force(work, PERSON, statement.staff_id)
        if row is None:
            _refuse_who_had_one(work, statement.staff_id)
            return
        data = statement.to_bytes()
        work.record(
            tables.act_signature,
            chain=statement.case_id,
            case_id=statement.case_id,
            fact_id=statement.fact_id,
            staff_id=statement.staff_id,
            certificate_id=row.id,
            statement_hash=sha256_hex(data),
            signature=self._signer_for(row).sign(data).hex(),
        )


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act whose signature was found good: the hash of what was signed, and the certificate."""

    statement_hash: str
    certificate: CertificateRow


def statement_of(case_id: UUID, row: JudgementRow) -> ActStatement:
    """The statement again, from the judgement as it stands on record and in the dossier."""
    judgement = Judgement(
        row.outcome,
        row.amount_fen,
        row.term_months,
        row.rate,
        row.repayment,
        row.reasons,
        row.conditions,
        row.remark,
        row.checklist,
        row.marks,
    )
    return ActStatement(
        case_id,
        row.id,
        row.stage,
        row.round,
        row.staff_id,
        row.at,
        judgement,
        row.evidence_hash,
        row.unseen,
        row.salt,
    )


def check_act(reading: Reading, case_id: UUID, row: JudgementRow) -> SignedAct | None:
    """The signature of this judgement, or ``None`` where it was given unsigned.

    Raises :class:`Tampered` when there is a signature and it is not over exactly this judgement, by this
    person, with a certificate of this centre that was in force at the act.
    """
    table = tables.act_signature
    signed = reading.first(select(table).where(table.c.fact_id == row.id))
    if signed is None:
        return None
    data = statement_of(case_id, row).to_bytes()
    by = certificate(reading, signed.certificate_id)
    key = by.load().public_key()
    try:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(bytes.fromhex(signed.signature), data, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise _unfit(row) from error
    if signed.statement_hash != sha256_hex(data) or by.staff_id != row.staff_id:
        raise _unfit(row)
    if not _was_in_force(reading, by, row.at):
        raise _unfit(row)
    return SignedAct(signed.statement_hash, by)


def _was_in_force(reading: Reading, row: CertificateRow, at: int) -> bool:
    trusted = trust(reading)
    if trusted is None or not row.starts <= at < row.ends:
        return False
    revoked = identity.revocation
    when = reading.scalar(select(revoked.c.at).where(revoked.c.certificate_id == row.id))
    if when is not None and when <= at:
        return False
    try:
        row.load().verify_directly_issued_by(trusted.root_certificate())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _refuse_who_had_one(work: Work, staff_id: UUID) -> None:
    table = identity.certificate
    if work.first(select(table.c.id).where(table.c.staff_id == staff_id)) is not None:
        raise NotAllowed(
            "您的签名证书已吊销或过期，意见未提交。请联系管理员换发证书。",
            "Your signing certificate was revoked or ran out; nothing was given. Ask for another certificate.",
        )


def _unfit(row: JudgementRow) -> Tampered:
    return Tampered(
        f"{row.stage.words.zh}意见 {row.id} 与 {row.staff_name} 当时签名的内容不符。",
        f"The {row.stage.words.en.lower()} {row.id} is not what {row.staff_name} signed.",
    )
