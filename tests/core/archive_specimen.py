"""A dossier's content with invented people, for the archive's tests."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from PIL import Image, ImageDraw

from core.archive import dossier_content as d
from core.archive.dossier import lay_out_dossier
from core.archive.dossier_fonts import DossierFonts
from core.archive.rules import THIRTY_YEARS, ArchivalNumber
from core.kernel.canonical import sha256_hex
from core.kernel.clock import parse_instant
from core.kernel.words import Words

SEALED = parse_instant("2026-11-18T16:42:07+08:00")
DOSSIER_ID = "7K3M9QW2XR4Z"


def at(hour: int, minute: int = 0, day: int = 18) -> int:
    return parse_instant(f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:31+08:00")


MARK = d.EvidenceMark(1, Words("审查", "Review"), "周敏", "签名与合同不一致", 2_000, 3_000, 2_500, 1_000)


@lru_cache(maxsize=64)
def photo(width: int, height: int, seed: int) -> bytes:
    noise = Image.effect_noise((width // 4, height // 4), 40).resize((width, height))
    image = Image.merge(
        "RGB", (noise, noise.point(lambda v: v * 9 // 10), noise.point(lambda v: v * 8 // 10))
    )
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 10, height // 10, width * 9 // 10, height * 9 // 10), outline="white", width=6)
    draw.text((width // 8, height // 8), f"SPECIMEN {seed}", fill="white", font_size=width // 16)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def map_picture() -> bytes:
    image = Image.new("RGB", (1400, 900), "#eef2f0")
    draw = ImageDraw.Draw(image)
    for step in range(0, 1400, 70):
        draw.line((step, 0, step + 300, 900), fill="#d6ddda", width=3)
    draw.ellipse((640, 380, 720, 460), fill="#0b6b62")
    draw.ellipse((820, 480, 860, 520), fill="#9a5b00")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def papers(count: int = 16) -> tuple[d.EvidencePaper, ...]:
    kinds = [
        ("身份证正面", "ID card, front", 1600, 1010), ("身份证背面", "ID card, back", 1600, 1010),
        ("户口簿", "Household book", 1130, 1600), ("户口簿", "Household book", 1130, 1600),
        ("土地承包合同", "Land contract", 1130, 1600), ("现场照片", "Site photo", 1600, 1200),
        ("现场照片", "Site photo", 1600, 1200), ("现场照片", "Site photo", 1200, 1600),
    ]  # fmt: skip
    made = []
    for number in range(count):
        zh, en, width, height = kinds[number % len(kinds)]
        image = photo(width, height, number)
        finding = None
        if number == 6:
            finding = Words(
                "拍摄位置距申报位置 1.3 公里，超过 500 米。",
                "Taken 1.3 km from the declared position (over 500 m).",
            )
        made.append(
            d.EvidencePaper(
                kind=Words(zh, en),
                caption="大棚南侧，第三棚" if zh == "现场照片" else "",
                page=number % 3 + 1,
                media_type="image/jpeg",
                image=image,
                sha256=sha256_hex(image),
                taken_at=at(9, number, 16),
                position="36.0882°N 111.5189°E（WGS-84，±8 米）",
                finding=finding,
                marks=(MARK,) if number == 2 else (),
            )
        )
    return tuple(made)


def _row(zh: str, en: str, value: str, note: Words | None = None) -> d.FactRow:
    return d.FactRow(Words(zh, en), value, note)


def _application() -> tuple[d.FactGroup, ...]:
    person = d.FactGroup(
        Words("申请人", "Applicant"),
        (
            _row("姓名", "Name", "王秀兰"), _row("性别", "Sex", "女"), _row("民族", "Ethnicity", "汉族"),
            _row("出生日期", "Born", "1979-03-12"), _row("身份证号", "ID number", "142601197903121026"),
            _row("有效期至", "Valid until", "2036-05-01"),
            _row("住址", "Address", "山西省临汾市尧都区段店乡𠮷家庄村民委员会第二村民小组兴农路东三巷十七号院（样本地址）",
                 Words("身份证识别为“段店乡吉家庄村”，与录入不同。", "The card reads otherwise than typed.")),
            _row("手机", "Telephone", "13800000017"), _row("婚姻", "Marital status", "已婚"),
            _row("学历", "Education", "初中"), _row("职业", "Occupation", "设施蔬菜种植户"),
        ),
    )  # fmt: skip
    check = d.FactGroup(
        Words("身份核验", "Identity check"),
        (
            _row("来源", "Source", "公民身份联网核查（样本）"),
            _row("结果", "Result", "一致，人脸比对 0.962"),
            _row("流水号", "Serial", "IDC-20261116-000317"),
        ),
    )
    return (person, check)


def _tables() -> tuple[d.DossierTable, ...]:
    def column(zh: str, en: str, share: int = 1, figures: bool = False) -> d.DossierColumn:
        return d.DossierColumn(Words(zh, en), share, figures)

    family = d.DossierTable(
        Words("家庭成员", "Family"),
        (column("姓名", "Name"), column("关系", "Relation"), column("身份证号", "ID number", 2),
         column("年收入（元）", "Yearly income", 1, True)),
        (("张建国", "配偶", "142601197711087711", "42,000.00"), ("张𬭩", "儿子", "142601200309152215", "0.00"),
         ("王䶮", "父亲", "14260119490520123X", "3,600.00")),
    )  # fmt: skip
    income = d.DossierTable(
        Words("收入", "Income"),
        (
            column("来源", "Source", 2),
            column("年收入（元）", "A year (yuan)", 2, True),
            column("说明", "Note", 5),
        ),
        (
            ("大棚蔬菜", "96,000.00", "三座日光温室，春秋两茬番茄、黄瓜，经销商收购流水相符"),
            ("务工", "42,000.00", ""),
        ),
    )
    debts = d.DossierTable(Words("负债", "Debts"), (column("债权人", "Creditor"),), ())
    return (family, income, debts)


def _screening() -> d.ScreeningPage:
    parts = tuple(
        d.ScorePoints(Words(zh, en), value, points, best)
        for zh, en, value, points, best in (
            ("年龄", "Age", "47 岁", 52, 60),
            ("背靠背评议", "Back-to-back appraisal", "白名单，12 人评议", 90, 90),
            ("负债收入比", "Debt to income", "0.00", 80, 80),
            ("近六个月征信查询", "Bureau queries in six months", "5 次", 18, 60),
            ("经营年限", "Years in business", "6 年", 55, 70),
            ("经营地点与住址距离", "Distance of business and home", "1.3 公里", 30, 40),
        )
    )
    return d.ScreeningPage(
        outcome=Words("转人工审查", "To a person"),
        outcome_tone="person",
        causes=(
            d.CauseLine(
                Words("位置", "Position"),
                Words("一张现场照片距申报位置 1.3 公里。", "A photo lies 1.3 km off."),
            ),
            d.CauseLine(
                Words("征信", "Credit bureau"),
                Words(
                    "近六个月查询 5 次，较多；未达拒绝标准。", "Five queries in six months; not a refusal."
                ),
            ),
        ),
        points=625,
        out_of=700,
        parts=parts,
        limit_fen=15_000_000,
        limit_terms=(
            d.TermLine(Words("产品上限", "Product's upper limit"), "200,000.00 元"),
            d.TermLine(Words("年净收入的 1.5 倍", "1.5 times net yearly income"), "150,000.00 元"),
            d.TermLine(Words("减：其他负债", "Less other debts"), "0.00 元"),
        ),
        rate=Decimal("5.45"),
        irr=Decimal("5.59"),
        price_terms=(
            d.TermLine(Words("LPR 一年期", "LPR, one year"), "3.00%"),
            d.TermLine(Words("产品加点", "Product add-on"), "+2.20%"),
            d.TermLine(Words("风险等级 B", "Risk band B"), "+0.50%"),
            d.TermLine(Words("白名单优惠", "White-list discount"), "−0.25%"),
        ),
        rule_set_version="2026.11-1",
        rule_set_hash=sha256_hex(b"rules"),
        input_hash=sha256_hex(b"inputs"),
        screened_at=at(9, 41),
    )


def _opinion(stage: Words, staff: str, hour: int) -> d.OpinionPage:
    return d.OpinionPage(
        stage=stage,
        outcome=Words("建议同意", "Recommend approval"),
        outcome_tone="pass",
        staff=staff,
        given_at=at(hour),
        amount_fen=8_000_000,
        term_months=24,
        rate=Decimal("5.45"),
        reasons=(Words("经营稳定", "Stable business"), Words("邻里评议良好", "Well spoken of by neighbours")),
        conditions=(
            "放款前补充第三棚的土地承包合同复印件。",
            "首次还款后由客户经理回访一次，回访照片归入本卷。",
        ),
        text="申请人经营日光温室三座，与收购流水、现场照片相符。一张照片偏离申报位置 1.3 公里，"
        "经核对为第三棚所在的邻村地块，有承包合同佐证。近六个月征信查询较多，申请人说明为比较利率所致，"
        "无新增贷款。还款来源可靠，金额与用途匹配，建议同意八万元，期限二十四个月。",
        checklist=(
            d.ChecklistAnswer(Words("身份证与本人一致", "The card is the person's"), True),
            d.ChecklistAnswer(Words("经营场所真实", "The business exists"), True, "照片六张"),
            d.ChecklistAnswer(Words("资产权属清楚", "Assets are the person's own"), False, "第三棚合同待补"),
            d.ChecklistAnswer(Words("担保人资格", "Guarantor is eligible"), None),
        ),
        evidence_hash=sha256_hex(b"seen"),
    )


def _draw(stage: Words, drawn: str, hour: int) -> d.DrawPage:
    names = ("陈审查员", "李审查员", "刘审查员", "赵审查员", "孙审查员")
    candidates = tuple(
        d.DrawCandidate(
            name,
            open_load=3 + number,
            weight=16 >> number,
            excluded=(Words("与调查人同一机构", "Same institution as the investigator"),)
            if number == 3
            else (),
            drawn=name == drawn,
        )
        for number, name in enumerate(names)
    )
    return d.DrawPage(
        stage=stage,
        drawn_at=at(hour),
        reason=Words("首次分配", "First assignment"),
        candidates=candidates,
        alpha=sha256_hex(b"alpha"),
        proof=(sha256_hex(b"p1") + sha256_hex(b"p2") + sha256_hex(b"p3"))[:160],
        r="12",
        total="29",
        result=drawn,
        record_hash=sha256_hex(b"record"),
        key_id="ed25519:" + sha256_hex(b"key")[:32],
        policy_version="2026-01",
    )


def specimen(count: int = 16) -> d.DossierContent:
    """A whole case with ``count`` papers."""
    acts = (
        "收到申请包",
        "风险筛查完成",
        "随机分配审查员",
        "给出审查意见",
        "随机分配审批员",
        "作出审批决定",
        "封存归档",
    )
    return d.DossierContent(
        archival_number=ArchivalNumber("A002", "DK", 2026, "D30", 412),
        dossier_id=DOSSIER_ID,
        specimen=True,
        centre=Words("示范集中审批中心（样本）", "Specimen review centre"),
        institution=Words("尧都示范农商行（样本）", "Yaodu specimen rural bank"),
        village=Words("𠮷家庄村", "Jijiazhuang village"),
        product=Words("大棚蔬菜经营贷", "Greenhouse loan"),
        applicant="王秀兰",
        applicant_id_masked="1426··········1026",
        amount_fen=8_000_000,
        term_months=24,
        repayment=Words("等额本息", "Equal instalments"),
        purpose="新建日光温室一座及购买番茄种苗、农膜、有机肥",
        outcome=Words("同意", "Approved"),
        outcome_tone="pass",
        decided_at=at(16, 40),
        sealed_at=SEALED,
        retention=THIRTY_YEARS,
        kept_until=date(2056, 11, 18),
        case_id="019a9f5e-7d2c-7b41-9c55-0f2b6a7c1d10",
        originals=count,
        application=_application(),
        tables=_tables(),
        evidence=papers(count),
        screening=_screening(),
        map=d.MapPage(
            map_picture(),
            (
                d.PositionRow(
                    1, Words("申报", "Declared"), "36.08820, 111.51890", "WGS-84", "±8 米", "420 米"
                ),
                d.PositionRow(
                    2, Words("平板", "Tablet"), "36.08901, 111.52655", "GCJ-02", "±12 米", "1,310 米"
                ),
            ),
        ),
        opinions=(_opinion(Words("审查意见", "Review"), "李审查员", 10),),
        decision=replace(
            _opinion(Words("审批决定", "Approval"), "周审批员", 16),
            outcome=Words("同意", "Approved"),
            text="同意审查意见。",
            checklist=(),
        ),
        draws=(
            _draw(Words("审查员抽取", "Drawing the reviewer"), "李审查员", 9),
            _draw(Words("审批员抽取", "Drawing the approver"), "刘审查员", 11),
        ),
        history=tuple(
            d.HistoryRow(at(9 + number), "中心守护程序" if number % 2 else "李审查员", Words(act, "Act"))
            for number, act in enumerate(acts)
        ),
        audit=d.AuditPage(
            tuple(
                d.AuditRow(1_204_870 + number, at(9 + number), Words(act, "Act"), sha256_hex(act.encode()))
                for number, act in enumerate(acts)
            ),
            sha256_hex(b"head"),
            ("检查点 evenhand.example/log 1204877 2026-11-18 18:00",),
        ),
        signatures=(
            d.SignaturePlace(Words("审查", "Reviewer"), "李审查员", at(10)),
            d.SignaturePlace(Words("审批", "Approver"), "周审批员", at(16)),
            d.SignaturePlace(Words("中心印章", "The centre's seal"), "示范集中审批中心", SEALED),
        ),
        approved_amount_fen=8_000_000,
        approved_term_months=24,
        approved_rate=Decimal("5.45"),
    )


def build_dossier(content: d.DossierContent, fonts: DossierFonts, *, language: str = "zh") -> bytes:
    """The PDF alone."""
    return lay_out_dossier(content, fonts, language=language).pdf
