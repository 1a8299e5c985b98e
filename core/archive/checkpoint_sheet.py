"""A checkpoint of the log on paper: its note as a QR code and as text, to be kept in a safe and read back."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from PIL import Image

from core.archive import dossier_words as say
from core.archive.dossier_cover import draw_qr
from core.archive.dossier_fonts import DossierFonts, house_fonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import INK, SECOND, WIDTH, Sheet
from core.archive.dossier_text import Style
from core.archive.qr import make_qr_png, read_qr_safely
from core.audit.cosigning import read_checkpoint
from core.intake.render import PDF, Renderer
from core.kernel.errors import BadInput
from core.kernel.words import Words

_TITLE, _ENGLISH = Style(20, INK, bold=True), Style(12, SECOND)
_BODY, _MONO = Style(10, INK, leading=5.6), Style(8.5, INK, leading=4.8)
_SIDE = 92.0
#: As much as a code of level Q holds with room to spare; cosignatures beyond it stay off the paper.
_MOST_BYTES = 1_500
_MOST_TEXT = 64 * 1024
#: Of a scanner's file so many pages are looked at, each in so many pixels.
_MOST_PAGES, _SCANNED = 5, (2_000, 2_800)
HEADING = Words("日志检查点", "Checkpoint of the log")
_ABOUT = (
    Words(
        "请将本页保存在中心以外。日志如被截短或改写，凭本页即可查出：",
        "Keep this page outside the centre. It shows a log that was cut or rewritten:",
    ),
    Words(
        "evenhand audit verify --witness 扫描件",
        "evenhand audit verify --witness SCAN-OF-THIS-PAGE",
    ),
)
_KEY = Words("日志公钥", "The log's public key")
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·—…，。、；：（）“”《》"


def write_checkpoint(path: Path, note: str, centre: Words, log_key: str) -> None:
    """Write a checkpoint to ``path``: a QR code where the name ends in .png, a page to print where in .pdf."""
    kind = path.suffix.lower()
    if kind == ".png":
        path.write_bytes(make_qr_png(_fitting(note), module_pixels=6))
    elif kind == ".pdf":
        path.write_bytes(checkpoint_pdf(note, centre, log_key, house_fonts()))
    else:
        raise BadInput("文件名须以 .png 或 .pdf 结尾。", "The file's name must end in .png or .pdf.")


def checkpoint_pdf(note: str, centre: Words, log_key: str, fonts: DossierFonts) -> bytes:
    """One A4 page in both languages; what its QR code says is printed below it, letter by letter."""
    note = _fitting(note)
    title, said = f"{centre.zh} · {HEADING.zh}", (note, log_key, centre.zh, centre.en, *map(str, _ABOUT))
    texts = (*said, HEADING.zh, HEADING.en, _KEY.zh, _KEY.en, _ALWAYS, *say.every_text())
    cut = fonts.cut(set("".join(texts)) - set("\n\r\t"))
    with tempfile.TemporaryDirectory(prefix="evenhand-sheet-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), "zh", (centre.zh, centre.en))
        sheet.set_lang("zh-CN")
        sheet.set_title(title)
        sheet.turn()
        sheet.put_fitted(105, sheet.y + 8, title, _TITLE, WIDTH)
        sheet.put_fitted(105, sheet.y + 16, f"{centre.en} · {HEADING.en}", _ENGLISH, WIDTH)
        draw_qr(sheet, note, 105 - _SIDE / 2, sheet.y + 22, _SIDE)
        sheet.y += 22 + _SIDE + 12
        for line in note.rstrip("\n").split("\n"):
            sheet.paragraph(line or " ", _MONO, after=0.4)
        sheet.y += 3
        for words in _ABOUT:
            sheet.paragraph(words.zh, _BODY, after=0.2)
            sheet.paragraph(words.en, _BODY, after=1.4)
        sheet.paragraph(f"{_KEY.zh} · {_KEY.en}: {log_key}", _MONO)
        sheet.feet(f"{HEADING.zh} · {HEADING.en}")
        return bytes(sheet.output(output_producer_class=DossierOutput))


def note_in_file(path: Path) -> str:
    """The checkpoint in a file: its text, or a picture or scanned PDF of its QR code (read by processes without rights).

    ``BadInput`` where there is none. No key is checked.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_TEXT)
    except OSError as error:
        raise BadInput(f"无法读取文件“{path}”。", f"The file “{path}” cannot be read.") from error
    if data.startswith(b"%PDF-"):
        texts = _on_pages(path.read_bytes())
    else:
        texts = iter((data.decode("utf-8"),) if _is_text(data) else read_qr_safely(path))
    for text in texts:
        if _is_note(text):
            return text
    raise BadInput(f"“{path.name}”中没有检查点。", f"There is no checkpoint in “{path.name}”.")


def _on_pages(pdf: bytes) -> Iterator[str]:
    """What the codes on the first pages of a scanner's PDF say."""
    renderer, pages = Renderer(), 1
    try:
        for page in count(1):
            if page > min(pages, _MOST_PAGES):
                return
            raster = renderer.render(pdf, PDF, page=page, box=_SCANNED)
            pages, size = raster.page_count, (raster.width, raster.height)
            picture = Image.frombuffer("RGB", size, raster.pixels, "raw", "BGRX", raster.stride, 1)
            kept = io.BytesIO()
            picture.convert("L").save(kept, "PNG")
            yield from read_qr_safely(kept.getvalue())
    finally:
        renderer.close()


def _is_note(text: str) -> bool:
    try:
        read_checkpoint(text)
    except BadInput:
        return False
    return True


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except ValueError:
        return False


def _fitting(note: str) -> str:
    """The note without the last cosignatures where it would not fit a code; the log's own line stays."""
    lines = note.splitlines(keepends=True)
    while len("".join(lines).encode()) > _MOST_BYTES:
        lines.pop()
    return "".join(lines)
