"""Loading a rule set: what is wrong in a table is found at load, by file and row."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadInput
from core.products.rules import default_catalogue
from core.risk.product_groups import read_groups
from core.risk.rule_set import TABLES, RuleSetError, compile_rule_set, default_rule_set, load_rule_set
from core.risk.rule_tables import HEAD_FILE, read_folder

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "rule_sets" / "2026-11"
TEXTS = read_folder(SOURCE, (HEAD_FILE, *TABLES))


def edited(file: str, old: str, new: str) -> dict[str, str]:
    assert TEXTS[file].count(old) == 1, f"{old!r} must be there exactly once"
    return {**TEXTS, file: TEXTS[file].replace(old, new)}


def fault(texts: dict[str, str]) -> RuleSetError:
    with pytest.raises(RuleSetError) as caught:
        compile_rule_set(texts)
    return caught.value


def row_of(file: str, start: str) -> int:
    lines = TEXTS[file].splitlines()
    return 1 + next(number for number, line in enumerate(lines) if line.startswith(start))


WRONG = {
    "gap in bins": ("scorecard.csv", "appraisal_score,600,749", "appraisal_score,601,749", "Gap"),
    "overlap of bins": ("scorecard.csv", "appraisal_score,600,749", "appraisal_score,599,749", "Overlap"),
    "bins that end early": ("scorecard.csv", "appraisal_score,900,,", "appraisal_score,900,999,", "gap or too much"),
    "bins beyond the input": ("scorecard.csv", "appraisal_score,900,,", "appraisal_score,900,1001,", "too much"),
    "bin turned round": ("scorecard.csv", "appraisal_score,600,749", "appraisal_score,600,550", "below"),
    "value twice": ("scorecard.csv", ",,,grey,-20", ",,,grey|black,-20", "Overlap"),
    "value missing": ("scorecard.csv", "appraisal_list,appraisal_list,,,grey,-20,灰名单,Grey list\n", "", "Gap"),
    "value nobody knows": ("scorecard.csv", ",,,grey,-20", ",,,gray,-20", "not a value"),
    "points no number": ("scorecard.csv", ",600,749,,90,", ",600,749,,many,", "whole number"),
    "characteristic apart": ("scorecard.csv", "age,age,65,,,10,", "income,age,65,,,10,", "stand together"),
    "gap in bands": ("bands.csv", "B,720,819", "B,721,819", "Gap"),
    "overlap of bands": ("bands.csv", "B,720,819", "B,720,820", "Overlap"),
    "band outcome": ("bands.csv", "A,820,,pass", "A,820,,refuse", "use one of"),
    "unknown input": ("rejects.csv", "CB01,credit-bureau,credit_current_overdue_fen", "CB01,credit-bureau,credit_overdue", "no input"),
    "unknown operator": ("rejects.csv", "credit_overdue_90d_count,>=,2", "credit_overdue_90d_count,=>,2", "use one of"),
    "threshold not of the type": ("rejects.csv", "court_dishonest,=,yes", "court_dishonest,=,1", "not a value"),
    "order of a boolean": ("rejects.csv", "court_dishonest,=,yes", "court_dishonest,>,yes", "no whole number"),
    "threshold out of range": ("rejects.csv", "external_fraud_score,>=,800", "external_fraud_score,>=,1001", "not a value"),
    "threshold with a point": ("rejects.csv", "credit_queries_6m,>=,20", "credit_queries_6m,>=,20.0", "not a value"),
    "category nobody knows": ("rejects.csv", "CD01,court-dishonest", "CD01,dishonest", "use one of"),
    "finding category nobody knows": ("findings.csv", "AG12,applicant", "AG12,person", "use one of"),
    "unit nobody knows": ("inputs.csv", "age,int,years,", "age,int,moons,", "use one of"),
    "code twice": ("rejects.csv", "CB03,credit-bureau", "CB01,credit-bureau", "twice"),
    "code of a reject again": ("findings.csv", "ID11,identity", "CB01,identity", "already"),
    "choice nobody knows": ("findings.csv", "@farm-business,", "greenhouse|rice,", "not a value"),
    "words missing": ("rejects.csv", ",Six or more internet lenders", ",", "empty"),
    "limit for no product": ("limits.csv", "salaried,300000", "tinker,300000", "use one of"),
    "limit missing": ("limits.csv", "@salaried,250000,180000,120000,60000,0,220,50,公职人员贷款（样本）,Salaried loan (specimen)\n", "", "teacher"),
    "product twice": ("limits.csv", "salaried,300000", "shop,300000", "twice"),
    "product listed twice": ("products.csv", "orchard,farm-business", "greenhouse,farm-business", "twice"),
    "category nobody has": ("findings.csv", "@farm-business,", "@fishery,", "no category"),
    "product by name and category": ("findings.csv", "@farm-business,", "@farm-business|shop,", "meant twice"),
    "price of a category missing": ("pricing.csv", "product,@salaried,1.30,产品加点：公职人员贷款,Product: salaried loan,,\n", "", "product teacher"),
    "band column missing": ("limits.csv", "E_yuan", "F_yuan", "headings"),
    "debt share": ("limits.csv", "0,100,45,", "0,100,101,", "above 100"),
    "list missing": ("lists.csv", "black,0,黑名单：无额度,Black list: no limit\n", "", "black"),
    "list factor": ("lists.csv", "grey,40,", "grey,140,", "0 to 100"),
    "price missing": ("pricing.csv", "band,E,2.60,风险加点：E 档,Risk band E,,\n", "", "band E"),
    "price twice": ("pricing.csv", "band,E,2.60", "band,D,2.60", "twice"),
    "price negative": ("pricing.csv", "band,E,2.60", "band,E,-2.60", "per cent"),
    "price in words": ("pricing.csv", "band,E,2.60", "band,E,1e3", "per cent"),
    "gap in the lpr": ("pricing.csv", "lpr,61..360", "lpr,62..360", "Gap or overlap"),
    "lpr too short": ("pricing.csv", "lpr,61..360", "lpr,61..240", "must end at 360"),
    "lpr without source": ("pricing.csv", "LPR over five years,全国银行间同业拆借中心 National Interbank Funding Center", "LPR over five years,", "empty"),
    "floor above cap": ("pricing.csv", "floor,*,3.65", "floor,*,8.00", "above the cap"),
    "input twice": ("inputs.csv", "court_dishonest,bool", "court_spending_limit,bool", "twice"),
    "type nobody knows": ("inputs.csv", "court_dishonest,bool", "court_dishonest,float", "use one of"),
    "source nobody knows": ("inputs.csv", "court_dishonest,bool,,court,", "court_dishonest,bool,,rumour,", "use one of"),
    "no freshest-by": ("inputs.csv", "court_dishonest,bool,,court,7", "court_dishonest,bool,,court,", "fresh_days"),
    "optional but used": ("inputs.csv", "court_dishonest,bool,,court,7,yes", "court_dishonest,bool,,court,7,no", "not required"),
    "range turned round": ("inputs.csv", "appraisal_score,int,score,appraisal,365,yes,0,1000", "appraisal_score,int,score,appraisal,365,yes,1000,0", "min exceeds max"),
    "repayment nobody knows": ("inputs.csv", "interest-first|revolving", "interest-first|revolving|balloon", "not known"),
    "reckoning nobody knows": ("inputs.csv", "debt_service_permille,int", "debt_share,int", "is unknown"),
    "application fact missing": ("inputs.csv", "age,int,years,application,,yes,0,120,,申请人年龄,Applicant's age\n", "", "missing"),
    "heading": ("bands.csv", "band,lower", "band,low", "headings"),
    "short row": ("bands.csv", "B,720,819,pass,", "B,720,819,", "cells"),
    "maker is checker": (HEAD_FILE, 'checker = "risk-checker"', 'checker = "Risk-Maker "', "same person"),
    "no checker": (HEAD_FILE, 'checker = "risk-checker"', 'checker = ""', "checker"),
    "dates turned round": (HEAD_FILE, 'effective_to = ""', "effective_to = 2025-05-31", "not before"),
    "a time for a date": (HEAD_FILE, "effective_from = 2025-06-01", "effective_from = 2025-06-01T00:00:00", "wrong type"),
    "a float": (HEAD_FILE, "base_points = 120", "base_points = 120.0", "wrong type"),
    "field nobody knows": (HEAD_FILE, "base_points = 120", "base_points = 120\nother = 1", "not known"),
    "not toml": (HEAD_FILE, "base_points = 120", "base_points: 120", "TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_by_file_and_remedy(name: str) -> None:
    file, old, new, says = WRONG[name]
    error = fault(edited(file, old, new))
    assert isinstance(error, BadInput)
    assert error.file == ("rejects.csv" if name == "optional but used" else file)
    assert says in error.words.en
    assert error.words.zh.startswith(error.file)


def test_the_row_is_the_one_a_spreadsheet_shows() -> None:
    error = fault(edited("rejects.csv", "credit_queries_6m,>=,20", "credit_queries_6m,>=,many"))
    assert error.row == row_of("rejects.csv", "CB03")
    assert f"第 {error.row} 行" in error.words.zh
    assert f"row {error.row}:" in error.words.en


@given(st.sampled_from(TABLES), st.data())
def test_no_deleted_row_goes_unnoticed(file: str, data: st.DataObject) -> None:
    lines = TEXTS[file].splitlines(keepends=True)
    number = data.draw(st.integers(1, len(lines) - 1))
    texts = {**TEXTS, file: "".join(lines[:number] + lines[number + 1 :])}
    try:
        shorter = compile_rule_set(texts)
    except RuleSetError:
        return
    # A whole rule, or an input that nothing used, may go; the hash then says so.
    # So may a product, or a product's own row where its category has one.
    assert file not in ("bands.csv", "lists.csv")
    assert shorter.content_hash != default_rule_set().content_hash


def test_a_missing_file_and_a_wrong_encoding_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(SOURCE, folder)
    (folder / "bands.csv").write_bytes("band,甲".encode("gb18030"))
    with pytest.raises(RuleSetError, match="bands.csv: Save it as UTF-8"):
        load_rule_set(folder)
    (folder / "bands.csv").unlink()
    with pytest.raises(RuleSetError, match="bands.csv"):
        load_rule_set(folder)


def test_the_hash_is_of_the_contents_and_not_of_the_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(SOURCE, folder)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            turned = [list(reversed(cells)) for cells in csv.reader(file)]
        lines = [",".join(f'"{cell} "' for cell in cells) for cells in turned]
        path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode())
    (folder / "README.md").unlink()
    again = load_rule_set(folder)
    assert again.content_hash == default_rule_set().content_hash


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rejects.csv", "credit_queries_6m,>=,20", "credit_queries_6m,>=,21"),
        ("pricing.csv", "band,E,2.60", "band,E,2.61"),
        ("findings.csv", "Applicant over 65", "Applicant older than 65"),
        (HEAD_FILE, 'checker = "risk-checker"', 'checker = "another"'),
    ],
)
def test_any_change_of_contents_changes_the_hash(file: str, old: str, new: str) -> None:
    assert compile_rule_set(edited(file, old, new)).content_hash != default_rule_set().content_hash


def test_the_rule_set_says_what_must_be_delivered_and_when_it_holds() -> None:
    rules = default_rule_set()
    assert rules.version == "2026-11"
    assert rules.maker != rules.checker
    assert {spec.source for spec in rules.required_inputs} == {
        "credit-bureau", "court", "external-fraud", "multi-lending", "appraisal", "identity", "declared",
        "photo", "position", "capture", "records",
    }  # fmt: skip
    ended = compile_rule_set(edited(HEAD_FILE, 'effective_to = ""', "effective_to = 2025-06-30"))
    assert ended.in_force(ended.first_instant)
    assert not ended.in_force(ended.first_instant - 1)
    assert ended.in_force(ended.end_instant - 1)
    assert not ended.in_force(ended.end_instant)


def test_every_product_of_the_catalogue_has_a_limit_and_a_price_in_every_band() -> None:
    rules, catalogue = default_rule_set(), default_catalogue()
    spec = next(one for one in rules.inputs if one.name == "product")
    assert sorted(spec.choices) == sorted(product.code for product in catalogue.products)
    groups = read_groups(TEXTS)
    assert {code: mark[1:] for mark, codes in groups.members.items() for code in codes} == {
        product.code: product.category for product in catalogue.products
    }
    for product in catalogue.products:
        for band in rules.scorecard.bands:
            limit = rules.limits.ceiling(product.code, band.code)
            assert 0 <= limit <= 30_000_000 and (limit > 0) == (band.code != "E")
            for repayment in product.repayments:
                for months in product.terms:
                    price = rules.prices.price(product.code, band.code, "none", repayment, months)
                    assert Decimal("3.65") <= price.rate <= Decimal("7.80")


def test_a_product_without_a_row_of_its_own_takes_its_categorys() -> None:
    rules = default_rule_set()
    assert rules.limits.ceiling("wheat", "A") == rules.limits.ceiling("maize", "A") == 25_000_000
    assert rules.limits.ceiling("greenhouse", "A") == 30_000_000
    own = edited("limits.csv", "@salaried,", "wheat,70000,60000,50000,40000,0,100,40,小麦,Wheat\n@salaried,")
    assert compile_rule_set(own).limits.ceiling("wheat", "A") == 7_000_000
