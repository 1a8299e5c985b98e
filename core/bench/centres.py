"""The centres that benchmarks work in: a small real one, and copies of it. Kept below the output folder.

Everybody in them is invented (样本), as in the demonstration.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.app import App, open_centre
from core.audit.service import append_entries
from core.bench.big_centre import RECIPE, BigCentre, enlarge
from core.cases.drawing import Drawing
from core.demo_cases import make_packages
from core.demo_centre import PEOPLE, DemoPerson, found_demo_centre
from core.draw.rules import DrawKey
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.rules import Role
from core.kernel.clock import HOUR
from core.products.rules import load_catalogue
from core.settings import CATALOGUE, SETTINGS_FILE, read_settings, resource
from core.storage.engine import open_sqlite
from core.storage.migrate import guard_statements, head_revision
from core.storage.tables import metadata
from core.storage.work import Storage


def revision_mark() -> str:
    """Changes with the schema, the guards or the recipe of the big centres: old centres are made anew."""
    columns = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    indexes = sorted(str(index.name) for table in metadata.sorted_tables for index in table.indexes)
    said = json.dumps([head_revision(), RECIPE, columns, indexes, guard_statements("sqlite")])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def person(role: Role, number: int = 0) -> DemoPerson:
    """The demonstration's ``number``-th person of ``role``."""
    return [one for one in PEOPLE if role in one.roles][number]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the guardian's own session can reach: for measuring one hand of his at a time."""

    storage: Storage
    secrets: CentreSecrets


@dataclass(frozen=True, slots=True)
class Centres:
    """Makes and keeps centres in ``folder``. ``packages``: specimen cases in the small one."""

    folder: Path
    packages: int

    def package_files(self) -> list[Path]:
        """Specimen packages, made once."""
        place = self._place(f"packages-{self.packages}")
        if not place.is_dir():
            fresh = _fresh(place)
            make_packages(fresh, range(1, self.packages + 1), _silent)
            fresh.rename(place)
        return sorted(place.glob("*.zip"))

    def founded(self) -> Path:
        """A centre with people and no case."""
        place = self._place("founded")
        if not place.is_dir():
            fresh = _fresh(place)
            found_demo_centre(fresh)
            fresh.rename(place)
        return place

    def small(self) -> Path:
        """A centre whose cases were all taken in, screened and dealt by the guardian himself."""
        place = self._place(f"small-{self.packages}")
        if not place.is_dir():
            fresh = _fresh(place)
            shutil.copytree(self.founded(), fresh)
            with signed_in(fresh, Role.INTAKE_CLERK) as app:
                for path in self.package_files():
                    app.guardian.receive(path)
                app.guardian.run_until_idle()
            fresh.rename(place)
        return place

    def big(self, plan: BigCentre) -> Path:
        """The small centre with ``plan.cases`` further cases; made once, to be copied before it is changed."""
        place = self._place(plan.key)
        if not place.is_dir():
            fresh = _fresh(place)
            shutil.copytree(self.small(), fresh)
            with guardian_of(fresh) as opened:
                enlarge(opened.storage.engine, plan)
            _never_over(fresh)
            fresh.rename(place)
        return place

    def filled(self, name: str, fill: Callable[[Path], None]) -> Path:
        """A founded centre that ``fill`` changed; made once, and only asked thereafter."""
        place = self._place(name)
        if not place.is_dir():
            fresh = _fresh(place)
            shutil.copytree(self.founded(), fresh)
            fill(fresh)
            fresh.rename(place)
        return place

    def copy(self, centre: Path, name: str) -> Path:
        """A copy to work in; an earlier one of that name goes."""
        target = self.folder / "work" / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(centre, target)
        return target

    def tidy(self) -> None:
        """Working copies go, and centres of an older schema; what can be used again stays."""
        shutil.rmtree(self.folder / "work", ignore_errors=True)
        kept = revision_mark()
        for place in self.folder.glob("*"):
            if place.is_dir() and not place.name.endswith(kept):
                shutil.rmtree(place, ignore_errors=True)

    def _place(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{name}-{revision_mark()}"


def signed_in(folder: Path, role: Role, number: int = 0) -> App:
    """The centre as the demonstration's ``number``-th person of ``role`` has it."""
    one = person(role, number)
    return open_centre(folder, one.login, one.passphrase)


@contextmanager
def guardian_of(folder: Path) -> Iterator[Opened]:
    """The centre's database in the guardian's name."""
    settings = read_settings(folder)
    one = person(Role.INTAKE_CLERK)
    _, secrets = KeySlots(settings.key_slots).open(one.login, one.passphrase)
    guardian_id = UUID(bytes=secrets.guardian_id)
    storage = Storage(
        open_sqlite(settings.database, secrets.database_key, guardian_id), guardian_id, append_entries
    )
    try:
        yield Opened(storage, secrets)
    finally:
        storage.close()


def drawing_of(folder: Path, opened: Opened) -> Drawing:
    """The guardian's lot as the centre in ``folder`` has it."""
    settings = read_settings(folder)
    return Drawing(
        opened.storage,
        DrawKey(opened.secrets.draw_seed),
        settings.policy,
        load_catalogue(resource(CATALOGUE)).categories,
        settings.absence_hours * HOUR,
    )


def _fresh(place: Path) -> Path:
    fresh = place.with_name(f"new-{place.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    return fresh


def _never_over(centre: Path) -> None:
    """Applicants of made cases that were refused may ask for ever: the guardian seals none while others are measured."""
    with (centre / SETTINGS_FILE).open("a", encoding="utf-8") as file:
        file.write(f"\n[archive]\nreview_days = {100 * 365}\n")


def _silent(step: str, done: int, total: int) -> None:
    """The benchmark tells of itself by figures, not by progress."""
