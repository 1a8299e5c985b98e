"""The options of ``evenhand risk fit``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from core.kernel.errors import BadInput

_LARGEST_SEED = 2**31 - 1  # LightGBM's


def fit_parser(kind: type[argparse.ArgumentParser] = argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The arguments of ``evenhand risk fit``."""
    parser = kind(
        prog="evenhand risk fit",
        description="从任意历史表拟合评分卡 / fit a scorecard to any table of past cases",
        epilog="列可用列名，或从 1 起的列号；last 为最后一列。"
        " / A column is given by its heading, or by its number from 1; last is the last one.",
    )
    add = parser.add_argument
    add("table", type=Path, metavar="CSV", help="历史数据表 / the table")
    add("--target", required=True, metavar="COLUMN", help="结果列 / what became of each case")
    add(
        "--bad",
        required=True,
        action="append",
        metavar="VALUE",
        help="坏样本的值，可多次 / means bad; repeatable",
    )
    add(
        "--group",
        metavar="COLUMN",
        help="五分之四检查的分组列，不作评分项 / groups for the four-fifths check; not scored",
    )
    add("--score-group", action="store_true", help="分组列也作评分项 / score the group column all the same")
    add(
        "--out",
        type=Path,
        metavar="FILE",
        help="写出规则集的 scorecard.csv 等 / write scorecard.csv and what goes with it",
    )
    add("--json", type=Path, metavar="FILE", help="全部数字写为 JSON / all figures as JSON")
    add(
        "--time",
        metavar="COLUMN",
        help="时间列：分前后两半，不作评分项 / tells earlier from later; not scored",
    )
    _column_options(add)
    _reading_options(parser)
    return parser


def _column_options(add: Callable[..., object]) -> None:
    """Which columns count, and as what."""
    add(
        "--drop",
        action="append",
        default=[],
        metavar="COLUMN",
        help="不用的列，可多次 / leave out; repeatable",
    )
    add(
        "--only",
        action="append",
        default=[],
        metavar="COLUMN",
        help="只用这些列，可多次 / use these only; repeatable",
    )
    add(
        "--text",
        action="append",
        default=[],
        metavar="COLUMN",
        help="数字是名称，不求单调，可多次 / numbers are names; repeatable",
    )
    add(
        "--accept",
        type=_percent,
        metavar="PERCENT",
        help="通过比例，默认为好样本占比 / share accepted; default: that of good ones",
    )


def _reading_options(parser: argparse.ArgumentParser) -> None:
    """How the table is read, and what is run on it."""
    add = parser.add_argument
    add("--separator", metavar="CHAR", help="分隔符：, ; tab blank pipe，默认自动 / found by itself")
    add(
        "--missing",
        action="append",
        default=[],
        metavar="MARK",
        help="另外的缺失记号，可多次 / further missing-value marks",
    )
    add("--decimal", choices=(".", ","), help="小数点，默认自动 / decimal sign, found by itself")
    add("--encoding", metavar="NAME", help="编码，默认自动 / found by itself")
    heading = parser.add_mutually_exclusive_group()
    heading.add_argument(
        "--header", dest="heading", action="store_true", default=None, help="有表头 / has a heading"
    )
    heading.add_argument(
        "--no-header", dest="heading", action="store_false", default=None, help="无表头 / has none"
    )
    add("--seed", type=_seed, default=0, metavar="N", help="随机种子 / seed of all chance")
    add("--no-lightgbm", action="store_true", help="不与 LightGBM 比较 / without LightGBM beside it")


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _LARGEST_SEED):
        raise BadInput(
            f"随机种子须为 0 至 {_LARGEST_SEED} 的整数。",
            f"The seed is a whole number from 0 to {_LARGEST_SEED}.",
        )
    return int(text)


def _percent(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share < 100:
        raise BadInput("通过比例须在 0 与 100 之间。", "The share accepted lies between 0 and 100 per cent.")
    return share
