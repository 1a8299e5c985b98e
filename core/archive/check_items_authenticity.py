"""真实性: is the record what it says it is, by whom it says, unchanged?"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from core.archive.check_items import CheckRow, failed, judged, listed
from core.archive.check_subject import CheckSubject, StoredFile
from core.archive.pdf_facts import attachment
from core.archive.record_metadata import described_record
from core.archive.rules import RecordOutcome, dossier_id, is_period, parse_archival_number
from core.cases.rules import Step
from core.intake.bag import TAG_BYTES, TAG_FILES, check_bag
from core.kernel.canonical import sha256_hex
from core.kernel.clock import local_time
from core.kernel.errors import BadInput
from core.kernel.money import yuan_text
from core.kernel.words import Words

_MOST_MEMBERS, _MOST_BYTES = 2_000, 1 << 30
_LENGTHS = {"applicant_name": 60, "product": 40, "archival_number": 40, "outcome": 20, "retention": 3}
_HEX = re.compile(r"[0-9a-f]{64}")


def fixed_hash(subject: CheckSubject) -> CheckRow:
    row, pdf = subject.dossier, subject.pdf
    if pdf is None or pdf.content is None:
        return failed("hash", "卷宗对象缺失或被改动", "The dossier's object is missing or was changed")
    same = sha256_hex(pdf.content) == row.sha256
    logged = subject.log.dossier_hash == subject.dossier_hash
    return judged(
        "hash",
        same and logged,
        f"SHA-256 {row.sha256[:16]}… {'相符' if same else '不符'}；登记项与日志{'相符' if logged else '不符'}",
        f"SHA-256 {row.sha256[:16]}… {'equal' if same else 'differs'}; "
        f"registered values {'equal' if logged else 'differ from'} the log",
    )


def metadata_length(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    long = [name for name, most in _LENGTHS.items() if not 1 <= len(getattr(row, name)) <= most]
    return listed(
        "metadata-length",
        _named(long),
        f"{len(_LENGTHS)} 项长度合规",
        f"{len(_LENGTHS)} lengths are in order",
    )


def metadata_type(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    whole = ("number", "pages", "originals", "amount_fen", "decided_at", "at")
    wrong = [name for name in whole if type(getattr(row, name)) is not int]
    wrong += [
        name for name in ("id", "case_id", "institution_id") if not isinstance(getattr(row, name), UUID)
    ]
    wrong += [name for name in ("sha256",) if not _HEX.fullmatch(getattr(row, name))]
    try:
        wrong += [] if dossier_id(row.qr_id) == row.qr_id else ["qr_id"]
    except BadInput:
        wrong.append("qr_id")
    return listed("metadata-type", _named(wrong), "11 项类型与格式合规", "11 types and forms are in order")


def metadata_range(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    checks = {
        "outcome": row.outcome in {one.value for one in RecordOutcome},
        "retention": is_period(row.retention),
        "pages": 1 <= row.pages <= 5_000,
        "originals": 0 <= row.originals <= 5_000,
        "amount_fen": 0 < row.amount_fen <= 10**12,
        "number": row.number >= 1,
    }
    wrong = [name for name, held in checks.items() if not held]
    return listed(
        "metadata-range", _named(wrong), f"{len(checks)} 项值域合规", f"{len(checks)} ranges in order"
    )


def metadata_plausible(subject: CheckSubject) -> CheckRow:
    """Order of times, and agreement with what was decided."""
    row, received = subject.dossier, subject.steps[0].at if subject.steps else None
    checks = {
        "times": received is not None and received <= row.decided_at <= row.at <= subject.now,
        "people": row.approver_id is None or row.reviewer_id != row.approver_id,
        "ending": _ended_so(subject),
        "applicant": subject.case is not None and subject.case.applicant_name == row.applicant_name,
        "year": local_time(row.at).year == _year(row.archival_number),
    }
    wrong = [name for name, held in checks.items() if not held]
    amount = yuan_text(row.amount_fen)
    return listed(
        "metadata-plausible",
        _named(wrong),
        f"收件、办结、封存时间先后相符；审查与审批非同一人；结论与金额 {amount} 元相符",
        f"Times follow each other; two people; outcome and ¥{amount} as the case ended",
    )


def _ended_so(subject: CheckSubject) -> bool:
    """Whether the case ended as the record says: by that decision, refused by the rules, or withdrawn."""
    row = subject.dossier
    if RecordOutcome(row.outcome).decided:
        last = subject.decisions[-1] if subject.decisions else None
        return last is not None and (last.outcome, last.at, last.staff_id) == (
            row.outcome,
            row.decided_at,
            row.approver_id,
        )
    steps = [one for one in subject.steps if one.kind != Step.SEALED]
    return bool(steps) and (steps[-1].kind, steps[-1].at) == (row.outcome, row.decided_at)


def number_pattern(subject: CheckSubject) -> CheckRow:
    number = subject.dossier.archival_number
    try:
        held = parse_archival_number(number).text() == number
        held = held and parse_archival_number(number).retention == subject.dossier.retention
    except BadInput:
        held = False
    return judged("number-pattern", held, f"{number}（DA/T 13）", f"{number} (DA/T 13)")


def number_unique(subject: CheckSubject) -> CheckRow:
    same = subject.same_number
    return judged("number-unique", same == 1, f"库内 {same} 件用此档号", f"{same} record(s) bear this number")


def content_metadata(subject: CheckSubject) -> CheckRow:
    row, pdf, facts = subject.dossier, subject.pdf, subject.pdf_facts
    if pdf is None or pdf.content is None or facts is None:
        return failed("content-metadata", "卷宗无法读取", "The dossier cannot be read")
    sealed = local_time(row.at).replace(microsecond=0)
    checks = {
        "identifier": facts.identifier == row.archival_number,
        "title": row.archival_number in facts.title,
        "size": len(pdf.content) == pdf.size,
        "format": pdf.media_type == "application/pdf" and pdf.content.startswith(b"%PDF-"),
        # Laid out before it is recorded: the printed time of sealing is at most minutes earlier.
        "time": _seconds_before(sealed, facts.created) in range(901),
    }
    wrong = [name for name, held in checks.items() if not held]
    return listed(
        "content-metadata",
        _named(wrong),
        f"题名、{pdf.size} 字节、PDF {facts.version}、封存时间与登记一致",
        f"Title, {pdf.size} bytes, PDF {facts.version} and time of sealing as registered",
    )


def linked(subject: CheckSubject) -> CheckRow:
    missing = sum(row.sha256 not in subject.files for row in subject.documents)
    described = _describes(subject)
    held = missing == 0 and described and subject.pdf is not None and subject.log.dossier_hash is not None
    return judged(
        "linked",
        held,
        f"卷宗与 {len(subject.documents)} 件原件均以哈希关联，缺 {missing}；"
        f"所附元数据{'说的是本件' if described else '与本件不符'}；日志记有封存",
        f"The dossier and {len(subject.documents)} originals are linked by hash, {missing} missing; the attached "
        f"metadata {'tells' if described else 'does not tell'} of this record; sealing is logged",
    )


def _describes(subject: CheckSubject) -> bool:
    """Whether the attached metadata names this record. Dossiers of earlier versions have none."""
    if subject.pdf is None or subject.pdf.content is None or subject.pdf_facts is None:
        return False
    if not subject.pdf_facts.attached:
        return subject.pdf_facts.part == "2"
    named = described_record(attachment(subject.pdf.content) or b"")
    return named == (subject.dossier.archival_number, subject.dossier.qr_id)


def package(subject: CheckSubject) -> CheckRow:
    faults, members = [], 0
    for row in subject.packages:
        stored = subject.files.get(row.sha256)
        problem, count = _package_problem(stored, subject.tablets)
        members += count
        if problem is not None:
            faults.append(problem)
    count = len(subject.packages)
    return listed(
        "package",
        faults,
        f"{count} 个案件包，{members} 个文件与清单、平板签名一致",
        f"{count} package(s), {members} files as the signed manifest says",
    )


def _package_problem(stored: StoredFile | None, tablets: dict[str, str]) -> tuple[Words | None, int]:
    """What is wrong with a stored package, and how many files it has. It was read in the sandbox on arrival."""
    if stored is None or stored.content is None:
        return Words("案件包缺失或被改动", "A package is missing or was changed"), 0
    try:
        with zipfile.ZipFile(io.BytesIO(stored.content)) as bag:
            members = [one for one in bag.infolist() if not one.is_dir()]
            if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _MOST_BYTES:
                return Words("案件包过大，未检测", "A package is too large to be checked"), len(members)
            digests = {one.filename: _member_digest(bag, one) for one in members}
            tags = {name: bag.read(name)[:TAG_BYTES] for name in TAG_FILES if name in digests}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Words("案件包不是可读的 ZIP", "A package is no readable ZIP"), 0
    problems = check_bag(digests, tags, tablets).problems
    if not problems:
        return None, len(members)
    said = "、".join(f"{one.code} {one.about}".strip() for one in problems[:5])
    return Words(f"案件包与清单不符：{said}", f"A package differs from its manifest: {said}"), len(members)


def _member_digest(bag: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with bag.open(member) as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _named(names: list[str]) -> list[Words]:
    return [Words(f"{name} 不合规", f"{name} is out of order") for name in names]


def _year(number: str) -> int | None:
    try:
        return parse_archival_number(number).year
    except BadInput:
        return None


def _seconds_before(sealed: datetime, created: str) -> int:
    """How long before ``sealed`` the file says it was made; -1 where it does not say."""
    try:
        return int((sealed - datetime.fromisoformat(created)).total_seconds())
    except (ValueError, TypeError):
        return -1


CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (
    fixed_hash,
    metadata_length,
    metadata_type,
    metadata_range,
    metadata_plausible,
    number_pattern,
    number_unique,
    content_metadata,
    linked,
    package,
)
