"""A fitted card in the file form of a rule set: scorecard, the inputs it needs, bands, and what is left to do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.kernel.words import Words
from core.risk.explanation import Application
from core.risk.fit_features import MISSING, Feature
from core.risk.input_contract import COLUMNS as INPUT_COLUMNS
from core.risk.input_contract import COMPUTED_FROM
from core.risk.scorecard import BANDS_COLUMNS
from core.risk.scorecard import COLUMNS as CARD_COLUMNS

if TYPE_CHECKING:
    from core.risk.fit import FitTask
    from core.risk.fit_model import Card, Part
    from core.risk.fit_trial import Trial

MISSING_CHOICE = "missing"
_FIXED = frozenset((*Application.__slots__, *COMPUTED_FROM))
_BANDS = "ABCDE"
_MISSING_WORDS = Words("缺失", "Missing")


def write_card(out: Path, task: FitTask, trial: Trial) -> tuple[Path, ...]:
    """Write ``out`` (a scorecard.csv; or into a folder) and, beside it, ``-inputs``, ``-bands`` and ``-README``."""
    path = out if out.suffix.casefold() == ".csv" else out / "scorecard.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in card_tables(task, trial).items():
        kind = name.removeprefix("scorecard")
        one = path if kind == ".csv" else path.with_name(path.stem + kind)
        one.write_text(text, encoding="utf-8", newline="\n")
        written.append(one)
    return tuple(written)


def card_tables(task: FitTask, trial: Trial) -> dict[str, str]:
    """The same as texts by file name."""
    card, features = trial.card, task.features
    used = [(part, features[part.bins.feature]) for part in card.parts]
    rows = [row for part, feature in used for row in _score_rows(part, feature)]
    return {
        "scorecard.csv": _csv(CARD_COLUMNS, rows),
        "scorecard-inputs.csv": _csv(INPUT_COLUMNS, [_input_row(part, feature) for part, feature in used]),
        "scorecard-bands.csv": _csv(BANDS_COLUMNS, _band_rows(card, trial.points)),
        "scorecard-README.md": _read_me(task, trial),
    }


def input_name(name: str) -> str:
    """The input's name: the column's, unless the program itself knows an input by it."""
    plain = " ".join(name.split()) or "column"
    return f"{plain}_in_table" if plain in _FIXED else plain


def missing_code(feature: Feature) -> int:
    """What stands for a missing number in the rule set: one below the least that occurs."""
    known = feature.whole[feature.whole != MISSING]
    return int(known.min()) - 1


def choice(feature: Feature, place: int) -> str:
    """A text value as inputs.csv can hold it."""
    label = feature.labels[place].replace("|", "/")
    return f"{label}_" if label == MISSING_CHOICE else label


def _has_missing(feature: Feature) -> bool:
    return bool((feature.whole == MISSING).any())


def _input_row(part: Part, feature: Feature) -> tuple[object, ...]:
    name = input_name(feature.name)
    scaled = f"（×10^{feature.decimals}）" if feature.decimals else ""
    scaled_en = f" (times 10^{feature.decimals})" if feature.decimals else ""
    words = (feature.name + scaled, feature.name + scaled_en)
    if feature.is_text:
        labels = [choice(feature, place) for place in range(len(feature.labels))]
        labels += [MISSING_CHOICE] if _has_missing(feature) else []
        return (name, "text", "", "declared", 180, "yes", "", "", "|".join(dict.fromkeys(labels)), *words)
    known = feature.whole[feature.whole != MISSING]
    least = missing_code(feature) if _has_missing(feature) else int(known.min())
    return (name, "int", "", "declared", 180, "yes", least, int(known.max()), "", *words)


def _score_rows(part: Part, feature: Feature) -> Iterable[tuple[object, ...]]:
    name = input_name(feature.name)
    if feature.is_text:
        seen: set[str] = set()
        for group, points in zip(part.bins.groups, part.points, strict=False):
            labels = [one for one in dict.fromkeys(choice(feature, p) for p in group) if one not in seen]
            seen.update(labels)
            if labels:
                shown = "、".join(labels)[:60], ", ".join(labels)[:60]
                yield (name, name, "", "", "|".join(labels), points, *shown)
        if _has_missing(feature):
            yield (name, name, "", "", MISSING_CHOICE, part.points[-1], _MISSING_WORDS.zh, _MISSING_WORDS.en)
        return
    for lower, upper, points, words in number_rows(part, feature):
        yield (name, name, lower, upper, "", points, words.zh, words.en)


def number_rows(part: Part, feature: Feature) -> list[tuple[int, int, int, Words]]:
    """Rows of a number in order and without a gap: missing, special codes, then the bins."""
    known = feature.whole[feature.whole != MISSING]
    starts: list[tuple[int, int, Words]] = []
    if _has_missing(feature):
        code = missing_code(feature)
        words = Words(f"缺失（写作 {code}）", f"Missing (delivered as {code})")
        starts.append((code, part.points[-1], words))
    cuts, specials = part.bins.cuts, part.bins.specials
    for place, code in enumerate(specials):
        shown = f"代码 {_shown(feature, code)}", f"Code {_shown(feature, code)}"
        starts.append((code, part.points[len(cuts) + 1 + place], Words(*shown)))
    usual = known[~np.isin(known, specials)]
    first = specials[-1] + 1 if specials else int(usual.min())
    for place, lower in enumerate((first, *cuts)):
        upper = cuts[place] if place < len(cuts) else None
        starts.append((lower, part.points[place], _range_words(feature, lower if place else None, upper)))
    ends = [start - 1 for start, _, _ in starts[1:]] + [int(known.max())]
    return [(start, end, points, words) for (start, points, words), end in zip(starts, ends, strict=True)]


def _range_words(feature: Feature, lower: int | None, upper: int | None) -> Words:
    low, high = (None if one is None else _shown(feature, one) for one in (lower, upper))
    if low is None and high is None:
        return Words("全部", "All")
    if low is None:
        return Words(f"低于 {high}", f"Below {high}")
    if high is None:
        return Words(f"{low} 及以上", f"{low} or more")
    return Words(f"{low} 起，低于 {high}", f"{low} to below {high}")


def _shown(feature: Feature, whole: int) -> str:
    if feature.kind == "days" and 1 <= whole <= date.max.toordinal():
        return date.fromordinal(whole).isoformat()
    return f"{whole / 10**feature.decimals:.{feature.decimals}f}"


def bin_words(part: Part, feature: Feature) -> list[Words]:
    """Words for every bin of a part, in the order of its points."""
    if feature.is_text:
        named = [[feature.labels[place] for place in group if place >= 0] for group in part.bins.groups]
        shown = [Words("、".join(labels)[:60] or "—", ", ".join(labels)[:60] or "—") for labels in named]
    else:
        cuts = (None, *part.bins.cuts, None)
        shown = [_range_words(feature, cuts[at], cuts[at + 1]) for at in range(len(cuts) - 1)]
        shown += [
            Words(f"代码 {_shown(feature, c)}", f"Code {_shown(feature, c)}") for c in part.bins.specials
        ]
    return [*shown, _MISSING_WORDS]


def _band_rows(card: Card, points: Sequence[int]) -> list[tuple[object, ...]]:
    """Five bands that each hold a fifth of the rows, best first; fewer where scores are few."""
    least = card.base + sum(min(part.points) for part in card.parts)
    most = card.base + sum(part.best for part in card.parts)
    ordered = sorted(points)
    cuts = sorted({ordered[len(ordered) * part // 5] for part in (1, 2, 3, 4)})
    lowers = [cut for cut in cuts if least < cut <= most][::-1]
    rows: list[tuple[object, ...]] = []
    upper: int | str = ""
    for name, lower in zip(_BANDS, (*lowers, ""), strict=False):
        ends = (f"{lower} 分及以上", f"{lower} points or more") if lower != "" else ("以下", "the rest")
        outcome = "person" if lower == "" else "pass"
        rows.append((name, lower, upper, outcome, f"{name} 档（{ends[0]}）", f"Band {name} ({ends[1]})"))
        upper = lower - 1 if isinstance(lower, int) else ""
    return rows


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _read_me(task: FitTask, trial: Trial) -> str:
    return f"""# 拟合的评分卡 · A fitted scorecard

来源 / fitted to: {task.source}, {trial.rows} rows, {trial.bad} bad; five-fold AUC {trial.mean("card", "auc"):.4f}, \
KS {trial.mean("card", "ks"):.4f}.

用于规则集前须由人完成（制表人与复核人不得为同一人）/ to be completed by hand before it is used (maker and checker differ):

1. 复制现行规则集文件夹；以 `scorecard.csv` 换下原文件，以 `-bands.csv` 换下 `bands.csv`。
   Copy the folder of the rule set in force; put `scorecard.csv` and `-bands.csv` (as `bands.csv`) in place of its own.
2. 将 `-inputs.csv` 的各行并入 `inputs.csv`；同义的输入改用原名。每行须改：来源 `source`、时效 `fresh_days`、\
上下限（现为历史数据所见，超出即转人工）、中英文名称。
   Add the rows of `-inputs.csv` to `inputs.csv`; use the old name where an input means the same. In each row mend `source`,
   `fresh_days`, `min` and `max` (now what the table held: beyond it a case goes to a person), and both names.
3. 数值均为整数：名称后注“×10^n”的，交付前须乘以 10 的 n 次方。缺失值：文字写 `{MISSING_CHOICE}`，数值写该列“缺失”一行的代码。
   All numbers are whole: where the name says “times 10^n”, multiply before delivery. What is missing is delivered as
   `{MISSING_CHOICE}`, or as the number in the row “Missing”.
4. `rule_set.toml`：`base_points = {trial.card.base}`，新的 `version`、生效日期、`maker`、`checker`。
   In `rule_set.toml`: `base_points = {trial.card.base}`, a new `version`, dates, `maker` and `checker`.
5. 分数档各含五分之一样本，仅为建议；档数若变，`limits.csv` 与 `pricing.csv` 须同改。须审查分箱文字、不得使用的特征及分组影响。
   The bands hold a fifth of the rows each: a proposal. If their number changes, so must `limits.csv` and `pricing.csv`. Check the
   words of bins, characteristics that may not be used, and the effect on groups.

600 分 = 好坏比 20:1，每 40 分翻倍。/ 600 points mean 20 good ones to 1 bad; 40 points double that.
"""
