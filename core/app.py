"""Where everything is wired together, and the only such place."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import core.tables  # noqa: F401  every area's tables join the metadata before the first query
from core.archive.act_signing import ActSigning
from core.archive.check_lists import CheckLists
from core.archive.checks import CheckQueries
from core.archive.choices import Choices, choices
from core.archive.custody_sheet import write_custody
from core.archive.dossier_fonts import house_fonts
from core.archive.keeping.desk import RecordsDesk
from core.archive.kept_searches import KeptSearches
from core.archive.key_folder import KeyFolder
from core.archive.list_export import ListExport
from core.archive.moving.batches import Batches
from core.archive.moving.looking import Looking
from core.archive.notice_sheet import notice_pdf
from core.archive.numbering import Numbering
from core.archive.queries import ArchiveQueries
from core.archive.record_papers import RecordPapers
from core.archive.record_use import RecordUse
from core.archive.scanning.queries import ScanQueries
from core.archive.scanning.service import ScanInbox
from core.audit.case_proof import CaseProof, prove_case
from core.audit.findings import Progress
from core.audit.queries import AuditQueries
from core.audit.service import append_entries
from core.audit.verification import Verification, verify_log
from core.audit.witness_checks import WitnessPolicy
from core.audit.witnessing import Witnessing
from core.cases.checking import check_lists
from core.cases.committee import Voting
from core.cases.custody import Custody, CustodyQueries
from core.cases.draw_audit import DrawAudit
from core.cases.fairness import FairnessQueries
from core.cases.kept_drafts import KeptDrafts
from core.cases.notices import CaseNotices
from core.cases.queries import CaseQueries
from core.cases.reading import CaseReading
from core.cases.redraw import Redraws
from core.cases.second_look import AlarmQueries
from core.cases.service import CaseService
from core.draw.queries import DrawQueries
from core.founding import centre_storage, public_key
from core.guardian.archive_desk import ArchiveDesk
from core.guardian.archive_works import Here
from core.guardian.commissions import Commissions, Doing
from core.guardian.handed_in import HandingIn
from core.guardian.moving_desk import MovingDesk
from core.guardian.presence import PresenceQueries
from core.guardian.scan_desk import ScanDesk
from core.guardian.service import Guardian
from core.guardian.upkeep import UpkeepQueries
from core.guardian.whole_archive import barred_from_whole
from core.guardian_house import GuardianHouse as GuardianHouse
from core.guardian_house import open_guardian as open_guardian
from core.identity import queries as people
from core.identity.administration import Administration
from core.identity.centre import Difference, check_centre, signed_in
from core.identity.centre_settings import PASSPHRASE_RULES, SETTINGS, setting_in_force
from core.identity.certificate_records import CertificateRecords
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.logins import logins
from core.identity.own_access import (
    CentrePassphrase,
    OwnAccess,
    OwnPassphrase,
    SlotPassphrase,
    change_passphrase,
    own_access,
)
from core.identity.passphrase_rules import RULE_WORDS
from core.identity.person_records import PeopleRecords
from core.identity.requests import RequestReads
from core.identity.rules import Role, Staff
from core.identity.service import IdentityService
from core.identity.slot_file import SlotFile
from core.identity.step_up import Enrolment, StepUpService
from core.identity.workstation import Workstation
from core.intake.queries import IntakeQueries
from core.intake.render import Renderer
from core.kernel.errors import NotAllowed, Unavailable
from core.kernel.words import Words
from core.products.rules import Catalogue, load_catalogue
from core.risk.queries import RiskQueries
from core.risk.service import RuleSetService
from core.risk.stopping import StoppingService
from core.risk.what_if import WhatIfService
from core.settings import CATALOGUE, CentreSettings, read_settings, resource
from core.storage import migrate
from core.storage.blobs import Blobs
from core.storage.line import Line
from core.storage.map_settings import open_tiles
from core.storage.map_tiles import TileSource
from core.storage.work import Storage


class App:
    """The centre as one signed-in person has it in hand."""

    def __init__(self, settings: CentreSettings, storage: Storage, secrets: CentreSecrets | None) -> None:
        """``secrets`` is None at a centre with a server: windows hold none of its keys there."""
        self.settings = settings
        self._secrets = secrets
        self._storage = storage
        self._blobs = Blobs(settings.blobs)
        self.catalogue: Catalogue = load_catalogue(resource(CATALOGUE))
        with self._storage.reading() as reading:
            self.staff: Staff = people.staff_by_id(reading, storage.staff_id)
        self.identity = IdentityService(self._storage)
        self.people_records = PeopleRecords(self._storage)
        self.requests = RequestReads(self._storage, self.staff)
        self.administration = Administration(self._storage, logins(settings.key_slots, secrets))
        keys = KeyFolder(settings.keys, secrets.seal_seed) if secrets else None
        # At a centre with a server people sign with cards of their own, once there is a reader for them.
        self.cases = CaseService(self._storage, ActSigning.on_this_machine(keys) if keys else None)
        self.voting = Voting(self._storage, ActSigning.on_this_machine(keys) if keys else None)
        self.redraws = Redraws(self._storage)
        self.draw_audit = DrawAudit(self._storage, self.catalogue.categories)
        self.fairness = FairnessQueries(self._storage)
        self.case_queries = CaseQueries(self._storage, self.staff, self.catalogue)
        self.reading = CaseReading(self._storage, self._blobs)
        self.risk = RiskQueries(self._storage)
        self.rule_sets = RuleSetService(self._storage)
        self.what_if = WhatIfService(self._storage)
        self.stopping = StoppingService(self._storage)
        self.alarms = AlarmQueries(self._storage)
        self.notices = CaseNotices(
            self._storage, self.staff, self.catalogue, settings.name, settings.telephone
        )
        self.intake = IntakeQueries(self._storage, self._blobs)
        self.draws = DrawQueries(self._storage)
        self.audit = AuditQueries(
            self._storage,
            {role.value: role.words for role in Role},
            cases=not self.staff.holds(Role.AUDIT_ADMINISTRATOR),
        )
        self.custody = CustodyQueries(self._storage)
        self._open_archive()
        self.kept_drafts: KeptDrafts | None = None
        """Drafts the centre has not got yet; ``None`` where database and window are on one machine."""
        self.handing_in = HandingIn(self._storage, settings.blobs)
        self.presence = PresenceQueries(self._storage)
        self.upkeep = UpkeepQueries(self._storage)
        self.certificates = CertificateRecords(self._storage)
        self.step_up = StepUpService(self._storage)
        self.access = OwnAccess(0, 0, False)
        """What happened under this login since it last came in; read when somebody signs in."""
        self._guardian: GuardianHouse | None = None
        self._guardian_door = threading.Lock()

    def _open_archive(self) -> None:
        """What clerks of the archive work with."""
        self.archive = ArchiveQueries(self._storage, self._blobs, self.catalogue)
        self.records = RecordsDesk(
            self._storage, self._blobs, self.staff, self.catalogue, self.settings.name, self._finish_disposals
        )
        self.checks = CheckQueries(self._storage)
        self.scans = ScanQueries(self._storage, self._blobs)
        self.scan_inbox = ScanInbox(self._storage)
        self.commissions = Commissions(self._storage, self.settings.blobs, self.barred_from_whole_archive)
        here = Here(self.staff.id, lambda: self._guardian_house().works)
        doing: Doing = here if self.guardian_is_here else self.commissions
        self.scan_desk = ScanDesk(self.staff, doing)
        self.archive_desk = ArchiveDesk(self.staff, self.checks, doing)
        self._renderer = Renderer(niceness=5)
        looking = Looking(self._storage, self.catalogue, self.settings.fonds, self._renderer)
        self.moving_desk = MovingDesk(self.staff, Batches(self._storage), looking, doing)
        self.check_lists = CheckLists(self._storage, self._blobs)
        self.numbering = Numbering(self._storage)
        self.kept_searches = KeptSearches(self._storage)
        self.record_papers = RecordPapers(self._storage, self._blobs)
        self.record_use = RecordUse(self._storage)
        self.list_export = ListExport(self._storage, self.archive, self.record_use, self.settings.name)

    def archive_choices(self) -> Choices:
        """Whom and where one may choose in the archive's filters."""
        return choices(self._storage)

    @property
    def line(self) -> Line | None:
        """The line to the centre's server; ``None`` where there is none that could be cut."""
        return self._storage.line

    @property
    def guardian_is_here(self) -> bool:
        """Whether the guardian works within this process, as on one machine; else it is a service."""
        return self._secrets is not None

    @property
    def barred_from_whole_archive(self) -> Words | None:
        """Why this person may not have the whole archive worked on; ``None`` for who may."""
        return barred_from_whole(self.staff, on_one_machine=self.guardian_is_here)

    @property
    def guardian(self) -> Guardian:
        """The guardian of this one-machine centre, made when first asked for."""
        return self._guardian_house().guardian

    @property
    def guardian_house(self) -> GuardianHouse:
        """All of the guardian, where it works within this process. ``Unavailable`` elsewhere."""
        return self._guardian_house()

    def _guardian_house(self) -> GuardianHouse:
        if self._secrets is None:
            raise Unavailable(
                "本中心的守护程序在服务器上运行，不在这台工作站。",
                "The guardian of this centre runs on its server, not on this workstation.",
            )
        with self._guardian_door:
            if self._guardian is None:
                self._guardian = GuardianHouse(self.settings, self._secrets, self.catalogue)
            return self._guardian

    def __enter__(self) -> App:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def people(self) -> tuple[Staff, ...]:
        """Everybody with a login, but for the guardian."""
        with self._storage.reading() as reading:
            return tuple(one for one in people.everyone(reading) if Role.GUARDIAN not in one.roles)

    def unlock(self, passphrase: str) -> None:
        """The person is here again. ``NotAllowed`` for a wrong passphrase."""
        if self.settings.on_one_machine:
            KeySlots(self.settings.key_slots).open(self.staff.login, passphrase)
        else:
            _signed_in(self.settings, self.staff.login, passphrase).close()

    def change_passphrase(self, old: str, new: str) -> None:
        """A new passphrase of one's own. ``NotAllowed`` for a wrong old one or one that breaks the rules."""
        change_passphrase(self._storage, self.staff.login, self._passphrase(), old, new)

    def _passphrase(self) -> OwnPassphrase:
        if self._secrets is not None:
            return SlotPassphrase(KeySlots(self.settings.key_slots), self._secrets)
        return CentrePassphrase(self._storage, Workstation(self.settings.folder), self.unlock)

    def passphrase_rule_words(self) -> Words:
        """What a new passphrase must be like."""
        with self._storage.reading() as reading:
            return RULE_WORDS[setting_in_force(reading, PASSPHRASE_RULES)]

    def map_tiles(self) -> TileSource | None:
        """Picture tiles of the map, where the settings name any. ``BadInput`` for a file that is no map."""
        return open_tiles(self.settings.map, self.settings.folder)

    def centre_settings(self) -> Mapping[str, str]:
        """What the settings of the whole centre say now, by name."""
        with self._storage.reading() as reading:
            return {name: setting_in_force(reading, name) for name in SETTINGS}

    def begin_enrolment(self) -> Enrolment:
        """The secret of a new authenticator, to be shown once."""
        return self.step_up.begin_enrolment(self.staff.login, self.settings.name.zh)

    def come_in(self, tried: SlotFile) -> None:
        """Put the sign-in on record with what had failed at this workstation, and read what failed elsewhere."""
        failed = tried.unreported()
        self.identity.sign_in(socket.gethostname(), failed)
        tried.reported(failed)
        self.access = own_access(self._storage)

    def check_centre(self) -> list[Difference]:
        """Where the database's own catalogue differs from what the installer's files made; on one machine
        :meth:`verify_log` compares the guards."""
        if self.settings.on_one_machine:
            return []
        expected = json.loads(self.settings.catalogue.read_text(encoding="utf-8"))
        with self._storage.reading() as reading:
            return check_centre(reading.connection, expected)

    def save_notice(self, case_id: UUID, path: Path, language: str) -> Path:
        """Write the notice to a refused applicant to ``path``: a PDF, or plain text where the name ends in .txt."""
        notice = self.notices.notice(case_id)
        if path.suffix.lower() == ".txt":
            path.write_text(notice.text(language), encoding="utf-8")
        else:
            path.write_bytes(notice_pdf(notice, house_fonts(), language))
        return path

    def save_custody(self, custody: Custody, path: Path, language: str) -> Path:
        """Write what changed hands to ``path``: paper (.pdf) or a table (.csv)."""
        return write_custody(custody, path, language, self.settings.name, self.now())

    @property
    def witnessing(self) -> Witnessing:
        """The guardian's hands for witnesses, for who audits. ``NotAllowed`` for anybody else."""
        if not self.staff.holds(Role.AUDITOR, Role.AUDIT_ADMINISTRATOR):
            raise NotAllowed(
                "只有稽核员和审计管理员能管理见证人。",
                "Only auditors and the audit administrator deal with witnesses.",
            )
        return self._guardian_house().witnessing

    @property
    def witness_policy(self) -> WitnessPolicy:
        """When a checkpoint counts as witnessed here."""
        return WitnessPolicy(self.settings.witnesses_needed, self.settings.witness_hours)

    def log_public_key(self) -> bytes:
        """The log's public key: from the centre's own secrets where they are at hand, else from the database."""
        if self._secrets is not None:
            return bytes.fromhex(public_key(self._secrets.log_seed))
        with self._storage.reading() as reading:
            return people.centre_public_key(reading, "log")

    def prove_case(self, number: str, *, whole: bool = False) -> CaseProof:
        """The proof of the case with this number, for a stranger to check (core/audit/verify_proof.py)."""
        case_id = self.notices.case_with_number(number)
        with self._storage.reading() as reading:
            return prove_case(reading, case_id, whole=whole)

    def verify_log(
        self, notes: Mapping[str, str] | None = None, progress: Progress | None = None
    ) -> Verification:
        """Check every fact, entry, checkpoint, stored file, guard and list against the log, and the log against
        ``notes``: checkpoints that others kept, by a name for each.

        The log's key comes from the centre's own secrets where they are at hand: the one in the
        database is among what is being checked.
        """
        key = self.log_public_key()
        with self._storage.reading() as reading:
            found = verify_log(
                reading, self._blobs, key, policy=self.witness_policy, notes=notes, progress=progress
            )
            return replace(found, findings=found.findings + check_lists(reading))

    def now(self) -> int:
        """Database time in µs."""
        with self._storage.reading() as reading:
            return reading.now

    def _finish_disposals(self) -> bool:
        return self.guardian_is_here and self._guardian_house().destroyer.do()

    def close(self) -> None:
        """Let go of the database and of the guardian's helpers."""
        if self._guardian is not None:
            self._guardian.close()
        self._renderer.close()
        self._storage.close()


def open_centre(folder: Path, login: str, passphrase: str) -> App:
    """Sign in to the centre in ``folder``. ``NotAllowed`` for a wrong login or passphrase."""
    settings = read_settings(folder)
    if settings.on_one_machine:
        staff_id, secrets = KeySlots(settings.key_slots).open(login, passphrase)
        _bring_up_to_date(settings, secrets, staff_id)
        app = App(settings, centre_storage(settings, secrets, staff_id), secrets)
    else:
        app = App(settings, _signed_in(settings, login, passphrase), None)
        app.kept_drafts = KeptDrafts.open(settings.drafts, login, app.staff.id, passphrase)
    if Role.GUARDIAN not in app.staff.roles:
        app.come_in(KeySlots(settings.key_slots) if settings.on_one_machine else Workstation(folder).slots)
    return app


def _signed_in(settings: CentreSettings, login: str, passphrase: str) -> Storage:
    """The database of a centre with a server, from this workstation; failed tries are counted here."""
    station = Workstation(settings.folder)
    with station.slots.tried(login):
        tls = station.client_tls(login, passphrase)
        return signed_in(settings.database_url, login, passphrase, append_entries, tls)


def _bring_up_to_date(settings: CentreSettings, secrets: CentreSecrets, staff_id: UUID) -> None:
    storage = centre_storage(settings, secrets, staff_id)
    try:
        if migrate.current_revision(storage.engine) != migrate.head_revision():
            migrate.upgrade(storage.engine, backup_to=settings.backups)
    finally:
        storage.close()
