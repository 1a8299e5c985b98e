"""Hard rejects and findings: conditions read from tables, compiled once for accepted values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from core.risk.explanation import CATEGORIES, FINDING_CATEGORIES, Cause, Finding, RuleLine
from core.risk.input_contract import TYPES, InputSpec
from core.risk.product_groups import ProductGroups, read_groups
from core.risk.rule_tables import Folder, Row, read_table

COLUMNS = ("code", "category", "input", "operator", "threshold", "zh", "en")
# The table's sign → Python's.
OPERATORS = {
    "=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "in": "in", "not in": "not in",
}  # fmt: skip
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, several: value in several,
    "not in": lambda value, several: value not in several,
}
_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one input with a threshold of its own type."""

    index: int
    input: str
    operator: str
    threshold: Any
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """All ``conditions`` must hold. ``says`` is the cause or finding that is recorded then."""

    line: RuleLine
    says: Cause | Finding
    conditions: tuple[Condition, ...]

    def held(self, values: Sequence[Any]) -> bool | None:
        """Whether it holds where values may be missing (None): None when those leave it open."""
        open_ = False
        for condition in self.conditions:
            if values[condition.index] is None:
                open_ = True
            elif not _COMPARE[condition.operator](values[condition.index], condition.threshold):
                return False
        return None if open_ else True


def read_rejects(folder: Folder, specs: Mapping[str, InputSpec]) -> tuple[Rule, ...]:
    """rejects.csv: the categories are the five, and every input used is a required one."""
    return _read_rules(folder, "rejects.csv", "reject", specs)


def read_findings(folder: Folder, specs: Mapping[str, InputSpec]) -> tuple[Rule, ...]:
    """findings.csv: what sends a case to a person."""
    return _read_rules(folder, "findings.csv", "finding", specs)


def _read_rules(folder: Folder, file: str, kind: str, specs: Mapping[str, InputSpec]) -> tuple[Rule, ...]:
    groups: list[list[Row]] = []
    products = read_groups(folder)
    for row in read_table(folder, file, COLUMNS):
        continues = not (row.optional("category") or row.optional("zh") or row.optional("en"))
        code = row.text("code")
        if continues and groups and groups[-1][0].text("code") == code:
            groups[-1].append(row)
        elif any(group[0].text("code") == code for group in groups):
            raise row.error(
                f"编号“{code}”重复；同一规则的后续条件须紧接其后，且不写类别与文字。",
                f"Code “{code}” is there twice; further conditions of a rule follow it directly, "
                "without category and words.",
            )
        else:
            groups.append([row])
    return tuple(_rule(kind, group, specs, products) for group in groups)


def _rule(kind: str, rows: list[Row], specs: Mapping[str, InputSpec], products: ProductGroups) -> Rule:
    first = rows[0]
    code, words = first.text("code"), first.words()
    category = first.choice("category", tuple(CATEGORIES if kind == "reject" else FINDING_CATEGORIES))
    conditions = tuple(_condition(row, specs, products) for row in rows)
    inputs = tuple(dict.fromkeys(condition.input for condition in conditions))
    made = Cause if kind == "reject" else Finding
    text = " and ".join(condition.text for condition in conditions)
    return Rule(
        line=RuleLine(kind, code, text, inputs),
        says=made(category, code, words, inputs),
        conditions=conditions,
    )


def _condition(row: Row, specs: Mapping[str, InputSpec], products: ProductGroups) -> Condition:
    name = row.text("input")
    spec = specs.get(name)
    if spec is None:
        raise row.error(
            f"inputs.csv 中没有输入“{name}”，请核对名称。",
            f"inputs.csv has no input “{name}”; check the name.",
        )
    if not spec.required:
        raise row.error(
            f"“{name}”不是必需输入，缺少时规则会落空；请改为 required=yes。",
            f"“{name}” is not required, and the rule would lapse without it; make it required.",
        )
    sign = row.choice("operator", tuple(OPERATORS))
    if sign in _ORDER and spec.type != "int":
        raise row.error(
            f"“{name}”不是整数，不能用“{sign}”。",
            f"“{name}” is no whole number; “{sign}” cannot be used.",
        )
    several = sign in ("in", "not in")
    texts = row.several("threshold") if several else (row.text("threshold"),)
    meant = products.spread(texts, row) if several and name == "product" else texts
    parsed = [_threshold(row, spec, text) for text in meant]
    shown = f"{name} {sign} {'|'.join(texts)}"
    return Condition(spec.index, name, sign, frozenset(parsed) if several else parsed[0], shown)


def _threshold(row: Row, spec: InputSpec, text: str) -> Any:
    if spec.type == "bool" and text in ("yes", "no"):
        return text == "yes"
    if spec.type == "text" and text in spec.choices:
        return text
    digits = text.removeprefix("-")
    if spec.type == "int" and digits.isascii() and digits.isdigit() and spec.lower <= int(text) <= spec.upper:
        return int(text)
    wanted = {
        "bool": "yes|no",
        "text": "|".join(spec.choices),
        "int": f"{spec.lower} .. {spec.upper}",
    }[spec.type]
    raise row.error(
        f"“{text}”不是“{spec.name}”的取值，应为：{wanted}。",
        f"“{text}” is not a value of “{spec.name}” ({TYPES[spec.type].__name__}); it takes: {wanted}.",
    )


def compile_rules(
    rules: tuple[Rule, ...], none: tuple[bool, ...]
) -> Callable[[Sequence[Any]], tuple[bool, ...]]:
    """One function that says of every rule whether it holds, for accepted values, none of them missing.

    It is put together as Python text, five times as fast as a call per condition. Nothing that stands in
    a table gets into its text: only positions of inputs, operators out of OPERATORS, whole numbers, and
    names ``t0``, ``t1`` … to which other thresholds are bound. Most households break no rule at all: that is asked first,
    and answered with ``none`` itself, which says False of each.
    """
    bound: dict[str, Any] = {"__builtins__": {}, "none": none}
    tests, used = [], set()
    for rule in rules:
        parts = []
        for condition in rule.conditions:
            whole = type(condition.threshold) is int
            name = f"{condition.threshold:d}" if whole else f"t{len(bound)}"
            bound[name] = condition.threshold
            used.add(condition.index)
            parts.append(f"v{condition.index:d} {OPERATORS[condition.operator]} {name}")
        tests.append(" and ".join(parts))
    taken = "".join(f"\n    v{index:d} = v[{index:d}]" for index in sorted(used))
    asked = " or ".join(f"({test})" for test in tests) or "False"
    text = f"def holds(v):{taken}\n    if {asked}:\n        return ({''.join(f'{test}, ' for test in tests)})"
    exec(f"{text}\n    return none\n", bound)  # noqa: S102 see above
    return cast("Callable[[Sequence[Any]], tuple[bool, ...]]", bound["holds"])
