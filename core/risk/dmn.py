"""A rule set as DMN decision tables (OMG DMN 1.3 XML), one after the other, for a DMN engine to execute beside ours.

The tables are those of the JDM export (``jdm``); what stands between them (reckonings) becomes tables of one rule.
Expressions are in the Python dialect of SpiffWorkflow, which keeps one table to a file and knows the hit policies
UNIQUE and COLLECT; its UNIQUE stops at the first rule that fits, as FIRST would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.risk.jdm import jdm_from_tables, variable_names
from core.risk.rule_tables import Folder, read_head, read_heading, read_table

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_POINT = re.compile(r"\b([a-z_0-9]+)\.([a-z_]+)\b")


@dataclass(frozen=True, slots=True)
class DmnTable:
    """One decision. Its result is kept under ``name``: a mapping, or, for a ``single`` one, its only value."""

    name: str
    xml: str
    single: bool


def dmn_from_tables(texts: Folder) -> tuple[DmnTable, ...]:
    """The decisions in the order in which they are made. RuleSetError for tables that cannot be read."""
    made: list[DmnTable] = []
    for node in jdm_from_tables(texts)["nodes"]:
        if node["type"] == "decisionTableNode":
            made.append(_table(node["name"], node["content"]))
        elif node["type"] == "expressionNode":
            made += [_reckoning(name, text) for name, text in _reckonings(node["name"], texts).items()]
    return tuple(made)


def _reckonings(name: str, texts: Folder) -> dict[str, str]:
    made = {"computed": _computed, "score": _score, "limit": _limit, "result": _result}
    return made[name](texts)


def _computed(texts: Folder) -> dict[str, str]:
    names = variable_names(texts)
    found = {}
    for row in read_table(texts, "inputs.csv", read_heading(texts, "inputs.csv")):
        if row.text("source") == "computed":
            debt, income = names["household_debt_monthly_fen"], names["household_income_fen"]
            most = row.whole("max")
            found[names[row.text("name")]] = (
                f"min({most}, -(-{debt} * 12000 // {income})) if {income} > 0 else {most}"
            )
    return found


def _score(texts: Folder) -> dict[str, str]:
    rows = read_table(texts, "scorecard.csv", read_heading(texts, "scorecard.csv"))
    codes = dict.fromkeys(row.text("code") for row in rows)
    parts = [f'part{place}["points"]' for place in range(len(codes))]
    return {"points": " + ".join([str(read_head(texts).base_points), *parts])}


def _limit(texts: Folder) -> dict[str, str]:
    names, step = variable_names(texts), read_head(texts).limit_step_fen
    income, debt = names["household_income_fen"], names["household_debt_monthly_fen"]
    by_income = f'{income} * ceilings["income_percent"] // 100 - {names["multi_loan_balance_fen"]}'
    by_debt = f'{income} * ceilings["debt_share"] // 1200 - {debt}'
    return {
        "after_band": f'min({names["amount_fen"]}, ceilings["ceiling"])',
        "after_income": f"min(after_band, max(0, {by_income}))",
        "after_debt": f"min(after_income, max(0, {by_debt}) * {names['term_months']})",
        "after_list": 'after_debt * lists["percent"] // 100',
        "limit": f'0 if rejects["code"] else after_list - after_list % {step}',
    }


def _result(texts: Folder) -> dict[str, str]:
    bounds = {}
    for row in read_table(texts, "pricing.csv", read_heading(texts, "pricing.csv")):
        bounds[row.text("kind")] = int(row.percent("percent") * 10_000)
    plus = " + ".join(f'price_{kind}["part"]' for kind in ("lpr", "product", "band"))
    minus = "".join(f' - price_{kind}["part"]' for kind in ("list", "policy"))
    add_on = variable_names(texts).get("institution_add_on")
    parts = f"{plus}{minus}" + (f" + {add_on} * 100" if add_on else "")
    person = 'findings["code"] or band["outcome"] == "person" or limit == 0'
    return {
        "rate": f"max({bounds['floor']}, min({bounds['cap']}, {parts}))",
        "outcome": f'"refuse" if rejects["code"] else "person" if {person} else "pass"',
    }


def _reckoning(name: str, text: str) -> DmnTable:
    return DmnTable(name, _xml(name, "UNIQUE", (), ("value",), [[text]]), True)


def _table(name: str, content: Mapping[str, Any]) -> DmnTable:
    inputs = [_python(one["field"]) for one in content["inputs"]]
    outputs = [one["field"] for one in content["outputs"]]
    columns = [one["id"] for one in (*content["inputs"], *content["outputs"])]
    rules = [[_python(str(rule[column])) for column in columns] for rule in content["rules"]]
    policy = "COLLECT" if content["hitPolicy"] == "collect" else "UNIQUE"
    return DmnTable(name, _xml(name, policy, inputs, outputs, rules), False)


def _python(text: str) -> str:
    """A cell of the JDM as Python: ``$`` is the input, yes and no are spelt otherwise, and so are parts."""
    parts = re.split(r'("[^"]*")', text)
    words = {"true": "True", "false": "False"}
    for place in range(0, len(parts), 2):
        plain = _POINT.sub(r'\1["\2"]', parts[place].replace("$", "?"))
        parts[place] = re.sub(r"\b(true|false)\b", lambda found: words[found.group()], plain)
    return "".join(parts)


def _xml(
    name: str, policy: str, inputs: Sequence[str], outputs: Sequence[str], rules: Iterable[Sequence[str]]
) -> str:
    lines = [f'<definitions xmlns="{NAMESPACE}" id="d_{name}" name="{name}" namespace="evenhand">']
    lines.append(f'<decision id="{name}" name="{name}"><decisionTable id="t_{name}" hitPolicy="{policy}">')
    for place, field in enumerate(inputs):
        text = f"<inputExpression id={quoteattr(f'e{place}')}><text>{escape(field)}</text></inputExpression>"
        lines.append(f'<input id="i{place}">{text}</input>')
    lines += [f'<output id="o{place}" name="{field}"/>' for place, field in enumerate(outputs)]
    for number, cells in enumerate(rules):
        entries = "".join(
            f'<{"inputEntry" if place < len(inputs) else "outputEntry"} id="r{number}_{place}">'
            f"<text>{escape(cell or '-')}</text></{'inputEntry' if place < len(inputs) else 'outputEntry'}>"
            for place, cell in enumerate(cells)
        )
        lines.append(f'<rule id="r{number}">{entries}</rule>')
    return "\n".join([*lines, "</decisionTable></decision></definitions>"])
