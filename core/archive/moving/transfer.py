"""Transfer out: a BagIt bag (RFC 8493) that is readable without this program, sealed by the centre.

It is written into a folder beside its target and moved there at the end, so that a transfer that was cancelled or
failed leaves nothing; only then is it put away, and only then on record: a package on record is one that is there.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from core.archive.checks import TRANSFER, ArchiveChecks, CheckRun
from core.archive.dossier_signing import DossierSigning
from core.archive.moving import tables
from core.archive.moving.leaving import record_files
from core.archive.moving.seal_envelope import check_seal, pem_chain
from core.archive.moving.transfer_pages import README, index_page
from core.audit.cosigning import LOG_KEY, VerifierKey
from core.audit.service import LOG_ORIGIN
from core.draw.queries import DrawQueries
from core.identity.queries import centre_public_key
from core.intake.bag import SEAL, SEAL_CHAIN, TAG_MANIFEST, bag_tags
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Storage
from core.storage.written_file import part_of, unwritable

FORMAT = "evenhand-transfer/1"
MOST_RECORDS = 9_999
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class MakeTransfer:
    """Make a package of these records for somebody; ``clerk_id`` asks for it."""

    command_id: UUID
    clerk_id: UUID
    records: tuple[UUID, ...]
    recipient: str
    reason: str


@dataclass(frozen=True, slots=True)
class TransferMade:
    """The package as it lies; ``sha256`` is of its tag manifest, which covers every byte."""

    path: Path
    sha256: str
    records: int
    files: int
    bytes: int
    failed_checks: int


class Transfers:
    """The guardian's hand that makes transfer packages. ``report_of`` makes the sealed report of runs."""

    def __init__(
        self,
        storage: Storage,
        blobs: Blobs,
        catalogue: Catalogue,
        centre: Words,
        checks: ArchiveChecks,
        signing: DossierSigning,
        report_of: Callable[[Sequence[CheckRun]], bytes],
    ) -> None:
        self._storage, self._blobs, self._catalogue = storage, blobs, catalogue
        self._centre, self._checks, self._signing = centre, checks, signing
        self._report_of = report_of

    def make(
        self,
        command: MakeTransfer,
        target: Path,
        report: Report | None = None,
        put_away: Callable[[], Mapping[str, Any]] = dict,
    ) -> TransferMade:
        """Write the package to ``target``: a ZIP where the name ends so, else a new folder.

        ``report(done, of how many)`` after each record; what it raises ends the work without a trace. What
        ``put_away`` says of where the package was brought is kept with the command's answer.
        """
        check_transfer(command.records, command.recipient, target)
        part = part_of(target)
        try:
            shutil.rmtree(part, ignore_errors=True)
            made = self._write(command, part, report)
            if target.suffix.lower() == ".zip":
                _zip_folder(part, target)
            else:
                part.rename(target)
        except OSError as error:
            raise unwritable(target) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._record(command, made, put_away())
        return TransferMade(target, made.sha256, made.records, made.files, made.bytes, made.failed_checks)

    def _write(self, command: MakeTransfer, part: Path, report: Report | None) -> _Written:
        bag = _Bag(part)
        runs, listed = list[CheckRun](), list[tuple[str, dict[str, Any]]]()
        for number, record_id in enumerate(command.records, start=1):
            once = uuid5(command.command_id, str(record_id))
            run = self._checks.check(record_id, TRANSFER, command_id=once)
            folder = f"records/{number:04d}"
            with self._storage.reading() as reading:
                values, leaving = record_files(reading, self._blobs, self._catalogue, record_id, run)
            for one in leaving:
                bag.put(f"{folder}/{one.name}", one.content)
            runs.append(run)
            listed.append((folder, values))
            if report is not None:
                report(number, len(command.records))
        self._write_about(bag, command, listed, runs)
        sha256 = self._close(bag, command, len(listed))
        numbers = tuple(values["archival_number"] for _, values in listed)
        return _Written(sha256, numbers, len(bag.digests), bag.size, sum(not run.ok for run in runs))

    def _write_about(
        self,
        bag: _Bag,
        command: MakeTransfer,
        listed: Sequence[tuple[str, dict[str, Any]]],
        runs: Sequence[CheckRun],
    ) -> None:
        with self._storage.reading() as reading:
            made_at = reading.now
            log_key = VerifierKey(LOG_ORIGIN, LOG_KEY, centre_public_key(reading, "log"))
            _, (_, root) = self._signing.seal_detached(reading, b"")
        said = {
            "format": FORMAT,
            "centre": self._centre.to_json(),
            "made_at": made_at,
            "recipient": command.recipient,
            "reason": command.reason,
            "records": [{"folder": folder} | _listed(values) for folder, values in listed],
        }
        bag.put("transfer.json", json.dumps(said, ensure_ascii=False, indent=1).encode())
        bag.put("index.html", index_page(said, listed))
        bag.put("README.txt", README.replace("{root}", sha256_hex(root)).encode())
        bag.put("checks.pdf", self._report_of(runs))
        bag.put("keys/log.txt", f"{log_key}\n".encode())
        bag.put("keys/draw.txt", DrawQueries(self._storage).key_list().encode())
        for package, name in (("core.draw", "verify_draw.py"), ("core.audit", "verify_proof.py")):
            bag.put(name, files(package).joinpath(name).read_bytes())

    def _close(self, bag: _Bag, command: MakeTransfer, records: int) -> str:
        """The tag files and the seal over them; the SHA-256 of the tag manifest."""
        with self._storage.reading() as reading:
            _, chain = self._signing.seal_detached(reading, b"")
            info = {
                "Source-Organization": self._centre.zh,
                "Bagging-Date": local_date(reading.now).isoformat(),
                "External-Description": f"{records} records",
                "Contact-Name": _one_line(command.recipient),
            }
            tags = bag_tags(bag.digests, bag.size, info, more={SEAL_CHAIN: pem_chain(*chain)})
            envelope, _ = self._signing.seal_detached(reading, tags[TAG_MANIFEST])
        check_seal(tags[TAG_MANIFEST], envelope)
        for name, content in (*tags.items(), (SEAL, envelope)):
            bag.put_tag(name, content)
        return sha256_hex(tags[TAG_MANIFEST])

    def _record(self, command: MakeTransfer, made: _Written, away: Mapping[str, Any]) -> None:
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.transfer,
                recipient=command.recipient,
                reason=command.reason,
                numbers=canonical_bytes(list(made.numbers)).decode(),
                manifest_sha256=made.sha256,
                records=made.records,
                bytes=made.bytes,
                clerk_id=command.clerk_id,
            )
            said: dict[str, Any] = {
                "sha256": made.sha256,
                "records": made.records,
                "files": made.files,
                "bytes": made.bytes,
                "failed_checks": made.failed_checks,
            }
            work.commit({**said, **away})


@dataclass(frozen=True, slots=True)
class _Written:
    sha256: str
    numbers: tuple[str, ...]
    files: int
    bytes: int
    failed_checks: int

    @property
    def records(self) -> int:
        return len(self.numbers)


class _Bag:
    """A bag being written: payload under ``data/``, its digests and its size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.digests: dict[str, str] = {}
        self.size = 0

    def put(self, name: str, content: bytes) -> None:
        self.put_tag(f"data/{name}", content)
        self.digests[f"data/{name}"] = sha256_hex(content)
        self.size += len(content)

    def put_tag(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def check_transfer(records: Sequence[UUID], recipient: str, target: Path) -> None:
    """Refuse what cannot be made, before anything is."""
    if not records:
        raise BadInput("没有选择档案。", "No record is chosen.")
    if len(records) > MOST_RECORDS:
        raise BadInput(
            f"一个移交包最多 {MOST_RECORDS} 件，请分批移交。",
            f"A package holds at most {MOST_RECORDS} records; make several.",
        )
    if not _one_line(recipient):
        raise BadInput("请写明接收方。", "Say to whom the records go.")
    if target.exists():
        raise BadInput(
            f"“{target.name}”已存在，不会覆盖。", f"“{target.name}” is there already; nothing is replaced."
        )
    if not target.parent.is_dir():
        raise BadInput(f"没有文件夹 {target.parent}。", f"There is no folder {target.parent}.")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    return {"archival_number": values["archival_number"], "qr_id": values["qr_id"]}


def _zip_folder(folder: Path, target: Path) -> None:
    """The same ZIP for the same files: stored, no times, in the order of names."""
    part = target.with_name(f".{target.name}.zip-part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
