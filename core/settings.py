"""A centre on this machine: one folder, one settings file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from core.draw.policy_file import read_policy
from core.draw.rules import DrawPolicy
from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words
from core.storage.map_settings import MapSettings, read_map
from core.storage.object_store import StorePlace, store_place

SETTINGS_FILE = "centre.toml"
RULE_SET = "rule_sets/2026-11"
CATALOGUE = "catalogue/products.toml"
POINTS = "draw/points.toml"


#: Which field of :class:`CentreSettings` a setting is, and of what kind.
_SETTINGS: Mapping[tuple[str, str], tuple[str, type]] = {
    ("draw", "absence_hours"): ("absence_hours", int),
    ("centre", "database"): ("database_url", str),
    ("centre", "store"): ("store", str),
    ("centre", "second_store"): ("second_store", str),
    ("centre", "telephone"): ("telephone", str),
    ("centre", "read_cards"): ("read_cards", bool),
    ("archive", "review_days"): ("review_days", int),
    ("archive", "records_per_volume"): ("per_volume", int),
    ("archive", "check_reports"): ("check_reports", str),
    ("log", "witnesses"): ("witnesses_needed", int),
    ("log", "witness_hours"): ("witness_hours", int),
    ("backup", "folder"): ("backup_folder", str),
    ("backup", "hours"): ("backup_hours", int),
    ("backup", "days"): ("backup_days", int),
}
#: What else a section may hold, read by core/draw/policy_file.py; ``source``, ``time_stamps`` and ``map`` are judged by who reads them.
_SECTIONS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("name_zh", "name_en", "fonds", "centre", "archive", "log", "backup"), frozenset()),
    "draw": frozenset({"version", "k", "cap", "same_institution", "points", "committee"}),
}
_KINDS = {int: "整数 / a whole number", str: "文字 / text", bool: "true / false"}


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """Where things lie and how the centre is called. Relative paths are within ``folder``.

    ``database_url`` is the address of a PostgreSQL centre (libpq, without user and password); empty, the
    centre is a file on this machine. ``store`` is where its papers lie, if not in ``folder``:
    a path, or ``s3://bucket/prefix?endpoint=…`` (core/storage/object_store.py). ``sources`` is where
    risk inputs come from besides the package (core/risk/source_settings.py). ``second_store`` is such
    a place too, best on another disk or machine, that is kept as a second copy of the papers. ``telephone`` stands on notices to applicants. ``witnesses_needed`` witnesses (not given: one, where any is
    registered) must cosign a checkpoint of the log within ``witness_hours``. Open duties of
    who is away for longer than ``absence_hours`` are dealt anew. A backup is made into ``backup_folder`` (best on
    another machine; not given: ``backups`` here) every ``backup_hours`` (0: never) and kept for ``backup_days``.
    A case refused by rule is sealed when its applicant has had ``review_days`` to ask for a person's review.
    Archival numbers are given by item, or with ``per_volume`` by volume of so many records. ``check_reports`` of
    the archive are made each "month", each "quarter", or "never". ``time_stamps`` names an outside service of time stamps (core/archive/stamp_service.py). Cards are read where the extra ``ocr`` is installed, unless ``read_cards`` is false.
    ``map`` says where the map's picture tiles come from (core/storage/map_settings.py).
    """

    folder: Path
    name: Words
    fonds: str
    policy: DrawPolicy
    database_url: str = ""
    store: str = ""
    sources: tuple[Mapping[str, Any], ...] = ()
    second_store: str = ""
    telephone: str = ""
    witnesses_needed: int | None = None
    witness_hours: int = 24
    absence_hours: int = 24
    backup_folder: str = "backups"
    backup_hours: int = 24
    backup_days: int = 30
    read_cards: bool = True
    review_days: int = 15
    per_volume: int = 0
    check_reports: str = "month"
    time_stamps: Mapping[str, Any] = field(default_factory=dict)
    map: MapSettings | None = None

    @property
    def on_one_machine(self) -> bool:
        """Whether database, papers and guardian are all on this machine."""
        return not self.database_url

    @property
    def database(self) -> Path:
        return self.folder / "centre.db"

    @property
    def blobs(self) -> StorePlace:
        return store_place(self.folder, self.store or "blobs")

    @property
    def second_blobs(self) -> StorePlace | None:
        """A second copy of all papers, from which damaged ones are mended; ``None`` where there is none."""
        return store_place(self.folder, self.second_store) if self.second_store else None

    @property
    def key_slots(self) -> Path:
        return self.folder / "people.json"

    @property
    def guardian_keys(self) -> Path:
        """The guardian's own secrets, sealed; only on the machine where it runs."""
        return self.folder / "guardian.json"

    @property
    def keys(self) -> Path:
        """Signing keys of the centre's authority, sealed under the centre's secrets."""
        return self.folder / "keys"

    @property
    def catalogue(self) -> Path:
        """What the catalogue of a PostgreSQL centre must say, as its installer left it."""
        return self.folder / "catalogue.json"

    @property
    def backups(self) -> Path:
        return self.folder / self.backup_folder

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def drafts(self) -> Path:
        """Drafts on this workstation that a centre's server has not got yet, sealed for each person."""
        return self.folder / "drafts"

    @property
    def demo_people(self) -> Path:
        return self.folder / "demo-people.json"


def default_folder() -> Path:
    """Where a centre lies unless another folder is named."""
    return Path(user_data_path("evenhand", appauthor=False)) / "centre"


def resource(name: str) -> Path:
    """A file or folder of the program's own ``resources``."""
    path = Path(str(files("resources"))) / name
    if not path.exists():
        raise Unavailable(
            f"安装不完整，缺少 {name}，请重新安装。", f"The installation lacks {name}; install it again."
        )
    return path


def read_settings(folder: Path) -> CentreSettings:
    """The settings of the centre in ``folder``."""
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise Unavailable(
            f"{folder} 中没有审批中心，请先建立，或用 --centre 指明文件夹。",
            f"There is no centre in {folder}; found one first, or name its folder with --centre.",
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return CentreSettings(
            folder,
            Words(data["name_zh"], data["name_en"]),
            data["fonds"],
            read_policy(data["draw"], folder, resource(POINTS)),
            sources=tuple(data.get("source", ())),
            time_stamps=data.get("time_stamps", {}),
            map=read_map(data.get("map")),
            **_given(data),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"设置文件 {path} 有误：{error}", f"The settings file {path} is wrong: {error}"
        ) from error


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of :class:`CentreSettings` that the file gives. ``ValueError`` names what is of another kind than it must
    be, or is no setting at all: a misspelt one would count for nothing, and nobody would know."""
    given: dict[str, Any] = {}
    for section, table in data.items():
        if section in ("source", "time_stamps", "map"):
            continue
        if section not in _SECTIONS:
            raise ValueError(section)
        for key, value in table.items() if isinstance(table, Mapping) else ():
            name, kind = _SETTINGS.get((section, key), ("", object))
            if not name and key not in _SECTIONS[section]:
                raise ValueError(f"[{section}] {key}")
            if name and type(value) is not kind:
                raise ValueError(f"[{section}] {key} = {value!r}: {_KINDS[kind]}")
            if name:
                given[name] = value
    if (every := given.get("check_reports", "month")) not in ("month", "quarter", "never"):
        raise ValueError(f"[archive] check_reports = {every!r}: month / quarter / never")
    return given


def write_settings(
    folder: Path, name: Words, fonds: str, *, database_url: str = "", store: str = ""
) -> CentreSettings:
    """A fresh settings file with the house's draw policy; with an address, that of a PostgreSQL centre."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"database": database_url, "store": store}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in given.items() if value]
    shared = "".join(("\n[centre]\n", *lines)) if lines else ""
    (folder / SETTINGS_FILE).write_text(
        f'# 审批中心设置 / settings of this centre\nname_zh = "{name.zh}"\nname_en = "{name.en}"\n'
        f'fonds = "{fonds}"\n\n[draw]\nversion = "1"\nk = 4\nsame_institution = true\n{shared}',
        encoding="utf-8",
    )
    return read_settings(folder)
