"""安全性: is there nothing in it that should not be, and did nobody do what he may not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.archive.check_items import CheckOutcome, CheckRow, failed, listed
from core.archive.check_subject import CheckSubject
from core.archive.malware import MalwareScanner, ScanOutcome
from core.archive.record_metadata import FILE_NAME
from core.audit.act_words import ACT_WORDS
from core.kernel.words import Words


def malware(subject: CheckSubject, scanner: MalwareScanner) -> CheckRow:
    """ClamAV over the dossier and every original; without it the row says so and asks for a person."""
    faults, scanned, engine = [], 0, ""
    for name, content in _contents(subject):
        result = scanner.scan(content)
        if result.outcome is ScanOutcome.UNAVAILABLE:
            said = Words(
                f"本机没有可用的查毒程序（{result.detail}），未检测",
                f"No scanner is available on this machine ({result.detail}): not scanned",
            )
            return CheckRow("malware", CheckOutcome.BY_HAND, said)
        scanned, engine = scanned + 1, result.detail
        if result.outcome is ScanOutcome.FOUND:
            faults.append(Words(f"{name}：{result.detail}", f"{name}: {result.detail}"))
    return listed(
        "malware", faults, f"{scanned} 个文件无病毒（{engine}）", f"{scanned} files are clean ({engine})"
    )


def _contents(subject: CheckSubject) -> Iterator[tuple[str, bytes]]:
    if subject.pdf and subject.pdf.content:
        yield "dossier", subject.pdf.content
    for digest, stored in subject.files.items():
        if stored.content is not None:
            yield digest[:12], stored.content


def strays(subject: CheckSubject) -> CheckRow:
    """Nothing active in the dossier, attached its metadata alone; every file of the case is of a package of it."""
    facts = subject.pdf_facts
    if facts is None:
        return failed("strays", "卷宗无法读取", "The dossier cannot be read")
    faults = [Words(f"卷宗含 {token}", f"The dossier holds {token}") for token in facts.active]
    faults += [
        Words(f"卷宗附有 {name}", f"Attached to the dossier: {name}")
        for name in facts.attached
        if name != FILE_NAME
    ]
    packages = {row.id for row in subject.packages}
    loose = [row for row in subject.documents if row.package_id not in packages]
    faults += [
        Words(f"{row.sha256[:12]} 不属于任何案件包", f"{row.sha256[:12]} is of no package") for row in loose
    ]
    return listed(
        "strays",
        faults,
        f"卷宗无脚本和动作，除元数据外无附件；{len(subject.documents)} 件原件均来自案件包",
        f"No script or action, no attachment but the metadata; all {len(subject.documents)} originals are of its packages",
    )


def operations(subject: CheckSubject) -> CheckRow:
    """The case's chain in the log: unbroken, of known people, of acts that the program knows."""
    log, faults = subject.log, []
    if not log.linked or not log.entries:
        faults.append(Words("日志链不相连", "The chain of the log is broken"))
    faults += [Words(f"未登记人员 {one}", f"Somebody unknown: {one}") for one in log.strangers]
    strange = sorted(set(log.acts) - ACT_WORDS.keys())
    faults += [Words(f"未知操作 {act}", f"Unknown act {act}") for act in strange]
    if "SealDossier" not in log.acts:
        faults.append(Words("日志中没有封存", "The log knows no sealing"))
    waiting = log.entries - log.numbered
    more = f"，{waiting} 条待编号" if waiting else ""
    return listed(
        "operations",
        faults,
        f"{log.entries} 条日志相连{more}，操作人均在册",
        f"{log.entries} entries in an unbroken chain, {waiting} waiting for a number; everybody is known",
    )


def media(subject: CheckSubject) -> CheckRow:
    said = Words(
        "存储介质由档案员按季度人工检查", "The archive clerk looks at the media by hand, every quarter"
    )
    return CheckRow("media", CheckOutcome.BY_HAND, said)


CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (strays, operations, media)
