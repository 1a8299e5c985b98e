"""Out and in, as an archive clerk asks for it, done by the guardian's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.archive.moving.arriving import ImportPreview
from core.archive.moving.batches import Batches, UndoBatch
from core.archive.moving.importing import BatchMade, ImportRecords, Imports
from core.archive.moving.transfer import MakeTransfer, TransferMade, Transfers
from core.identity.rules import Role, Staff
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class MovingHands:
    """What sending and taking in takes: it runs as the guardian, who alone stores content and records."""

    transfers: Transfers
    imports: Imports


class MovingDesk:
    """Transfers, imports and their undoing; ``hands`` are made when first asked for."""

    def __init__(self, staff: Staff, batches: Batches, hands: Callable[[], MovingHands]) -> None:
        self._staff = staff
        self._hands = hands
        self.batches = batches

    def transfer(
        self,
        records: Sequence[UUID],
        target: Path,
        recipient: str,
        reason: str = "",
        progress: Report | None = None,
    ) -> TransferMade:
        """Make a transfer package of ``records`` at ``target``: a ZIP where its name ends so, else a folder."""
        hands = self._allowed()
        command = MakeTransfer(new_id(), self._staff.id, tuple(records), recipient.strip(), reason.strip())
        return hands.transfers.make(command, target, progress)

    def look_at_list(self, path: Path, folder: Path, progress: Report | None = None) -> ImportPreview:
        """What a legacy list and its folder would bring."""
        return self._allowed().imports.look_at_list(path, folder, progress)

    @contextmanager
    def look_at_package(self, bag: Path, progress: Report | None = None) -> Iterator[ImportPreview]:
        """What a transfer package would bring; its files are there until the block is left."""
        with self._allowed().imports.look_at_package(bag, progress) as preview:
            yield preview

    def take_in(
        self, preview: ImportPreview, root_sha256: str = "", progress: Report | None = None
    ) -> BatchMade:
        """Take in what was looked at, as one batch; ``root_sha256`` says whose seal the clerk trusts."""
        command = ImportRecords(
            new_id(),
            self._staff.id,
            preview.kind,
            preview.source,
            preview.sha256,
            root_sha256,
            len(preview.records),
        )
        return self._allowed().imports.take_in(command, preview, progress)

    def undo(self, batch_id: UUID, reason: str) -> None:
        """Take a batch back as a whole."""
        self.batches.undo(UndoBatch(new_id(), batch_id, reason))

    def _allowed(self) -> MovingHands:
        if not self._staff.holds(Role.ARCHIVE_CLERK):
            raise NotAllowed("移交和导入由档案员办理。", "Archive clerks transfer and import records.")
        return self._hands()
