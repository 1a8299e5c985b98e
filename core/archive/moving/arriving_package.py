"""A transfer package looked at before anything of it comes in: unpacked in the sandbox, manifests and seal checked,
every record held against what this centre has and can take."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.archive.moving.arriving import (
    MOST_FILE_BYTES,
    TRANSFER,
    ArrivingFile,
    ArrivingRecord,
    House,
    ImportPreview,
    RefusedRecord,
    media_type_of,
)
from core.archive.moving.seal_envelope import SealFound, check_seal
from core.archive.moving.transfer import FORMAT
from core.archive.rules import RecordOutcome, dossier_id, is_period, parse_archival_number
from core.intake.bag import SEAL, TAG_MANIFEST
from core.intake.limits import SAFE_NAME, TRANSFER_ROOM
from core.intake.reader import unpack_transfer
from core.intake.render import Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, EvenhandError
from core.kernel.words import Words

Report = Callable[[int, int], None]
_BOX = (64, 64)
_MOST_JSON = 4_000_000


def preview_package(
    bag: Path, into: Path, house: House, renderer: Renderer, own_root: str, report: Report | None
) -> ImportPreview:
    """What the package at ``bag`` (a ZIP, or a folder) would bring; its files are unpacked below ``into``.

    A package that is not whole, or whose seal does not hold, is an answer with ``faults`` and without records.
    """
    faults, paths, digests = unpack_transfer(_as_zip(bag, into), into / "unpacked")
    if faults:
        return _nothing(bag, tuple(fault.words for fault in faults))
    manifest = paths[TAG_MANIFEST].read_bytes()
    try:
        seal = check_seal(manifest, paths[SEAL].read_bytes())
        package = _Package(paths, digests, house, renderer)
        said = package.json("data/transfer.json")
        folders = _folders(said)
    except BadInput as error:
        return _nothing(bag, (error.words,))
    records, refused = list[ArrivingRecord](), list[RefusedRecord]()
    for done, folder in enumerate(folders, start=1):
        found = package.record(folder)
        (records if isinstance(found, ArrivingRecord) else refused).append(found)  # type: ignore[arg-type]
        if report is not None:
            report(done, len(folders))
    return _preview(bag, sha256_hex(manifest), records, refused, seal, own_root)


def _preview(
    bag: Path,
    sha256: str,
    records: list[ArrivingRecord],
    refused: list[RefusedRecord],
    seal: SealFound,
    own_root: str,
) -> ImportPreview:
    by = f"{seal.name} ({seal.root_name})"
    own = seal.root_sha256 == own_root
    return ImportPreview(
        TRANSFER, bag.name[:120], sha256, tuple(records), tuple(refused), (), seal.root_sha256, by, own
    )


def _nothing(bag: Path, faults: tuple[Words, ...]) -> ImportPreview:
    return ImportPreview(TRANSFER, bag.name[:120], "", (), (), faults)


def _as_zip(bag: Path, into: Path) -> Path:
    """The package as one file: a folder is packed, with nothing followed out of it, so that both come one way."""
    into.mkdir(parents=True, exist_ok=True)
    if not bag.is_dir():
        if not bag.is_file():
            raise BadInput(f"没有“{bag.name}”这个文件。", f"There is no file “{bag.name}”.")
        return bag
    packed, count = into / "package.zip", 0
    with zipfile.ZipFile(packed, "w") as archive:
        for root, names, files in os.walk(bag):
            names.sort()
            for name in sorted(files):
                path = Path(root) / name
                inside = path.relative_to(bag).as_posix()
                count += 1
                if not stat.S_ISREG(path.lstat().st_mode) or not SAFE_NAME.fullmatch(inside):
                    raise BadInput(
                        "移交包中有不允许的文件名或链接。",
                        "The package holds a link, or a name that is not allowed.",
                    )
                if count > TRANSFER_ROOM.members:
                    raise BadInput("移交包中文件过多。", "The package holds too many files.")
                archive.write(path, inside)
    return packed


def _folders(said: Mapping[str, Any]) -> list[str]:
    try:
        if said["format"] != FORMAT:
            raise ValueError
        folders = [str(one["folder"]) for one in said["records"]]
        if not folders or len(set(folders)) != len(folders):
            raise ValueError
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            "移交包的目录不是本系统的格式。", "The package's own list is not of a form that is known here."
        ) from error
    return folders


class _Package:
    """The unpacked package; nothing in it is believed that was not looked at."""

    def __init__(
        self, paths: Mapping[str, Path], digests: Mapping[str, str], house: House, renderer: Renderer
    ) -> None:
        self._paths, self._digests, self._house, self._renderer = paths, digests, house, renderer
        self._numbers: set[str] = set()

    def json(self, name: str) -> Mapping[str, Any]:
        """A JSON object of the package."""
        try:
            data = self._paths[name].open("rb").read(_MOST_JSON + 1)
            found = json.loads(data) if len(data) <= _MOST_JSON else None
        except (KeyError, ValueError, RecursionError) as error:
            raise BadInput(
                f"{name[:80]} 缺失或无法读取", f"{name[:80]} is missing or cannot be read"
            ) from error
        if not isinstance(found, dict):
            raise BadInput(f"{name[:80]} 不是登记项", f"{name[:80]} holds no values")
        return found

    def record(self, folder: str) -> ArrivingRecord | RefusedRecord:
        """The record in this folder, or why it cannot come."""
        number = name = ""
        try:
            values = self.json(f"data/{folder}/record.json")
            number, name = str(values["archival_number"])[:40], str(values["applicant_name"])[:60]
            return self._read(folder, values)
        except EvenhandError as error:
            faults: tuple[Words, ...] = (error.words,)
        except (KeyError, TypeError, ValueError, AttributeError):
            faults = (Words("登记项缺少内容或不合规", "A registered value is missing or out of order"),)
        return RefusedRecord(folder[:40], number, name, faults)

    def _read(self, folder: str, values: Mapping[str, Any]) -> ArrivingRecord:
        number = parse_archival_number(values["archival_number"])
        fault = self._house.number_fault(number.text())
        if fault is None and number.text() in self._numbers:
            fault = Words("档号在包内重复", "The number stands twice in the package")
        if fault is None and dossier_id(values["qr_id"]) in self._house.qr_ids:
            fault = Words("封面识别码已在库", "A record with the id on this cover is here already")
        bank = self._house.bank(str(values["institution"]["code"]))
        village = self._house.village(bank[0], str(values["village"]["code"])) if bank else None
        if fault is None and (bank is None or village is None):
            where = f"{values['institution']['zh']}{values['village']['zh']}"[:60]
            fault = Words(f"本中心没有登记 {where}", f"{where} is not registered at this centre")
        if fault is not None or bank is None or village is None:
            raise BadInput(*(fault.zh, fault.en) if fault else ("", ""))
        self._numbers.add(number.text())
        files = self._files(folder, values)
        said = _values(values)
        pages = self._renderer.render(files[0].path.read_bytes(), files[0].media_type, box=_BOX).page_count
        if pages != values["pages"]:
            raise BadInput("卷宗页数与登记不符", "The dossier has not as many pages as registered")
        return ArrivingRecord(
            place=folder,
            archival_number=number.text(),
            qr_id=dossier_id(values["qr_id"]),
            institution_id=bank[0],
            institution=bank[1],
            village_id=village[0],
            village=village[1],
            pages=pages,
            files=tuple(files),
            **said,
        )

    def _files(self, folder: str, values: Mapping[str, Any]) -> list[ArrivingFile]:
        """The dossier first, then the originals and later papers, as the record's own list has them."""
        found = []
        for one in values["files"]:
            name = str(one["name"])
            if not name.startswith(("dossier.", "originals/", "later/")):
                continue
            member = f"data/{folder}/{name}"
            path, digest = self._paths.get(member), self._digests.get(member)
            if path is None or digest != one["sha256"]:
                raise BadInput(f"{name[:60]} 与登记不符", f"{name[:60]} is not as registered")
            size = path.stat().st_size
            with path.open("rb") as stream:
                kind = media_type_of(stream.read(8))
            if kind is None or kind != one["media_type"] or size > MOST_FILE_BYTES:
                raise BadInput(f"{name[:60]} 的类型与登记不符", f"{name[:60]} is not of its registered type")
            found.append(ArrivingFile(path, name, kind, str(digest), size))
        if not found or not found[0].name.startswith("dossier."):
            raise BadInput("缺少卷宗", "There is no dossier")
        return found


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What can be taken from the registered values as it is, each looked at."""
    name, searched = str(values["applicant_name"]), [str(text) for text in values["searched"]]
    amount, decided = values["amount_fen"], values["decided_at"]
    product = str(values["product"]["code"])
    fine = (
        1 <= len(name) <= 60 and name.isprintable(),
        type(amount) is int and 0 < amount <= 10**12,
        type(decided) is int and decided > 0,
        len(searched) <= 200 and all(len(text) <= 500 and "\n" not in text for text in searched),
        1 <= len(product) <= 40,
        is_period(values["retention"]),
    )
    if not all(fine):
        raise ValueError
    person = next((text.upper() for text in searched if len(text) == 18 and text[:17].isdigit()), "")
    return {
        "applicant_name": name,
        "person": person,
        "product": product,
        "amount_fen": amount,
        "outcome": RecordOutcome(values["outcome"]).value,
        "retention": str(values["retention"]),
        "decided_at": decided,
        "searched": tuple(searched),
    }
