"""Sixteen institutions and what each offers otherwise: narrower, never wider; contradictions found at load."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadInput, NotFound
from core.products.rules import default_catalogue, load_catalogue

FOLDER = Path(__file__).parents[2] / "resources/catalogue"
CATALOGUE = default_catalogue()


def test_the_catalogue_has_as_many_products_as_the_source() -> None:
    assert Counter(product.category for product in CATALOGUE.products) == {
        "farm-business": 50,
        "farm-consumption": 34,
        "salaried": 20,
    }
    assert len({product.words.zh for product in CATALOGUE.products}) == 104
    assert len({product.words.en for product in CATALOGUE.products}) == 104
    assert len(CATALOGUE.offers) == 16


@given(st.sampled_from(sorted(CATALOGUE.offers)), st.sampled_from(CATALOGUE.products))
def test_an_institution_only_narrows(institution: str, product: object) -> None:
    whole = CATALOGUE.product(product.code)  # type: ignore[attr-defined]
    own = CATALOGUE.find(whole.code, institution)
    if own is None:
        with pytest.raises(NotFound, match=institution):
            CATALOGUE.product(whole.code, institution)
        return
    assert whole.min_fen <= own.min_fen <= own.max_fen <= whole.max_fen
    assert own.terms and set(own.terms) <= set(whole.terms)
    assert own.repayments and set(own.repayments) <= set(whole.repayments)
    have = {item.kind: item.minimum for item in own.checklist}
    assert all(have[item.kind] >= item.minimum for item in whole.checklist)
    assert (own.code, own.words, own.category) == (whole.code, whole.words, whole.category)


def test_what_an_institution_says_holds_for_it_alone() -> None:
    assert CATALOGUE.product("grape", "quwo").max_fen == 25_000_000
    assert {item.kind: item.minimum for item in CATALOGUE.product("grape", "quwo").checklist}[
        "asset-certificate"
    ] == 1
    assert CATALOGUE.product("teacher", "yaodu").add_on == Decimal("-0.10")
    assert CATALOGUE.product("teacher").add_on == CATALOGUE.product("teacher", "jixian").add_on == 0
    # A row for a product comes after the row for its category.
    assert CATALOGUE.product("potato", "puxian").add_on == 0
    assert CATALOGUE.product("wheat", "puxian").add_on == Decimal("0.10")
    with pytest.raises(NotFound, match="does not offer"):
        CATALOGUE.product("donkey", "yaodu")
    with pytest.raises(NotFound, match="no product"):
        CATALOGUE.product("tractor", "yaodu")
    assert CATALOGUE.product("donkey", "elsewhere") == CATALOGUE.product("donkey")


def test_the_demonstrations_products_are_offered_as_specimens_need_them() -> None:
    for institution in ("yaodu", "hongtong", "xiangfen"):
        for whole in CATALOGUE.products[:6]:
            own = CATALOGUE.product(whole.code, institution)
            assert (own.min_fen, own.terms, own.repayments) == (whole.min_fen, whole.terms, whole.repayments)
            assert own.max_fen >= min(whole.max_fen, 40_000_000) and own.checklist == whole.checklist


WRONG = {
    "wider": ('product = "grape"\nmax_yuan = 250000', 'product = "grape"\nmax_yuan = 950000', "max_yuan"),
    "turned round": ("min_yuan = 50000", "min_yuan = 500000", "max_yuan"),
    "lower": ("min_yuan = 50000", "min_yuan = 500", "min_yuan"),
    "another term": ('product = "maize"\nterms = [6, 12]', 'product = "maize"\nterms = [6, 18]', "terms"),
    "no term left": ('product = "maize"\nterms = [6, 12]', 'product = "maize"\nterms = []', "terms"),
    "another repayment": ('repayments = ["equal-principal"', 'repayments = ["barter"', "repayments"),
    "dear": ('add_on = "0.25"', 'add_on = "2.25"', "add_on"),
    "finer than a basis point": ('add_on = "0.25"', 'add_on = "0.255"', "add_on"),
    "no number": ('add_on = "0.25"', 'add_on = "NaN"', "add_on"),
    "a binary fraction": ('add_on = "0.25"', "add_on = 0.25", "*"),
    "fewer papers": ("checklist = { income-proof = 2 }", "checklist = { income-proof = 1 }", "checklist"),
    "paper unknown": ("checklist = { income-proof = 2 }", "checklist = { tea-leaves = 2 }", "checklist"),
    "nothing said": ('product = "feed"\nadd_on = "0.15"', 'product = "feed"', "feed"),
    "product unknown": ('product = "feed"', 'product = "tractor"', "tractor"),
    "product twice": ('product = "feed"', 'product = "grape"', "grape"),
    "field unknown": ('product = "feed"\n', 'product = "feed"\ncolour = "red"\n', "colour"),
    "neither": ('product = "feed"\n', "", "product"),
    "not offered, yet with terms": (
        'product = "dairy"\noffered = false',
        'product = "dairy"\noffered = false\nmax_yuan = 5000',
        "offered",
    ),
    "institution twice": ('code = "houma"', 'code = "yaodu"', "code"),
    "no name": ('zh = "侯马示范农商行（样本）"\n', "", "zh"),
    "not toml": ('version = "2026-11"', "version =", "TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_contradictions_are_found_at_load(tmp_path: Path, name: str) -> None:
    old, new, named = WRONG[name]
    text = (FOLDER / "institutions.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (tmp_path / "products.toml").write_bytes((FOLDER / "products.toml").read_bytes())
    (tmp_path / "institutions.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_catalogue(tmp_path / "products.toml")
    assert named in caught.value.words.en and caught.value.words.zh


def test_a_product_that_nobody_offers_is_found(tmp_path: Path) -> None:
    (tmp_path / "products.toml").write_bytes((FOLDER / "products.toml").read_bytes())
    only = '[[institution]]\ncode = "a"\nzh = "甲"\nen = "A"\n[[institution.offer]]\nproduct = "bee"\noffered = false\n'
    (tmp_path / "institutions.toml").write_text(only, encoding="utf-8")
    with pytest.raises(BadInput, match="bee"):
        load_catalogue(tmp_path / "products.toml")


def test_the_hash_knows_the_institutions(tmp_path: Path) -> None:
    (tmp_path / "products.toml").write_bytes((FOLDER / "products.toml").read_bytes())
    assert load_catalogue(tmp_path / "products.toml").content_hash != CATALOGUE.content_hash
