"""The part of the walk in which the sealed case is found again, and everything is verified."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from core.archive.queries import ArchiveFilter
from core.intake.render import Renderer
from desktop.archive.page import ArchivePage
from desktop.audit.page import AuditPage
from desktop.demo.driver import Driver
from desktop.draw.page import DrawsPage


def find_and_scan(driver: Driver, number: str, out: Path) -> dict[str, object]:
    """Find the case by two characters of a name, open and export its dossier, then find it by its own QR."""
    page = cast(ArchivePage, driver.page())
    app = driver.session.app
    assert app is not None
    driver.settle()
    driver.picture("archive")
    wanted = app.archive.search(ArchiveFilter(text=number))[0]
    name = wanted.applicant_name[:2]
    driver.type(page.finder.bar.field, name)
    found = app.archive.count(ArchiveFilter(text=name))
    driver.until(
        lambda: _shows(page, wanted.archival_number) and len(page.finder.results.model.rows()) == found,
        "the search for a name",
    )
    driver.picture("archive-search")
    driver.press("Escape", page)
    driver.type(page.finder.bar.field, number)
    driver.until(lambda: _chosen(page) == wanted.archival_number, "the search for a number")
    driver.press("Return", page.finder.bar.field)
    driver.until(page.is_reading, "the dossier to open")
    driver.settle()
    driver.picture("dossier")
    pdf = out / "dossier.pdf"
    _export(driver, page, pdf)
    driver.press("Escape", page)
    driver.until(lambda: not page.is_reading(), "the list again")
    driver.press("Escape", page)
    QApplication.clipboard().setImage(_cover(pdf))
    driver.press("Ctrl+V", page)
    driver.until(page.is_reading, "the record that the QR names")
    driver.settle()
    record = page.dossier.record()
    assert record is not None
    scanned = record.row.archival_number
    return {
        "archival_number": wanted.archival_number,
        "found_by_name": found,
        "found_by_qr": scanned == wanted.archival_number,
        "pages": record.pages,
        "bytes": pdf.stat().st_size,
    }


def verify_draws(driver: Driver) -> dict[str, int]:
    """Every draw recomputed on the draws page; one of them looked at, step by step."""
    driver.go("draws")
    page = cast(DrawsPage, driver.page())
    app = driver.session.app
    assert app is not None
    page.list.table.select_row(0)
    driver.settle()
    driver.press("Ctrl+Return", page)
    driver.settle()
    driver.picture("draws")
    driver.press("Ctrl+Shift+Return", page)
    driver.settle()
    rows = [row for row in app.draws.draws(limit=1_000) if app.draws.verify(row.id).ok]
    return {"draws": app.draws.count(), "verified": len(rows)}


def verify_log(driver: Driver) -> dict[str, object]:
    """The whole log verified on the audit page."""
    driver.go("audit")
    page = cast(AuditPage, driver.page())
    driver.press("Ctrl+Return", page)
    driver.settle()
    driver.picture("audit")
    app = driver.session.app
    assert app is not None
    checked = app.verify_log()
    return {
        "ok": checked.ok,
        "facts": checked.facts,
        "entries": checked.entries,
        "leaves": checked.leaves,
        "checkpoints": checked.checkpoints,
        "stored_files": checked.objects,
        "findings": [finding.words.en for finding in checked.findings],
    }


def _shows(page: ArchivePage, archival_number: str) -> bool:
    return any(row.archival_number == archival_number for row in page.finder.results.model.rows())


def _chosen(page: ArchivePage) -> str:
    record = page.finder.record()
    return record.row.archival_number if record else ""


def _export(driver: Driver, page: ArchivePage, target: Path) -> None:
    target.unlink(missing_ok=True)
    driver.press("Ctrl+E", page)
    driver.until(lambda: page.findChild(QFileDialog) is not None, "the file dialog")
    name = cast(QFileDialog, page.findChild(QFileDialog)).findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.clear()
    driver.type(name, str(target.resolve()))
    driver.press("Return", name)
    driver.until(target.is_file, "the exported dossier")
    driver.settle()


def _cover(pdf: Path) -> QImage:
    """The dossier's first page as somebody photographs it."""
    renderer = Renderer()
    try:
        raster = renderer.render(pdf.read_bytes(), "application/pdf", box=(1240, 1754))
    finally:
        renderer.close()
    image = Image.frombuffer(
        "RGB", (raster.width, raster.height), bytes(raster.pixels), "raw", "BGRX", raster.stride, 1
    )
    data = io.BytesIO()
    image.save(data, "PNG")
    return QImage.fromData(data.getvalue())
