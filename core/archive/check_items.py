"""The four checks of DA/T 70-2018 (四性检测), item by item: what is looked at, and how a result is said.

Each item has a row of its own with evidence; a failed one names what to do. What a machine cannot see is
``by-hand``, what does not apply here is ``not-applicable``, and neither is ever counted as passed.
(The standard was read in secondary texts.)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.kernel.words import Words


class Quality(StrEnum):
    """The four properties."""

    AUTHENTICITY = "authenticity"
    INTEGRITY = "integrity"
    USABILITY = "usability"
    SECURITY = "security"

    @property
    def words(self) -> Words:
        return _QUALITIES[self]


_QUALITIES = {
    Quality.AUTHENTICITY: Words("真实性", "Authenticity"),
    Quality.INTEGRITY: Words("完整性", "Integrity"),
    Quality.USABILITY: Words("可用性", "Usability"),
    Quality.SECURITY: Words("安全性", "Security"),
}


class CheckOutcome(StrEnum):
    """What an item came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    BY_HAND = "by-hand"

    @property
    def words(self) -> Words:
        return _OUTCOMES[self]


_OUTCOMES = {
    CheckOutcome.PASSED: Words("通过", "Passed"),
    CheckOutcome.FAILED: Words("不通过", "Failed"),
    CheckOutcome.NOT_APPLICABLE: Words("不适用", "Not applicable"),
    CheckOutcome.BY_HAND: Words("人工核验", "By hand"),
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item of the four checks; ``advice`` says what to do where it fails."""

    code: str
    quality: Quality
    words: Words
    advice: Words


def _items(quality: Quality, *rows: tuple[str, str, str, Words]) -> list[CheckItem]:
    return [CheckItem(code, quality, Words(zh, en), advice) for code, zh, en, advice in rows]


_RESTORE = Words(
    "从第二存储或备份恢复原对象，再次检测；恢复前不得借阅。",
    "Restore the object from the second store or the backup and check again; lend nothing before.",
)
_INQUIRE = Words(
    "停止利用，报稽核员，用日志核验（evenhand audit verify）查明何处被改。",
    "Stop using the record, tell the auditor, and find what was changed with evenhand audit verify.",
)
_METADATA = Words(
    "由档案员核对登记项与卷宗封面，按更正程序处理。",
    "The archive clerk compares the registered values with the cover and follows the correction procedure.",
)
_SUPPLEMENT = Words(
    "向经办机构补收缺少的材料，附卷并说明。",
    "Ask the institution for what is missing, and file it with a note.",
)
_FORMAT = Words(
    "转换为长期保存格式并保留原件，再次检测。",
    "Convert to a format that lasts, keep the original beside it, and check again.",
)
_ISOLATE = Words(
    "隔离该对象，不得打开或外发，报信息安全人员。",
    "Isolate the object, neither open nor send it, and tell the security staff.",
)

ITEMS: tuple[CheckItem, ...] = tuple(
    _items(
        Quality.AUTHENTICITY,
        ("hash", "固化信息（哈希）有效", "The hash that was fixed is right", _RESTORE),
        ("signature", "电子签名有效", "Electronic signatures are valid", _INQUIRE),
        ("acts-signed", "审查、审批行为签名与记录一致", "Acts are as their givers signed them", _INQUIRE),
        ("seal", "电子印章有效", "The electronic seal is valid", _INQUIRE),
        ("time-stamp", "可信时间戳有效", "The trusted time stamp is valid", _INQUIRE),
        ("metadata-length", "元数据项长度", "Length of metadata", _METADATA),
        ("metadata-type", "元数据项类型与格式", "Type and form of metadata", _METADATA),
        ("metadata-range", "元数据项值域", "Range of metadata", _METADATA),
        ("metadata-plausible", "元数据项合理性", "Plausibility of metadata", _METADATA),
        ("number-pattern", "档号规范", "The archival number follows the rules", _METADATA),
        ("number-unique", "档号不重复", "The archival number is used once", _METADATA),
        (
            "content-metadata",
            "名称、大小、格式、时间与元数据一致",
            "Name, size, format, time equal metadata",
            _INQUIRE,
        ),
        ("linked", "元数据与内容关联", "Metadata and content are linked", _INQUIRE),
        ("package", "信息包结构与清单一致", "The package equals its manifest", _RESTORE),
    )
    + _items(
        Quality.INTEGRITY,
        ("count", "件数与字节数", "Number of files and bytes", _RESTORE),
        ("metadata-required", "必填元数据齐全", "Mandatory metadata are there", _METADATA),
        ("history", "过程信息完整", "The history is complete", _INQUIRE),
        ("continuous", "档号连续", "Numbers are continuous", _METADATA),
        ("content", "内容数据完整", "The content is there", _RESTORE),
        ("attachments", "附件数据完整", "The attachments are there", _RESTORE),
        ("scope", "归档范围完整", "The filing scope is covered", _SUPPLEMENT),
    )
    + _items(
        Quality.USABILITY,
        ("metadata-readable", "元数据可读", "Metadata are readable", _RESTORE),
        ("opens", "每页可打开并显示", "Every page opens and shows", _RESTORE),
        ("format", "长期保存格式", "Formats that last", _FORMAT),
        ("environment", "软硬件环境有记录", "The environment is recorded", _METADATA),
        ("unprotected", "无加密、无专有压缩", "Neither encrypted nor compressed in a private way", _FORMAT),
    )
    + _items(
        Quality.SECURITY,
        ("malware", "病毒检测", "Malware scan", _ISOLATE),
        ("strays", "无多余文件与活动内容", "No stray files and nothing active", _ISOLATE),
        ("operations", "操作有日志且合规", "Operations are logged and allowed", _INQUIRE),
        ("media", "载体外观与读取", "The media themselves", _RESTORE),
    )
)
BY_CODE = {item.code: item for item in ITEMS}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An item as it came out for one record."""

    code: str
    outcome: CheckOutcome
    evidence: Words

    @property
    def item(self) -> CheckItem:
        return BY_CODE[self.code]

    def to_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "code": self.code,
            "quality": self.item.quality.value,
            "item": self.item.words.to_json(),
            "outcome": self.outcome.value,
            "evidence": self.evidence.to_json(),
        }
        if self.outcome is CheckOutcome.FAILED:
            row["advice"] = self.item.advice.to_json()
        return row

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CheckRow:
        return cls(data["code"], CheckOutcome(data["outcome"]), Words.from_json(data["evidence"]))


def passed(code: str, zh: str, en: str) -> CheckRow:
    """The item held."""
    return CheckRow(code, CheckOutcome.PASSED, Words(zh, en))


def failed(code: str, zh: str, en: str) -> CheckRow:
    """The item did not hold."""
    return CheckRow(code, CheckOutcome.FAILED, Words(zh, en))


def judged(code: str, held: bool, zh: str, en: str) -> CheckRow:
    """Passed or failed, with the same evidence."""
    return passed(code, zh, en) if held else failed(code, zh, en)


def listed(code: str, faults: list[Words], zh: str, en: str) -> CheckRow:
    """Passed with the evidence given where there are no faults, else failed with the faults."""
    if not faults:
        return passed(code, zh, en)
    return failed(code, "；".join(fault.zh for fault in faults), "; ".join(fault.en for fault in faults))
