"""From a picture of a cover to the record it names. Pictures are never opened in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from core.archive.qr import read_qr_safely
from core.archive.queries import DossierRecord
from core.archive.rules import dossier_id_from_qr
from core.kernel.errors import BadInput, EvenhandError, NotFound
from desktop import i18n
from desktop.tasks import Tasks

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FindByQr = Callable[[str], DossierRecord]


class QrScan(QObject):
    """Takes pictures from the clipboard, from files and from what is dropped; says what came of each."""

    began = Signal()
    found = Signal(object)
    """The ``DossierRecord`` that the code names."""
    failed = Signal(str)
    """Why there is none, in words."""

    def __init__(self, by_qr: FindByQr, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._by_qr, self._tasks, self._window = by_qr, tasks, parent
        self._dialog: QFileDialog | None = None

    def from_clipboard(self) -> None:
        """The picture on the clipboard, or the file that was copied."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData | None) -> None:
        """A picture that was pasted or dropped."""
        path = picture_path(data)
        if path is not None:
            self.from_file(path)
            return
        image = QImage(data.imageData()) if data is not None and data.hasImage() else QImage()
        if image.isNull():
            self.failed.emit(
                self.tr("There is no picture on the clipboard. Copy a picture of the cover first.")
            )
            return
        self._start(_read_image, image)

    def from_file(self, path: Path) -> None:
        """A picture file."""
        self._start(_read_file, path)

    def from_text(self, text: str) -> bool:
        """What a hand scanner typed; False where it is no code of ours."""
        if dossier_id_from_qr(text) is None:
            return False
        self._start(_read_text, text)
        return True

    def ask_for_file(self) -> None:
        """Let somebody choose a picture."""
        dialog = QFileDialog(self._window, self.tr("Picture with the dossier's QR code"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilter(self.tr("Pictures") + f" ({patterns})")
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.from_file(Path(path))

    def _start(self, read: Callable[..., tuple[str, ...]], source: object) -> None:
        self.began.emit()
        self._tasks.read(_record_of, read, source, self._by_qr, done=self._done, failed=self._could_not)

    def _done(self, record: DossierRecord) -> None:
        self.found.emit(record)

    def _could_not(self, error: EvenhandError) -> None:
        self.failed.emit(i18n.in_language(error.words))


def picture_path(data: QMimeData | None) -> Path | None:
    """The one local picture file in ``data``, judged by its name only."""
    if data is None or not data.hasUrls():
        return None
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in SUFFIXES else None


def _record_of(read: Callable[[object], tuple[str, ...]], source: object, by_qr: FindByQr) -> DossierRecord:
    """In a reader thread: the record, or an error that says which step gave nothing."""
    texts = read(source)
    if not texts:
        raise BadInput(
            "图片中没有识别到二维码：请把封面上的二维码拍全、拍清再试。",
            "No QR code was found in the picture: take the cover's code whole and sharp, and try again.",
        )
    payload = next((text for text in texts if dossier_id_from_qr(text) is not None), None)
    if payload is None:
        raise BadInput("这个二维码不是本系统卷宗的二维码。", "This QR code is not one of our dossiers'.")
    named = dossier_id_from_qr(payload)
    assert named is not None
    try:
        return by_qr(named)
    except NotFound as error:
        raise NotFound(
            f"二维码有效，但本中心没有识别码为 {named} 的卷宗。",
            f"The code is sound, but this centre has no dossier {named}.",
        ) from error


def _read_text(text: str) -> tuple[str, ...]:
    return (text,)


def _read_file(path: Path) -> tuple[str, ...]:
    return read_qr_safely(path)


def _read_image(image: QImage) -> tuple[str, ...]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 80)  # type: ignore[call-overload]
    return read_qr_safely(bytes(buffer.data().data()))
