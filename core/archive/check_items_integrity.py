"""完整性: is everything there, and does nothing lack in between?"""

from __future__ import annotations

from collections.abc import Callable

from core.archive.check_items import CheckOutcome, CheckRow, failed, judged, listed, passed
from core.archive.check_subject import CheckSubject
from core.archive.rules import RecordOutcome, parse_archival_number
from core.cases.rules import NEXT, Step
from core.kernel.errors import BadInput
from core.kernel.words import Words

_REQUIRED = (
    "archival_number",
    "qr_id",
    "sha256",
    "outcome",
    "applicant_name",
    "person_key",
    "institution_id",
    "village_id",
    "product",
    "retention",
    "decided_at",
    "search_text",
)
_MUST_HAPPEN = {
    "approve": (Step.RECEIVED, Step.REVIEW_DRAWN, Step.OPINION_GIVEN, Step.APPROVAL_DRAWN, Step.SEALED),
    "refused": (Step.RECEIVED, Step.REFUSED, Step.SEALED),
    "withdrawn": (Step.RECEIVED, Step.WITHDRAWN, Step.SEALED),
}
_MUST_HAPPEN["decline"] = _MUST_HAPPEN["approve"]


def count(subject: CheckSubject) -> CheckRow:
    """Files and bytes as registered, counted from the stored objects."""
    documents, faults = subject.documents, []
    if len(documents) != subject.dossier.originals:
        faults.append(
            Words(
                f"登记原件 {subject.dossier.originals} 件，实有 {len(documents)} 件",
                f"{subject.dossier.originals} originals registered, {len(documents)} there",
            )
        )
    for digest, stored in subject.files.items():
        if stored.content is not None and len(stored.content) != stored.size:
            faults.append(Words(f"{digest[:12]} 字节数不符", f"{digest[:12]} has another size"))
    size = sum(stored.size for stored in subject.files.values())
    return listed(
        "count",
        faults,
        f"原件 {len(documents)} 件，后补材料 {len(subject.later_papers)} 件，连同案件包共 {size} 字节",
        f"{len(documents)} originals, {len(subject.later_papers)} later papers, {size} bytes with their packages",
    )


def metadata_required(subject: CheckSubject) -> CheckRow:
    people = ("reviewer_id", "approver_id") if RecordOutcome(subject.dossier.outcome).decided else ()
    required = (*_REQUIRED, *people)
    lacking = [name for name in required if getattr(subject.dossier, name) in (None, "")]
    faults = [Words(f"{name} 为空", f"{name} is empty") for name in lacking]
    return listed(
        "metadata-required",
        faults,
        f"{len(required)} 项必填元数据齐全",
        f"{len(required)} values are there",
    )


def history(subject: CheckSubject) -> CheckRow:
    """Steps numbered without a gap, each allowed after the one before, and those that must be, there."""
    steps, faults = subject.steps, []
    before: Step | None = None
    for number, row in enumerate(steps, start=1):
        kind = Step(row.kind)
        if row.seq != number or kind not in NEXT[before]:
            faults.append(Words(f"第 {number} 步不衔接", f"Step {number} does not follow"))
        before = kind
    kinds = {row.kind for row in steps}
    for step in _MUST_HAPPEN[subject.dossier.outcome]:
        if step.value not in kinds:
            faults.append(Words(f"缺少“{step.words.zh}”", f"“{step.words.en}” is missing"))
    decided = RecordOutcome(subject.dossier.outcome).decided
    if decided and not (subject.opinions and subject.decisions and subject.screenings):
        faults.append(Words("缺少筛查、意见或决定", "Screening, opinion or decision is missing"))
    if decided and len(subject.draws) < 2:
        faults.append(Words("缺少随机分配记录", "Draw records are missing"))
    return listed(
        "history",
        faults,
        f"{len(steps)} 步衔接；意见 {len(subject.opinions)}、决定 {len(subject.decisions)}、抽签 {len(subject.draws)}",
        f"{len(steps)} steps follow each other; {len(subject.opinions)} opinion(s), "
        f"{len(subject.decisions)} decision(s), {len(subject.draws)} draws",
    )


def continuous(subject: CheckSubject) -> CheckRow:
    try:
        number = parse_archival_number(subject.dossier.archival_number)
    except BadInput:
        return failed(
            "continuous", "档号不合规，无法判断", "The number is out of order, so this cannot be told"
        )
    earlier = subject.earlier_in_series
    return judged(
        "continuous",
        earlier == number.item - 1,
        f"本序列此前 {earlier} 件，本件第 {number.item} 号",
        f"{earlier} records before it in its series; this is number {number.item}",
    )


def content(subject: CheckSubject) -> CheckRow:
    pdf = subject.pdf
    held = pdf is not None and pdf.content is not None and pdf.content.rstrip().endswith(b"%%EOF")
    pages = subject.dossier.pages
    return judged(
        "content", held, f"卷宗 {pages} 页，文件首尾完整", f"Dossier of {pages} pages, whole to its end"
    )


def attachments(subject: CheckSubject) -> CheckRow:
    faults = []
    for row in (*subject.documents, *subject.packages, *subject.later_papers):
        stored = subject.files.get(row.sha256)
        if stored is None or stored.content is None:
            faults.append(
                Words(f"{row.sha256[:12]} 缺失或被改动", f"{row.sha256[:12]} is missing or was changed")
            )
    there = len(subject.documents) + len(subject.packages) + len(subject.later_papers)
    return listed(
        "attachments", faults, f"{there} 个对象解密后与原哈希一致", f"{there} objects open to their own hash"
    )


def scope(subject: CheckSubject) -> CheckRow:
    """What the product's checklist asks for."""
    if subject.missing_papers is None:
        said = Words("产品已停办，无现行清单", "The product is offered no longer: no checklist in force")
        return CheckRow("scope", CheckOutcome.NOT_APPLICABLE, said)
    if not subject.missing_papers:
        return passed("scope", "产品清单所列材料齐全", "All that the product's checklist asks for is there")
    faults = [Words(f"缺{words.zh}", f"{words.en} is missing") for words in subject.missing_papers]
    return listed("scope", faults, "", "")


CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (
    count,
    metadata_required,
    history,
    continuous,
    content,
    attachments,
    scope,
)
