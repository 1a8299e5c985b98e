"""A list or a package looked at before anything of it comes in; done where its files are, and needs no key."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.archive.authority import trust
from core.archive.moving.arriving import House, ImportPreview
from core.archive.moving.arriving_package import preview_package
from core.archive.moving.legacy_rows import preview_rows
from core.archive.moving.legacy_table import LegacyTable, read_table
from core.intake.render import Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput
from core.products.rules import Catalogue
from core.storage.work import Storage

Report = Callable[[int, int], None]


class Looking:
    """What would come in; files are opened in the renderer's own process."""

    def __init__(self, storage: Storage, catalogue: Catalogue, fonds: str, renderer: Renderer) -> None:
        self._storage, self._catalogue = storage, catalogue
        self._fonds, self._renderer = fonds, renderer

    def look_at_list(self, path: Path, folder: Path, report: Report | None = None) -> ImportPreview:
        """What a legacy list (CSV) and its folder would bring. ``BadInput`` where it is no list at all."""
        if not folder.is_dir():
            raise BadInput(f"没有文件夹 {folder.name}。", f"There is no folder {folder.name}.")
        table: LegacyTable = read_table(path)
        found = preview_rows(table, folder, path.name[:120], self._house(), self._renderer, report)
        return replace(found, origin=(path, folder))

    @contextmanager
    def look_at_package(self, bag: Path, report: Report | None = None) -> Iterator[ImportPreview]:
        """What a transfer package would bring; its unpacked files are there until the block is left."""
        with self._storage.reading() as reading:
            trusted = trust(reading)
        own = sha256_hex(trusted.root) if trusted else ""
        into = Path(tempfile.mkdtemp(prefix="evenhand-import-"))
        try:
            found = preview_package(bag, into, self._house(), self._renderer, own, report)
            yield replace(found, origin=(bag,))
        finally:
            shutil.rmtree(into, ignore_errors=True)

    def _house(self) -> House:
        with self._storage.reading() as reading:
            return House.read(reading, self._fonds, self._catalogue)
