"""Builders shared by tests: a small centre founded once, copied for each test, and cases brought where a test needs them.

Everybody is invented (样本). Cases come from one specimen package that is read once; each further
case is the same household under fresh numbers, with small pictures, so that tests stay quick.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from sqlalchemy import Engine, select

from core.app import GuardianHouse
from core.archive import tables as archive
from core.archive.act_signing import ActSigning
from core.archive.authority import Authority, certificate_in_force
from core.archive.certificates import PERSON, der, fresh_key, make_root
from core.archive.dossier_signing import DossierSigning
from core.archive.key_folder import KeyFolder
from core.archive.service import ArchiveHouse, ArchiveService, SealDossier
from core.audit.service import AuditService, SequenceLog, append_entries
from core.audit.verification import Verification, verify_log
from core.cases import tables
from core.cases.case_view import read_case
from core.cases.checking import check_lists
from core.cases.committee import Counting, CountVotes, GiveVote, Voting
from core.cases.drawing import DealCase, Drawing, RedrawCase
from core.cases.reading import CaseReading, ComparePhotos, MarkSeen, RevealNumber
from core.cases.receiving import Receipt, ReceivePackage, Receiving
from core.cases.redraw import AnswerRedraw, DeclareConflict, Redraws
from core.cases.rules import QUESTIONS, Judgement, Outcome, Stage, Step
from core.cases.screening import CaseScreening, ScreenCase
from core.cases.service import (
    AskSupplement,
    CaseService,
    Decide,
    GiveOpinion,
    RequestReview,
    ReturnToReview,
    StartDuty,
    WithdrawCase,
)
from core.cases.steps import latest_state
from core.demo_centre import PEOPLE, check_specimen, found_demo_centre, make_demo_specimen
from core.draw.rules import DrawKey
from core.guardian import tables as guardian
from core.identity import changes
from core.identity import queries as people
from core.identity import tables as identity
from core.identity.administration import Administration, AnswerChange, AskChange
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.logins import logins
from core.identity.rules import Role, Staff
from core.identity.service import person_key
from core.intake import tables as intake
from core.intake.measures import SITE_PHOTO
from core.intake.rules import PackageContents, PackageFault, PackageFile, PackageReport
from core.kernel.canonical import canonical_hash, sha256_hex
from core.kernel.clock import system_now
from core.kernel.ids import new_id
from core.kernel.person_numbers import check_digit
from core.products.rules import Catalogue, default_catalogue, load_catalogue
from core.risk import tables as risk
from core.risk.queries import RiskQueries
from core.risk.service import CheckRuleSet, DraftRuleSet, RuleSetService
from core.risk.stopping import COLUMNS as STOP_COLUMNS
from core.risk.stopping import AskStopEnd, ConfirmStopEnd, StoppingService, TakenIn, figures_command
from core.settings import CATALOGUE, CentreSettings, read_settings, resource
from core.storage.blobs import Blobs
from core.storage.engine import open_sqlite
from core.storage.work import Storage

APPROVE = Judgement(
    Outcome.APPROVE,
    3_000_000,
    12,
    "6.35",
    "equal-instalment",
    ("income-clear",),
    "",
    "",
    tuple((question.code, True) for question in QUESTIONS),
)
DECLINE = replace(APPROVE, outcome=Outcome.DECLINE, amount_fen=0, reasons=("debts-high",))

#: Who asks and confirms, and what a new person first signs in with.
ADMINISTRATOR_OF = {Role.SYSTEM_ADMINISTRATOR: "admin1", Role.SECURITY_ADMINISTRATOR: "admin2",
                    Role.AUDIT_ADMINISTRATOR: "admin3"}  # fmt: skip
FIRST_PASSPHRASE = "sample-first-of-somebody-2026"

#: The number of an applicant who is not the household's.
ANOTHER_PERSON = "14100219870303120" + check_digit("14100219870303120")

#: Values of the risk inputs that make the rules refuse.
COURT_REFUSAL = {"court_dishonest": True}


@cache
def _session_folder() -> Path:
    """A folder of this test process, removed when it ends."""
    holder = tempfile.TemporaryDirectory(prefix="evenhand-tests-")
    _KEPT.append(holder)
    return Path(holder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@cache
def catalogue() -> Catalogue:
    return load_catalogue(resource(CATALOGUE))


@dataclass(frozen=True, slots=True)
class Template:
    """A founded centre with nobody at work in it."""

    folder: Path
    secrets: CentreSecrets


@cache
def founded() -> Template:
    """The demonstration centre, founded once in this process."""
    folder = _session_folder() / "founded"
    found_demo_centre(folder)
    person = PEOPLE[0]
    _, secrets = KeySlots(read_settings(folder).key_slots).open(person.login, person.passphrase)
    return Template(folder, secrets)


@cache
def household() -> PackageContents:
    """What a specimen package holds, with its pictures made small."""
    folder = _session_folder() / "household"
    path = make_demo_specimen(1, folder, system_now(), catalogue())
    papers = folder / "papers"
    papers.mkdir()
    with_papers = check_specimen(path)
    assert with_papers.contents is not None, [fault.code for fault in with_papers.faults]
    files = []
    for number, file in enumerate(with_papers.contents.files):
        small = papers / f"{number}.jpg"
        Image.new("RGB", (32, 24), (200 - number, 120, 40 + number)).save(small)
        files.append(
            replace(
                file,
                path=small,
                media_type="image/jpeg",
                bytes=small.stat().st_size,
                sha256=sha256_hex(small.read_bytes()),
                page_count=1,
            )
        )
    return replace(with_papers.contents, files=tuple(files))


def _pictured(file: PackageFile, path: Path | None) -> PackageFile:
    if path is None:
        return file
    content = path.read_bytes()
    return replace(file, path=path, bytes=len(content), sha256=sha256_hex(content))


def _as_site_photo(path: Path) -> PackageFile:
    return replace(
        household().files[0],
        name=f"files/{path.name}",
        kind=SITE_PHOTO,
        path=path,
        bytes=path.stat().st_size,
        sha256=sha256_hex(path.read_bytes()),
    )


@contextmanager
def centre(template: Template | None = None) -> Iterator[House]:
    """A copy of ``template`` (the founded centre) to do with as one likes."""
    template = template or founded()
    folder = Path(tempfile.mkdtemp(prefix="centre-", dir=_session_folder()))
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    house = House(folder, template.secrets)
    try:
        yield house
    finally:
        house.close()
        shutil.rmtree(folder)


def prepared(name: str, prepare: Callable[[House], None]) -> Template:
    """A centre in which ``prepare`` has happened, made once in this process and copied from then on."""
    if name not in _PREPARED:
        folder = Path(tempfile.mkdtemp(prefix=f"prepared-{name}-", dir=_session_folder()))
        shutil.copytree(founded().folder, folder, dirs_exist_ok=True)
        house = House(folder, founded().secrets)
        prepare(house)
        house.close()
        _PREPARED[name] = Template(folder, founded().secrets)
    return _PREPARED[name]


_PREPARED: dict[str, Template] = {}


class House:
    """A centre in hand: a session for every person, and the guardian."""

    def __init__(self, folder: Path, secrets: CentreSecrets) -> None:
        self.settings: CentreSettings = read_settings(folder)
        self.folder, self.secrets = folder, secrets
        self.blobs = Blobs(self.settings.blobs)
        self.guardian_id = UUID(bytes=secrets.guardian_id)
        self._storages: dict[UUID, Storage] = {}
        self._guardian: GuardianHouse | None = None
        with self.storage("guardian").reading() as reading:
            self.staff: dict[str, Staff] = {one.login: one for one in people.everyone(reading)}

    def storage(self, login: str) -> Storage:
        """The database as ``login`` sees it."""
        staff_id = self.guardian_id if login == "guardian" else self.staff[login].id
        if staff_id not in self._storages:
            self._storages[staff_id] = Storage(self.engine(staff_id), staff_id, append_entries)
        return self._storages[staff_id]

    def engine(self, staff_id: UUID) -> Engine:
        """A fresh engine that speaks as ``staff_id``; the caller disposes of it."""
        return open_sqlite(self.settings.database, self.secrets.database_key, staff_id)

    def cases(self, login: str) -> CaseService:
        return CaseService(self.storage(login), ActSigning.on_this_machine(self.keys))

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.settings.keys, self.secrets.seal_seed)

    def reading(self, login: str) -> CaseReading:
        return CaseReading(self.storage(login), self.blobs)

    @property
    def guardian_house(self) -> GuardianHouse:
        """The guardian with everything it needs, made when first asked for."""
        if self._guardian is None:
            self._guardian = GuardianHouse(self.settings, self.secrets, catalogue())
        return self._guardian

    def settle(self) -> None:
        """Let the guardian do everything that is due; nothing may go wrong."""
        troubles = self.guardian_house.guardian.run_until_idle()
        assert not troubles, [str(trouble.error.words) for trouble in troubles]

    def verify(self) -> Verification:
        with self.storage("auditor1").reading() as reading:
            found = verify_log(reading, self.blobs, people.centre_public_key(reading, "log"))
            return replace(found, findings=found.findings + check_lists(reading))

    def all(self, statement: Any) -> list[Any]:
        with self.storage("auditor1").reading() as reading:
            return list(reading.all(statement))

    def last_step(self, case_id: UUID) -> Step:
        with self.storage("auditor1").reading() as reading:
            state = latest_state(reading, case_id)
        assert state is not None
        return state.kind

    def holder(self, case_id: UUID, stage: Stage) -> str:
        """The login of the person whom the newest duty of a stage fell to."""
        duty = tables.duty
        rows = self.all(
            select(duty.c.staff_id)
            .where(duty.c.case_id == case_id, duty.c.stage == stage.value)
            .order_by(duty.c.round.desc(), duty.c.id.desc())
        )
        return next(login for login, one in self.staff.items() if one.id == rows[0].staff_id)

    def evidence(self, login: str, case_id: UUID) -> str:
        with self.storage(login).reading() as reading:
            view = read_case(reading, case_id, self.staff[login], catalogue())
        return view.evidence_hash

    def receive(
        self,
        case_id: UUID | None = None,
        *,
        round_number: int = 1,
        package_id: UUID | None = None,
        risk: Mapping[str, Any] | None = None,
        id_number: str | None = None,
        phone: str | None = None,
        facts: Mapping[str, Any] | None = None,
        photo: Path | None = None,
        pictures: Mapping[str, Path] | None = None,
        faults: tuple[PackageFault, ...] = (),
    ) -> Receipt:
        """Take in one more package: a new case, or the supplement of ``case_id``.

        ``risk`` gives risk inputs other values, ``facts`` replaces parts of case.json, ``photo`` comes with
        the papers as a site photo, ``pictures`` (kind → JPEG) stand in for those of the household.
        """
        package_id = package_id or new_id()
        manifest = {**household().manifest, **(facts or {})}
        applicant = dict(manifest["applicant"])
        card = dict(manifest["read_card"])
        if id_number is not None:
            applicant["id_number"] = card["id_number"] = id_number
            applicant["phone"] = f"139{int(id_number[:17]) % 10**8:08}"
            if "account" not in (facts or {}):
                manifest["account"] = manifest["account"] | {
                    "number": f"6217{int(id_number[:17]) % 10**15:015}"
                }
        if phone is not None:
            applicant["phone"] = phone
        inputs = [
            {**one, "value": (risk or {}).get(one["name"], one["value"])} for one in manifest["risk_inputs"]
        ]
        manifest |= {
            "package_id": str(package_id),
            "case_id": str(case_id or new_id()),
            "round": round_number,
            "branch_nonce": os.urandom(32).hex(),
            "applicant": applicant,
            "read_card": card,
            "risk_inputs": inputs,
        }
        path = self.folder / f"{package_id}.zip"
        path.write_bytes(b"package " + package_id.bytes)
        files = tuple(_pictured(one, (pictures or {}).get(one.kind)) for one in household().files)
        files = files if photo is None else (*files, _as_site_photo(photo))
        contents = replace(
            household(), manifest=manifest, manifest_hash=canonical_hash(manifest), files=files
        )
        digest = sha256_hex(path.read_bytes())
        report = PackageReport(
            accepted=not faults,
            faults=faults,
            notes=(),
            contents=contents,
            package_id=str(package_id),
            package_sha256=digest,
            tablet=manifest["tablet"],
            institution=manifest["institution"],
        )
        renderer = None if photo is None else self.guardian_house.renderer
        receiving = Receiving(self.storage("guardian"), self.blobs, self.secrets.pepper, renderer)
        return receiving.receive(ReceivePackage(new_id(), path.name, digest), path, report)

    def new_case(self, **kind: Any) -> UUID:
        receipt = self.receive(**kind)
        assert receipt.case_id is not None, [fault.code for fault in receipt.faults]
        return receipt.case_id

    def do_errand(self, case_id: UUID) -> None:
        """Do the one errand that waits on this case, and leave all others."""
        errands = self.all(select(tables.errand).where(tables.errand.c.case_id == case_id))
        assert len(errands) == 1, [errand.kind for errand in errands]
        errand, storage = errands[0], self.storage("guardian")
        if errand.kind == "screen":
            CaseScreening(storage, default_catalogue()).screen(ScreenCase(new_id(), errand.id, case_id))
        elif errand.kind == "redraw":
            self.drawing.redraw(RedrawCase(new_id(), errand.id, case_id))
        elif errand.kind == "count-votes":
            Counting(storage).count(CountVotes(new_id(), errand.id, case_id))
        elif errand.kind == "seal":
            service = ArchiveService(
                storage,
                self.blobs,
                self.staff["guardian"],
                catalogue(),
                self.guardian_house.renderer,
                ArchiveHouse(
                    self.settings.fonds,
                    self.settings.name,
                    self.settings.review_days,
                    self.settings.per_volume,
                ),
                DossierSigning.on_this_machine(self.settings.name, self.keys),
            )
            service.seal(SealDossier(new_id(), errand.id, case_id))
        else:
            self.drawing.deal(DealCase(new_id(), errand.id, case_id, errand.kind.removeprefix("draw-")))

    def reused_photo(self) -> UUID:
        """A case under review with a site photo that another person's case has shown before."""
        photo = self.folder / "site-photo.jpg"
        Image.effect_noise((8, 6), 90).resize((320, 240)).convert("RGB").save(photo)
        self.do_errand(self.new_case(id_number=ANOTHER_PERSON, photo=photo))
        case_id = self.new_case(photo=photo)
        for act in _WAYS[Step.REVIEW_STARTED]:
            act(self, case_id)
        return case_id

    def compare(self, case_id: UUID, login: str) -> bytes:
        """``login`` opens the other photo of the case's match."""
        match = self.all(select(risk.photo_match).where(risk.photo_match.c.case_id == case_id))[0]
        return self.reading(login).compared_photo(ComparePhotos(new_id(), case_id, match.id))

    def raise_alarm(self, case_id: UUID) -> None:
        """Put on record that the second engine saw a screening differently."""
        screening = self.all(select(risk.screening).where(risk.screening.c.case_id == case_id))[0]
        with self.storage("guardian").work(Relate(new_id())) as work:
            work.record(
                risk.alarm,
                chain=case_id,
                case_id=case_id,
                screening_id=screening.id,
                subject="outcome",
                ours="person",
                theirs="pass",
                our_trace="{}",
                their_trace="{}",
            )
            work.commit({})

    @property
    def authority(self) -> Authority:
        """The centre's own certificate authority; it makes keys of people here, wherever the centre is."""
        return Authority(self.storage("guardian"), self.keys, self.settings.name, local_people=True)

    def certify(self) -> None:
        """Certificates for all who judge, also where they would have cards of their own."""
        self.authority.bring_up_to_date()

    def keep_guardian(self) -> None:
        """A package handed in and answered, a backup, orphans and an ended session on record, a guardian at work."""
        now = self.storage("guardian")
        with self.storage("intake1").work(Relate(new_id())) as work:
            given = work.record(
                guardian.handed_in,
                staff_id=self.staff["intake1"].id,
                file_name="样本.zip",
                sha256="0" * 64,
                object="1" * 64,
                key="2" * 64,
                bytes=1,
            )
            work.commit({})
        with now.work(Relate(new_id())) as work:
            work.record(guardian.handed_in_result, handed_in_id=given, outcome="failed", reasons="[]")
            counts = {"bytes": 1, "rows": 1, "objects": 1, "log_size": 1}
            work.record(
                guardian.backup_run, name="b", outcome="failed", host="h", sha256="", findings="[]", **counts
            )
            work.record(guardian.orphan_run, removed=0, names="[]")
            work.record(
                guardian.ended_session, login="reviewer1", what="running", seconds=61, application="evenhand"
            )
            work.commit({})
        with now.changing() as connection:
            seen = {"started": 0, "seen": 0, "doing": ""}
            connection.execute(guardian.presence.insert().values(id=new_id(), host="h", process=1, **seen))
            connection.execute(guardian.claim.insert().values(name="backup", holder=new_id(), until=0))

    def keep_archive(self) -> None:
        """Check a record and a few stored files, replace somebody's certificate, pin an outside service of time stamps."""
        hands = self.guardian_house.archive_hands
        hands.checks.check(self.all(select(archive.dossier.c.id))[0].id)
        hands.fixity.run(3)
        person = self.staff["reviewer3"].id
        with self.storage("guardian").reading() as reading:
            old = certificate_in_force(reading, PERSON, person)
        assert old is not None
        self.authority.renew(person)
        self.authority.pin([der(make_root("别处的时间戳（样本）", fresh_key(), system_now(), specimen=True))])
        self.change(changes.revocation(old.id, "replaced"))
        self.authority.bring_up_to_date()

    @property
    def drawing(self) -> Drawing:
        key = DrawKey(self.secrets.draw_seed)
        return Drawing(self.storage("guardian"), key, self.settings.policy, catalogue().categories)

    @property
    def log(self) -> AuditService:
        key = Ed25519PrivateKey.from_private_bytes(self.secrets.log_seed)
        return AuditService(self.storage("guardian"), key)

    @property
    def log_public(self) -> bytes:
        """The log's public key as an outsider has it."""
        return Ed25519PrivateKey.from_private_bytes(self.secrets.log_seed).public_key().public_bytes_raw()

    def sequence(self) -> int:
        """Number the log; returns how many entries."""
        return self.log.sequence(SequenceLog(new_id()))

    def start(self, case_id: UUID, stage: Stage) -> None:
        self.cases(self.holder(case_id, stage)).start(StartDuty(new_id(), case_id))

    def give_opinion(self, case_id: UUID, judgement: Judgement = APPROVE) -> UUID:
        login = self.holder(case_id, Stage.REVIEW)
        evidence = self.evidence(login, case_id)
        return self.cases(login).give_opinion(GiveOpinion(new_id(), case_id, judgement, evidence, 0))

    def decide(self, case_id: UUID, judgement: Judgement = APPROVE) -> UUID:
        login = self.holder(case_id, Stage.APPROVAL)
        evidence = self.evidence(login, case_id)
        return self.cases(login).decide(Decide(new_id(), case_id, judgement, evidence, 0))

    def declare_conflict(self, case_id: UUID, stage: Stage = Stage.REVIEW) -> UUID:
        """The holder of a stage declares a conflict of interest; returns the request's id."""
        command = DeclareConflict(new_id(), case_id, ("conflict-kin",), "申请人是我表弟（样本）")
        return Redraws(self.storage(self.holder(case_id, stage))).declare_conflict(command)

    def answer_redraw(self, request_id: UUID, login: str = "admin2", outcome: str = "confirmed") -> None:
        Redraws(self.storage(login)).answer(AnswerRedraw(new_id(), request_id, outcome, ""))

    def members(self, case_id: UUID) -> list[str]:
        """The logins of those who ever had a seat at the approval of a case, in the order of their duties."""
        duty = tables.duty.c
        rows = self.all(
            select(duty.staff_id).where(duty.case_id == case_id, duty.stage == "approval").order_by(duty.id)
        )
        logins = {one.id: login for login, one in self.staff.items()}
        return [logins[row.staff_id] for row in rows]

    def vote(self, case_id: UUID, login: str, judgement: Judgement = APPROVE) -> UUID:
        service = Voting(self.storage(login), ActSigning.on_this_machine(self.keys))
        return service.give(GiveVote(new_id(), case_id, judgement, self.evidence(login, case_id), 0))

    def committee_case(self, amount_fen: int = 80_000_000, votes: int = 0) -> UUID:
        """A case that needs a committee, dealt, with the first ``votes`` of its members' votes in."""
        case_id = self.case_at(Step.REVIEW_DRAWN)
        judgement = replace(APPROVE, amount_fen=amount_fen)
        self.give_opinion(case_id, judgement)
        self.do_errand(case_id)
        for login in self.members(case_id)[:votes]:
            self.vote(case_id, login, judgement)
        return case_id

    def ask_supplement(self, case_id: UUID) -> None:
        command = AskSupplement(new_id(), case_id, ("paper-missing",), "")
        self.cases(self.holder(case_id, Stage.REVIEW)).ask_supplement(command)

    def return_to_review(self, case_id: UUID) -> None:
        command = ReturnToReview(new_id(), case_id, ("check-again",), "")
        self.cases(self.holder(case_id, Stage.APPROVAL)).return_to_review(command)

    def withdraw(self, case_id: UUID, login: str = "intake1") -> None:
        self.cases(login).withdraw(WithdrawCase(new_id(), case_id, ""))

    def request_review(self, case_id: UUID, login: str = "intake1") -> None:
        self.cases(login).request_review(RequestReview(new_id(), case_id, ""))

    def look(self, case_id: UUID, stage: Stage = Stage.REVIEW) -> None:
        """The holder of a stage opens a paper and has a number shown."""
        login = self.holder(case_id, stage)
        paper = self.all(select(intake.document.c.id).where(intake.document.c.case_id == case_id))[0]
        number = self.all(select(tables.person_number.c.id).where(tables.person_number.c.case_id == case_id))
        self.reading(login).mark_seen(MarkSeen(new_id(), case_id, ((paper.id, 1),)))
        self.reading(login).reveal(RevealNumber(new_id(), case_id, number[0].id, "compare-paper", ""))

    def relate(self, login: str, id_number: str) -> None:
        """Put a tie between a person and an applicant on record."""
        key = person_key(self.secrets.pepper, id_number)
        self.change(changes.relationship(self.staff[login].id, changes.Tie.KIN, key))

    def send_away(self, *logins: str) -> list[UUID]:
        """Put an absence without end on record for each; returns their ids."""
        away = changes.AbsenceReason.LEAVE
        return [self.change(changes.absence(self.staff[one].id, 0, 2**52, away)) for one in logins]

    def call_back(self, *absences: UUID) -> None:
        """End absences now."""
        now = system_now()
        for row in self.all(select(identity.absence).where(identity.absence.c.id.in_(absences))):
            back = changes.absence(row.staff_id, row.starts, now, changes.AbsenceReason(row.reason), row.id)
            self.change(back)

    def administration(self, login: str) -> Administration:
        """Asking and confirming as ``login``."""
        secrets = self.secrets if self.settings.on_one_machine else None
        return Administration(self.storage(login), logins(self.settings.key_slots, secrets))

    def ask(self, asked: changes.Asked, asker: str = "") -> UUID:
        """Ask as the administrator whose matter it is, or as ``asker``; returns the request's id."""
        login = asker or ADMINISTRATOR_OF[min(changes.asked_by(asked.kind))]
        return self.administration(login).ask(AskChange.of(asked, "样本"))

    def confirm(self, request_id: UUID, login: str, passphrase: str = "") -> UUID:
        """Confirm as ``login``; returns the id of the row that was asked for."""
        command = AnswerChange(new_id(), request_id, changes.Outcome.CONFIRMED)
        self.administration(login).answer(command, passphrase)
        request = identity.change_request
        return UUID(str(self.all(select(request.c.effect_id).where(request.c.id == request_id))[0].effect_id))

    def change(self, asked: changes.Asked, asker: str = "", passphrase: str = FIRST_PASSPHRASE) -> UUID:
        """Ask, and have another confirm; returns the id of the row that was asked for."""
        request_id = self.ask(asked, asker)
        asked_it = asker or ADMINISTRATOR_OF[min(changes.asked_by(asked.kind))]
        person = self.staff[asked_it]
        askers = frozenset({None}) if asked.subject == person.id else frozenset(person.roles)
        confirmers = sorted(ADMINISTRATOR_OF[role] for role in changes.confirmed_by(asked.kind, askers))
        return self.confirm(request_id, next(one for one in confirmers if one != asked_it), passphrase)

    def draft_rules(self, login: str, version: str, *edits: tuple[str, str, str]) -> UUID:
        """A draft under ``version``: the program's own rules with ``edits`` (file, old text, new text)."""
        queries = RiskQueries(self.storage(login))
        texts = queries.texts(queries.rule_sets()[-1].id)
        for file, old, new in (("rule_set.toml", '"2026-11"', f'"{version}"'), *edits):
            assert old in texts[file], (file, old)
            texts[file] = texts[file].replace(old, new)
        return RuleSetService(self.storage(login)).draft(DraftRuleSet(new_id(), texts))

    def check_rules(self, login: str, rule_set_id: UUID) -> None:
        """Confirm a draft in the name of ``login``."""
        rows = RiskQueries(self.storage(login)).rule_sets()
        content_hash = next(row.content_hash for row in rows if row.id == rule_set_id)
        command = CheckRuleSet(new_id(), rule_set_id, content_hash, "")
        RuleSetService(self.storage(login)).check(command)

    def ask_what_if(self, login: str, case_id: UUID) -> None:
        """Put a what-if on record."""
        screening = self.all(select(risk.screening).where(risk.screening.c.case_id == case_id))[0]
        with self.storage(login).work(Relate(new_id())) as work:
            work.record(
                risk.what_if,
                chain=case_id,
                case_id=case_id,
                screening_id=screening.id,
                rule_set_hash=screening.rule_set_hash,
                changes="{}",
                difference="{}",
                result_hash="",
                staff_id=work.staff_id,
                remark="",
            )
            work.commit({})

    def looked_again(self, case_id: UUID) -> None:
        """Put on record that the second engine looked at a screening and agreed."""
        screening = self.all(select(risk.screening).where(risk.screening.c.case_id == case_id))[0]
        said = {"case_id": case_id, "screening_id": screening.id, "engine": "样本", "disagreements": 0}
        with self.storage("guardian").work(Relate(new_id())) as work:
            work.record(risk.second_look, chain=case_id, **said)
            work.commit({})

    def card_read(self, case_id: UUID) -> None:
        """Put on record that the card in the first package of a case could not be read."""
        package = self.all(select(intake.package.c.id).where(intake.package.c.case_id == case_id))[0]
        said = {"state": "failed", "engine": "样本", "result": "{}"}
        with self.storage("guardian").work(Relate(new_id())) as work:
            work.record(intake.card_reading, chain=case_id, case_id=case_id, package_id=package.id, **said)
            work.commit({})

    def post_loan(self, *lines: str, name: str = "post-loan.csv", login: str = "risk1") -> TakenIn:
        """Take in figures: lines without the heading."""
        content = "\n".join((",".join(STOP_COLUMNS), *lines)).encode()
        return StoppingService(self.storage(login)).take_in(figures_command(new_id(), name, content))

    def end_stop(self, stop_id: UUID, *, confirmed: bool = True) -> UUID:
        """Ask as risk1 that a stop end, and confirm it as risk2; returns the request's id."""
        ask = AskStopEnd(new_id(), stop_id, "样本")
        request_id = StoppingService(self.storage("risk1")).ask_end(ask)
        if confirmed:
            StoppingService(self.storage("risk2")).confirm_end(ConfirmStopEnd(new_id(), request_id))
        return request_id

    def deliver_risk_input(self, name: str) -> None:
        """Put one input of a source on record."""
        with self.storage("guardian").work(Relate(new_id())) as work:
            work.record(
                risk.risk_input,
                source="court-dishonest",
                person_key="0" * 64,
                name=name,
                value="false",
                serial=str(new_id()),
                taken_at=work.now,
            )
            work.commit({})

    def case_at(self, step: Step) -> UUID:
        """A new case whose last step is ``step``."""
        case_id = self.new_case(risk=COURT_REFUSAL if step in _AFTER_REFUSAL else None)
        for act in _WAYS[step]:
            act(self, case_id)
        assert self.last_step(case_id) is step
        return case_id

    def close(self) -> None:
        if self._guardian is not None:
            self._guardian.close()
            self._guardian = None
        for storage in self._storages.values():
            storage.close()
        self._storages.clear()


@dataclass(frozen=True, slots=True)
class Relate:
    """Something is put on record that has no screen yet."""

    command_id: UUID


_AFTER_REFUSAL = frozenset({Step.REFUSED, Step.REVIEW_REQUESTED})

Act = Callable[[House, UUID], object]


def _do_errand(house: House, case_id: UUID) -> None:
    house.do_errand(case_id)


def _start(stage: Stage) -> Act:
    return lambda house, case_id: house.start(case_id, stage)


_SCREENED: tuple[Act, ...] = (_do_errand,)
_REVIEW: tuple[Act, ...] = (*_SCREENED, _do_errand)
_OPINION: tuple[Act, ...] = (*_REVIEW, House.look, House.give_opinion)
_APPROVAL: tuple[Act, ...] = (*_OPINION, _do_errand)
_APPROVED: tuple[Act, ...] = (*_APPROVAL, House.decide)

#: What happens to a new case until it stands at a step.
_WAYS: dict[Step, tuple[Act, ...]] = {
    Step.RECEIVED: (),
    Step.SCREENED: _SCREENED,
    Step.REFUSED: _SCREENED,
    Step.REVIEW_REQUESTED: (*_SCREENED, House.request_review),
    Step.REVIEW_DRAWN: _REVIEW,
    Step.REVIEW_STARTED: (*_REVIEW, _start(Stage.REVIEW)),
    Step.OPINION_GIVEN: _OPINION,
    Step.SUPPLEMENT_ASKED: (*_REVIEW, House.ask_supplement),
    Step.APPROVAL_DRAWN: _APPROVAL,
    Step.APPROVAL_STARTED: (*_APPROVAL, _start(Stage.APPROVAL)),
    Step.REVIEW_AGAIN: (*_APPROVAL, House.return_to_review),
    Step.APPROVED: _APPROVED,
    Step.DECLINED: (*_APPROVAL, lambda house, case_id: house.decide(case_id, DECLINE)),
    Step.WITHDRAWN: (*_REVIEW, House.withdraw),
    Step.SEALED: (*_APPROVED, _do_errand),
}
