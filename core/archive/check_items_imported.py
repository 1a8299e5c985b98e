"""The four checks of a record that was imported: what can be looked at is, and what was done elsewhere is said to be.

Its case, its people, its draws were never ours, so those items do not apply and are never counted as passed.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from core.archive import check_items_authenticity as authenticity
from core.archive import check_items_security as security
from core.archive.check_items import CheckOutcome, CheckRow, judged, listed, passed
from core.archive.check_subject import CheckSubject
from core.archive.malware import MalwareScanner
from core.archive.rules import dossier_id
from core.intake.render import JPEG, PDF, PNG, TIFF, Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, EvenhandError
from core.kernel.words import Words

_BOX = (64, 64)
_REQUIRED = ("archival_number", "qr_id", "sha256", "outcome", "applicant_name", "institution_id", "village_id",
             "product", "retention", "decided_at", "search_text")  # fmt: skip
_MAGIC = {
    JPEG: (b"\xff\xd8\xff",),
    PNG: (b"\x89PNG\r\n\x1a\n",),
    TIFF: (b"II*\x00", b"MM\x00*"),
    PDF: (b"%PDF-",),
}
_ELSEWHERE = Words(
    "案件在原中心办理，此项在原处", "The case was handled elsewhere; this is to be found there"
)
_AT_IMPORT = Words(
    "导入时已核对；旧档案或外来移交包，本中心未加签名印章",
    "Looked at when it was imported; this centre added neither signature nor seal",
)


def imported_rows(subject: CheckSubject, renderer: Renderer, scanner: MalwareScanner) -> list[CheckRow]:
    """One row for every item of the four checks."""
    found = [check(subject) for check in _CHECKS]
    found += [_opens(subject, renderer), security.malware(subject, scanner)]
    for code in ("signature", "acts-signed", "seal", "time-stamp", "package"):
        found.append(CheckRow(code, CheckOutcome.NOT_APPLICABLE, _AT_IMPORT))
    for code in ("history", "continuous", "scope"):
        found.append(CheckRow(code, CheckOutcome.NOT_APPLICABLE, _ELSEWHERE))
    return found


def _metadata_type(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    whole = ("number", "pages", "originals", "amount_fen", "decided_at", "at")
    wrong = [name for name in whole if type(getattr(row, name)) is not int]
    wrong += [
        name for name in ("id", "batch_id", "institution_id") if not isinstance(getattr(row, name), UUID)
    ]
    try:
        wrong += [] if dossier_id(row.qr_id) == row.qr_id else ["qr_id"]
    except BadInput:
        wrong.append("qr_id")
    faults = [Words(f"{name} 不合规", f"{name} is out of order") for name in wrong]
    return listed("metadata-type", faults, "10 项类型与格式合规", "10 types and forms are in order")


def _plausible(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    held = 0 < row.decided_at <= row.at <= subject.now
    return judged("metadata-plausible", held, "决定、导入时间先后相符", "Decided, then imported")


def _content_metadata(subject: CheckSubject) -> CheckRow:
    pdf = subject.pdf
    start = pdf.content if pdf and pdf.content else b""
    held = (
        pdf is not None and len(start) == pdf.size and start.startswith(_MAGIC.get(pdf.media_type, (b"?",)))
    )
    size = pdf.size if pdf else 0
    return judged(
        "content-metadata", held, f"{size} 字节，类型与登记一致", f"{size} bytes, of its registered type"
    )


def _linked(subject: CheckSubject) -> CheckRow:
    held = subject.log.dossier_hash is not None and all(
        row.sha256 in subject.files for row in subject.documents
    )
    return judged(
        "linked", held, "卷宗与文件以哈希关联，日志记有导入", "Linked by hash; the log knows the import"
    )


def _count(subject: CheckSubject) -> CheckRow:
    there, said = len(subject.documents), subject.dossier.originals
    size = sum(stored.size for stored in subject.files.values())
    return judged(
        "count", there == said, f"登记 {said} 件，实有 {there} 件，{size} 字节", f"{there} of {said} files"
    )


def _required(subject: CheckSubject) -> CheckRow:
    lacking = [name for name in _REQUIRED if getattr(subject.dossier, name) in (None, "")]
    faults = [Words(f"{name} 为空", f"{name} is empty") for name in lacking]
    zh, en = f"{len(_REQUIRED)} 项必填元数据齐全", f"{len(_REQUIRED)} values are there"
    return listed("metadata-required", faults, zh, en)


def _content(subject: CheckSubject) -> CheckRow:
    content = subject.pdf.content if subject.pdf else None
    held = content is not None and sha256_hex(content) == subject.dossier.sha256
    return judged("content", held, "卷宗文件完整", "The dossier's file is whole")


def _attachments(subject: CheckSubject) -> CheckRow:
    gone = [
        row.sha256[:12]
        for row in subject.documents
        if row.sha256 not in subject.files or subject.files[row.sha256].content is None
    ]
    faults = [Words(f"{one} 缺失或被改动", f"{one} is missing or was changed") for one in gone]
    there = len(subject.documents)
    return listed("attachments", faults, f"{there} 个文件与原哈希一致", f"{there} files are as they came")


def _readable(subject: CheckSubject) -> CheckRow:
    return passed(
        "metadata-readable", "登记项在库内可读", "The registered values can be read in the database"
    )


def _format(subject: CheckSubject) -> CheckRow:
    """A PDF that does not say that it is PDF/A is for a person to judge."""
    stored = [one for one in (subject.pdf, *subject.files.values()) if one is not None and one.content]
    plain = [one for one in stored if one.media_type == PDF and b"pdfaid" not in (one.content or b"")]
    if plain:
        said = Words(f"{len(plain)} 个 PDF 不是 PDF/A", f"{len(plain)} PDF files are no PDF/A")
        return CheckRow("format", CheckOutcome.BY_HAND, said)
    kinds = "、".join(sorted({one.media_type for one in stored}))
    return passed("format", kinds, kinds)


def _environment(subject: CheckSubject) -> CheckRow:
    batch = str(subject.dossier.batch_id)
    return passed("environment", f"导入批次 {batch}", f"Imported in batch {batch}")


def _unprotected(subject: CheckSubject) -> CheckRow:
    stored = [one for one in (subject.pdf, *subject.files.values()) if one is not None]
    locked = [one for one in stored if one.media_type == PDF and b"/Encrypt" in (one.content or b"")]
    faults = [Words(f"{one.sha256[:12]} 设有密码", f"{one.sha256[:12]} is encrypted") for one in locked]
    return listed("unprotected", faults, "无加密", "Not encrypted")


def _strays(subject: CheckSubject) -> CheckRow:
    facts = subject.pdf_facts
    active = facts.active if facts is not None and subject.pdf and subject.pdf.media_type == PDF else ()
    faults = [Words(f"卷宗含 {token}", f"The dossier holds {token}") for token in active]
    return listed("strays", faults, "卷宗无脚本和动作", "Nothing active in the dossier")


def _operations(subject: CheckSubject) -> CheckRow:
    log = subject.log
    held = log.linked and "ImportRecords" in log.acts and not log.strangers
    return judged(
        "operations", held, f"批次日志 {log.entries} 条相连", f"{log.entries} entries of the batch in a chain"
    )


_CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (
    authenticity.fixed_hash,
    authenticity.metadata_length,
    _metadata_type,
    authenticity.metadata_range,
    _plausible,
    authenticity.number_pattern,
    authenticity.number_unique,
    _content_metadata,
    _linked,
    _count,
    _required,
    _content,
    _attachments,
    _readable,
    _format,
    _environment,
    _unprotected,
    _strays,
    _operations,
    security.media,
)


def _opens(subject: CheckSubject, renderer: Renderer) -> CheckRow:
    """Every page of the dossier, and the first of every other file, drawn in a process of its own."""
    faults, drawn = list[Words](), 0
    pages = [(subject.pdf, page) for page in range(1, subject.dossier.pages + 1)]
    for stored, page in (*pages, *((one, 1) for one in subject.files.values())):
        if stored is None or stored.content is None:
            faults.append(Words("文件缺失或被改动", "A file is missing or was changed"))
            continue
        try:
            renderer.render(stored.content, stored.media_type, page=page, box=_BOX)
            drawn += 1
        except EvenhandError as error:
            name = stored.sha256[:12]
            faults.append(
                Words(f"{name} 第 {page} 页：{error.words.zh}", f"{name} page {page}: {error.words.en}")
            )
    return listed("opens", faults, f"{drawn} 页全部显示", f"All {drawn} pages were drawn")
