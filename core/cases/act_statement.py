"""What a reviewer or an approver signs: his judgement, whole, as canonical bytes.

The statement names the case, the act and everything that was said in it, with the hash of all that was seen.
It is made once when the act is done and again from the record when the dossier is sealed; a signature that
still fits says that nothing in between was changed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Protocol
from uuid import UUID

from core.cases.rules import Judgement, Stage
from core.kernel.canonical import canonical_bytes
from core.storage.work import Work

SCHEMA = "evenhand/act/1"


@dataclass(frozen=True, slots=True)
class ActStatement:
    """An opinion (review), a vote or a decision (approval), recorded as the fact ``fact_id`` at ``at`` (µs).

    ``salt``: of a vote alone, so that nobody finds out by trying what a sealed vote says.
    """

    case_id: UUID
    fact_id: UUID
    stage: Stage
    round: int
    staff_id: UUID
    at: int
    judgement: Judgement
    evidence_hash: str
    unseen: int
    salt: str = ""

    def to_bytes(self) -> bytes:
        """Canonical JSON (RFC 8785); without the salt where there is none."""
        content = {name: value for name, value in asdict(self).items() if name != "salt" or value}
        return canonical_bytes({"schema": SCHEMA, **content})


class ActSigner(Protocol):
    """Signs acts in their own transaction: with a key on this machine, or with the person's card."""

    def sign_act(self, work: Work, statement: ActStatement) -> None:
        """Record a signature over ``statement``, or refuse the act."""
