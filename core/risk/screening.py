"""A screening: the record of one decision by rule, whole enough to explain itself.

Words, bins and rules are shared with the rule set that made the record, so a screening costs little
to make; :meth:`Screening.to_json` writes all of them out, so that the stored record can be read
without its rule set ten years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput, Tampered
from core.kernel.words import Words
from core.risk.explanation import (
    LATER,
    Application,
    Band,
    Cause,
    Doubt,
    Finding,
    InputValue,
    Limit,
    LimitStep,
    LimitTerm,
    Price,
    PriceTerm,
    RuleLine,
    RuleSetMark,
    Score,
    ScoreBin,
    ScorePart,
    TraceLine,
    Unusable,
    Value,
    value_text,
)

SCHEMA = "evenhand/screening/1"


class Screening(NamedTuple):
    """One decision by rule. ``values`` (named by ``names``) are the inputs as accepted: None if in doubt.

    A named tuple, as score and limit are, for the same reason.
    """

    outcome: str
    causes: tuple[Cause, ...]
    doubts: tuple[Doubt, ...]
    findings: tuple[Finding, ...]
    score: Score
    limit: Limit
    price: Price | None
    rules: tuple[RuleLine, ...]
    held: tuple[bool | None, ...]
    names: tuple[str, ...]
    values: tuple[Value, ...]
    application: Application
    inputs: tuple[InputValue, ...]
    as_of: int
    made_by: RuleSetMark

    @property
    def reasons(self) -> tuple[ScorePart, ...]:
        return self.score.reasons

    @property
    def limit_fen(self) -> int:
        return self.limit.fen

    @property
    def limit_terms(self) -> tuple[LimitTerm, ...]:
        return self.limit.terms

    @property
    def rate(self) -> Decimal | None:
        """Annual simple rate in per cent, None where no price could be set."""
        return self.price.rate if self.price else None

    @property
    def irr(self) -> Decimal | None:
        """Effective annual rate in per cent, None where no price could be set."""
        return self.price.irr if self.price else None

    @property
    def price_terms(self) -> tuple[PriceTerm, ...]:
        return self.price.terms if self.price else ()

    @property
    def rule_set_version(self) -> str:
        return self.made_by.version

    @property
    def rule_set_hash(self) -> str:
        return self.made_by.content_hash

    @property
    def input_hash(self) -> str:
        """SHA-256 over application and inputs as given."""
        return input_hash(self.application, self.inputs)

    @property
    def trace(self) -> tuple[TraceLine, ...]:
        """Every rule that was evaluated, with the values it looked at."""
        known = dict(zip(self.names, self.values, strict=True))
        return tuple(
            TraceLine(line.kind, line.code, line.condition, tuple((n, known[n]) for n in line.inputs), held)
            for line, held in zip(self.rules, self.held, strict=True)
        )

    def to_json(self) -> dict[str, Any]:
        """The whole record as canonical-safe JSON, words and all."""
        score, price = self.score, self.price
        return {
            "schema": SCHEMA,
            "outcome": self.outcome,
            "causes": [_named(cause) for cause in self.causes],
            "doubts": [{"input": d.input, "kind": d.kind, **d.words.to_json()} for d in self.doubts],
            "findings": [_named(finding) for finding in self.findings],
            "score": {
                "points": score.points,
                "out_of": score.out_of,
                "base_points": score.base_points,
                "band": None if score.band is None else _band_json(score.band),
                "parts": [
                    _part_json(row, value) for row, value in zip(score.bins, score.values, strict=True)
                ],
                "reasons": [part.code for part in score.reasons],
            },
            "limit": {"fen": self.limit.fen, "terms": [_limit_term_json(term) for term in self.limit.terms]},
            "price": None
            if price is None
            else {
                "rate": str(price.rate),
                "irr": str(price.irr),
                "terms": [_price_term_json(term) for term in price.terms],
            },
            "trace": [_trace_json(line) for line in self.trace],
            "values": [[name, value] for name, value in zip(self.names, self.values, strict=True)],
            "given": given_json(self.application, self.inputs),
            "input_hash": self.input_hash,
            "as_of": str(self.as_of),
            "rule_set": {"version": self.made_by.version, "hash": self.made_by.content_hash},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Screening:
        """The record that :meth:`to_json` wrote. Raises BadInput or, where the hash differs, Tampered."""
        if data.get("schema") != SCHEMA:
            raise BadInput("这不是本版本的筛查记录。", "This is not a screening record of this version.")
        try:
            screening = _read(data)
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise BadInput("筛查记录不完整，无法读取。", "The screening record is damaged.") from error
        if screening.input_hash != data["input_hash"]:
            raise Tampered(
                "筛查记录中的输入与其哈希不符。",
                "The inputs in the screening record do not match their hash.",
            )
        return screening


def input_hash(application: Application, inputs: tuple[InputValue, ...]) -> str:
    """Lower-case hex SHA-256 over the canonical JSON of what was given, in the order given."""
    return canonical_hash(given_json(application, inputs))


def given_json(application: Application, inputs: tuple[InputValue, ...]) -> dict[str, Any]:
    """Application and inputs as given, as JSON data without floats."""
    return {
        "application": {
            name: _plain(value)
            for name in Application.__slots__
            # Not said, and not part of the hash either: so a record from before there was such a thing stands.
            if (value := getattr(application, name)) is not None or name not in LATER
        },
        "inputs": [
            {
                "name": _plain(item.name),
                "value": _plain(item.value),
                "source": _plain(item.source),
                "serial": _plain(item.serial),
                # Text: an instant a source made up may be beyond what canonical JSON holds.
                "at": str(item.at) if type(item.at) is int else _plain(item.at),
            }
            for item in inputs
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Unusable):
        return {"type": value.type_name, "text": value.text}
    return value


def _value(data: Any) -> Any:
    if isinstance(data, Mapping):
        return Unusable(data["type"], data["text"])
    return data


def _named(row: Cause | Finding) -> dict[str, Any]:
    return {"category": row.category, "code": row.code, **row.words.to_json(), "inputs": list(row.inputs)}


def _band_json(band: Band) -> dict[str, Any]:
    return {"code": band.code, **band.words.to_json(), "outcome": band.outcome}


def _part_json(row: ScoreBin, value: Value) -> dict[str, Any]:
    return {
        "code": row.code,
        "input": row.input,
        "unit": row.unit,
        **row.words.to_json(),
        "value": value,
        "value_text": value_text(value, row.unit, row.bin_words).to_json(),
        "bin": row.bin_words.to_json(),
        "points": row.points,
        "best_points": row.best_points,
        "lost": row.lost,
    }


def _limit_term_json(term: LimitTerm) -> dict[str, Any]:
    return {
        "code": term.code,
        **term.words.to_json(),
        "operation": term.operation,
        "amount": term.amount,
        "after_fen": term.after_fen,
    }


def _price_term_json(term: PriceTerm) -> dict[str, Any]:
    return {"code": term.code, **term.words.to_json(), "percent": str(term.percent), "source": term.source}


def _trace_json(line: TraceLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "code": line.code,
        "condition": line.condition,
        "values": [[name, value] for name, value in line.values],
        "held": line.held,
    }


def _words(data: Mapping[str, Any]) -> Words:
    return Words(data["zh"], data["en"])


def _read(data: Mapping[str, Any]) -> Screening:
    given, price = data["given"], data["price"]
    return Screening(
        outcome=data["outcome"],
        causes=tuple(
            Cause(row["category"], row["code"], _words(row), tuple(row["inputs"])) for row in data["causes"]
        ),
        doubts=tuple(Doubt(row["input"], row["kind"], _words(row)) for row in data["doubts"]),
        findings=tuple(
            Finding(row["category"], row["code"], _words(row), tuple(row["inputs"]))
            for row in data["findings"]
        ),
        score=_read_score(data["score"]),
        limit=_read_limit(data["limit"]),
        price=None if price is None else _read_price(price),
        rules=tuple(
            RuleLine(row["kind"], row["code"], row["condition"], tuple(name for name, _ in row["values"]))
            for row in data["trace"]
        ),
        held=tuple(row["held"] for row in data["trace"]),
        names=tuple(name for name, _ in data["values"]),
        values=tuple(value for _, value in data["values"]),
        application=Application(**{k: _value(v) for k, v in given["application"].items()}),
        inputs=tuple(_read_input(row) for row in given["inputs"]),
        as_of=int(data["as_of"]),
        made_by=RuleSetMark(data["rule_set"]["version"], data["rule_set"]["hash"]),
    )


def _read_input(row: Mapping[str, Any]) -> InputValue:
    at = row["at"]
    return InputValue(
        name=_value(row["name"]),
        value=_value(row["value"]),
        source=_value(row["source"]),
        serial=_value(row["serial"]),
        at=int(at) if isinstance(at, str) else _value(at),
    )


def _read_score(data: Mapping[str, Any]) -> Score:
    band = data["band"]
    return Score(
        points=data["points"],
        out_of=data["out_of"],
        base_points=data["base_points"],
        band=None if band is None else Band(band["code"], _words(band), band["outcome"]),
        bins=tuple(
            ScoreBin(
                row["code"],
                row["input"],
                row["unit"],
                _words(row),
                _words(row["bin"]),
                row["points"],
                row["best_points"],
            )
            for row in data["parts"]
        ),
        values=tuple(row["value"] for row in data["parts"]),
    )


def _read_limit(data: Mapping[str, Any]) -> Limit:
    rows = data["terms"]
    return Limit(
        fen=data["fen"],
        steps=tuple(LimitStep(row["code"], _words(row), row["operation"]) for row in rows),
        amounts=tuple(row["amount"] for row in rows),
        afters=tuple(row["after_fen"] for row in rows),
    )


def _read_price(data: Mapping[str, Any]) -> Price:
    return Price(
        rate=Decimal(data["rate"]),
        irr=Decimal(data["irr"]),
        terms=tuple(
            PriceTerm(row["code"], _words(row), Decimal(row["percent"]), row["source"])
            for row in data["terms"]
        ),
    )
