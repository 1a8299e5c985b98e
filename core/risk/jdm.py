"""A rule set as a GoRules JDM decision (JSON), for an engine that is not ours to execute.

The graph is made from the tables' own text, not from what our engine compiled out of them, so a fault in our
compiling shows as a disagreement. Names are made safe (``v3_age``): zen-engine refuses Chinese identifiers.
Format: JSON Decision Model, docs.gorules.io. Rates are whole ten-thousandths of a per cent, money whole fen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.kernel.errors import BadInput
from core.risk.rule_tables import Folder, Row, read_head, read_heading, read_table

CONTENT_TYPE = "application/vnd.gorules.decision"
_SIGNS = {"=": "==", "in": "in", "not in": "not in"}
_PER_CENT = 10_000
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,60}")
Node = dict[str, Any]


def jdm_from_tables(texts: Folder) -> dict[str, Any]:
    """The whole decision: rejects, findings, scorecard, band, limit, price, outcome. ``texts``: file name → text.

    Raises RuleSetError for tables that cannot be read, BadInput for texts that JDM cannot hold.
    """
    names = variable_names(texts)
    cards = _scorecard(texts, names)
    nodes = [
        _expressions("computed", _computed(texts, names)),
        _rule_table("rejects", texts, names),
        _rule_table("findings", texts, names),
        *cards,
        _expressions("score", {"points": _sum(texts, cards)}),
        _bands(texts),
        _limit_rows(texts, names),
        _lists(texts, names),
        _expressions("limit", _limit(texts, names)),
        *_price_tables(texts, names),
        _expressions("result", _result(texts)),
    ]
    return _graph(nodes)


def rules_only(texts: Folder) -> dict[str, Any]:
    """Rejects and findings alone: what can still be said where inputs are in doubt."""
    names = variable_names(texts)
    tables = (_rule_table(kind, texts, names) for kind in ("rejects", "findings"))
    return _graph([_expressions("computed", _computed(texts, names)), *tables])


def variable_names(texts: Folder) -> dict[str, str]:
    """The variable that stands for each input."""
    rows = read_table(texts, "inputs.csv", read_heading(texts, "inputs.csv"))
    names = [row.text("name") for row in rows]
    return {name: f"v{at}_{name}" if _PLAIN.fullmatch(name) else f"v{at}" for at, name in enumerate(names)}


def _graph(nodes: Sequence[Node]) -> dict[str, Any]:
    """Input, the nodes one after the other, output."""
    chain = [
        _node("input", "inputNode", {"schema": ""}),
        *nodes,
        _node("output", "outputNode", {"schema": ""}),
    ]
    for place, node in enumerate(chain):
        node["position"] = {"x": 260 * place, "y": 120}
    edges = [
        {"id": f"edge-{at}", "type": "edge", "sourceId": first["id"], "targetId": second["id"]}
        for at, (first, second) in enumerate(zip(chain, chain[1:], strict=False))
    ]
    return {"contentType": CONTENT_TYPE, "nodes": chain, "edges": edges}


def _node(name: str, kind: str, content: dict[str, Any]) -> Node:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, "content": content}


def _expressions(name: str, values: dict[str, str]) -> Node:
    lines = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in values.items()]
    content = {"expressions": lines, "passThrough": True, "inputField": None, "outputPath": None}
    return _node(name, "expressionNode", {**content, "executionMode": "single"})


def _table(
    name: str, policy: str, inputs: Sequence[str], outputs: Sequence[str], rules: Iterable[Sequence[str]]
) -> Node:
    """A decision table; each rule has a cell per input (empty: anything), then one per output."""
    columns = [f"i{at}" for at in range(len(inputs))] + [f"o{at}" for at in range(len(outputs))]
    content = {
        "hitPolicy": policy,
        "inputs": [{"id": f"i{at}", "name": one, "field": one} for at, one in enumerate(inputs)],
        "outputs": [{"id": f"o{at}", "name": one, "field": one} for at, one in enumerate(outputs)],
        "rules": [
            {"_id": f"{name}-{at}", **dict(zip(columns, cells, strict=True))}
            for at, cells in enumerate(rules)
        ],
        "passThrough": True,
        "inputField": None,
        "outputPath": name,
        "executionMode": "single",
    }
    return _node(name, "decisionTableNode", content)


def _computed(texts: Folder, names: dict[str, str]) -> dict[str, str]:
    values = {"as_given": "true"}
    for row in read_table(texts, "inputs.csv", read_heading(texts, "inputs.csv")):
        if row.text("source") == "computed":
            debt, income = names["household_debt_monthly_fen"], names["household_income_fen"]
            most = row.whole("max")
            share = f"min([{most}, ceil({debt} * 12000 / {income})])"
            known = f"{income} == null or {debt} == null ? null"
            values[names[row.text("name")]] = f"{known} : {income} <= 0 ? {most} : {share}"
    return values


def _rule_table(kind: str, texts: Folder, names: dict[str, str]) -> Node:
    """Every rule that holds is collected; rows under one code are one rule."""
    file = f"{kind}.csv"
    groups: dict[str, list[Row]] = {}
    for row in read_table(texts, file, read_heading(texts, file)):
        groups.setdefault(row.text("code"), []).append(row)
    used = list(dict.fromkeys(names[row.text("input")] for rows in groups.values() for row in rows))
    rules = []
    for code, rows in groups.items():
        cells = dict.fromkeys(used, "")
        for row in rows:
            name = names[row.text("input")]
            cells[name] = " and ".join(part for part in (cells[name], _test(texts, row)) if part)
        rules.append([*cells.values(), _quoted(code)])
    return _table(kind, "collect", used, ["code"], rules)


def _test(texts: Folder, row: Row) -> str:
    sign, kind = row.text("operator"), input_types(texts)[row.text("input")]
    if sign in ("in", "not in"):
        several = spread(texts, row.several("threshold"))
        return f"$ {sign} [{', '.join(_literal(kind, one) for one in several)}]"
    return f"$ {_SIGNS.get(sign, sign)} {_literal(kind, row.text('threshold'))}"


def spread(texts: Folder, names: Sequence[str]) -> list[str]:
    """``names`` with every ``@category`` of products.csv written out."""
    members: dict[str, list[str]] = {}
    for row in read_table(texts, "products.csv", ("product", "category")) if "products.csv" in texts else ():
        members.setdefault("@" + row.text("category"), []).append(row.text("product"))
    return [one for name in names for one in members.get(name, [name])]


def _keyed(texts: Folder, column: str, rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """Rows and the test of their key, a product's own row before that of its category."""
    own_first = sorted(rows, key=lambda row: row.text(column).startswith("@"))
    return [
        (f"$ in [{', '.join(map(_quoted, spread(texts, [row.text(column)])))}]", row) for row in own_first
    ]


def input_types(texts: Folder) -> dict[str, str]:
    """The type of every input: int, bool or text."""
    rows = read_table(texts, "inputs.csv", read_heading(texts, "inputs.csv"))
    return {row.text("name"): row.text("type") for row in rows}


def _literal(kind: str, text: str) -> str:
    if kind == "bool":
        return "true" if text == "yes" else "false"
    return _quoted(text) if kind == "text" else str(int(text))


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text or "`" in text or not text.isprintable():
        raise BadInput(
            f"取值“{text}”含引号或反斜杠，无法导出为 JDM。",
            f"The value “{text}” holds a quote or backslash; it cannot go into a JDM.",
        )
    return json.dumps(text, ensure_ascii=False)


def _range(row: Row) -> str:
    lower, upper = row.optional("lower"), row.optional("upper")
    parts = [f"$ >= {int(lower)}"] if lower else []
    return " and ".join(parts + ([f"$ <= {int(upper)}"] if upper else []))


def _scorecard(texts: Folder, names: dict[str, str]) -> list[Node]:
    """A table per characteristic: the first row that fits gives the points."""
    types = input_types(texts)
    groups: dict[str, list[Row]] = {}
    for row in read_table(texts, "scorecard.csv", read_heading(texts, "scorecard.csv")):
        groups.setdefault(row.text("code"), []).append(row)
    nodes = []
    for place, rows in enumerate(groups.values()):
        name = rows[0].text("input")
        rules = []
        for row in rows:
            if row.optional("value"):
                listed = ", ".join(_literal(types[name], one) for one in row.several("value"))
                cell = f"$ in [{listed}]"
            else:
                cell = _range(row)
            rules.append([cell, str(row.whole("points"))])
        nodes.append(_table(f"part{place}", "first", [names[name]], ["points"], rules))
    return nodes


def _sum(texts: Folder, cards: Sequence[Node]) -> str:
    return " + ".join([str(read_head(texts).base_points), *(f"{card['id']}.points" for card in cards)])


def _bands(texts: Folder) -> Node:
    rows = read_table(texts, "bands.csv", read_heading(texts, "bands.csv"))
    rules = [[_range(row), _quoted(row.text("band")), _quoted(row.text("outcome"))] for row in rows]
    return _table("band", "first", ["points"], ["code", "outcome"], rules)


def _limit_rows(texts: Folder, names: dict[str, str]) -> Node:
    bands = [row.text("band") for row in read_table(texts, "bands.csv", read_heading(texts, "bands.csv"))]
    rows = read_table(texts, "limits.csv", read_heading(texts, "limits.csv"))
    rules = [
        [
            test, f"$ == {_quoted(band)}", str(row.whole(f"{band}_yuan") * 100),
            str(row.whole("income_percent")), str(row.whole("debt_share_percent")),
        ]
        for test, row in _keyed(texts, "product", rows)
        for band in bands
    ]  # fmt: skip
    outputs = ["ceiling", "income_percent", "debt_share"]
    return _table("ceilings", "first", [names["product"], "band.code"], outputs, rules)


def _lists(texts: Folder, names: dict[str, str]) -> Node:
    rows = read_table(texts, "lists.csv", read_heading(texts, "lists.csv"))
    rules = [[test, str(row.whole("limit_percent"))] for test, row in _keyed(texts, "list", rows)]
    return _table("lists", "first", [names["appraisal_list"]], ["percent"], rules)


def _limit(texts: Folder, names: dict[str, str]) -> dict[str, str]:
    """asked → ceiling → income → debt service → list → rounded down; every division downwards."""
    income, months = names["household_income_fen"], names["term_months"]
    debt, loans = names["household_debt_monthly_fen"], names["multi_loan_balance_fen"]
    step = read_head(texts).limit_step_fen
    return {
        "after_band": f"min([{names['amount_fen']}, ceilings.ceiling])",
        "by_income": f"max([0, floor({income} * ceilings.income_percent / 100) - {loans}])",
        "after_income": "min([$.after_band, $.by_income])",
        "by_debt": f"max([0, floor({income} * ceilings.debt_share / 1200) - {debt}]) * {months}",
        "after_debt": "min([$.after_income, $.by_debt])",
        "after_list": "floor($.after_debt * lists.percent / 100)",
        "limit": f"len(rejects) > 0 ? 0 : $.after_list - $.after_list % {step}",
    }


def _price_rows(texts: Folder) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in read_table(texts, "pricing.csv", read_heading(texts, "pricing.csv")):
        rows.setdefault(row.text("kind"), []).append(row)
    return rows


def _ten_thousandths(row: Row) -> int:
    return int(row.percent("percent") * _PER_CENT)


def _price_tables(texts: Folder, names: dict[str, str]) -> list[Node]:
    rows = _price_rows(texts)
    lpr = []
    for row in rows["lpr"]:
        first, last = row.text("key").split("..")
        lpr.append([f"$ >= {int(first)} and $ <= {int(last)}", str(_ten_thousandths(row))])
    keys = {
        "product": names["product"], "band": "band.code", "list": names["appraisal_list"], "policy": names["product"],
    }  # fmt: skip
    nodes = [_table("price_lpr", "first", [names["term_months"]], ["part"], lpr)]
    for kind, field in keys.items():
        rules = [[test, str(_ten_thousandths(row))] for test, row in _keyed(texts, "key", rows[kind])]
        nodes.append(_table(f"price_{kind}", "first", [field], ["part"], rules))
    return nodes


def _result(texts: Folder) -> dict[str, str]:
    rows = _price_rows(texts)
    floor, cap = (_ten_thousandths(rows[kind][0]) for kind in ("floor", "cap"))
    parts = "price_lpr.part + price_product.part + price_band.part - price_list.part - price_policy.part"
    add_on = variable_names(texts).get("institution_add_on")
    if add_on is not None:
        parts += f" + {add_on} * {_PER_CENT // 100}"
    return {
        "rate": f"max([{floor}, min([{cap}, {parts}])])",
        "causes": "map(rejects, #.code)",
        "found": "map(findings, #.code)",
        "to_person": 'len(findings) > 0 or band.outcome == "person" or limit == 0',
        "outcome": 'len(rejects) > 0 ? "refuse" : $.to_person ? "person" : "pass"',
    }
