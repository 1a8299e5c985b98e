"""A rule set: tables that people read and edit, checked and compiled when they are loaded.

The folder's form is described in its README.md. Two folders with the same contents have the same
hash, whatever their line endings, column order or spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import Any

from core.kernel.canonical import canonical_hash
from core.kernel.clock import CHINA, parse_instant
from core.kernel.words import Words
from core.risk.conditions import Rule, compile_rules, read_findings, read_rejects
from core.risk.explanation import PERSON, Cause, Finding, RuleLine, RuleSetMark
from core.risk.input_contract import ADD_ON, InputSpec, read_inputs
from core.risk.input_reader import InputReader
from core.risk.limits import LimitTable, read_limits
from core.risk.pricing import REPAYMENTS, PriceTable, read_pricing
from core.risk.rule_tables import (
    HEAD_FILE,
    Folder,
    RuleSetError,
    RuleSetHead,
    read_folder,
    read_head,
    read_heading,
    read_table,
)
from core.risk.scorecard import Scorecard, read_scorecard

__all__ = [
    "RuleSet",
    "RuleSetError",
    "compile_rule_set",
    "default_rule_set",
    "load_rule_set",
    "rule_set_texts",
]

TABLES = (
    "products.csv", "inputs.csv", "rejects.csv", "findings.csv", "scorecard.csv", "bands.csv", "limits.csv", "lists.csv",
    "pricing.csv",
)  # fmt: skip
_FOREVER = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """One version of the rules, compiled. Two are the same when their ``content_hash`` is.

    ``rules``, and so ``holds`` and ``lines``, have the rejects first (what they say: ``causes``), then the findings.
    ``none_holds`` is what ``holds`` answers, that very tuple, where no rule does.
    """

    head: RuleSetHead
    mark: RuleSetMark
    reader: InputReader
    rules: tuple[Rule, ...]
    holds: Callable[[Sequence[Any]], tuple[bool, ...]]
    none_holds: tuple[bool, ...]
    causes: tuple[Cause, ...]
    findings: tuple[Finding, ...]
    lines: tuple[RuleLine, ...]
    names: tuple[str, ...]
    scorecard: Scorecard
    band_findings: Mapping[str, Finding]
    limits: LimitTable
    prices: PriceTable
    price_inputs: itemgetter[Any]
    add_on: int | None
    first_instant: int
    end_instant: int

    @property
    def version(self) -> str:
        return self.mark.version

    @property
    def content_hash(self) -> str:
        """SHA-256 over the canonical contents of all tables and rule_set.toml."""
        return self.mark.content_hash

    @property
    def title(self) -> Words:
        return self.head.title

    @property
    def effective_from(self) -> date:
        """The first day in force, in China."""
        return self.head.effective_from

    @property
    def effective_to(self) -> date | None:
        """The last day in force, in China; None while nothing replaces it."""
        return self.head.effective_to

    @property
    def maker(self) -> str:
        return self.head.maker

    @property
    def checker(self) -> str:
        return self.head.checker

    @property
    def inputs(self) -> tuple[InputSpec, ...]:
        """Every input of the contract, application facts and reckonings included."""
        return self.reader.specs

    @property
    def required_inputs(self) -> tuple[InputSpec, ...]:
        """What outside sources must deliver with each case (``risk_inputs`` of the case package)."""
        return tuple(spec for spec in self.reader.specs if spec.delivered and spec.required)

    def held_where_known(self, values: Sequence[Any]) -> tuple[bool | None, ...]:
        """What ``holds`` says, where values may be missing: None for a rule that those leave open."""
        return tuple(rule.held(values) for rule in self.rules)

    def in_force(self, instant: int) -> bool:
        """Whether this version holds at ``instant`` (microseconds)."""
        return self.first_instant <= instant < self.end_instant


def load_rule_set(folder: Path | Traversable) -> RuleSet:
    """The rule set in ``folder``; :class:`RuleSetError` names file, row and remedy."""
    return compile_rule_set(rule_set_texts(folder))


def rule_set_texts(folder: Path | Traversable) -> dict[str, str]:
    """The files of a rule set as text, by name, as the store keeps them."""
    return read_folder(folder, (HEAD_FILE, *TABLES))


@cache
def default_rule_set() -> RuleSet:
    """The rule set that comes with the program."""
    return load_rule_set(files("resources") / "rule_sets" / "2026-11")


def compile_rule_set(texts: Folder) -> RuleSet:
    """The same from texts by file name, for tables that are still being edited."""
    head = read_head(texts)
    specs = read_inputs(texts)
    by_name = {spec.name: spec for spec in specs}
    _check_repayments(by_name["repayment"])
    rules = read_rejects(texts, by_name) + read_findings(texts, by_name)
    _check_codes(rules)
    none_holds = (False,) * len(rules)
    scorecard = read_scorecard(texts, head.base_points, by_name)
    bands = tuple(band.code for band in scorecard.bands)
    months, product, lists = by_name["term_months"], by_name["product"], by_name["appraisal_list"]
    return RuleSet(
        head=head,
        mark=RuleSetMark(head.version, content_hash(head, texts)),
        reader=InputReader(specs),
        rules=rules,
        holds=compile_rules(rules, none_holds),
        none_holds=none_holds,
        causes=tuple(rule.says for rule in rules if isinstance(rule.says, Cause)),
        findings=tuple(rule.says for rule in rules if isinstance(rule.says, Finding)),
        lines=tuple(rule.line for rule in rules),
        names=tuple(spec.name for spec in specs),
        scorecard=scorecard,
        band_findings={
            band.code: Finding("score", f"band-{band.code}", band.words, ())
            for band in scorecard.bands
            if band.outcome == PERSON
        },
        limits=read_limits(texts, head.limit_step_fen, by_name, bands),
        prices=read_pricing(texts, product.choices, bands, lists.choices, (months.lower, months.upper)),
        price_inputs=itemgetter(product.index, lists.index, by_name["repayment"].index, months.index),
        add_on=by_name[ADD_ON].index if ADD_ON in by_name else None,
        first_instant=_midnight(head.effective_from),
        end_instant=_midnight(head.effective_to + timedelta(days=1)) if head.effective_to else _FOREVER,
    )


def content_hash(head: RuleSetHead, texts: Folder) -> str:
    """Hash of the contents: cells by heading, in row order; blanks around cells do not count."""
    tables = {
        file: [dict(row.cells) for row in read_table(texts, file, read_heading(texts, file))]
        for file in TABLES
    }
    return canonical_hash({"head": head.to_json(), "tables": tables})


def _check_repayments(spec: InputSpec) -> None:
    unknown = [choice for choice in spec.choices if choice not in REPAYMENTS]
    if unknown:
        listed = ", ".join(unknown)
        raise RuleSetError(
            "inputs.csv", None, f"还款方式未知：{listed}。", f"Repayment kinds not known: {listed}."
        )


def _check_codes(rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.line.code in seen:
            raise RuleSetError(
                "findings.csv",
                None,
                f"编号“{rule.line.code}”已用于硬拒绝，请换一个。",
                f"Code “{rule.line.code}” is already a reject's; take another.",
            )
        seen.add(rule.line.code)


def _midnight(day: date) -> int:
    return parse_instant(datetime.combine(day, time(), CHINA).isoformat())
