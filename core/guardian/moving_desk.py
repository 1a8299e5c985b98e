"""Out and in, as an archive clerk asks for it; looked at by the clerk's own session, done by the guardian's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.archive.moving.arriving import LEGACY, ImportPreview
from core.archive.moving.batches import Batches, UndoBatch
from core.archive.moving.importing import BatchMade, Imports
from core.archive.moving.looking import Looking
from core.archive.moving.transfer import TransferMade, Transfers, check_transfer
from core.guardian.commissions import Asking, Brought, Doing
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
    """Transfers, imports and their undoing."""

    def __init__(self, staff: Staff, batches: Batches, looking: Looking, doing: Doing) -> None:
        self._staff = staff
        self._looking, self._doing = looking, doing
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
        self._check_role()
        check_transfer(records, recipient.strip(), target)
        asks = {
            "records": [str(one) for one in records],
            "recipient": recipient.strip(),
            "reason": reason.strip(),
        }
        return TransferMade(target, **self._doing.do(Asking("transfer", asks, out=target), progress))

    def look_at_list(self, path: Path, folder: Path, progress: Report | None = None) -> ImportPreview:
        """What a legacy list and its folder would bring."""
        self._check_role()
        return self._looking.look_at_list(path, folder, progress)

    @contextmanager
    def look_at_package(self, bag: Path, progress: Report | None = None) -> Iterator[ImportPreview]:
        """What a transfer package would bring; its files are there until the block is left."""
        self._check_role()
        with self._looking.look_at_package(bag, progress) as preview:
            yield preview

    def take_in(
        self, preview: ImportPreview, root_sha256: str = "", progress: Report | None = None
    ) -> BatchMade:
        """Take in what was looked at, as one batch; ``root_sha256`` says whose seal the clerk trusts. It is looked at
        again on the way; ``Conflict`` where something changed meanwhile."""
        self._check_role()
        asks = {
            "kind": preview.kind,
            "source": preview.source,
            "sha256": preview.sha256,
            "root_sha256": root_sha256,
            "records": len(preview.records),
        }
        said = dict(self._doing.do(Asking("import", asks, _origin(preview)), progress))
        return BatchMade(UUID(said.pop("id")), **said)

    def undo(self, batch_id: UUID, reason: str) -> None:
        """Take a batch back as a whole."""
        self.batches.undo(UndoBatch(new_id(), batch_id, reason))

    def _check_role(self) -> None:
        if not self._staff.holds(Role.ARCHIVE_CLERK):
            raise NotAllowed("移交和导入由档案员办理。", "Archive clerks transfer and import records.")


def _origin(preview: ImportPreview) -> dict[str, Brought]:
    """What goes along: the package, or the list with those files of its folder that come in."""
    if preview.kind != LEGACY:
        return {"bag": Brought(preview.origin[0])}
    path, folder = preview.origin
    files = dict.fromkeys(
        file.path.relative_to(folder).as_posix() for record in preview.records for file in record.files
    )
    return {"list": Brought(path), "folder": Brought(folder, tuple(files))}
