"""The papers of one specimen, as the tablet would have collected them for its product."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from core.intake import specimen_images as drawn
from core.intake.people import Home, Person
from core.intake.specimen_scenes import exif_bytes, site_photo, taken_again
from core.kernel.clock import MINUTE
from core.kernel.errors import BadInput
from core.products.rules import Product

_SUBJECTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "greenhouse": (("greenhouse", "大棚"), ("greenhouse", "棚内"), ("field", "育苗地")),
    "orchard": (("orchard", "果园"), ("orchard", "果园近景"), ("field", "套种地块")),
    "livestock": (("livestock", "圈舍"), ("livestock", "存栏"), ("field", "饲料地")),
    "homestead": (("home", "住宅"),),
    "shop": (("shop", "门面"), ("home", "住宅")),
    "salaried": (),
}
_CONSENT_TEXT = {
    "personal-information": (
        "个人信息处理同意书（样本）",
        "本人同意贵行为办理本次贷款，收集并处理本人身份、家庭、收入、资产、影像和位置信息。",
    ),
    "credit-query": (
        "征信查询授权书（样本）",
        "本人授权贵行为审批本次贷款，向金融信用信息基础数据库查询本人信用报告。",
    ),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One file to be: its kind, media type, bytes, caption; photos know when and where (WGS-84)."""

    kind: str
    media_type: str
    data: bytes
    caption: str
    taken_at: int
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What the papers are drawn from. ``card`` holds what the card shows; ``places`` one for each
    site photo; ``photos`` is a folder of real ones to use instead of drawn scenes."""

    product: Product
    person: Person
    home: Home
    card: Mapping[str, str]
    family: list[dict[str, Any]]
    yearly_income_fen: int
    started: int
    places: tuple[tuple[int, int], ...]
    photos: Path | None
    shared_photo: str = ""


def collect_papers(order: PaperOrder, lot: random.Random) -> list[Paper]:
    """All papers that the product's checklist asks for, in the order of capture."""
    wanted = {item.kind: item.minimum for item in order.product.checklist}
    at = order.started + 5 * MINUTE
    person, card = order.person, order.card
    papers = [
        Paper("id-front", "image/jpeg", drawn.id_card_front(person, lot, card["address"]), "人像面", at),
        Paper("id-back", "image/jpeg", drawn.id_card_back(person, lot, card["id_valid_until"]), "国徽面", at),
        *(
            Paper("household-book", "image/jpeg", page, caption, at)
            for caption, page in _household(order, lot)
        ),
    ]
    if "land-contract" in wanted:
        papers.append(Paper("land-contract", "application/pdf", _contract(order), "土地承包合同", at))
    if "asset-certificate" in wanted:
        papers.append(Paper("asset-certificate", "image/jpeg", _asset(order, lot), "资产证明", at))
    if "income-proof" in wanted:
        papers.append(Paper("income-proof", "application/pdf", _income(order), "收入证明", at))
    papers += _site_photos(order, lot, wanted.get("site-photo", 0))
    for title, text in _CONSENT_TEXT.values():
        form = drawn.consent_form(
            title,
            person,
            drawn.day_words(at),
            (f"本人{person.name}，" + text, "本授权自签署之日起至本次业务结清止有效。"),
            lot,
        )
        papers.append(Paper("consent", "image/jpeg", form, title, at))
    return papers


def _household(order: PaperOrder, lot: random.Random) -> list[tuple[str, bytes]]:
    person = order.person
    head = (
        ("户别", "家庭户"), ("户主姓名", person.name), ("户号", f"{lot.randrange(10**8):08d}"),
        ("住址", order.card["address"]), ("登记机关", person.id_issuer), ("人口", f"{1 + len(order.family)} 人"),
    )  # fmt: skip
    own = (
        ("姓名", person.name), ("与户主关系", "户主"), ("性别", person.sex), ("民族", person.ethnicity),
        ("出生日期", person.birth_date), ("身份证号", person.id_number), ("文化程度", _EDUCATION[person.education]),
        ("婚姻状况", _MARITAL[person.marital]),
    )  # fmt: skip
    pages = [
        ("户口簿首页", drawn.household_page("户口簿首页（样本）", head, lot)),
        ("户主页", drawn.household_page("常住人口登记卡（样本）", own, lot)),
    ]
    for member in order.family[:1]:
        rows = (
            ("姓名", str(member["name"])), ("与户主关系", str(member["relation"])),
            ("身份证号", str(member["id_number"])), ("住址", order.card["address"]),
        )  # fmt: skip
        pages.append((f"{member['relation']}页", drawn.household_page("常住人口登记卡（样本）", rows, lot)))
    return pages


def _contract(order: PaperOrder) -> bytes:
    person, village = order.person, order.home.village
    first = (
        f"发包方：{village}村民委员会（样本）",
        f"承包方：{person.name}　　身份证号：{person.id_number}",
        "根据《中华人民共和国农村土地承包法》，双方本着平等、自愿的原则订立本合同。",
        f"一、承包地块位于{village}，面积 12.6 亩，用于{order.product.words.zh.removesuffix('经营贷')}生产。",
        "二、承包期限三十年。承包期内发包方不得收回承包地。",
        "三、承包方有权依法使用承包地、取得收益，并可依法流转土地经营权。",
        "四、承包方应维持土地的农业用途，不得用于非农建设，不得给土地造成永久性损害。",
    )
    second = (
        "五、发包方应维护承包方的经营自主权，提供生产、技术、信息等服务。",
        "六、因自然灾害严重毁损承包地的，经依法批准可作适当调整。",
        "七、违约责任：任何一方违反本合同，依法承担违约责任。",
        "八、本合同一式三份，双方各执一份，报乡镇人民政府备案一份。",
        f"发包方（章）：{village}村民委员会（样本）",
        f"承包方（签字）：{person.name}",
        f"签订日期：{drawn.day_words(order.started)}",
    )
    return drawn.contract_pdf("农村土地承包合同", (first, second), order.started)


def _income(order: PaperOrder) -> bytes:
    person, yuan = order.person, order.yearly_income_fen // 100
    first = (
        f"兹证明 {person.name}（身份证号 {person.id_number}）现从事{person.occupation}，",
        f"家庭年收入约人民币 {yuan:,} 元，来源稳定。",
        "本证明仅用于办理贷款，所列内容如有不实，愿承担相应责任。",
        "证明单位：样本单位（盖章）",
        f"日期：{drawn.day_words(order.started)}",
    )
    second = (
        "附：近六个月收入明细（样本）",
        *(f"第 {month} 月　　{yuan // 12:,} 元" for month in range(1, 7)),
    )
    return drawn.contract_pdf("收入证明", (first, second), order.started)


def _asset(order: PaperOrder, lot: random.Random) -> bytes:
    if order.product.code == "livestock":
        what = f"现存栏肉羊 {lot.randrange(60, 240)} 只、能繁母牛 {lot.randrange(4, 20)} 头，圈舍 {lot.randrange(300, 900)} 平方米。"
    else:
        what = f"在{order.home.village}经营便民商店一处，营业面积 {lot.randrange(40, 160)} 平方米，登记在册。"
    paragraphs = (
        f"　　兹证明{order.home.village}村民{order.person.name}，{what}",
        "　　情况属实，特此证明。（样本）",
        f"　　{drawn.day_words(order.started)}",
    )
    return drawn.certificate("资产证明", paragraphs, "样本专用章", lot)


def _site_photos(order: PaperOrder, lot: random.Random, minimum: int) -> list[Paper]:
    subjects = _SUBJECTS.get(order.product.code, (("home", "住宅"),)) if minimum else ()
    real = _real_photos(order.photos) if order.photos is not None else []
    papers = []
    for index in range(max(minimum, len(subjects)) if subjects else 0):
        subject, caption = subjects[index % len(subjects)]
        place = order.places[index % len(order.places)]
        taken = order.started + (20 + 4 * index) * MINUTE
        if real:
            data = _with_own_exif(real[(lot.randrange(len(real)) + index) % len(real)], place, taken)
        else:
            orientation = lot.choice((1, 1, 1, 6, 6, 8, 3))
            words = order.home.village
            data = site_photo(subject, lot, place=place, taken=taken, orientation=orientation, words=words)
            if order.shared_photo and not index:
                data = _shared_photo(order, subject, place, taken)
        papers.append(Paper("site-photo", "image/jpeg", data, caption, taken, place))
    return papers


def _shared_photo(order: PaperOrder, subject: str, place: tuple[int, int], taken: int) -> bytes:
    """One photo that two households send: the first as it was taken, the other passed on."""
    lot = random.Random("evenhand shared photo")
    data = site_photo(
        subject, lot, place=place, taken=taken, orientation=1, words=order.home.village, light="shared"
    )
    return taken_again(data, place, taken) if order.shared_photo == "again" else data


def _real_photos(folder: Path) -> list[Path]:
    found = (
        sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
        if folder.is_dir()
        else []
    )
    if not found:
        raise BadInput(
            f"文件夹 {folder} 里没有 JPEG 照片。", f"There are no JPEG photos in the folder {folder}."
        )
    return found


def _with_own_exif(path: Path, place: tuple[int, int], taken: int) -> bytes:
    """The photo's own pixels, untouched, with the specimen's time and place instead of its EXIF."""
    data = path.read_bytes()
    with Image.open(io.BytesIO(data), formats=["JPEG", "MPO"]) as image:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    block = exif_bytes(place, taken, orientation if orientation in range(1, 9) else 1)
    rest, at = b"", 2
    while data[at] == 0xFF and data[at + 1] in range(0xE0, 0xF0):  # application segments
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] != 0xE1:  # APP1 is EXIF and XMP; the others (colour profile) stay
            rest += data[at:end]
        at = end
    segment = b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
    return data[:2] + segment + rest + data[at:]


_EDUCATION = {"primary": "小学", "junior": "初中", "senior": "高中", "college": "大专及以上"}
_MARITAL = {"married": "已婚", "single": "未婚", "divorced": "离异", "widowed": "丧偶"}
