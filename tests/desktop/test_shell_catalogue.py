"""The catalogues that ship: they load, they speak, and English counts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from importlib.resources import files

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from core.kernel.words import Words
from desktop import i18n


def test_chinese_is_spoken_and_given_back(qapp: QApplication) -> None:
    i18n.use_language(qapp, i18n.CHINESE)
    assert QCoreApplication.translate("LockScreen", "Unlock") == "解锁"
    assert i18n.in_language(Words("同意", "Approved")) == "同意"
    i18n.use_language(qapp, i18n.ENGLISH)
    assert QCoreApplication.translate("LockScreen", "Unlock") == "Unlock"
    assert i18n.in_language(Words("同意", "Approved")) == "Approved"


def test_amounts_days_and_numbers_are_written_one_way() -> None:
    assert i18n.money_text(12_000_000) == "120,000.00"
    assert i18n.number_text(1_204_877) == "1,204,877"
    assert i18n.instant_text(1_795_000_000_000_000).startswith("2026-11-18 ")
    assert i18n.day_text(1_795_000_000_000_000) == "2026-11-18"
    assert i18n.day_words(1_795_000_000_000_000) == "18 Nov 2026"
    assert i18n.in_short(Words("偿债收入比（千分比）", "Debt to income (per mille)")) == "Debt to income"
    assert i18n.in_short(Words("申请（样本）金额", "(specimen)")) == "(specimen)"
    assert i18n.moment_words(1_795_000_000_000_000).startswith("18 Nov 2026, ")


@pytest.mark.parametrize("name", ["evenhand_zh_CN", "evenhand_en"])
def test_placeholders_survive_translation(name: str) -> None:
    text = (files("resources.translations") / f"{name}.ts").read_text(encoding="utf-8")
    for message in ET.fromstring(text).iter("message"):
        source, target = message.findtext("source") or "", message.find("translation")
        if target is None or target.get("type") == "unfinished":
            continue
        for form in target.findall("numerusform") or [target]:
            assert _placeholders(form.text or "") == _placeholders(source), source


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))
