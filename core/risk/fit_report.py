"""What ``evenhand risk fit`` prints: every figure with what it means, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.risk.fit_export import bin_words
from core.risk.fit_trial import missing_share
from core.risk.monitoring import calibration_error, psi_words

if TYPE_CHECKING:
    from core.risk.fit import FitTask
    from core.risk.fit_trial import Fold, Trial

_NAMES_SHOWN = 20
_SIGNS = {",": ",", ";": ";", "\t": "tab", " ": "blank", "|": "|"}


def report_text(task: FitTask, trial: Trial, seed: int) -> str:
    """The whole report as text."""
    sections = (
        _table_lines(task, seed),
        _fold_lines(trial),
        _drift_lines(trial),
        _calibration_lines(trial),
        _group_lines(task, trial),
        _reason_lines(trial),
        _card_lines(task, trial),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _table_lines(task: FitTask, seed: int) -> list[str]:
    form, bad = task.table.form, int(task.bad.sum())
    rows = len(task.bad)
    separator = _SIGNS.get(form.separator or "", repr(form.separator))
    heading = "有 yes" if form.heading else "无 no"
    numbers = sum(not feature.is_text for feature in task.features)
    lines = [
        f"== 数据 / table: {task.source}",
        f"行 rows {rows}   列 columns {len(task.table.names)}   分隔 separator {separator}   "
        f"编码 encoding {form.encoding}   表头 heading {heading}   种子 seed {seed}",
        f"结果 outcome {task.target}   坏 bad {'|'.join(task.bad_values)}: {bad} ({bad / rows:.2%})",
        f"评分项 characteristics {len(task.features)}: 数值 numbers {numbers}, 文字 text {len(task.features) - numbers}",
    ]
    if task.marks:
        lines.append("缺失记号 missing-value marks: " + ", ".join(repr(mark) for mark in task.marks))
    gaps = [(f.name, missing_share(f)) for f in task.features if missing_share(f) > 0]
    if gaps:
        lines.append("缺失 missing: " + ", ".join(f"{name} {share:.1%}" for name, share in gaps))
    codes = [(f.name, f.specials) for f in task.features if f.specials]
    if codes:
        lines.append("特殊代码 special codes: " + ", ".join(f"{name} {list(some)}" for name, some in codes))
    if task.table.crooked:
        lines.append(f"格数不同的行未用 rows with another number of cells, not used: {task.table.crooked}")
    if task.unlabelled:
        lines.append(f"无结果的行未用 rows without an outcome, not used: {task.unlabelled}")
    lines += [f"未用 left out: {one.name}: {one.words.zh} / {one.words.en}" for one in task.left_out]
    lines += [
        f"！“{name}”几乎说出结果，可能是事后信息；可用 --drop。 / “{name}” all but tells the outcome: known only "
        "afterwards? Consider --drop."
        for name in task.suspects
    ]
    return lines


def _fold_lines(trial: Trial) -> list[str]:
    beside = trial.folds[0].lightgbm is not None
    lines = [
        "== 五折（分箱、权重、分值只见训练部分）/ five folds (bins, weights and points see the training part only)",
        "折 fold      行 rows   坏 bad   评分卡 card AUC      KS"
        + ("   LightGBM AUC      KS" if beside else ""),
    ]
    lines += [_fold_line(str(number + 1), fold) for number, fold in enumerate(trial.folds)]
    names = ("card", "lightgbm") if beside else ("card",)
    for label, figure in (("平均 mean", trial.mean), ("标准差 sd", trial.spread)):
        cells = [f"{figure(name, 'auc'):>19.4f} {figure(name, 'ks'):>7.4f}" for name in names]
        lines.append(f"{label:<26}" + "".join(cells))
    if beside:
        lines.append(
            f"评分卡减 LightGBM / card less LightGBM: AUC {trial.mean('card', 'auc') - trial.mean('lightgbm', 'auc'):+.4f}, "
            f"KS {trial.mean('card', 'ks') - trial.mean('lightgbm', 'ks'):+.4f}"
        )
    return lines


def _fold_line(label: str, fold: Fold) -> str:
    card, other = fold.card, fold.lightgbm
    line = f"{label:<10} {card.good + card.bad:>8} {card.bad:>7} {card.auc:>18.4f} {card.ks:>7.4f}"
    return line if other is None else f"{line} {other.auc:>18.4f} {other.ks:>7.4f}"


def _auc_text(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def _drift_lines(trial: Trial) -> list[str]:
    folds = [fold.psi for fold in trial.folds]
    worst, half = psi_words(max(folds)), psi_words(trial.half_psi)
    first, second = map(_auc_text, trial.half_auc)
    return [
        "== 稳定性 / stability (PSI: <0.10, 0.10–0.25, ≥0.25)",
        f"各折对其余 fold against the rest: {'  '.join(f'{value:.4f}' for value in folds)}   {worst.zh} / {worst.en}",
        f"前半对后半 earlier against later half: {trial.half_psi:.4f}   {half.zh} / {half.en}   AUC {first}, {second}",
    ]


def _calibration_lines(trial: Trial) -> list[str]:
    lines = [
        "== 校准（各折未见样本，按预计违约率十等分）/ calibration (unseen rows, tenths by foretold chance of bad)",
        "行 rows   预计 foretold   实际 seen",
    ]
    lines += [f"{row.count:>8} {row.foretold:>14.2%} {row.seen:>11.2%}" for row in trial.calibration]
    lines.append(f"平均差 mean gap: {calibration_error(trial.calibration):.2%}")
    return lines


def _group_lines(task: FitTask, trial: Trial) -> list[str]:
    share = f"{trial.accepted} ({trial.accepted / trial.rows:.1%})"
    cut = f"通过 accepted: {trial.cut_off} 分及以上 points or more: {share}"
    if not trial.groups:
        return [
            "== 分组 / groups",
            cut,
            "未给 --group，不作五分之四检查。 / No --group: no four-fifths check.",
        ]
    lines = [
        f"== 五分之四检查 / four-fifths check (29 CFR 1607.4 D): {task.group}",
        cut,
        "组 group                      行 rows   通过 accepted   对最高组 to best        AUC",
    ]
    for rate, value in zip(trial.groups, trial.group_auc, strict=True):
        flag = "   ✗ < 4/5" if rate.adverse else ""
        small = "   (n < 30)" if rate.count < 30 else ""
        lines.append(
            f"{rate.group[:28]:<28} {rate.count:>8} {rate.share:>14.1%} {rate.ratio:>17.3f} {_auc_text(value):>12}{flag}{small}"
        )
    adverse = [rate.group for rate in trial.groups if rate.adverse]
    lines.append(
        f"低于五分之四 / below four fifths: {', '.join(adverse)}"
        if adverse
        else "各组均不低于五分之四 / no group is below four fifths"
    )
    return lines


def _reason_lines(trial: Trial) -> list[str]:
    lines = [
        "== 理由（未通过者中，列入失分前四的次数）/ reasons (how often among the top four points lost of those not accepted)"
    ]
    lines += [f"{one.name[:32]:<32} {one.count:>8} {one.share:>8.1%}" for one in trial.reasons]
    return lines


def _card_lines(task: FitTask, trial: Trial) -> list[str]:
    most = trial.card.base + sum(part.best for part in trial.card.parts)
    lines = [
        f"== 评分卡（全部样本）/ scorecard (all rows): 基础分 base {trial.card.base}, 满分 out of {most}; "
        "600 = 20:1, 40 分翻倍 points double",
    ]
    for part in sorted(trial.card.parts, key=lambda one: -one.value):
        feature = task.features[part.bins.feature]
        lines.append(f"{part.name}   IV {part.value:.3f}")
        words = bin_words(part, feature)
        for one, points, count, bad in zip(words, part.points, part.counts, part.bad, strict=True):
            if count:
                text = one.zh if one.zh == one.en else f"{one.zh} / {one.en}"
                lines.append(f"    {points:>4}  {text}   ({count}, {bad / count:.1%})")
    used = {part.name for part in trial.card.parts}
    idle = [feature.name for feature in task.features if feature.name not in used]
    if idle:
        named = ", ".join(idle[:_NAMES_SHOWN]) + (f" … ({len(idle)})" if len(idle) > _NAMES_SHOWN else "")
        lines.append(
            f"未入卡，不比偶然或其他列多说什么 / not in the card, telling no more than chance or the others: {named}"
        )
    return lines


def report_json(task: FitTask, trial: Trial, seed: int) -> dict[str, Any]:
    """The figures as JSON data (they hold floats and are never hashed)."""
    beside = trial.folds[0].lightgbm is not None
    return {
        "table": task.source,
        "rows": trial.rows,
        "bad": trial.bad,
        "seed": seed,
        "target": task.target,
        "characteristics": [feature.name for feature in task.features],
        "left_out": {one.name: one.words.to_json() for one in task.left_out},
        "auc": {name: trial.mean(name, "auc") for name in ("card", "lightgbm")[: 1 + beside]},
        "ks": {name: trial.mean(name, "ks") for name in ("card", "lightgbm")[: 1 + beside]},
        "folds": [
            {"card_auc": fold.card.auc, "card_ks": fold.card.ks, "psi": fold.psi}
            | ({"lightgbm_auc": fold.lightgbm.auc, "lightgbm_ks": fold.lightgbm.ks} if fold.lightgbm else {})
            for fold in trial.folds
        ],
        "half_psi": trial.half_psi,
        "calibration": [[row.count, row.foretold, row.seen] for row in trial.calibration],
        "calibration_error": calibration_error(trial.calibration),
        "cut_off": trial.cut_off,
        "accepted": trial.accepted,
        "groups": [
            {"group": r.group, "count": r.count, "share": r.share, "ratio": r.ratio, "adverse": r.adverse}
            for r in trial.groups
        ],
        "reasons": {one.name: one.count for one in trial.reasons},
        "base_points": trial.card.base,
        "points": {part.name: list(part.points) for part in trial.card.parts},
    }
