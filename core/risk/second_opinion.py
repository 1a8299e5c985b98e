"""The second opinion: zen-engine executes the exported rules, and every difference from our engine is reported.

zen-engine fails open: a missing or wrongly typed input fires no reject and raises nothing. So nothing reaches it
unguarded: :class:`InputGuard` reads the contract from the tables by itself, and where anything is in
doubt our engine must have said so, named the same inputs, and passed nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.kernel.clock import DAY, local_date
from core.kernel.errors import Unavailable
from core.kernel.words import Words
from core.risk.explanation import Application, InputValue, Unusable
from core.risk.jdm import jdm_from_tables, rules_only, spread, variable_names
from core.risk.risk_extra import import_extra
from core.risk.rule_set import compile_rule_set
from core.risk.rule_tables import Folder, Row, read_head, read_heading, read_table
from core.risk.rules import screen
from core.risk.screening import Screening

_TYPES: dict[str, type] = {"int": int, "bool": bool, "text": str}
_SUBJECTS = {
    "doubts": Words("存疑输入", "inputs in doubt"),
    "outcome": Words("结论", "outcome"),
    "causes": Words("拒绝原因", "causes"),
    "findings": Words("发现", "findings"),
    "points": Words("得分", "points"),
    "band": Words("分数档", "band"),
    "limit": Words("额度（分）", "limit in fen"),
    "rate": Words("年利率", "rate"),
    "answer": Words("能否作答", "whether it answers"),
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing two engines see differently in one case, with how each came to it (JSON text)."""

    input_hash: str
    subject: str
    ours: str
    theirs: str
    our_trace: str
    their_trace: str

    @property
    def words(self) -> Words:
        return disagreement_words(self.subject, self.ours, self.theirs)


def disagreement_words(subject: str, ours: str, theirs: str) -> Words:
    """What the two engines see differently, as people read it."""
    name = _SUBJECTS[subject]
    return Words(
        f"两个引擎对“{name.zh}”意见不同：本引擎 {ours}，复核引擎 {theirs}。",
        f"The engines disagree on {name.en}: ours says {ours}, the second {theirs}.",
    )


class SecondOpinion:
    """One rule set, as zen-engine executes it. Raises Unavailable where the extra is not installed."""

    def __init__(self, texts: Folder, jdm: Mapping[str, Any] | None = None) -> None:
        """``texts``: the tables; ``jdm``: a whole decision to try in place of the one exported from them."""
        self._rule_set = compile_rule_set(texts)
        self._guard = InputGuard(texts)
        self._names = variable_names(texts)
        self._uses = _inputs_by_rule(texts)
        engine = import_extra("zen").ZenEngine()
        self._whole = engine.create_decision(json.dumps(jdm or jdm_from_tables(texts), ensure_ascii=False))
        self._rules = engine.create_decision(json.dumps(rules_only(texts), ensure_ascii=False))

    @property
    def rule_set_hash(self) -> str:
        """The content hash of the rule set that it executes."""
        return self._rule_set.content_hash

    def check(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> tuple[Disagreement, ...]:
        """Screen the case with our engine, and compare; empty where both agree."""
        return self.check_screening(screen(self._rule_set, application, inputs, as_of))

    def check_screening(self, screening: Screening) -> tuple[Disagreement, ...]:
        """Compare a screening on record, made by this very rule set (else Unavailable)."""
        if screening.rule_set_hash != self.rule_set_hash:
            raise Unavailable(
                f"该筛查由规则集 {screening.rule_set_version} 作出，请用该版本复核。",
                f"The screening was made by rule set {screening.rule_set_version}; check it with that one.",
            )
        doubted = self._guard.faults(screening.application, screening.inputs, screening.as_of)
        context = {
            variable: value
            for name, value in _given(screening).items()
            if name not in doubted and (variable := self._names.get(name)) is not None
        }
        try:
            answer = (self._rules if doubted else self._whole).evaluate(context, {"trace": True})
        except RuntimeError as error:  # zen's own way to say that it cannot
            return (_disagreement(screening, "answer", "", str(error).splitlines()[0], {}),)
        theirs = self._theirs(answer["result"], doubted)
        ours = _ours(screening, bool(doubted))
        return tuple(
            _disagreement(screening, subject, ours[subject], theirs[subject], answer.get("trace", {}))
            for subject in ours
            if ours[subject] != theirs[subject]
        )

    def _theirs(self, result: Mapping[str, Any], doubted: frozenset[str]) -> dict[str, str]:
        """Their answer in the words of ours. A rule that looks at an input in doubt says nothing."""
        codes = {
            kind: [row["code"] for row in result.get(kind) or [] if not doubted & self._uses[row["code"]]]
            for kind in ("rejects", "findings")
        }
        said = {"doubts": _listed(sorted(doubted)), "causes": _listed(codes["rejects"])}
        if doubted:
            outcome = "refuse" if codes["rejects"] else "person"
            return {**said, "outcome": outcome, "findings": _listed(codes["findings"])}
        band = result["band"] or {}
        return {
            **said,
            "outcome": str(result["outcome"]),
            "findings": _listed(codes["findings"]),
            "points": _whole(result["points"]),
            "band": str(band.get("code")),
            "limit": _whole(result["limit"]),
            "rate": _whole(result["rate"]),
        }


class InputGuard:
    """The contract of inputs, read from the tables once more and by itself."""

    def __init__(self, texts: Folder) -> None:
        head = read_head(texts)
        self._from, self._to = head.effective_from, head.effective_to
        rows = read_table(texts, "inputs.csv", read_heading(texts, "inputs.csv"))
        self._asked = {row.text("name"): row for row in rows if row.text("source") == "application"}
        self._delivered = {row.text("name"): row for row in rows if row.optional("fresh_days")}
        self._products = frozenset(spread(texts, self._asked["product"].several("choices")))

    def faults(self, application: Application, inputs: Sequence[InputValue], as_of: int) -> frozenset[str]:
        """Names of all inputs that break the contract; ``rule_set`` where it is not in force at ``as_of``."""
        day = local_date(as_of)
        found = {n for n, row in self._asked.items() if not self._asked_fits(row, getattr(application, n))}
        if day < self._from or (self._to is not None and day > self._to):
            found.add("rule_set")
        by_name: dict[object, list[InputValue]] = {}
        for item in inputs:
            by_name.setdefault(item.name, []).append(item)
        for name, row in self._delivered.items():
            some = by_name.pop(name, [])
            if some:
                if len(some) > 1 or not _delivery_fits(row, some[0], as_of):
                    found.add(name)
            elif row.flag("required"):
                found.add(name)
        return frozenset(found | {n.text if isinstance(n, Unusable) else str(n) for n in by_name})

    def _asked_fits(self, row: Row, value: object) -> bool:
        if row.text("name") == "product":
            return type(value) is str and value in self._products
        return _value_fits(row, value)


def _delivery_fits(row: Row, item: InputValue, as_of: int) -> bool:
    timely = type(item.at) is int and as_of - row.whole("fresh_days") * DAY <= item.at <= as_of
    return (
        timely
        and item.source == row.text("source")
        and type(item.serial) is str
        and _value_fits(row, item.value)
    )


def _value_fits(row: Row, value: object) -> bool:
    kind = row.text("type")
    if type(value) is not _TYPES[kind]:
        return False
    if isinstance(value, str):
        return value in row.several("choices")
    return kind == "bool" or (isinstance(value, int) and row.whole("min") <= value <= row.whole("max"))


def _given(screening: Screening) -> dict[str, Any]:
    asked = {name: getattr(screening.application, name) for name in Application.__slots__}
    return asked | {item.name: item.value for item in screening.inputs if isinstance(item.name, str)}


def _inputs_by_rule(texts: Folder) -> dict[str, frozenset[str]]:
    """Every input a rule rests on, what a reckoning is made of included."""
    made_of = {"debt_service_permille": {"household_debt_monthly_fen", "household_income_fen"}}
    uses: dict[str, set[str]] = {}
    for file in ("rejects.csv", "findings.csv"):
        for row in read_table(texts, file, read_heading(texts, file)):
            name = row.text("input")
            uses.setdefault(row.text("code"), set()).update({name} | made_of.get(name, set()))
    return {code: frozenset(names) for code, names in uses.items()}


def _ours(screening: Screening, in_doubt: bool) -> dict[str, str]:
    # What score and limit find is no rule of a table: it shows in the outcome.
    found = [one.code for one in screening.findings if one.inputs]
    said = {
        "doubts": _listed(sorted({one.input for one in screening.doubts})),
        "outcome": screening.outcome,
        "causes": _listed([one.code for one in screening.causes]),
        "findings": _listed(found),
    }
    if in_doubt or screening.price is None or screening.score.band is None:
        return said
    return {
        **said,
        "points": str(screening.score.points),
        "band": screening.score.band.code,
        "limit": str(screening.limit_fen),
        "rate": str(int(screening.price.rate * 10_000)),
    }


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes) or "—"


def _whole(value: object) -> str:
    """A number of theirs as ours are written; a number that is not whole stays as it is, and stands out."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _disagreement(
    screening: Screening, subject: str, ours: str, theirs: str, trace: Mapping[str, Any]
) -> Disagreement:
    record = screening.to_json()
    mine = {key: record[key] for key in ("outcome", "trace", "score", "limit", "price")}
    text = json.dumps(trace, ensure_ascii=False, sort_keys=True)
    return Disagreement(
        screening.input_hash, subject, ours, theirs, json.dumps(mine, ensure_ascii=False), text
    )
