"""``evenhand risk fit``: a scorecard from any table of past cases, tried beside LightGBM, written as a rule set."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.kernel.errors import BadInput
from core.risk.fit_cells import same_value
from core.risk.fit_options import fit_parser
from core.risk.fit_table import SEPARATORS, Table, TableForm, read_any_table, typed_column
from core.risk.risk_extra import import_extra

if TYPE_CHECKING:
    from core.risk.fit_features import Feature, LeftOut

_GROUPS_AT_MOST, _MOST_NAMED, _VALUES_SHOWN = 12, 8, 20
_UNLABELLED = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?", "缺失"))


@dataclass(frozen=True, slots=True)
class FitTask:
    """A table made ready: what is fitted, to what outcome, and what was left out."""

    source: str
    table: Table
    target: str
    bad_values: tuple[str, ...]
    features: tuple[Feature, ...]
    left_out: tuple[LeftOut, ...]
    suspects: tuple[str, ...]
    bad: Any
    group: str | None
    groups: tuple[str, ...]
    order: Any
    unlabelled: int
    marks: tuple[str, ...]


def run_fit(arguments: Sequence[str], parser: type[argparse.ArgumentParser] = argparse.ArgumentParser) -> int:
    """Run ``risk fit`` with these arguments, read by a ``parser``; 0 when it was fitted. Raises EvenhandError, or SystemExit for usage."""
    given = fit_parser(parser).parse_args(arguments)
    for name in ("numpy", "scipy.optimize", "optbinning", *(() if given.no_lightgbm else ("lightgbm",))):
        import_extra(name)
    from core.risk.fit_export import write_card
    from core.risk.fit_report import report_json, report_text
    from core.risk.fit_trial import try_card

    began = time.monotonic()
    task = prepare(given)
    trial = try_card(
        task.features,
        task.bad,
        seed=given.seed,
        groups=task.groups or None,
        order=task.order,
        accept_permille=None if given.accept is None else round(given.accept * 10),
        beside_lightgbm=not given.no_lightgbm,
    )
    sys.stdout.write(report_text(task, trial, given.seed))
    sys.stdout.write(f"\n用时 {time.monotonic() - began:.1f} 秒 / seconds\n")
    if given.json:
        text = json.dumps(report_json(task, trial, given.seed), ensure_ascii=False, indent=1)
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(text + "\n", encoding="utf-8")
    if given.out:
        for path in write_card(given.out, task, trial):
            sys.stdout.write(f"→ {path}\n")
    return 0


def _nothing_to_score(left_out: Sequence[LeftOut]) -> BadInput:
    """Names why each column is none to score by."""
    zh = "；".join(f"{one.name} {one.words.zh}" for one in left_out[:_MOST_NAMED])
    en = "; ".join(f"{one.name} {one.words.en}" for one in left_out[:_MOST_NAMED])
    return BadInput(
        f"没有可用的评分列。{zh}".rstrip("。") + "。", f"No column is left to score. {en}".rstrip(". ") + "."
    )


def prepare(given: argparse.Namespace) -> FitTask:
    """Read the table and make its columns ready. Raises BadInput and NotFound."""
    import numpy as np

    from core.risk.fit_features import LeftOut, gives_outcome_away, make_feature

    table = _labelled_heading(given, read_any_table(given.table, _form(given)))
    target = table.place(given.target)
    for option, column in (("--group", given.group), ("--time", given.time)):
        if column is not None and table.place(column) == target:
            raise BadInput(
                f"{option} 不能是结果列“{column}”。", f"{option} cannot be “{column}”, which is the outcome."
            )
    table, bad_list, unlabelled = _outcomes(table, target, tuple(given.bad))
    bad = np.array(bad_list, dtype=bool)
    apart = {target} | {table.place(one) for one in given.drop}
    group = None if given.group is None else table.place(given.group)
    when = None if given.time is None else table.place(given.time)
    apart |= {one for one in (None if given.score_group else group, when) if one is not None}
    wanted = {table.place(one) for one in given.only} or set(range(len(table.names)))
    named = {table.place(one) for one in given.text}
    features, left_out, suspects = [], [], []
    marks: set[str] = set()
    for place in sorted(wanted - apart):
        column = typed_column(table, place, as_text=place in named)
        marks.update(column.marks)
        made = make_feature(column)
        if isinstance(made, LeftOut):
            left_out.append(made)
            continue
        features.append(made)
        if gives_outcome_away(made, bad):
            suspects.append(made.name)
    if not features:
        raise _nothing_to_score(left_out)
    return FitTask(
        given.table.name, table, table.names[target], tuple(given.bad), tuple(features), tuple(left_out),
        tuple(suspects), bad, None if group is None else table.names[group],
        () if group is None else _group_names(table, group),
        None if when is None else _order(table, when), unlabelled, tuple(sorted(marks)),
    )  # fmt: skip


def _form(given: argparse.Namespace) -> TableForm:
    separator = given.separator
    if separator is not None:
        separator = SEPARATORS.get(separator.casefold(), separator.replace("\\t", "\t"))
        if len(separator) != 1:
            listed = ", ".join(SEPARATORS)
            raise BadInput(
                f"分隔符须为一个字符，或：{listed}。", f"A separator is one character, or: {listed}."
            )
    return TableForm(separator, given.encoding, given.heading, tuple(given.missing), given.decimal)


def _labelled_heading(given: argparse.Namespace, table: Table) -> Table:
    """The table read with a heading where the target is named in its first row after all."""
    if table.form.heading or given.heading is not None or _whole(given.target):
        return table
    first = [column[0] for column in table.columns]
    if given.target not in table.names and given.target in first:
        given.heading = True
        return read_any_table(given.table, _form(given))
    return table


def _whole(text: str) -> bool:
    return text == "last" or text.lstrip("-").isdigit()


def _outcomes(table: Table, target: int, bad_values: tuple[str, ...]) -> tuple[Table, list[bool], int]:
    """Rows with a known outcome, and whether each is bad."""
    cells, decimal, name = table.columns[target], table.form.decimal or ".", table.names[target]
    named = {
        cell: [wanted for wanted in bad_values if same_value(cell, wanted, decimal)] for cell in set(cells)
    }
    unknown = _UNLABELLED | {mark.casefold() for mark in table.form.missing}
    # A value that was asked for is an outcome, even where it looks like a missing-value mark.
    keep = [bool(named[cell]) or cell.casefold() not in unknown for cell in cells]
    bad = [bool(named[cell]) for cell, kept in zip(cells, keep, strict=True) if kept]
    idle = [wanted for wanted in bad_values if not any(wanted in found for found in named.values())]
    if idle or not any(bad) or all(bad):
        listed = ", ".join(sorted(named)[:_VALUES_SHOWN])
        more = f" … ({len(named)})" if len(named) > _VALUES_SHOWN else ""
        absent = ", ".join(idle)
        raise BadInput(
            f"结果列“{name}”的值为：{listed}{more}；--bad 须指出其中一部分"
            + (f"，没有“{absent}”。" if idle else "。"),
            f"“{name}” holds: {listed}{more}; --bad must name some of these, and not all"
            + (f": there is no “{absent}”." if idle else "."),
        )
    if all(keep):
        return table, bad, 0
    columns = tuple(
        tuple(cell for cell, kept in zip(column, keep, strict=True) if kept) for column in table.columns
    )
    return replace(table, columns=columns), bad, keep.count(False)


def _group_names(table: Table, place: int) -> tuple[str, ...]:
    """Groups by value; many different numbers are parted at their quartiles."""
    column = typed_column(table, place)
    if column.kind == "text" or column.distinct <= _GROUPS_AT_MOST:
        return tuple(cell or "缺失 missing" for cell in table.columns[place])
    known = sorted(number for number in column.numbers if number is not None)
    cuts = sorted({known[len(known) * part // 4] for part in (1, 2, 3)})

    def name(number: float | None) -> str:
        if number is None:
            return "缺失 missing"
        below = [cut for cut in cuts if cut <= number]
        above = [cut for cut in cuts if cut > number]
        return f"{below[-1] if below else known[0]:g} – {'<' if above else ''}{above[0] if above else known[-1]:g}"

    return tuple(name(number) for number in column.numbers)


def _order(table: Table, place: int) -> Any:
    import numpy as np

    column = typed_column(table, place)
    if column.kind != "text":
        return np.array([-np.inf if number is None else number for number in column.numbers])
    # As text only years first and of one length stand in order: 2026-03, 2026Q1, 2026-W07.
    known = [text for text in column.texts if text is not None]
    if len({len(text) for text in known}) != 1 or not all(text[:4].isdecimal() for text in known):
        raise BadInput(
            f"“{column.name}”不能排出先后，例如“{known[0]}”；请写成 2026-11-24 或 2026-11。",
            f"“{column.name}” cannot be put in order, “{known[0]}” for one; write 2026-11-24, or 2026-11.",
        )
    return np.array([text or "" for text in column.texts])
