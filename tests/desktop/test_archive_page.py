"""The archive's page, with a real centre behind it: find, choose, scan, open, export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pymupdf
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from core.archive.qr import make_qr_png
from core.archive.queries import ArchiveFilter, DossierRow
from core.archive.rules import new_dossier_id, qr_payload
from core.demo_centre import found_demo_centre
from core.kernel.canonical import sha256_hex
from core.kernel.words import Words
from desktop import i18n
from desktop.archive.page import ArchivePage
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip
from tests.desktop.archive_centre import SealedCentre, seal_cases


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> SealedCentre:
    return seal_cases(tmp_path_factory.mktemp("archive"), (1, 3, 5, 8), frozenset({"orchard"}))


@pytest.fixture
def app(centre: SealedCentre) -> Iterator[App]:
    made = centre.open()
    yield made
    made.close()


@pytest.fixture
def kept(app: App) -> list[DossierRow]:
    rows = app.archive.search(ArchiveFilter())
    assert len(rows) >= 3, "the specimens of this test must reach the archive"
    return rows


@pytest.fixture
def page(app: App, tasks: Tasks, settings: Settings, qtbot: QtBot) -> ArchivePage:
    """The page inside the real window, after its first search."""

    def unlock(_passphrase: str) -> None: ...

    made: list[ArchivePage] = []

    def make() -> ArchivePage:
        made.append(ArchivePage(app, tasks, settings))
        return made[0]

    places = [
        NavigationEntry("archive", Words("档案", "Archive"), "archive", make),
        NavigationEntry("draws", Words("分配", "Draws"), "draw", Page),
    ]
    window = MainWindow(
        Person("archive1", "赵档案", Words("档案员", "Archive clerk")), places, tasks, settings, unlock
    )
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.show_page("archive")
    page = made[0]
    page.window_kept_alive = window  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.finder.record() is not None)
    return page


def names(page: ArchivePage) -> list[str]:
    return [row.applicant_name for row in page.finder.results.model.rows()]


def ask(page: ArchivePage, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(page.finder.searched):
        page.finder.bar.field.setText(text)


def cover_of(app: App, row: DossierRow) -> bytes:
    """The sealed PDF's first page as somebody would photograph it."""
    with pymupdf.open(stream=app.archive.dossier_pdf(row.id), filetype="pdf") as document:
        return bytes(document[0].get_pixmap(dpi=150).tobytes("png"))


def test_it_comes_up_with_everything_counted_and_the_newest_record_beside(
    page: ArchivePage, kept: list[DossierRow]
) -> None:
    assert names(page) == [row.applicant_name for row in kept]
    record = page.finder.record()
    assert record is not None and record.row == kept[0]
    assert page.finder.panel.intact.text() == "✓ Unaltered"
    assert page.finder.bar.field.hasFocus()
    totals = [row.text() for row in page.finder.facets.groups["outcome"].rows()]
    assert totals[0] == "All"


def test_a_name_finds_exactly_those_who_bear_it(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    name = min((row.applicant_name for row in kept), key=len)
    with qtbot.waitSignal(page.finder.searched):
        typed = QInputMethodEvent()
        typed.setCommitString(name)  # as an input method gives it
        QApplication.sendEvent(page.finder.bar.field, typed)
    assert names(page) == [row.applicant_name for row in kept if row.applicant_name == name]


def test_the_last_four_digits_of_a_number_find_their_record(
    page: ArchivePage, centre: SealedCentre, kept: list[DossierRow], qtbot: QtBot
) -> None:
    for sent in centre.sent:
        who = sent["applicant"]
        if who["name"] not in [row.applicant_name for row in kept]:
            continue  # turned down by the screening: never came to a decision
        for number in (who["id_number"], who["phone"]):
            ask(page, qtbot, number[-4:])
            assert who["name"] in names(page)
            assert page.finder.bar.text() == number[-4:]


def test_a_chosen_facet_narrows_and_the_keyboard_reaches_it(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    page.finder.facets.take_focus()
    group = page.finder.facets.groups["outcome"]
    assert group.rows()[0].hasFocus()
    QTest.keyClick(group.rows()[0], Qt.Key.Key_Down)
    chosen = group.rows()[1]
    assert chosen.hasFocus()
    with qtbot.waitSignal(page.finder.searched):
        QTest.keyClick(chosen, Qt.Key.Key_Return)
    outcome = str(chosen.value)
    assert names(page) == [row.applicant_name for row in kept if row.outcome.value == outcome]
    assert group.rows()[0].text() == "All" and not group.rows()[0].isChecked()
    assert page.finder.facets.chosen_words() == [chosen.text()]
    with qtbot.waitSignal(page.finder.searched):
        QTest.keyClick(page.finder.bar.field, Qt.Key.Key_Escape)
    assert names(page) == [row.applicant_name for row in kept]
    assert page.finder.facets.chosen_words() == []


def test_amounts_and_days_may_be_typed_and_filtered(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    amount = kept[0].amount_fen
    ask(page, qtbot, f"¥{amount // 100:,}")
    assert names(page) == [row.applicant_name for row in kept if row.amount_fen == amount]
    ask(page, qtbot, "2019-11")
    assert names(page) == []
    ask(page, qtbot, "")
    page.finder.toggle_filters()
    filters = page.finder.filters
    with qtbot.waitSignal(page.finder.searched):
        filters.least.setText(str(amount // 100))
    assert names(page) == [row.applicant_name for row in kept if row.amount_fen >= amount]
    filters.since.setText("20261")
    assert filters.since.property("invalid") == "true"
    with qtbot.waitSignal(page.finder.searched):
        page.finder.toggle_filters()
    assert names(page) == [row.applicant_name for row in kept]


def test_nothing_found_says_what_was_looked_for(page: ArchivePage, qtbot: QtBot) -> None:
    ask(page, qtbot, "赵无此人")
    assert page.finder.results.state() == "empty"
    assert "赵无此人" in page.finder.results.empty.heading()
    assert page.finder.record() is None
    assert page.finder.bar.clear_button.isVisible()
    page.finder.clear()


def test_arrows_choose_and_enter_opens_the_dossier(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    QTest.keyClick(page.finder.bar.field, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.finder.record() is not None and page.finder.record().row == kept[1])
    QTest.keyClick(page.finder.bar.field, Qt.Key.Key_Return)
    assert page.is_reading()
    viewer = page.dossier.viewer
    qtbot.waitUntil(lambda: viewer.canvas.picture() is not None and not viewer.canvas.is_loading())
    record = page.dossier.record()
    assert record is not None and record.row == kept[1]
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Right)
    current = viewer.current()
    assert current is not None and (current.page, current.page_count) == (2, record.pages)
    page.dossier.back_button.click()
    assert not page.is_reading() and page.finder.bar.field.hasFocus()


def test_the_signatures_of_the_chosen_record_are_verified_beside_it(page: ArchivePage, qtbot: QtBot) -> None:
    def said() -> list[str]:
        return [chip.text() for chip in page.finder.panel.findChildren(Chip) if "3" in chip.text()]

    qtbot.waitUntil(lambda: said() == ["✓ Signatures valid: 3"], timeout=20_000)


def test_a_picture_of_the_cover_leads_back_to_the_record(
    page: ArchivePage, app: App, kept: list[DossierRow], qtbot: QtBot, tmp_path: Path
) -> None:
    photo = tmp_path / "cover.png"
    photo.write_bytes(cover_of(app, kept[-1]))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    with qtbot.waitSignal(page.scan.found, timeout=20_000):
        page.scan.take(data)
    assert page.is_reading()
    record = page.dossier.record()
    assert record is not None and record.row == kept[-1]
    page.dossier.back_button.click()
    qtbot.waitUntil(lambda: page.finder.record() is not None and page.finder.record().row == kept[-1])
    assert names(page) == [kept[-1].applicant_name]


def test_a_pasted_picture_is_scanned_and_pasted_text_is_text(
    page: ArchivePage, app: App, kept: list[DossierRow], qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(cover_of(app, kept[0])))
    with qtbot.waitSignal(page.scan.found, timeout=20_000):
        QTest.keyClick(page.finder.bar.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.is_reading()
    page.dossier.back_button.click()
    QGuiApplication.clipboard().setText(kept[0].applicant_name)
    with qtbot.waitSignal(page.finder.searched):
        page.finder.bar.field.selectAll()
        QTest.keyClick(page.finder.bar.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.finder.bar.text() == kept[0].applicant_name


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        ("blank", "No QR code was found"),
        ("stranger", "not one of our dossiers"),
        ("unknown", "this centre has no dossier"),
        ("broken", "not a picture"),
        ("none", "no picture on the clipboard"),
    ],
)
def test_each_failure_of_a_scan_is_told_in_words(
    page: ArchivePage, qtbot: QtBot, tmp_path: Path, picture: str, words: str
) -> None:
    file = tmp_path / "picture.png"
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    if picture == "blank":
        blank.save(str(file))
    elif picture == "stranger":
        file.write_bytes(make_qr_png("https://example.org/"))
    elif picture == "unknown":
        file.write_bytes(make_qr_png(qr_payload(new_dossier_id())))
    else:
        file.write_bytes(b"\x89PNG but no more")
    told: list[str] = []
    page.notice.connect(lambda text, _tone: told.append(text))
    with qtbot.waitSignal(page.scan.failed, timeout=20_000):
        if picture == "none":
            page.scan.take(QMimeData())
        else:
            page.scan.from_file(file)
    assert words in page.finder.bar.said()
    assert told == [page.finder.bar.said()]
    assert not page.is_reading()


def test_a_hand_scanner_types_the_code_and_the_record_opens(
    page: ArchivePage, app: App, kept: list[DossierRow], qtbot: QtBot
) -> None:
    code = qr_payload(app.archive.record(kept[0].id).qr_id)
    with qtbot.waitSignal(page.scan.found):
        QTest.keyClicks(page.finder.bar.field, code)
    record = page.dossier.record()
    assert page.is_reading() and record is not None and record.row == kept[0]


def test_the_export_is_the_sealed_file_byte_for_byte(
    page: ArchivePage, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    record = page.finder.record()
    assert record is not None
    target = tmp_path / "dossier.pdf"
    with qtbot.waitSignal(page.export.done):
        page.export.save(record, target)
    assert sha256_hex(target.read_bytes()) == record.sha256
    assert target.read_bytes() == app.archive.dossier_pdf(record.row.id)
    with qtbot.waitSignal(page.notice) as told:
        page.export.save(record, tmp_path / "no such folder" / "dossier.pdf")
    assert told.args[1] == "red"


def test_case_and_draws_are_one_key_away(page: ArchivePage, kept: list[DossierRow], qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.open_case) as asked:
        page.finder.panel.case_button.click()
    assert asked.args == [kept[0].case_id]
    record = page.finder.record()
    assert record is not None and len(record.draws) == 2
    with qtbot.waitSignal(page.open_page) as wanted:
        page.finder.panel.draws_wanted.emit()
    assert wanted.args == ["draws", record.draws[-1].id]


def test_another_page_may_name_a_case_a_record_or_words(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    page.show_subject(kept[1].case_id)
    qtbot.waitUntil(lambda: page.is_reading() and page.dossier.record().row == kept[1])
    page.show_subject(kept[2].archival_number)
    qtbot.waitUntil(lambda: page.finder.record() is not None and page.finder.record().row == kept[2])
    with qtbot.waitSignal(page.notice):
        page.show_subject(uuid4())


def test_no_number_of_a_person_is_on_screen(page: ArchivePage, centre: SealedCentre) -> None:
    shown = " ".join(widget.text() for widget in page.findChildren(QLabel))
    shown += " ".join(
        page.finder.results.model.columns[column].text(row)
        for row in page.finder.results.model.rows()
        for column in range(7)
    )
    for sent in centre.sent:
        assert sent["applicant"]["id_number"] not in shown
        assert sent["applicant"]["phone"] not in shown


def test_a_damaged_dossier_is_marked_and_not_opened(
    page: ArchivePage, app: App, kept: list[DossierRow], qtbot: QtBot, tmp_path: Path
) -> None:
    record = page.finder.record()
    assert record is not None
    stored = max(
        (path for path in app.settings.blobs.rglob("*") if path.is_file()),
        key=lambda path: (abs(path.stat().st_size - record.bytes) < 100, path.stat().st_mtime),
    )
    sound = stored.read_bytes()
    stored.chmod(0o600)
    try:
        stored.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
        damaged = next(row for row in kept if not app.archive.record(row.id).intact)
        page.loader.forget()
        page.finder.results.select_row(kept.index(damaged))
        page.finder.search()
        qtbot.waitUntil(lambda: page.finder.panel.intact.text() == "! Damaged or missing" or _red(page))
        page.finder.open()
        canvas = page.dossier.viewer.canvas
        qtbot.waitUntil(lambda: canvas.error() is not None or not page.is_reading())
        with qtbot.waitSignal(page.notice) as told:
            page.export.save(app.archive.record(damaged.id), tmp_path / "never.pdf")
        assert told.args[1] == "red" and not (tmp_path / "never.pdf").exists()
    finally:
        stored.write_bytes(sound)


def _red(page: ArchivePage) -> bool:
    return page.finder.panel.intact.kind == "red"


def test_an_archive_with_nothing_in_it_says_so(
    tasks: Tasks, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    found_demo_centre(tmp_path / "centre")
    app = open_centre(tmp_path / "centre", "archive1", "sample-archive1-2026")
    page = ArchivePage(app, tasks, settings)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.finder.searched):
        page.activated()
    assert page.finder.results.empty.heading() == "Nothing is archived yet"
    assert not page.finder.bar.clear_button.isVisible()
    assert page.finder.record() is None
    tasks.wait_idle()
    app.close()


def test_quick_typing_ends_with_the_answer_to_the_last_word(
    page: ArchivePage, kept: list[DossierRow], qtbot: QtBot
) -> None:
    for text in ("无", "无此", "无此人", ""):
        page.finder.bar.type_in(text)
        page.finder.search()
    with qtbot.waitSignal(page.finder.searched):
        pass
    assert names(page) == [row.applicant_name for row in kept]
    assert page.finder.facets.groups["outcome"].rows()[0].accessibleName() == f"All {len(kept)}"


def test_it_speaks_chinese_when_asked(page: ArchivePage, qapp: QApplication) -> None:
    i18n.use_language(qapp, i18n.CHINESE)
    qapp.processEvents()
    assert page.title() == "档案"
    assert page.finder.panel.open_button.text() == "打开卷宗"
    assert page.finder.bar.said().startswith("姓名两个字起")
    assert page.finder.panel.intact.text() == "✓ 未改动"
    assert all(command.label for command in page.commands())
