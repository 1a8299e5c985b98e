"""Fitting a scorecard: a known model is recovered, nothing leaks, the file loads as a rule set."""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from math import exp
from pathlib import Path
from typing import Any

import pytest

from core.kernel.errors import BadInput, Unavailable
from core.risk.fit import run_fit
from core.risk.risk_extra import import_extra
from core.risk.rule_set import TABLES, compile_rule_set
from core.risk.rule_tables import HEAD_FILE, read_folder

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "rule_sets" / "2026-11"


def extra_there() -> bool:
    try:
        for name in ("numpy", "scipy.optimize", "optbinning", "lightgbm"):
            import_extra(name)
    except Unavailable:
        return False
    return True


needs_extra = pytest.mark.skipif(not extra_there(), reason="the optional extra “risk” is not installed")


def known_model(count: int, seed: int = 1) -> tuple[list[str], list[list[Any]], list[float]]:
    """Rows whose chance of bad is known: income (down), queries (up), purpose, gaps in income; noise beside."""
    chance = random.Random(seed)
    rows, chances = [], []
    for number in range(count):
        income, queries = round(chance.lognormvariate(10, 0.5)), min(12, int(chance.expovariate(0.4)))
        purpose, gap = chance.choice(["种菜", "养殖", "商铺", "其他"]), chance.random() < 0.2
        odds = (
            -1.6
            - (income - 24000) / 12000 * (not gap)
            + 0.45 * queries
            + {"养殖": 0.9, "商铺": -0.6}.get(purpose, 0)
            + 0.7 * gap
        )
        risk = 1 / (1 + exp(-odds))
        chances.append(risk)
        outcome = "坏" if chance.random() < risk else "好"
        rows.append(
            [
                f"K{number:06d}",
                "" if gap else income,
                queries,
                purpose,
                7,
                chance.gauss(0, 1),
                chance.choice("男女"),
                outcome,
            ]
        )
    return ["编号", "收入", "queries", "用途", "same", "noise", "性别", "结果"], rows, chances


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    heading, rows, _ = known_model(3000)
    path = tmp_path_factory.mktemp("fit") / "history.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heading, *rows])
    return path


def fitted(table: Path, tmp_path: Path, *more: str) -> dict[str, Any]:
    out = tmp_path / "figures.json"
    assert run_fit([str(table), "--target", "结果", "--bad", "坏", "--json", str(out), *more]) == 0
    return dict(json.loads(out.read_text(encoding="utf-8")))


@needs_extra
def test_a_known_model_is_recovered(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from core.risk.monitoring import auc

    found = fitted(table, tmp_path, "--group", "性别")
    _, rows, chances = known_model(3000)
    best = auc(chances, [row[-1] == "坏" for row in rows])
    assert found["auc"]["card"] > best - 0.02
    assert found["auc"]["card"] > found["auc"]["lightgbm"]
    assert found["calibration_error"] < 0.04
    assert {"收入", "queries", "用途"} <= set(found["points"]) <= {"收入", "queries", "用途", "noise"}
    assert set(found["left_out"]) == {"编号", "same"}
    income, queries = found["points"]["收入"][:-1], found["points"]["queries"][:-1]
    assert income == sorted(income)
    assert queries == sorted(queries, reverse=True)
    assert income[-1] - income[0] > 80
    assert {one["group"] for one in found["groups"]} == {"男", "女"}
    assert not any(one["adverse"] for one in found["groups"])
    printed = capsys.readouterr().out
    assert "LightGBM AUC" in printed
    assert "four-fifths" in printed


@needs_extra
def test_the_same_numbers_twice_and_others_with_another_seed(table: Path, tmp_path: Path) -> None:
    first = fitted(table, tmp_path)
    assert fitted(table, tmp_path) == first
    other = fitted(table, tmp_path, "--seed", "5")
    assert other["folds"] != first["folds"]
    assert other["points"] == first["points"]


@needs_extra
def test_chance_alone_is_not_taken_for_knowledge(tmp_path: Path) -> None:
    """Were bins or weights found on the rows they are tried on, noise would rank above one half."""
    chance = random.Random(4)
    path = tmp_path / "noise.csv"
    lines = ["a,b,c,word,bad"]
    for _ in range(1500):
        numbers = ",".join(f"{chance.random():.4f}" for _ in range(3))
        lines.append(f"{numbers},w{chance.randrange(60)},{int(chance.random() < 0.3)}")
    path.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "figures.json"
    run_fit([str(path), "--target", "bad", "--bad", "1", "--json", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))["auc"]["card"] < 0.54


@needs_extra
def test_a_group_that_is_treated_worse_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(9)
    lines = ["age,late,village,bad"]
    for _ in range(1200):
        village = chance.choice(["east", "west"])
        late = chance.randrange(4) + (3 if village == "west" and chance.random() < 0.6 else 0)
        lines.append(
            f"{chance.randrange(20, 60)},{late},{village},{int(chance.random() < 0.1 + late * 0.11)}"
        )
    path = tmp_path / "villages.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    run_fit([str(path), "--target", "bad", "--bad", "1", "--group", "village", "--no-lightgbm"])
    printed = capsys.readouterr().out
    assert "below four fifths: west" in printed
    assert "\nvillage   IV" not in printed


@needs_extra
def test_the_files_load_as_a_rule_set_that_gives_the_same_points(table: Path, tmp_path: Path) -> None:
    from core.risk.fit import fit_parser, prepare
    from core.risk.fit_export import card_tables, choice, input_name, missing_code
    from core.risk.fit_features import MISSING
    from core.risk.fit_trial import try_card

    given = fit_parser().parse_args([str(table), "--target", "结果", "--bad", "坏"])
    task = prepare(given)
    trial = try_card(task.features, task.bad, beside_lightgbm=False)
    made = card_tables(task, trial)
    texts = read_folder(SOURCE, (HEAD_FILE, *TABLES))
    texts["inputs.csv"] += made["scorecard-inputs.csv"].split("\n", 1)[1]
    texts["scorecard.csv"], texts["bands.csv"] = made["scorecard.csv"], made["scorecard-bands.csv"]
    texts[HEAD_FILE] = texts[HEAD_FILE].replace("base_points = 120", f"base_points = {trial.card.base}")
    rules = compile_rule_set(texts)
    whole = trial.card.points(task.features)
    for row in range(0, 3000, 7):
        values: list[Any] = [None] * len(rules.inputs)
        for part in trial.card.parts:
            feature = task.features[part.bins.feature]
            value: Any = int(feature.whole[row])
            if value == MISSING:
                value = "missing" if feature.is_text else missing_code(feature)
            elif feature.is_text:
                value = choice(feature, value)
            spec = next(spec for spec in rules.inputs if spec.name == input_name(feature.name))
            assert spec.value_fault(value) is None
            values[spec.index] = value
        assert rules.scorecard.score(values).points == whole[row]


@needs_extra
def test_files_are_written_where_told(table: Path, tmp_path: Path) -> None:
    fitted(table, tmp_path, "--out", str(tmp_path / "new" / "card.csv"), "--no-lightgbm")
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"card.csv", "card-inputs.csv", "card-bands.csv", "card-README.md"}
    heading = next(csv.reader(io.StringIO((tmp_path / "new" / "card.csv").read_text(encoding="utf-8"))))
    assert heading == ["code", "input", "lower", "upper", "value", "points", "zh", "en"]


@needs_extra
def test_awkward_columns_do_no_harm(tmp_path: Path) -> None:
    """Empty, nearly empty, constant, huge, tiny, coded, quoted and clashing columns beside one that counts."""
    chance = random.Random(2)
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t")
    writer.writerow(["age", "empty", "rare", "huge", "tiny", "code", "a|b", "missing", "outcome"])
    for number in range(600):
        age = chance.randrange(18, 80)
        writer.writerow([
            age, "", "x" if number < 3 else "", chance.random() * 1e18, chance.random() * 1e-9,
            chance.choice([-9, -8, 1, 2, 3, 40]), chance.choice(["x|y", "x/y", 'q"q', ""]),
            chance.choice(["missing", "other", "NA"]), "Charged Off" if chance.random() < (age - 10) / 90 else "Fully Paid",
        ])  # fmt: skip
    path = tmp_path / "awkward.tsv"
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    assert (
        run_fit(
            [
                str(path),
                "--target",
                "outcome",
                "--bad",
                "charged off",
                "--group",
                "code",
                "--out",
                str(tmp_path),
            ]
        )
        == 0
    )
    assert (
        run_fit(
            [str(path), "--target", "outcome", "--bad", "charged off", "--out", str(tmp_path / "all.csv")]
        )
        == 0
    )
    texts = read_folder(SOURCE, (HEAD_FILE, *TABLES))
    texts["inputs.csv"] += (tmp_path / "all-inputs.csv").read_text(encoding="utf-8").split("\n", 1)[1]
    texts["scorecard.csv"] = (tmp_path / "all.csv").read_text(encoding="utf-8")
    texts["bands.csv"] = (tmp_path / "all-bands.csv").read_text(encoding="utf-8")
    base = (tmp_path / "all-README.md").read_text(encoding="utf-8").split("base_points = ")[1].split("`")[0]
    texts[HEAD_FILE] = texts[HEAD_FILE].replace("base_points = 120", f"base_points = {base}")
    assert "age_in_table" in [spec.name for spec in compile_rule_set(texts).inputs]


@needs_extra
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--target", "结果", "--bad", "worst"], "must name some"),
        (["--target", "same", "--bad", "7"], "and not all"),
        (["--target", "结果", "--bad", "坏", "--only", "same"], "No column is left"),
    ],
)
def test_what_cannot_be_fitted_is_said(table: Path, arguments: list[str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        run_fit([str(table), *arguments])


def test_without_the_extra_it_says_what_to_install(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optbinning", None)
    with pytest.raises(Unavailable, match="pip install") as caught:
        run_fit([str(table), "--target", "结果", "--bad", "坏"])
    assert "pip install" in caught.value.words.zh


@needs_extra
def test_numbers_may_be_names(tmp_path: Path) -> None:
    """Village codes 1 to 5 have no order: as names they tell more than under any monotone trend."""
    chance = random.Random(11)
    lines = ["village,bad"]
    for _ in range(2000):
        village = chance.randrange(1, 6)
        lines.append(f"{village},{int(chance.random() < (0.1, 0.6, 0.1, 0.6, 0.1)[village - 1])}")
    path = tmp_path / "villages.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = []
    for more in ([], ["--text", "village"]):
        out = tmp_path / "figures.json"
        run_fit([str(path), "--target", "bad", "--bad", "1", "--no-lightgbm", "--json", str(out), *more])
        found.append(json.loads(out.read_text(encoding="utf-8"))["auc"]["card"])
    assert found[1] > found[0] + 0.1


@needs_extra
def test_a_column_that_tells_the_outcome_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(12)
    lines = ["days_late,age,bad"]
    for _ in range(400):
        bad = chance.random() < 0.3
        lines.append(
            f"{chance.randrange(90, 400) if bad else chance.randrange(89)},{chance.randrange(20, 60)},{int(bad)}"
        )
    path = tmp_path / "known.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    run_fit([str(path), "--target", "bad", "--bad", "1", "--no-lightgbm"])
    assert "“days_late” all but tells the outcome" in capsys.readouterr().out


@needs_extra
def test_many_values_of_a_text_are_told_apart_where_they_have_cases(tmp_path: Path) -> None:
    """Sixty shops of some 130 cases each, half of them twice as bad; as many again that are seen once."""
    chance = random.Random(13)
    lines = ["shop,bad"]
    for number in range(8000):
        shop = chance.randrange(60)
        name = f"once {number}" if number % 100 == 0 else f"shop {shop}"
        lines.append(f"{name},{int(chance.random() < (0.15 if shop % 2 else 0.4))}")
    path = tmp_path / "shops.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "figures.json"
    run_fit([str(path), "--target", "bad", "--bad", "1", "--no-lightgbm", "--json", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))["auc"]["card"] > 0.63


@needs_extra
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x,bad\n1,0\n2,1\n3,0\n", "Too few of one outcome (bad 1, good 2)"),
        ("x,bad\n" + "".join(f"7,{n % 2}\n" for n in range(200)), "x holds one value only"),
        ("x,bad\n" + "".join(f",{n % 2}\n" for n in range(200)), "No column is left to score. x"),
        ("x,y,bad\n" + "1,2,0\n3,1\n" * 100, "different numbers of cells"),
        ("x,bad\n", "holds no rows"),
    ],
    ids=["tiny", "constant", "all missing", "ragged", "heading only"],
)
def test_odd_tables_are_refused_in_words_that_help(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        run_fit([str(path), "--target", "bad", "--bad", "1", "--no-lightgbm"])
    assert says in told.value.words.en and told.value.words.zh


@needs_extra
def test_a_chinese_table_says_stability_calibration_and_groups(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GBK, semicolons and ? for missing are found; the same seed prints the same figures."""
    chance = random.Random(5)
    lines = ["收入;组;结果"]
    for _ in range(400):
        income = chance.gauss(0, 1)
        shown = "?" if chance.random() < 0.1 else f"{income:.3f}"
        lines.append(
            f"{shown};{chance.choice('甲乙')};{'坏' if chance.random() < (0.6 if income < 0 else 0.2) else '好'}"
        )
    path = tmp_path / "gbk.csv"
    path.write_bytes("\n".join(lines).encode("gbk"))
    arguments = [
        str(path),
        "--target",
        "结果",
        "--bad",
        "坏",
        "--group",
        "组",
        "--seed",
        "3",
        "--no-lightgbm",
    ]
    printed = []
    for _ in range(2):
        assert run_fit(arguments) == 0
        printed.append(capsys.readouterr().out.split("用时")[0])
    assert printed[0] == printed[1]
    for part in ("gb18030", "PSI", "calibration", "four-fifths", "甲", "乙"):
        assert part in printed[0]


@needs_extra
def test_idle_columns_do_not_drown_those_that_tell(tmp_path: Path) -> None:
    """Two columns that tell, a hundred that tell nothing: the card uses the two and hardly any other."""
    chance = random.Random(14)
    lines = ["late,used," + ",".join(f"idle{number}" for number in range(100)) + ",bad"]
    for _ in range(1500):
        late, used = chance.randrange(4), chance.random()
        odds = -2.2 + 0.7 * late + 1.5 * used
        idle = ",".join(f"{chance.random():.3f}" for _ in range(100))
        lines.append(f"{late},{used:.3f},{idle},{int(chance.random() < 1 / (1 + exp(-odds)))}")
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "figures.json"
    assert run_fit([str(path), "--target", "bad", "--bad", "1", "--no-lightgbm", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert {"late", "used"} <= set(found["points"]) and len(found["points"]) <= 6
    assert found["auc"]["card"] > 0.68


@needs_extra
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--bad", "坏", "--bad", "很坏"], "there is no “很坏”"),
        (["--bad", "坏", "--group", "结果"], "--group cannot be"),
        (["--bad", "坏", "--time", "结果"], "--time cannot be"),
        (["--bad", "坏", "--time", "用途"], "cannot be put in order"),
        (["--bad", "坏", "--seed", "-1"], "seed is a whole number"),
        (["--bad", "坏", "--accept", "150"], "between 0 and 100"),
    ],
)
def test_options_that_make_no_sense_are_refused(table: Path, arguments: list[str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        run_fit([str(table), "--target", "结果", *arguments])
