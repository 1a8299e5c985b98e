"""可用性: can it still be read, by anybody, without us?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from core.archive.check_items import CheckRow, failed, judged, listed
from core.archive.check_subject import CheckSubject, StoredFile
from core.archive.pdf_facts import LASTING
from core.intake.render import JPEG, PDF, PNG, Renderer
from core.kernel.errors import EvenhandError
from core.kernel.words import Words

_BOX = (64, 64)
_MAGIC = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", PDF: b"%PDF-"}
_CONFORMANCE = {("2", "U"), ("2", "B"), ("3", "B"), ("3", "U")}


def metadata_readable(subject: CheckSubject) -> CheckRow:
    """The facts of every package and the record's own, in the database and in the file."""
    faults = []
    for row in subject.packages:
        try:
            json.loads(row.facts)["applicant"]["name"]
        except (ValueError, KeyError, TypeError):
            faults.append(
                Words(f"第 {row.round} 轮登记资料不可读", f"Facts of round {row.round} cannot be read")
            )
    if subject.pdf_facts is None or not subject.pdf_facts.identifier:
        faults.append(Words("卷宗内无元数据（XMP）", "There are no metadata (XMP) in the dossier"))
    return listed(
        "metadata-readable",
        faults,
        f"库内 {len(subject.packages)} 份登记资料与卷宗内 XMP 均可读",
        f"{len(subject.packages)} set(s) of facts and the dossier's XMP can be read",
    )


def opens(subject: CheckSubject, renderer: Renderer) -> CheckRow:
    """Every page of the dossier and of every original is drawn, in a process of its own."""
    faults, drawn = [], 0
    for name, stored, pages in _sheets(subject):
        if stored is None or stored.content is None:
            faults.append(Words(f"{name} 缺失或被改动", f"{name} is missing or was changed"))
            continue
        for page in range(1, pages + 1):
            try:
                raster = renderer.render(stored.content, stored.media_type, page=page, box=_BOX)
            except EvenhandError as error:
                faults.append(Words(f"{name} 第 {page} 页：{error.words.zh}", f"{name} page {page}: {error}"))
                break
            if page == 1 and raster.page_count != pages:
                faults.append(
                    Words(
                        f"{name} 应有 {pages} 页，实有 {raster.page_count} 页",
                        f"{name} has not {pages} pages",
                    )
                )
                break
            drawn += 1
    return listed("opens", faults, f"{drawn} 页全部显示", f"All {drawn} pages were drawn")


def _sheets(subject: CheckSubject) -> Iterator[tuple[str, StoredFile | None, int]]:
    yield "卷宗", subject.pdf, subject.dossier.pages
    for row in subject.documents:
        yield row.sha256[:12], subject.files.get(row.sha256), row.page_count
    for row in subject.later_papers:
        yield row.sha256[:12], subject.files.get(row.sha256), row.pages


def lasting_format(subject: CheckSubject) -> CheckRow:
    facts = subject.pdf_facts
    if facts is None:
        return failed("format", "卷宗无法读取", "The dossier cannot be read")
    faults = []
    if (facts.part, facts.conformance) not in _CONFORMANCE or not facts.output_intent:
        faults.append(Words("卷宗不是 PDF/A", "The dossier is no PDF/A"))
    if facts.fonts_embedded < facts.fonts or not facts.fonts:
        faults.append(Words("字体未全部嵌入", "Not every font is embedded"))
    kinds: dict[str, int] = {}
    for row in subject.documents:
        stored = subject.files.get(row.sha256)
        kinds[row.media_type] = kinds.get(row.media_type, 0) + 1
        magic = _MAGIC.get(row.media_type)
        if magic is None or (stored and stored.content and not stored.content.startswith(magic)):
            faults.append(
                Words(
                    f"{row.sha256[:12]} 不是 {row.media_type}", f"{row.sha256[:12]} is not {row.media_type}"
                )
            )
    listing = "、".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    return listed(
        "format",
        faults,
        f"卷宗 PDF/A-{facts.part}{facts.conformance.lower()}，{facts.fonts} 种字体嵌入；原件 {listing}",
        f"Dossier PDF/A-{facts.part}{facts.conformance.lower()}, {facts.fonts} fonts embedded; originals: {listing}",
    )


def environment(subject: CheckSubject) -> CheckRow:
    """What made it: the program, the format, the rules that decided."""
    facts = subject.pdf_facts
    rules = sorted({row.rule_set_version for row in subject.screenings})
    tablets = sorted({row.tablet for row in subject.packages})
    held = (
        facts is not None
        and bool(facts.producer and facts.version and tablets)
        and bool(rules or not subject.screenings)
    )
    made = f"{facts.producer}, PDF {facts.version}" if facts else ""
    return judged(
        "environment",
        held,
        f"生成程序 {made}；规则版本 {'、'.join(rules)}；采集设备 {'、'.join(tablets)}",
        f"Made by {made}; rules {', '.join(rules)}; captured with {', '.join(tablets)}",
    )


def unprotected(subject: CheckSubject) -> CheckRow:
    """The store's own encryption is none of the record's: the file handed out opens without any key."""
    facts = subject.pdf_facts
    if facts is None:
        return failed("unprotected", "卷宗无法读取", "The dossier cannot be read")
    faults = [Words("卷宗设有密码", "The dossier is encrypted")] if facts.encrypted else []
    strange = facts.filters - LASTING
    if strange:
        names = "、".join(sorted(strange))
        faults.append(Words(f"非标准压缩 {names}", f"Non-standard compression {names}"))
    for row in subject.documents:
        stored = subject.files.get(row.sha256)
        if row.media_type == PDF and stored and stored.content and b"/Encrypt" in stored.content:
            faults.append(Words(f"{row.sha256[:12]} 设有密码", f"{row.sha256[:12]} is encrypted"))
    used = "、".join(sorted(facts.filters - {"Adobe.PPKLite"}))
    return listed("unprotected", faults, f"无加密；压缩方式 {used}", f"Not encrypted; compression {used}")


CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (
    metadata_readable,
    lasting_format,
    environment,
    unprotected,
)
