"""Everything that is wrong with a rule set, table by table, not only the first thing.

A row of ``rejects.csv`` and ``findings.csv`` stands for itself: a wrong one is set aside and the others are read on.
Tables that must be whole (ranges, keys) name their first fault each. What rests on a table that cannot be read is not
looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from core.risk.conditions import read_findings, read_rejects
from core.risk.input_contract import read_inputs
from core.risk.limits import read_limits
from core.risk.pricing import read_pricing
from core.risk.product_groups import read_groups
from core.risk.rule_set import compile_rule_set
from core.risk.rule_tables import Folder, RuleSetError, read_head
from core.risk.scorecard import read_scorecard

MOST = 30


def rule_set_faults(texts: Folder) -> tuple[RuleSetError, ...]:
    """All faults found, in the order of the tables; empty exactly where the rule set compiles."""
    try:
        compile_rule_set(texts)
    except RuleSetError as first:
        found = _all(texts)
        told = {str(one.words) for one in found}
        return found if str(first.words) in told else (first, *found)
    return ()


def _all(texts: Folder) -> tuple[RuleSetError, ...]:
    found: list[RuleSetError] = []
    _try(found, lambda: read_head(texts))
    _try(found, lambda: read_groups(texts))
    _try(found, lambda: read_inputs(texts))
    if found:
        return tuple(found)
    head, specs = read_head(texts), {spec.name: spec for spec in read_inputs(texts)}
    found += _row_by_row(texts, "rejects.csv", lambda tables: read_rejects(tables, specs))
    found += _row_by_row(texts, "findings.csv", lambda tables: read_findings(tables, specs))
    before = len(found)
    _try(found, lambda: read_scorecard(texts, head.base_points, specs))
    if len(found) == before:
        bands = tuple(band.code for band in read_scorecard(texts, head.base_points, specs).bands)
        months, lists = specs["term_months"], specs["appraisal_list"]
        _try(found, lambda: read_limits(texts, head.limit_step_fen, specs, bands))
        _try(
            found,
            lambda: read_pricing(
                texts, specs["product"].choices, bands, lists.choices, (months.lower, months.upper)
            ),
        )
    return tuple(found[:MOST])


def _try(found: list[RuleSetError], read: Callable[[], object]) -> None:
    try:
        read()
    except RuleSetError as fault:
        if str(fault.words) not in {str(one.words) for one in found}:
            found.append(fault)


def _row_by_row(texts: Folder, file: str, read: Callable[[Folder], object]) -> list[RuleSetError]:
    """The faults of a table whose rows stand for themselves: a blank line takes the place of each wrong row."""
    lines, found = texts[file].splitlines(keepends=True), list[RuleSetError]()
    while len(found) < MOST:
        try:
            read({**texts, file: "".join(lines)})
            return found
        except RuleSetError as fault:
            found.append(fault)
            if fault.file != file or fault.row is None or fault.row < 2 or fault.row > len(lines):
                return found
            if not lines[fault.row - 1].strip():
                return found
            lines[fault.row - 1] = "\n"
    return found
