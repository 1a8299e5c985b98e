"""The lists of the page of checks and numbers: their columns and what their cells say."""

from __future__ import annotations

from core.archive.check_lists import FixityRow, RunRow
from core.archive.check_periods import MadeReport
from core.archive.checks import OCCASIONS
from core.archive.numbering import Series
from core.archive.rules import period_words
from core.guardian.commissions import DONE, FAILED, KINDS, RECALLED, Commission
from core.kernel.words import Words
from desktop.widgets.table import Column


def run_result(row: RunRow) -> tuple[Words, str]:
    """Failed runs are red until a later run of the record passed."""
    if row.result != "failed":
        return Words("未发现不通过", "None failed"), "ok"
    if row.overtaken:
        return Words("其后已通过", "Passed since"), "neutral"
    return Words("不通过", "Failed"), "red"


def run_failed(row: RunRow) -> Words:
    zh, en = "、".join(one.words.zh for one in row.failed), ", ".join(one.words.en for one in row.failed)
    return Words(zh or "—", en or "—")


def _run_occasion(row: RunRow) -> Words:
    return OCCASIONS[row.occasion]


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _fixity_size(row: FixityRow) -> str:
    return megabytes(row.bytes)


def _fixity_result(row: FixityRow) -> tuple[Words, str]:
    left = len(row.faults) - row.repaired
    if left > 0:
        return Words(f"{left} 个未修复", f"{left} not mended"), "red"
    if row.faults:
        return Words("均已修复", "All mended"), "amber"
    return Words("完好", "Whole"), "ok"


def _fixity_faults(row: FixityRow) -> str:
    return "; ".join(row.faults) or "—"


def _report_result(row: MadeReport) -> tuple[Words, str]:
    if row.failed:
        return Words(f"{row.failed} 件不通过", f"{row.failed} failed"), "red"
    return Words("均未发现不通过", "None failed"), "ok"


def _report_occasion(row: MadeReport) -> Words:
    return OCCASIONS[row.occasion]


def _series_retention(row: Series) -> Words:
    return period_words(row.retention)


def _series_kind(row: Series) -> Words:
    return (
        Words("按件", "By item")
        if row.volume is None
        else Words(f"案卷 {row.volume:04d}", f"Volume {row.volume:04d}")
    )


def _first(row: Series) -> str:
    return row.first.rsplit("-", 1)[1]


def _last(row: Series) -> str:
    return row.last.rsplit("-", 1)[1]


def series_state(row: Series) -> tuple[Words, str]:
    if row.continuous:
        return Words("连续", "Continuous"), "ok"
    zh, en = [], []
    if row.missing:
        zh.append(f"缺 {row.missing} 号")
        en.append(f"{row.missing} missing")
    if row.twice:
        zh.append(f"重号 {len(row.twice)}")
        en.append(f"{len(row.twice)} twice")
    return Words("，".join(zh), ", ".join(en)), "red"


_STATES = {
    DONE: (Words("已办", "Done"), "ok"),
    FAILED: (Words("未能办理", "Not done"), "red"),
    RECALLED: (Words("已撤回", "Taken back"), "neutral"),
}


def commission_state(row: Commission) -> tuple[Words, str]:
    if row.outcome is not None:
        return _STATES[row.outcome]
    if row.recalled:
        return Words("正在撤回", "Being taken back"), "neutral"
    if row.total:
        return Words(f"{row.done} / {row.total}", f"{row.done} of {row.total}"), "accent"
    return Words("等待守护程序", "Waiting"), "amber"


def _commission_kind(row: Commission) -> Words:
    return KINDS.get(row.kind, Words(row.kind, row.kind))


def commission_said(row: Commission) -> Words:
    """What came of it, or why nothing did."""
    error, answer = row.error(), row.answer
    if error is not None:
        return error.words
    if row.outcome is None:
        return Words("", "")
    if row.kind == "check-all":
        checked, failed = answer["checked"], answer["failed"]
        return Words(f"{checked} 件，不通过 {failed} 件", f"{checked} checked, {failed} with failed items")
    if row.kind == "fixity":
        objects, faults = answer["objects"], len(answer["faults"])
        return Words(f"{objects} 个文件，问题 {faults} 个", f"{objects} files, {faults} faults")
    if row.kind in ("transfer", "import", "period-report"):
        records = answer["records"]
        return Words(f"{records} 件", f"{records} record{'' if records == 1 else 's'}")
    if row.kind == "scan-in":
        filed, waits = answer["filed"], answer["waiting"]
        return Words(f"归档 {filed}，待归档 {waits}", f"{filed} filed, {waits} wait")
    return Words("", "")


RUNS = (
    Column("result", Words("结果", "Result"), 112, "chip", value=run_result),
    Column("archival_number", Words("档号", "Archival no."), 176),
    Column("applicant_name", Words("申请人", "Borrower"), 88),
    Column("failed", Words("不通过的检测项", "Failed items"), 0, value=run_failed),
    Column("occasion", Words("时机", "Occasion"), 84, value=_run_occasion, ink="second"),
    Column("at", Words("时间", "Time"), 130, "instant", ink="second"),
)
FIXITY = (
    Column("at", Words("时间", "Time"), 140, "instant", ink="second"),
    Column("state", Words("结果", "Result"), 112, "chip", value=_fixity_result),
    Column("objects", Words("文件", "Objects"), 84, "number"),
    Column("bytes", Words("大小", "Size"), 110, align_right=True, value=_fixity_size),
    Column("repaired", Words("已修复", "Mended"), 74, "number"),
    Column("faults", Words("问题", "Faults"), 0, value=_fixity_faults, ink="second"),
)
REPORTS = (
    Column("period", Words("报告期", "Period"), 96),
    Column("state", Words("结果", "Result"), 124, "chip", value=_report_result),
    Column("records", Words("检测件数", "Records"), 88, "number"),
    Column("failed", Words("不通过", "Failed"), 72, "number"),
    Column("pages", Words("页", "Pages"), 56, "number"),
    Column("occasion", Words("来由", "Made"), 84, value=_report_occasion, ink="second"),
    Column("at", Words("出具时间", "Made at"), 140, "instant", ink="second"),
    Column("sha256", Words("SHA-256", "SHA-256"), 0, ink="second", gives_way=True),
)
SERIES = (
    Column("name", Words("序列", "Series"), 0),
    Column("state", Words("状态", "State"), 112, "chip", value=series_state),
    Column("volume", Words("方式", "By"), 104, value=_series_kind, ink="second"),
    Column("retention", Words("保管期限", "Retention"), 84, value=_series_retention, ink="second"),
    Column("first", Words("首号", "First"), 72, align_right=True, value=_first),
    Column("last", Words("末号", "Last"), 72, align_right=True, value=_last),
    Column("records", Words("件数", "Records"), 72, "number"),
    Column("pages", Words("页数", "Pages"), 72, "number", ink="second", gives_way=True),
)
COMMISSIONS = (
    Column("state", Words("状态", "State"), 112, "chip", value=commission_state),
    Column("kind", Words("事项", "What"), 150, value=_commission_kind),
    Column("said", Words("结果", "What came of it"), 0, value=commission_said),
    Column("answered_at", Words("办结时间", "Answered"), 140, "instant", ink="second"),
    Column("at", Words("交办时间", "Given"), 140, "instant", ink="second"),
)
