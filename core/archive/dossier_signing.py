"""The signatures of a dossier: only over acts that their givers signed, and the centre's seal over all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.archive import dossier_words as say
from core.archive.act_signing import SignedAct, check_act
from core.archive.authority import CertificateRow, Trust, certificate_in_force, trust
from core.archive.certificates import PERSON, SEAL, STAMP
from core.archive.dossier import LaidOut
from core.archive.dossier_content import SignaturePlace
from core.archive.endings import ending_of
from core.archive.key_folder import KeyFolder
from core.archive.signature_loading import load_signatures
from core.archive.signing import LocalSigner, SealService, SignatureBox, WantedSignature
from core.archive.time_stamps import NoStamp, OwnTimeStamps, TimeStamps
from core.cases.case_rows import CaseView, JudgementRow
from core.cases.evidence import evidence_hash
from core.cases.rules import Stage
from core.kernel.clock import local_text
from core.kernel.errors import Tampered, Unavailable
from core.kernel.words import Words
from core.storage.work import Reading

_FIELDS = {"review": "Review", "approval": "Approval", "seal": "Seal"}
#: Gives whoever makes the container for a certificate, or ``None`` where its key is out of reach.
ServiceFor = Callable[[CertificateRow, Trust], SealService | None]
#: Gives the services of time stamps, in the order of asking, for an instant (µs).
StampsFor = Callable[[Reading, Trust, int], tuple[TimeStamps, ...]]
#: How a signature, a check and an errand say it.
STOOD_IN = Words("时间戳由本中心自签。", "The centre itself gave the time stamps.")


@dataclass(frozen=True, slots=True)
class PlannedSignature:
    """A signature as it is printed, and who adds it; ``service`` is ``None`` where nobody can."""

    place: SignaturePlace
    kind: str
    field: str
    reason: str
    service: SealService | None


@dataclass(frozen=True, slots=True)
class SignaturePlan:
    """All signatures of a dossier, in the order of signing."""

    signatures: tuple[PlannedSignature, ...]
    trust: Trust | None
    #: Who is asked for time stamps, one after the other until one gives them.
    stamps: tuple[TimeStamps, ...] = ()

    @property
    def places(self) -> tuple[SignaturePlace, ...]:
        return tuple(one.place for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF; ``remark`` says that somebody stood in for the service of time stamps."""

    pdf: bytes
    remark: Words | None = None


class DossierSigning:
    """Signs dossiers; ``service_for`` is where smart cards and outside seals plug in, ``stamps_for`` where services of
    time stamps do."""

    def __init__(self, centre: Words, service_for: ServiceFor, stamps_for: StampsFor) -> None:
        self._centre = centre
        self._service_for = service_for
        self._stamps_for = stamps_for

    @classmethod
    def on_this_machine(
        cls, centre: Words, keys: KeyFolder, outside: TimeStamps | None = None
    ) -> DossierSigning:
        """With every key that lies in the folder; stamps by ``outside``, and by the centre's own key where it gives none."""

        def local(row: CertificateRow, trusted: Trust) -> SealService | None:
            load_signatures()
            from core.archive.pades import PadesContainer

            if not keys.holds(row.id):
                return None
            return PadesContainer(LocalSigner(keys.get(row.id), row.content, (trusted.root,)))

        def stamps(reading: Reading, trusted: Trust, at: int) -> tuple[TimeStamps, ...]:
            row = certificate_in_force(reading, STAMP)
            own: tuple[TimeStamps, ...] = ()
            if row is not None and keys.holds(row.id):
                own = (OwnTimeStamps(LocalSigner(keys.get(row.id), row.content, (trusted.root,)), at),)
            return own if outside is None else (outside, *own)

        return cls(centre, local, stamps)

    def plan(self, reading: Reading, view: CaseView, sealed_at: int) -> SignaturePlan:
        """Check every act of the case, and say who will sign. :class:`Tampered` where an act is not as signed."""
        acts = {row.id: check_act(reading, view.id, row) for row in view.judgements}
        trusted = trust(reading)
        decision = ending_of(view).decision
        if decision is not None and evidence_hash(reading, view.id, Stage.APPROVAL) != decision.evidence_hash:
            raise Tampered(
                f"案件 {view.number} 的资料与审批时所见不符。",
                f"What case {view.number} holds is not what its approver saw.",
            )
        people = [self._person(reading, row, acts[row.id], trusted) for row in view.signed_judgements]
        stamps = self._stamps_for(reading, trusted, sealed_at) if trusted else ()
        return SignaturePlan((*people, self._seal(reading, trusted, sealed_at)), trusted, stamps)

    def sign(self, laid: LaidOut, plan: SignaturePlan, at: int) -> Signed:
        """The laid-out dossier with the signatures of the plan.

        Whoever is first asked for time stamps and gives none does not hold the sealing up: the next stamps all
        signatures, and the last one of them says so, as ``remark`` does.
        """
        load_signatures()
        from core.archive.pades import sign_pdf

        able = [one for one in plan.signatures if one.service is not None]
        if plan.trust is None or not able:
            return Signed(laid.pdf)
        wanted = [
            WantedSignature(
                one.field, one.place.name, one.reason, one.kind, SignatureBox(0, box), one.service
            )
            for one, box in zip(able, laid.boxes, strict=True)
            if one.service is not None
        ]
        remark = None
        for stamps in plan.stamps:
            try:
                return Signed(sign_pdf(laid.pdf, wanted, plan.trust, at, stamps), remark)
            except NoStamp as error:
                remark = Words(f"{error.words.zh}{STOOD_IN.zh}", f"{error.words.en} {STOOD_IN.en}")
                wanted[-1] = replace(wanted[-1], reason=f"{able[-1].reason} {error.words.zh}{STOOD_IN.zh}")
        return Signed(sign_pdf(laid.pdf, wanted, plan.trust, at), remark)

    def seal_report(self, reading: Reading, laid: LaidOut, at: int) -> bytes:
        """A report with the centre's seal, where there is a seal and the report left a place for it."""
        trusted = trust(reading)
        seal = self._seal(reading, trusted, at)
        if not laid.boxes:
            return laid.pdf
        reason = f"四性检测报告 {local_text(at, seconds=True)}"
        stamps = self._stamps_for(reading, trusted, at) if trusted else ()
        return self.sign(laid, SignaturePlan((replace(seal, reason=reason),), trusted, stamps), at).pdf

    def seal_detached(self, reading: Reading, content: bytes) -> tuple[bytes, tuple[bytes, bytes]]:
        """The centre's seal over ``content`` as a detached CMS signature (DER), and seal and root certificate (DER).

        ``Unavailable`` in a centre without a seal, or whose seal's key is out of reach.
        """
        trusted, own = trust(reading), certificate_in_force(reading, SEAL)
        service = self._service_for(own, trusted) if own and trusted else None
        if own is None or trusted is None or service is None:
            raise Unavailable("本中心的电子印章不可用。", "The centre's electronic seal is out of reach.")
        return service.container(hashlib.sha256(content).digest()), (own.content, trusted.root)

    def can_seal(self, reading: Reading) -> bool:
        """Whether a seal would be added now."""
        return self._seal(reading, trust(reading), reading.now).service is not None

    def _person(
        self, reading: Reading, row: JudgementRow, act: SignedAct | None, trusted: Trust | None
    ) -> PlannedSignature:
        """Whoever signed his act signs the dossier, with the certificate he has now."""
        own = certificate_in_force(reading, PERSON, row.staff_id) if act else None
        service = self._service_for(own, trusted) if own and trusted else None
        statement = act.statement_hash if act else ""
        place = SignaturePlace(
            row.stage.words, row.staff_name, row.at, own.serial if own and service else "", statement
        )
        reason = f"{row.stage.words.zh}意见 {local_text(row.at, seconds=True)} SHA-256 {statement}"
        return PlannedSignature(place, "person", _FIELDS[row.stage.value], reason, service)

    def _seal(self, reading: Reading, trusted: Trust | None, at: int) -> PlannedSignature:
        own = certificate_in_force(reading, SEAL)
        service = self._service_for(own, trusted) if own and trusted else None
        serial = own.serial if own and service else ""
        place = SignaturePlace(say.SEAL, self._centre.zh, at, serial)
        return PlannedSignature(
            place, "seal", _FIELDS["seal"], f"卷宗封存 {local_text(at, seconds=True)}", service
        )
