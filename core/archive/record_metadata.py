"""Descriptive metadata of a sealed record as XML, attached to its dossier and carried by transfers.

Names and nesting of the elements follow DA/T 48-2009 (基于 XML 的电子文件封装规范) and DA/T 46-2009 (文书类电子文件元数据方案)
as read in secondary texts: a package with the record's own metadata, the acts done on it, and the people who did
them. Numbers of people stand masked, because the attachment is read by more eyes than the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, tostring

from core.archive.dossier_content import DossierContent, EvidencePaper
from core.kernel.clock import local_time
from core.kernel.money import yuan_text
from core.kernel.words import Words

FILE_NAME = "metadata.xml"
#: One attachment, and what it is for (ISO 32000-2, 7.11.3).
RELATIONSHIP = "Data"
DESCRIPTION = Words(
    "归档元数据（DA/T 48-2009 结构）", "Descriptive metadata in the structure of DA/T 48-2009"
)
_FORMAT = "本封装包包含电子文件数据及其元数据，原始封装，未经修改"


def metadata_xml(content: DossierContent) -> bytes:
    """UTF-8 XML; the same content gives the same bytes."""
    package = Element("电子文件封装包")
    _texts(
        package,
        ("封装包格式描述", _FORMAT),
        ("版本", "2009"),
        ("封装包类型", "原始型"),
        ("封装包创建时间", _moment(content.sealed_at)),
        ("封装包创建单位", content.centre.zh),
    )
    entities = SubElement(package, "封装内容")
    _record(SubElement(SubElement(entities, "文件实体块"), "文件实体"), content)
    _acts(SubElement(entities, "业务实体块"), content)
    _people(SubElement(entities, "机构人员实体块"), content)
    indent(package)
    return bytes(tostring(package, encoding="utf-8", xml_declaration=True))


def described_record(metadata: bytes) -> tuple[str, str] | None:
    """Archival number and dossier id that the metadata names; ``None`` where it is no metadata of a record."""
    try:
        record = fromstring(metadata).find("封装内容/文件实体块/文件实体")
    except ParseError:
        return None
    if record is None:
        return None
    return record.findtext("档号/档号全称", ""), record.findtext("电子文件号", "")


def _record(entity: Element, content: DossierContent) -> None:
    _texts(entity, ("聚合层次", "案卷" if content.archival_number.volume else "文件"))
    number = content.archival_number
    _texts(
        SubElement(entity, "来源"),
        ("档案馆名称", content.centre.zh),
        ("全宗名称", content.centre.zh),
        ("立档单位名称", content.institution.zh),
    )
    _texts(entity, ("电子文件号", content.dossier_id))
    _texts(
        SubElement(entity, "档号"),
        ("全宗号", number.fonds),
        ("类别号", number.category),
        ("年度", str(number.year)),
        ("保管期限", content.retention.words.zh),
        *([("案卷号", f"{number.volume:04d}")] if number.volume else []),
        ("件号", f"{number.item:04d}"),
        ("档号全称", number.text()),
    )
    _texts(
        SubElement(entity, "内容描述"),
        (
            "题名",
            f"{content.applicant} {content.product.zh} 信贷审批卷宗{'（样本）' if content.specimen else ''}",
        ),
        ("责任者", content.centre.zh),
        ("日期", _moment(content.decided_at)),
        ("文件编号", content.case_id),
        ("主题词", f"{content.village.zh}；{content.product.zh}；{content.outcome.zh}"),
        ("申请人", content.applicant),
        ("申请人证件号码", content.applicant_id_masked),
        ("金额", f"{yuan_text(content.amount_fen)} 元"),
        ("结论", content.outcome.zh),
        ("密级", "内部"),
    )
    _texts(
        SubElement(entity, "形式特征"),
        ("文件组合类型", "组合文件"),
        ("件数", str(content.originals)),
        ("语种", "汉语"),
    )
    _texts(
        SubElement(entity, "权限管理"),
        ("控制标识", "受控"),
        ("保管期限至", _kept_until(content)),
    )
    _files(SubElement(entity, "文件数据"), content.evidence)


def _kept_until(content: DossierContent) -> str:
    if content.kept_until is not None:
        return content.kept_until.isoformat()
    return "永久" if content.retention.years is None else f"自贷款结清起 {content.retention.words.zh}"


def _files(data: Element, papers: Iterable[EvidencePaper]) -> None:
    """The originals beside the dossier, one page a document, each bound by its hash."""
    for order, paper in enumerate(papers, start=1):
        document = SubElement(data, "文档")
        _texts(
            document,
            ("文档标识符", f"D{order:04d}"),
            ("文档序号", str(order)),
            ("文档主从声明", "主文档"),
            ("题名", f"{paper.kind.zh} {paper.caption} 第{paper.page}页".replace("  ", " ")),
        )
        if paper.taken_at is not None:
            _texts(document, ("形成时间", _moment(paper.taken_at)))
        _texts(
            SubElement(document, "电子属性"),
            ("格式信息", paper.media_type),
            ("校验算法", "SHA-256"),
            ("校验值", paper.sha256),
        )


def _acts(block: Element, content: DossierContent) -> None:
    for order, act in enumerate(content.history, start=1):
        _texts(
            SubElement(block, "业务实体"),
            ("业务标识符", f"A{order:04d}"),
            ("业务行为", act.what.zh),
            ("行为时间", _moment(act.at)),
            ("机构人员名称", act.who),
            ("业务状态", "历史行为"),
        )


def _people(block: Element, content: DossierContent) -> None:
    names = dict.fromkeys(act.who for act in content.history)
    for order, name in enumerate(names, start=1):
        _texts(
            SubElement(block, "机构人员实体"),
            ("机构人员标识符", f"P{order:04d}"),
            ("机构人员类型", "内部人员"),
            ("机构人员名称", name),
        )


def _texts(parent: Element, *pairs: tuple[str, str]) -> None:
    for tag, text in pairs:
        SubElement(parent, tag).text = text


def _moment(at: int) -> str:
    return local_time(at).replace(microsecond=0).isoformat()
