"""The guardian with a session and helpers of its own, wired together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import core.tables  # noqa: F401  every area's tables join the metadata before the first query
from core.archive.authority import Authority
from core.archive.check_periods import CheckReports
from core.archive.checks import ArchiveChecks
from core.archive.dossier_signing import DossierSigning
from core.archive.fixity import Fixity
from core.archive.keeping.destroying import Destroyer
from core.archive.keeping.policies import register_house_policy
from core.archive.key_folder import KeyFolder
from core.archive.moving.importing import Imports
from core.archive.moving.transfer import Transfers
from core.archive.scanning.page_reader import StackReader
from core.archive.scanning.paper_words import PaperWords, WordReader
from core.archive.scanning.print_reading import read_print
from core.archive.scanning.service import Scanning
from core.archive.service import ArchiveHouse, ArchiveService
from core.archive.stamp_service import open_time_stamps
from core.audit.service import AuditService
from core.audit.witnessing import Witnessing
from core.cases.card_check import CardCheck
from core.cases.drawing import Drawing
from core.cases.receiving import Receiving
from core.cases.screening import CaseScreening
from core.cases.second_look import SecondLook
from core.draw.keys import DrawKeys
from core.founding import GUARDIAN_LOGIN, centre_storage, public_key
from core.guardian.archive_desk import ArchiveHands
from core.guardian.archive_works import ArchiveWorks
from core.guardian.backup import Backups, backup_key
from core.guardian.chores import BackingUp, Certificates, Chores, OldParcels, Orphans, Runaways
from core.guardian.commission_desk import CommissionDesk
from core.guardian.handed_in import HandedInDesk, waiting_place
from core.guardian.moving_desk import MovingHands
from core.guardian.patrol import Patrol
from core.guardian.presence import Presence
from core.guardian.running import GuardianService, Say
from core.guardian.scan_desk import EnterWords, ScanHands
from core.guardian.sealing_watch import SealingWatch
from core.guardian.service import Guardian
from core.identity import queries as people
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.service import person_key
from core.intake.card_reading import CardReader, can_read_cards
from core.intake.render import Renderer
from core.kernel.clock import HOUR
from core.products.rules import Catalogue, load_catalogue
from core.risk.rule_set import rule_set_texts
from core.risk.service import RuleSetService
from core.risk.source_settings import open_sources
from core.risk.source_table import RiskInputService
from core.settings import CATALOGUE, RULE_SET, CentreSettings, read_settings, resource
from core.storage.blobs import Blobs


class GuardianHouse:
    """The guardian with a session and helpers of its own."""

    def __init__(self, settings: CentreSettings, secrets: CentreSecrets, catalogue: Catalogue) -> None:
        guardian_id = UUID(bytes=secrets.guardian_id)
        self.storage = centre_storage(settings, secrets, guardian_id)
        self.renderer = Renderer(niceness=5)
        self.pages = StackReader()
        self.cards = CardReader(self.renderer) if settings.read_cards and can_read_cards() else None
        blobs = Blobs(settings.blobs)
        # A centre from before there were rule sets, or retention policies, on record gets the program's own as its first.
        RuleSetService(self.storage).register(rule_set_texts(resource(RULE_SET)))
        register_house_policy(self.storage)
        keys = KeyFolder(settings.keys, secrets.seal_seed)
        self.draw_keys = DrawKeys(settings.keys, secrets.seal_seed, secrets.draw_seed)
        authority = Authority(self.storage, keys, settings.name, local_people=settings.on_one_machine)
        authority.bring_up_to_date()
        outside = open_time_stamps(settings.time_stamps, settings.folder)
        authority.pin(outside.certificates if outside is not None else ())
        with self.storage.reading() as reading:
            guardian = people.staff_by_login(reading, "guardian")
        signing = DossierSigning.on_this_machine(settings.name, keys, outside)
        checks = ArchiveChecks(self.storage, blobs, guardian, catalogue, self.renderer)
        fixity = Fixity(self.storage, blobs, settings.second_blobs)
        self.witnessing = Witnessing(self.storage)
        reports = CheckReports(self.storage, blobs, signing, settings.name, settings.check_reports)
        self.archive_hands = ArchiveHands(self.storage, settings.name, checks, fixity, signing, reports)
        self.moving_hands = self._moving_hands(settings, secrets, catalogue, blobs, checks, signing)
        self.guardian = Guardian(
            self.storage,
            catalogue,
            Receiving(self.storage, blobs, secrets.pepper, self.renderer),
            CaseScreening(
                self.storage,
                catalogue,
                open_sources(settings.sources, self.storage, settings.folder),
                CardCheck(self.storage, blobs, self.cards) if self.cards else None,
            ),
            Drawing(
                self.storage,
                self.draw_keys.in_force,
                settings.policy,
                catalogue.categories,
                settings.absence_hours * HOUR,
            ),
            ArchiveService(
                self.storage,
                blobs,
                guardian,
                catalogue,
                self.renderer,
                ArchiveHouse(settings.fonds, settings.name, settings.review_days, settings.per_volume),
                signing,
            ),
            AuditService(self.storage, Ed25519PrivateKey.from_private_bytes(secrets.log_seed)),
            checks,
            Patrol(self.storage, authority, fixity, checks, reports),
            SecondLook(self.storage),
            self.witnessing,
            SealingWatch(self.storage, settings.review_days),
        )

        self._keep_house(settings, secrets, blobs, authority)

    def _moving_hands(
        self,
        settings: CentreSettings,
        secrets: CentreSecrets,
        catalogue: Catalogue,
        blobs: Blobs,
        checks: ArchiveChecks,
        signing: DossierSigning,
    ) -> MovingHands:
        name, report = settings.name, self.archive_hands.report
        transfers = Transfers(self.storage, blobs, catalogue, name, checks, signing, report)
        imports = Imports(self.storage, blobs, catalogue, name, settings.fonds, self.renderer, secrets.pepper)
        return MovingHands(transfers, imports)

    def _keep_house(
        self, settings: CentreSettings, secrets: CentreSecrets, blobs: Blobs, authority: Authority
    ) -> None:
        self.presence = Presence(self.storage)
        self.risk_inputs = RiskInputService(self.storage, partial(person_key, secrets.pepper))
        self.handed_in = HandedInDesk(self.storage, settings.blobs, self.presence)
        self.commissions = CommissionDesk(self.storage, settings.blobs, self.presence, lambda: self.works)
        self.backing_up = BackingUp(
            self.storage,
            blobs,
            Backups(
                settings.backups, backup_key(secrets.to_bytes()), bytes.fromhex(public_key(secrets.log_seed))
            ),
            settings.folder,
            settings.name,
            settings.backup_hours,
            settings.backup_days,
            None if settings.on_one_machine else waiting_place(settings.blobs),
        )
        self.destroyer = Destroyer(self.storage, blobs, settings.second_blobs)
        reading = partial(read_print, self.cards) if self.cards is not None else None
        words = WordReader(self.pages, reading, self.cards.engine if self.cards is not None else "")
        self.scan_hands = ScanHands(
            Scanning(self.storage, blobs, words), PaperWords(self.storage, blobs, words)
        )
        self.works = ArchiveWorks(self.archive_hands, self.moving_hands, self.scan_hands)
        chores = (
            Runaways(self.storage),
            Certificates(authority),
            Orphans(self.storage, blobs),
            OldParcels(self.storage, waiting_place(settings.blobs)),
            self.destroyer,
            self.backing_up,
            EnterWords(self.scan_hands.words),
        )
        self.chores = Chores(self.storage, self.presence, chores)

    def service(
        self, inbox: Path | None = None, say: Say = lambda _: None, scans: Path | None = None
    ) -> GuardianService:
        """The guardian as a service, taking packages from ``inbox`` and stacks from ``scans`` too; ``say`` is told
        what it does."""
        return GuardianService(
            self.storage,
            self.guardian,
            self.presence,
            self.handed_in,
            self.chores,
            self.commissions,
            inbox=inbox,
            scans=scans,
            scanning=self.scan_hands.scanning,
            say=say,
        )

    def close(self) -> None:
        if self.cards is not None:
            self.cards.close()
        self.renderer.close()
        self.pages.close()
        self.storage.close()


def open_guardian(folder: Path, passphrase: str) -> GuardianHouse:
    """The guardian of a PostgreSQL centre in a process of its own, with its key file and its own login."""
    settings = read_settings(folder)
    _, secrets = KeySlots(settings.guardian_keys).open(GUARDIAN_LOGIN, passphrase)
    return GuardianHouse(settings, secrets, load_catalogue(resource(CATALOGUE)))
