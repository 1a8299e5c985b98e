"""A stack scanned in at a centre for tests: a paper filed by its sheet, one by a clerk, one put aside, one that waits."""

from __future__ import annotations

from uuid import UUID

from PIL import Image

from core.archive.scanning.page_reader import StackReader
from core.archive.scanning.paper_words import WordReader
from core.archive.scanning.queries import ScanQueries
from core.archive.scanning.service import DiscardScan, FileScan, ScanInbox, Scanning
from core.kernel.ids import new_id
from tests.factories import House
from tests.kept_records import old_record, row_of
from tests.scanned import sheet_page, tiff, typed_page


def fill_scans(house: House) -> None:
    """Everything that attacks on scanned papers want to find."""
    record = old_record(house, outcome="approve")
    waiting: list[Image.Image] = []
    for line in ("样本一", "样本二", "样本三"):
        waiting += [sheet_page("", "court-letter"), typed_page([line])]
    named = [sheet_page(row_of(house, record).qr_id, "signed-contract"), typed_page(["样本"])]
    clerk = house.staff["archive1"].id
    reader = StackReader()
    try:
        scanning = Scanning(house.storage("guardian"), house.blobs, WordReader(reader))
        scanning.scan_in(tiff(waiting), "waiting.tif", clerk)
        _deal_with_what_waits(house, record)
        scanning.scan_in(tiff(named), "named.tif", clerk)
    finally:
        reader.close()


def _deal_with_what_waits(house: House, record: UUID) -> None:
    inbox = ScanInbox(house.storage("archive1"))
    filed, put_aside, _ = ScanQueries(house.storage("archive1"), house.blobs).waiting()
    inbox.file(FileScan(new_id(), filed.id, record, "court-letter"))
    inbox.discard(DiscardScan(new_id(), put_aside.id, "duplicate"))
