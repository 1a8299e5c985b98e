"""The catalogue: what stands in it, what is refused, which papers are missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadInput, NotFound, Unavailable
from core.products.rules import DOCUMENT_KIND_WORDS, load_catalogue, missing_papers

PATH = Path(__file__).parents[2] / "resources/catalogue/products.toml"
CATALOGUE = load_catalogue(PATH)


def test_the_six_products_of_the_demonstration() -> None:
    codes = [product.code for product in CATALOGUE.products]
    assert codes[:6] == ["greenhouse", "orchard", "livestock", "homestead", "shop", "salaried"]
    assert CATALOGUE.product("salaried").category == "salaried"
    assert CATALOGUE.product("greenhouse").words.zh == "大棚蔬菜经营贷"
    assert len(CATALOGUE.content_hash) == 64
    for product in CATALOGUE.products:
        assert {"id-front", "id-back", "consent"} <= {item.kind for item in product.checklist}


def test_unknown_product() -> None:
    assert CATALOGUE.find("tractor") is None
    with pytest.raises(NotFound):
        CATALOGUE.product("tractor")


@given(st.dictionaries(st.sampled_from(sorted(DOCUMENT_KIND_WORDS)), st.integers(0, 9)))
def test_missing_papers_are_exactly_what_falls_short(counts: dict[str, int]) -> None:
    product = CATALOGUE.product("livestock")
    missing = missing_papers(product, counts)
    assert {paper.kind for paper in missing} == {
        item.kind for item in product.checklist if counts.get(item.kind, 0) < item.minimum
    }
    for paper in missing:
        assert paper.have == counts.get(paper.kind, 0) < paper.minimum
        counts[paper.kind] = paper.minimum
    assert missing_papers(product, counts) == ()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('category = "salaried"', 'category = "pension"', "category"),
        ("min_yuan = 20000", "min_yuan = 900000", "min_yuan"),
        ("terms = [6, 12, 24, 36]", "terms = []", "terms"),
        ("terms = [6, 12, 24, 36]", 'terms = ["6"]', "terms"),
        ('repayments = ["equal-instalment", "equal-principal"]', 'repayments = ["barter"]', "repayments"),
        ("land-contract = 1", "tea-leaves = 1", "tea-leaves"),
        ("land-contract = 1", "land-contract = 0", "checklist"),
        ('code = "shop"', 'code = "orchard"', "orchard"),
        ('code = "shop"\n', "", "code"),
        ("min_yuan = 20000", 'min_yuan = "much"', "*"),
        ('version = "2026-11"', "version = ", "TOML"),
    ],
)
def test_a_catalogue_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "products.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_catalogue(path)
    assert named in caught.value.words.en and caught.value.words.zh


def test_empty_and_absent_catalogue(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadInput):
        load_catalogue(tmp_path / "empty.toml")
    with pytest.raises(Unavailable):
        load_catalogue(tmp_path / "nothing.toml")
