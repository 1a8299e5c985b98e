"""Makes specimen packages (样本): the same number gives the same household, papers and bytes.

Everything is invented. ``branch_nonce`` is drawn from the number too, which is right for a specimen
and would be wrong for a real case.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from core.intake.bag import TabletKey, write_bag
from core.intake.people import Home, Person, invent_family, invent_person
from core.intake.rules import REQUIRED_CONSENTS, SCHEMA_VERSION, Village
from core.intake.specimen_flavours import FLAVOURS, Flavour, flavour_of, risk_entries, risk_values
from core.intake.specimen_papers import Paper, PaperOrder, collect_papers
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import DAY, HOUR, MINUTE, instant_text, local_date, local_text
from core.kernel.coordinates import Datum, Position, convert
from core.kernel.errors import NotFound
from core.products.rules import Catalogue, Product

_COUNTIES = {
    "yaodu": ("141002", "尧都区"),
    "hongtong": ("141024", "洪洞县"),
    "xiangfen": ("141023", "襄汾县"),
}
_OCCUPATIONS = {
    "greenhouse": "设施蔬菜种植", "orchard": "果树种植", "livestock": "肉羊养殖",
    "homestead": "务农兼务工", "shop": "村便民店经营", "salaried": "乡镇教师",
}  # fmt: skip
_PURPOSES = {
    "greenhouse": "购买种苗、棚膜和水肥设备", "orchard": "购买农资、更新滴灌设施", "livestock": "购买种羊和冬季饲料",
    "homestead": "翻修自住房屋", "shop": "节前备货、添置冷柜", "salaried": "购置家庭用车",
}  # fmt: skip
_AMOUNTS_YUAN = {
    "greenhouse": (30_000, 120_000), "orchard": (30_000, 120_000), "livestock": (40_000, 160_000),
    "homestead": (10_000, 60_000), "shop": (30_000, 150_000), "salaried": (30_000, 150_000),
}  # fmt: skip
_METRE_E7 = 90  # 1 m is about 90e-7 degrees of latitude, and 110e-7 of longitude at 36° N


def make_specimen(
    number: int,
    out: Path,
    tablet_key: TabletKey,
    *,
    institution: str,
    village: Village,
    staff_login: str,
    now: int,
    catalogue: Catalogue,
    photos: Path | None = None,
    flavour: str | None = None,
    product: str | None = None,
    case_id: str | None = None,
    round_number: int = 1,
    supplements: str | None = None,
) -> Path:
    """Write specimen ``number`` (from 1) into the folder ``out``; gives back the package's path.

    ``now``: the instant of sending; ``photos``: a folder of JPEGs to use as site photos;
    ``flavour``: one of FLAVOURS, else the number's own; ``product``: a code, else by number.
    ``case_id``, ``round_number`` and ``supplements`` are for a case that was returned and comes again.
    """
    kind = _flavour(flavour or flavour_of(number))
    lot = random.Random(f"evenhand specimen {number}")
    codes = [item.code for item in catalogue.products]
    chosen = catalogue.product(product or kind.product or codes[(number * 5 + number // 6) % len(codes)])
    case, papers = _household(number, lot, kind, chosen, institution, village, now, photos)
    case["tablet"] = tablet_key.tablet
    case["package_id"] = str(_id_from(lot, now))
    case["case_id"] = case_id or str(_id_from(lot, now - MINUTE))
    case["round"], case["supplements"] = round_number, supplements
    case["capture"] = _capture(lot, staff_login, tablet_key.tablet, now)
    payload = _payload(case, papers, kind)
    out.mkdir(parents=True, exist_ok=True)
    suffix = f"-{round_number}" if round_number > 1 else ""
    path = out / f"specimen-{number:04d}{suffix}.zip"
    write_bag(
        path, payload, tablet_key, {"Bagging-Date": local_text(now)[:10], "External-Description": "SPECIMEN"}
    )
    return path


def _flavour(name: str) -> Flavour:
    if name not in FLAVOURS:
        raise NotFound(f"没有“{name}”这种样本。", f"There is no specimen flavour “{name}”.")
    return FLAVOURS[name]


def _household(
    number: int,
    lot: random.Random,
    kind: Flavour,
    product: Product,
    institution: str,
    village: Village,
    now: int,
    photos: Path | None,
) -> tuple[dict[str, Any], list[Paper]]:
    region_code, county = _COUNTIES.get(institution, ("141002", "示范县"))
    home = Home(region_code, county, village.words.zh.removesuffix("（样本）"))
    today = local_date(now)
    person = invent_person(lot, home, today, number=number, occupation=_OCCUPATIONS.get(product.code, "务农"))
    if kind.phone is not None:
        person = replace(person, phone=kind.phone)
    family = invent_family(lot, person, home, today)
    values = risk_values(lot, kind, product.code)
    spots = _spots(lot, village.centre, kind)
    card = _card(lot, person, kind)
    order = PaperOrder(
        product,
        person,
        home,
        card,
        family,
        values["household_income_fen"],
        now - 3 * HOUR,
        spots[2:],
        photos,
        kind.shared_photo,
    )
    case: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "specimen": True,
        "institution": institution,
        "village": village.code,
        "branch_nonce": lot.randbytes(32).hex(),
        **_application(lot, product),
        "applicant": asdict(person),
        "account": _account(person, kind),
        "family": family,
        "read_card": card,
        "risk_inputs": risk_entries(lot, kind, values, now),
        "positions": _positions(spots, kind.datum, now),
        **_declared(lot, product, values, now),
        **_checked(lot, kind, values, now),
    }
    return case, collect_papers(order, lot)


def _account(person: Person, kind: Flavour) -> dict[str, str]:
    """An account of the applicant's own, out of his or her ID number, so that nothing else is drawn otherwise."""
    number = kind.account or f"6217{random.Random(person.id_number).randrange(10**15):015d}"
    return {"holder": person.name, "number": number, "bank": "本行（样本）"}


def _application(lot: random.Random, product: Product) -> dict[str, Any]:
    low, high = _AMOUNTS_YUAN.get(product.code, (10_000, 50_000))
    amount = min(max(lot.randrange(low, high + 1, 5_000) * 100, product.min_fen), product.max_fen)
    return {
        "product": product.code,
        "amount_fen": amount,
        "term_months": lot.choice(product.terms[:3]),
        "repayment": lot.choice(product.repayments),
        "purpose": _PURPOSES.get(product.code, "生产生活周转"),
    }


def _declared(lot: random.Random, product: Product, values: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Income, assets and debts whose sums are the declared risk inputs; consents; appraisal."""
    yearly, monthly = values["household_income_fen"], values["household_debt_monthly_fen"]
    main = yearly * lot.randrange(60, 95) // 100
    work = "工资" if product.code == "salaried" else _OCCUPATIONS.get(product.code, "务农")
    debts = (
        [{"creditor": "本行（样本）", "balance_fen": monthly * 20, "monthly_fen": monthly}] if monthly else []
    )
    return {
        "income": [
            {"kind": work, "yearly_fen": main, "note": f"从业 {values['years_in_business']} 年"},
            {"kind": "其他收入", "yearly_fen": yearly - main, "note": "家庭成员务工"},
        ],
        "assets": [
            {"kind": "自住房屋", "value_fen": lot.randrange(80, 260) * 100_000, "note": "宅基地房屋"},
            {"kind": "生产设施", "value_fen": lot.randrange(30, 300) * 100_000, "note": "自有"},
        ],
        "debts": debts,
        "consents": [
            {"kind": name, "at": instant_text(now - 3 * HOUR), "version": "2026-01"}
            for name in REQUIRED_CONSENTS
        ],
    }


def _checked(lot: random.Random, kind: Flavour, values: Mapping[str, Any], now: int) -> dict[str, Any]:
    standing = kind.appraisal_list or ("white" if values["appraisal_score"] >= 850 else "green")
    return {
        "identity_check": {
            "source": "联网核查（样本）",
            "serial": f"ID{lot.randrange(10**10):010d}",
            "at": instant_text(now - 3 * HOUR + 3 * MINUTE),
            "result": kind.identity_result,
            "face_score": values["identity_face_score"],
        },
        "appraisal": {
            "list": standing,
            "raters": values["appraisal_raters"],
            "score": values["appraisal_score"],
            "at": instant_text(now - 40 * DAY),
        },
    }


def _card(lot: random.Random, person: Person, kind: Flavour) -> dict[str, str]:
    """What stands on the card, and so what the tablet read from it."""
    address, until = person.address, person.id_valid_until
    if "address" in kind.card:
        address = address.rstrip("0123456789号") + f"{lot.randrange(221, 400)}号"
    if "id_valid_until" in kind.card:
        until = "2027-03-18" if until == "长期" else f"{int(until[:4]) - 4}{until[4:]}"
    return {"name": person.name, "id_number": person.id_number, "address": address, "id_valid_until": until}


def _spots(lot: random.Random, centre: Position, kind: Flavour) -> tuple[tuple[int, int], ...]:
    """WGS-84 places: declared, tablet, then one for the asset and each of four photos."""
    declared = _moved(lot, (centre.latitude_e7, centre.longitude_e7), 200, 1_500)
    photos = [_moved(lot, declared, 20, 140) for _ in range(5)]
    if kind.far_photo:
        photos[1] = _moved(lot, declared, 24_000, 31_000)
    return (declared, _moved(lot, declared, 5, 40), *photos)


def _moved(lot: random.Random, place: tuple[int, int], least: int, most: int) -> tuple[int, int]:
    north, east = (lot.choice((-1, 1)) * lot.randrange(least, most) * 7 // 10 for _ in range(2))
    return place[0] + north * _METRE_E7, place[1] + east * _METRE_E7 * 11 // 9


def _positions(spots: tuple[tuple[int, int], ...], datum: Datum, now: int) -> list[dict[str, Any]]:
    kinds = (("declared", spots[0], 2_000), ("tablet", spots[1], 1_200), ("asset", spots[2], 800))
    return [
        {"kind": kind, **_placed(spot, datum, accuracy), "at": instant_text(now - 2 * HOUR)}
        for kind, spot, accuracy in kinds
    ]


def _placed(spot: tuple[int, int], datum: Datum, accuracy_cm: int) -> dict[str, Any]:
    return convert(Position(*spot, Datum.WGS84, accuracy_cm), datum).to_json()


def _capture(lot: random.Random, staff: str, device: str, now: int) -> list[dict[str, Any]]:
    times = (("started", now - 3 * HOUR), ("photographed", now - 2 * HOUR), ("submitted", now - 5 * MINUTE))
    return [
        {
            "action": action,
            "staff": staff,
            "device": device,
            "face_score": lot.randrange(880, 990),
            "at": instant_text(at),
        }
        for action, at in times
    ]


def _payload(case: dict[str, Any], papers: list[Paper], kind: Flavour) -> dict[str, bytes]:
    payload: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    pages: dict[str, int] = {}
    for paper in papers:
        page = pages[paper.kind] = pages.get(paper.kind, 0) + 1
        suffix = "pdf" if paper.media_type == "application/pdf" else "jpg"
        name = f"files/{paper.kind}-{page:02d}.{suffix}"
        payload[name] = paper.data
        at = instant_text(paper.taken_at)
        entries.append(
            {
                "name": name,
                "kind": paper.kind,
                "page": page,
                "media_type": paper.media_type,
                "bytes": len(paper.data),
                "sha256": sha256_hex(paper.data),
                "caption": paper.caption,
                "taken_at": at,
                "position": {**_placed(paper.place, kind.datum, 900), "at": at} if paper.place else None,
            }
        )
    case["files"] = entries
    return {"case.json": canonical_bytes(case), **payload}


def _id_from(lot: random.Random, instant: int) -> UUID:
    """A UUIDv7 whose random bits come from the lot, so that a specimen is the same each time."""
    value = (instant // 1_000) << 80 | lot.getrandbits(80)
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
