"""Invented people for specimens (样本). Names come from common surnames and given names joined by lot;
numbers have valid check digits (GB 11643-1999) and belong to nobody we know of."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from core.kernel.person_numbers import check_digit

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕卫亢乔樊柴贾"
_GIVEN_MEN = "建国 志强 文斌 海龙 永胜 红军 俊杰 明亮 国庆 春生 保成 立新 伟 军 磊 鹏 涛 勇 建平 福生 玉柱 晋生".split()
_GIVEN_WOMEN = (
    "秀兰 桂英 玉梅 丽萍 春香 海霞 晓燕 红梅 翠花 小芳 静 敏 艳 霞 娟 莉 凤仙 改变 爱莲 冬梅 雪琴".split()
)
_DOUBLE_SURNAMES = ("欧阳", "司马", "令狐")
_NAMES_BY_NUMBER = {3: "李明", 8: "李明", 13: "李䶮", 17: "李明", 22: "王𠮷", 29: "李明", 31: "令狐文斌"}
# Cards first issued before the prefecture became a city in 2000 begin with the old county codes.
_OLD_REGION_CODES = {"141002": "142601", "141024": "142625", "141023": "142623"}
_EDUCATION = ("primary", "junior", "junior", "senior", "college")
_MARITAL = ("married", "married", "married", "single", "divorced", "widowed")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; dates as ISO text, ``id_valid_until`` may be 长期."""

    name: str
    sex: str
    ethnicity: str
    birth_date: str
    id_number: str
    id_valid_until: str
    id_issuer: str
    address: str
    phone: str
    marital: str
    education: str
    occupation: str


@dataclass(frozen=True, slots=True)
class Home:
    """Where a family lives: the county's region code and words, and the village's name."""

    region_code: str
    county: str
    village: str


def invent_person(
    lot: random.Random, home: Home, today: date, *, number: int = 0, occupation: str = "务农"
) -> Person:
    """A grown-up of 23 to 59 years; some specimen ``number`` has a name of its own."""
    sex = lot.choice(("男", "女"))
    name = _NAMES_BY_NUMBER.get(number) or invent_name(lot, sex)
    if number in _NAMES_BY_NUMBER:
        sex = "男"
    born = today - timedelta(days=lot.randrange(23 * 365 + 6, 59 * 365))
    issued = today - timedelta(days=lot.randrange(200, 9 * 365))
    years = 20 if today.year - born.year < 46 else 0
    return Person(
        name=name,
        sex=sex,
        ethnicity="汉",
        birth_date=born.isoformat(),
        id_number=invent_id_number(lot, home.region_code, born, sex),
        id_valid_until=_same_day(issued, issued.year + years).isoformat() if years else "长期",
        id_issuer=f"{home.county}公安局（样本）",
        address=f"山西省临汾市{home.county}{home.village}{lot.randrange(1, 220)}号",
        phone=f"1380000{lot.randrange(10_000):04d}",
        marital=lot.choice(_MARITAL),
        education=lot.choice(_EDUCATION),
        occupation=occupation,
    )


def invent_name(lot: random.Random, sex: str, surname: str | None = None) -> str:
    """Two or three characters, seldom a double surname."""
    family = surname or (lot.choice(_DOUBLE_SURNAMES) if lot.random() < 0.03 else lot.choice(_SURNAMES))
    return family + lot.choice(_GIVEN_MEN if sex == "男" else _GIVEN_WOMEN)


def invent_id_number(lot: random.Random, region_code: str, born: date, sex: str) -> str:
    """Eighteen characters: region, day of birth, an order number whose parity is the sex, check."""
    region = _OLD_REGION_CODES.get(region_code, region_code) if born.year < 2000 else region_code
    order = lot.randrange(0, 500) * 2 + (1 if sex == "男" else 0)
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def invent_family(lot: random.Random, head: Person, home: Home, today: date) -> list[dict[str, object]]:
    """Spouse and children as entries of case.json's ``family``."""
    members: list[dict[str, object]] = []
    head_born = date.fromisoformat(head.birth_date)
    if head.marital == "married":
        sex = "女" if head.sex == "男" else "男"
        born = max(head_born + timedelta(days=lot.randrange(-900, 900)), date(1960, 1, 1))
        income = lot.randrange(0, 40) * 100_000
        members.append(_member(lot, invent_name(lot, sex), "配偶", sex, born, home, income))
    for _ in range(lot.randrange(0, 3) if head.marital != "single" else 0):
        born = head_born + timedelta(days=lot.randrange(22 * 365, 30 * 365))
        if born < today - timedelta(days=60):
            sex = lot.choice(("男", "女"))
            members.append(_member(lot, invent_name(lot, sex, head.name[0]), "子女", sex, born, home, 0))
    return members


def _member(
    lot: random.Random, name: str, relation: str, sex: str, born: date, home: Home, income_fen: int
) -> dict[str, object]:
    return {
        "name": name,
        "relation": relation,
        "id_number": invent_id_number(lot, home.region_code, born, sex),
        "yearly_income_fen": income_fen,
    }


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28))
