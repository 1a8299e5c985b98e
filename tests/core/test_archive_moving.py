"""Out and in: a transfer that another centre takes in byte for byte, tampering that is found, legacy lists, undoing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest
from PIL import Image
from sqlalchemy import select

from core.archive import tables as archive
from core.archive.checks import TRANSFER as AT_TRANSFER
from core.archive.checks import CheckQueries
from core.archive.moving import tables
from core.archive.moving.arriving import ImportPreview
from core.archive.moving.batches import Batches
from core.archive.moving.importing import ImportRecords, Imports
from core.archive.moving.legacy_table import read_table
from core.archive.moving.mets import METS
from core.archive.moving.transfer import MakeTransfer, TransferMade
from core.archive.queries import ArchiveFilter, ArchiveQueries
from core.archive.scanning.tables import later_paper
from core.cases.rules import Step
from core.identity import tables as identity
from core.intake.render import Renderer
from core.kernel.errors import BadInput, Conflict, NotAllowed
from core.kernel.ids import new_id
from tests.factories import House, catalogue, centre, prepared
from tests.kept_records import lend
from tests.moved_records import CLERK, imported, record_of, undo
from tests.scanned import sheet_page, tiff, typed_page


def _sealed(house: House) -> None:
    house.certify()
    house.case_at(Step.SEALED)
    house.sequence()


@pytest.fixture
def sender() -> Iterator[House]:
    """A centre with one sealed record."""
    with centre(prepared("moving", _sealed)) as house:
        yield house


@pytest.fixture
def receiver() -> Iterator[House]:
    """A centre of another fonds."""
    with centre() as house:
        yield house


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(niceness=5)
    yield renderer
    renderer.close()


def queries(house: House) -> ArchiveQueries:
    return ArchiveQueries(house.storage(CLERK), house.blobs, catalogue())


def hand(house: House, renderer: Renderer) -> Imports:
    name, pepper = house.settings.name, house.secrets.pepper
    return Imports(house.storage("guardian"), house.blobs, catalogue(), name, "B009", renderer, pepper)


def send(house: House, target: Path) -> TransferMade:
    records = tuple(row.id for row in queries(house).search(ArchiveFilter()))
    command = MakeTransfer(new_id(), house.staff[CLERK].id, records, "样本档案馆", "移交样本")
    return house.guardian_house.moving_hands.transfers.make(command, target)


def take_in(house: House, imports: Imports, preview: ImportPreview, root: str = "") -> UUID:
    said = (preview.kind, preview.source, preview.sha256, root, len(preview.records))
    return imports.take_in(ImportRecords(new_id(), house.staff[CLERK].id, *said), preview).id


def test_a_transfer_is_taken_in_by_another_centre_byte_for_byte(
    sender: House, receiver: House, renderer: Renderer, tmp_path: Path
) -> None:
    made = send(sender, tmp_path / "bag")
    (row,) = sender.all(select(archive.dossier))
    (fact,) = sender.all(select(tables.transfer))
    assert (fact.manifest_sha256, fact.records, fact.recipient) == (made.sha256, 1, "样本档案馆")
    assert json.loads(fact.numbers) == [row.archival_number]
    latest = CheckQueries(sender.storage(CLERK)).latest(row.id)
    assert latest is not None and latest.occasion == AT_TRANSFER
    imports = hand(receiver, renderer)
    with imports.looking.look_at_package(tmp_path / "bag") as preview:
        assert preview.faults == () and preview.refused == () and preview.known_seal
        batch = take_in(receiver, imports, preview)
    (came,) = queries(receiver).search(ArchiveFilter(text=row.applicant_name))
    record = queries(receiver).record(came.id)
    assert record.sha256 == row.sha256 and record.intact and record.pages == row.pages
    assert record.row.case_id is None and record.origin is not None and record.origin.batch_id == batch
    assert record.originals == row.originals and record.qr_id == row.qr_id
    assert queries(receiver).dossier_pdf(came.id) == queries(sender).dossier_pdf(row.id)
    originals = {one.sha256 for one in receiver.all(select(tables.imported_file))}
    sent = {hashlib.sha256(one.read_bytes()).hexdigest() for one in (tmp_path / "bag").rglob("originals/*")}
    assert originals == sent and len(sent) > 5
    run = receiver.guardian_house.archive_hands.checks.check(came.id)
    assert run.ok, run.failures
    assert receiver.verify().ok and sender.verify().ok
    with imports.looking.look_at_package(tmp_path / "bag") as again:
        assert again.records == () and "已在库" in again.refused[0].faults[0].zh


def test_what_came_after_sealing_goes_along_and_comes_in(
    sender: House, receiver: House, renderer: Renderer, tmp_path: Path
) -> None:
    (row,) = sender.all(select(archive.dossier))
    stack = tiff([sheet_page(row.qr_id, "signed-contract"), typed_page(["借款合同（样本）"])])
    assert sender.guardian_house.scan_hands.scanning.scan_in(stack, "stack.tif").filed == 1
    (paper,) = sender.all(select(later_paper))
    send(sender, tmp_path / "bag")
    (sent,) = (tmp_path / "bag").rglob("later/*")
    assert sent.name == "001-signed-contract.pdf"
    assert hashlib.sha256(sent.read_bytes()).hexdigest() == paper.sha256
    page = (sent.parent.parent / "index.html").read_text(encoding="utf-8")
    assert 'href="later/001-signed-contract.pdf"' in page
    assert "已签借款合同" in page and "Signed loan contract" in page
    imports = hand(receiver, renderer)
    with imports.looking.look_at_package(tmp_path / "bag") as preview:
        take_in(receiver, imports, preview)
    names = {one.name: one.sha256 for one in receiver.all(select(tables.imported_file))}
    assert names["later/001-signed-contract.pdf"] == paper.sha256
    (came,) = queries(receiver).search(ArchiveFilter(text=row.applicant_name))
    run = receiver.guardian_house.archive_hands.checks.check(came.id)
    assert run.ok, run.failures


def test_a_package_is_read_without_this_program(sender: House, tmp_path: Path) -> None:
    send(sender, tmp_path / "bag.zip")
    with zipfile.ZipFile(tmp_path / "bag.zip") as bag:
        bag.extractall(tmp_path / "bag")
    folder = tmp_path / "bag"
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        assert (
            subprocess.run(["sha256sum", "-c", "--quiet", manifest], cwd=folder, check=False).returncode == 0
        )
    seal = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "tagmanifest-sha256.txt.p7s"]
    seal += [
        "-content",
        "tagmanifest-sha256.txt",
        "-CAfile",
        "seal-chain.pem",
        "-purpose",
        "any",
        "-out",
        "/dev/null",
    ]
    assert subprocess.run(seal, cwd=folder, check=False, capture_output=True).returncode == 0
    data, record = folder / "data", folder / "data/records/0001"
    page = (data / "index.html").read_text("utf-8")
    assert 'href="records/0001/index.html"' in page and "<script" not in page and "default-src 'none'" in page
    for draw in sorted((record / "draws").glob("*.json")):
        command = [sys.executable, "-I", str(data / "verify_draw.py"), str(draw), str(data / "keys/draw.txt")]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    key = (data / "keys/log.txt").read_text("utf-8").strip()
    command = [
        sys.executable,
        "-I",
        str(data / "verify_proof.py"),
        str(record / "proof.json"),
        "--log-key",
        key,
    ]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    tree = ElementTree.parse(record / "mets.xml")
    named = {one.get("ID"): one for one in tree.iter(f"{{{METS}}}file")}
    assert {one.get("FILEID") for one in tree.iter(f"{{{METS}}}fptr")} == set(named)
    for one in named.values():
        href = one.find(f"{{{METS}}}FLocat").get("{http://www.w3.org/1999/xlink}href")  # type: ignore[union-attr]
        assert hashlib.sha256((record / str(href)).read_bytes()).hexdigest() == one.get("CHECKSUM")
    assert (record / "metadata.xml").read_bytes().startswith(b"<?xml")


def test_tampering_is_found_and_nothing_comes_in(sender: House, renderer: Renderer, tmp_path: Path) -> None:
    send(sender, tmp_path / "bag")
    imports = hand(sender, renderer)

    def codes() -> str:
        with imports.looking.look_at_package(tmp_path / "bag") as preview:
            assert preview.records == ()
            with pytest.raises(BadInput):
                take_in(sender, imports, preview)
            return " ".join(words.en for words in preview.faults)

    dossier = tmp_path / "bag/data/records/0001/dossier.pdf"
    whole = dossier.read_bytes()
    dossier.write_bytes(whole[:-1] + b" ")
    assert codes()
    dossier.write_bytes(whole)
    (tmp_path / "bag/data/stray.txt").write_text("x")
    assert codes()
    (tmp_path / "bag/data/stray.txt").unlink()
    info = tmp_path / "bag/bag-info.txt"
    info.write_text(info.read_text("utf-8") + "More: x\n", "utf-8")
    tags = {
        name: hashlib.sha256((tmp_path / "bag" / name).read_bytes()).hexdigest()
        for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "seal-chain.pem")
    }
    manifest = "".join(f"{digest}  {name}\n" for name, digest in sorted(tags.items()))
    (tmp_path / "bag/tagmanifest-sha256.txt").write_text(manifest, "utf-8")
    assert "seal" in codes()
    (tmp_path / "bag/data/link.txt").symlink_to("/etc/hostname")
    with pytest.raises(BadInput), imports.looking.look_at_package(tmp_path / "bag"):
        pass


def test_a_seal_of_another_centre_is_compared_first(
    sender: House, receiver: House, renderer: Renderer, tmp_path: Path
) -> None:
    send(sender, tmp_path / "bag")
    imports = hand(receiver, renderer)
    with imports.looking.look_at_package(tmp_path / "bag") as preview:
        strange = replace(preview, known_seal=False)
        with pytest.raises(BadInput, match=preview.root_sha256):
            take_in(receiver, imports, strange)
        take_in(receiver, imports, strange, preview.root_sha256)
    (batch,) = Batches(receiver.storage(CLERK)).batches()
    assert batch.records == 1 and batch.undone_at is None


def test_a_cancelled_transfer_leaves_nothing(sender: House, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Enough

    records = tuple(row.id for row in queries(sender).search(ArchiveFilter()))
    command = MakeTransfer(new_id(), sender.staff[CLERK].id, records, "样本", "")
    with pytest.raises(Enough):
        sender.guardian_house.moving_hands.transfers.make(command, tmp_path / "bag", stop)
    assert list(tmp_path.iterdir()) == [] and sender.all(select(tables.transfer)) == []


HEADING = ["档号", "姓名", "证件号", "金额", "日期", "机构", "村", "产品", "结果", "保管期限", "文件"]


def legacy_rows(house: House) -> list[list[str]]:
    """200 rows, of which every tenth has a fault of its own."""
    village = house.all(select(identity.village))[0]
    bank = house.all(select(identity.institution).where(identity.institution.c.id == village.institution_id))[
        0
    ]
    product = catalogue().products[0].words.zh
    rows = []
    for number in range(1, 201):
        day = date(2009, 1 + number % 12, 1 + number % 28)
        rows.append(
            [f"B001-DK·2009·D30-{number:04d}", f"样本户{number}", "", f"{number}000", f"{day:%Y年%m月%d日}", bank.name_zh,
             village.name_zh, product, "同意", "30 年", "a.pdf;b.jpg" if number % 2 else "c.tif"]
        )  # fmt: skip
    faults = [
        (0, "零零七"), (0, "B001-DK·2009·D30-0001"), (0, "B001-DK·2009·D10-0030"), (1, ""), (2, "123"),
        (2, "142625199001011234"), (3, "很多"), (3, "0"), (4, "2009-02-30"), (4, "2999-01-01"),
        (5, "没有的银行"), (6, "没有的村"), (7, "没有的产品"), (8, "也许"), (9, "七年"),
        (10, ""), (10, "没有.pdf"), (10, "../a.pdf"), (10, "d.exe"), (10, "broken.pdf"),
    ]  # fmt: skip
    for place, (column, text) in enumerate(faults):
        rows[place * 10 + 9][column] = text
    return rows


def write_list(path: Path, rows: list[list[str]], encoding: str = "utf-8", separator: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADING, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    picture = Image.new("RGB", (40, 30), "white")
    picture.save(made / "a.pdf")
    picture.save(made / "b.jpg")
    picture.save(made / "c.tif", save_all=True, append_images=[picture])
    (made / "d.exe").write_bytes(b"MZ nothing")
    (made / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (tmp_path / "a.pdf").write_bytes((made / "a.pdf").read_bytes())
    return made


def test_a_legacy_list_of_200_rows_with_20_faulty_ones(
    receiver: House, renderer: Renderer, folder: Path, tmp_path: Path
) -> None:
    path = write_list(tmp_path / "旧档.csv", legacy_rows(receiver), "gb18030", "\t")
    imports, found = hand(receiver, renderer), queries(receiver)
    preview = imports.looking.look_at_list(path, folder)
    assert len(preview.records) == 180 and len(preview.refused) == 20
    assert [one.place for one in preview.refused] == [str(11 + 10 * place) for place in range(20)]
    assert all(words.zh and words.en for one in preview.refused for words in one.faults)
    assert not any(
        "142625199001011234" in words.zh + words.en for one in preview.refused for words in one.faults
    )
    assert found.count(ArchiveFilter()) == 0
    batch = take_in(receiver, imports, preview)
    assert found.survey(ArchiveFilter()).count == 180 == found.count(ArchiveFilter(year=2009))
    (one,) = found.search(ArchiveFilter(text="样本户137", least_fen=13_700_000, most_fen=13_700_000))
    assert found.record(one.id).originals == 1
    two_pages = found.search(ArchiveFilter(text="D30-0002"))[0]
    assert found.record(two_pages.id).pages == 2 and found.record(two_pages.id).media_type == "image/tiff"
    run = receiver.guardian_house.archive_hands.checks.check(one.id)
    assert run.ok, run.failures
    assert receiver.guardian_house.archive_hands.fixity.run(from_start=True).ok
    undo(receiver, batch)
    assert found.survey(ArchiveFilter()).count == 0 and found.search(ArchiveFilter(text="样本户137")) == []
    assert len(receiver.all(select(archive.dossier.c.id))) == 180
    take_in(receiver, imports, imports.looking.look_at_list(path, folder))
    assert found.survey(ArchiveFilter()).count == 180
    receiver.sequence()
    assert receiver.verify().ok
    rows = Batches(receiver.storage(CLERK)).batches()
    assert [row.undone_why for row in rows] == ["", "样本"] and rows[0].records == 180


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    row = ["B001-DK·2009·D30-0001", "王𠮷", "", "1000", "2009-1-2", "a", "b", "c", "同意", "", "a.pdf"]
    table = read_table(write_list(tmp_path / "list.csv", [row], encoding, separator))
    assert table.rows[0][1]["name"] == "王𠮷" and table.separator == separator


@pytest.mark.parametrize("text", ["", "\n", "姓名\n张", "姓名,姓名\n1,2\n", "\0,\0", '档号,"姓名\n'])
def test_what_is_no_list_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.csv").write_text(text, "utf-8")
    with pytest.raises(BadInput):
        read_table(tmp_path / "list.csv")


def test_a_file_changed_since_it_was_looked_at_is_not_taken(
    receiver: House, renderer: Renderer, folder: Path, tmp_path: Path
) -> None:
    imports = hand(receiver, renderer)
    preview = imports.looking.look_at_list(
        write_list(tmp_path / "list.csv", legacy_rows(receiver)[:2]), folder
    )
    (folder / "c.tif").write_bytes((folder / "b.jpg").read_bytes())
    with pytest.raises(Conflict):
        take_in(receiver, imports, preview)
    assert receiver.all(select(archive.dossier.c.id)) == []


def test_a_list_without_periods_gets_those_of_the_policy_in_force(
    receiver: House, renderer: Renderer, folder: Path, tmp_path: Path
) -> None:
    rows = legacy_rows(receiver)[:4]
    for row, outcome, said in zip(
        rows, ("同意", "否决", "同意", "同意"), ("", "", "15 年", "永久"), strict=True
    ):
        row[8], row[9] = outcome, said
    rows[1][0], rows[2][0], rows[3][0] = (f"B001-DK·2009·{code}-0009" for code in ("D10", "D15", "Y"))
    imports = hand(receiver, renderer)
    preview = imports.looking.look_at_list(write_list(tmp_path / "list.csv", rows), folder)
    assert preview.refused == ()
    assert [one.retention for one in preview.records] == ["D30", "D10", "D15", "Y"]
    take_in(receiver, imports, preview)
    found = queries(receiver)
    records = [found.record(row.id) for row in found.search(ArchiveFilter())]
    assert [(one.retention, one.policy_place is not None) for one in reversed(records)] == [
        ("D30", True),
        ("D10", True),
        ("D15", False),
        ("Y", False),
    ]


def test_a_batch_with_a_record_on_loan_is_not_undone(receiver: House) -> None:
    batch = imported(receiver, "B001-DK·2009·D30-0001")
    lend(receiver, record_of(receiver, batch))
    with pytest.raises(NotAllowed):
        undo(receiver, batch)
