"""Where inputs come from: a typed contract for each source, and one port that every adapter fits.

A source answers for one person, known by a keyed hash and never by number. Whatever goes wrong with it
(no answer, a late one, a garbled one, one about somebody else) comes out as nothing delivered, and the
screening then doubts every input that is missing: a source that misbehaves can only send a case to a
person, never through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput, EvenhandError
from core.kernel.words import Words
from core.risk.explanation import InputValue

ANSWER_SCHEMA = "evenhand/source-answer/1"
_ANSWER_FIELDS = {"schema", "source", "person_key", "serial", "at", "inputs"}


@dataclass(frozen=True, slots=True)
class SourceTerm:
    """One input that a source may deliver, and of which type: ``int``, ``bool`` or ``text``."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class SourceContract:
    """What one source delivers. ``source`` is the name by which rule sets know it (inputs.csv).

    How fresh an input must be is the rule set's own (``fresh_days``): the same source may serve two
    versions with different patience.
    """

    code: str
    source: str
    words: Words
    terms: tuple[SourceTerm, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(term.name for term in self.terms)

    def type_of(self, name: str) -> str | None:
        """The type of an input, or None for one that this source has no business with."""
        return next((term.type for term in self.terms if term.name == name), None)


def _contract(code: str, source: str, zh: str, en: str, **terms: str) -> SourceContract:
    return SourceContract(
        code, source, Words(zh, en), tuple(SourceTerm(name, kind) for name, kind in terms.items())
    )


CONTRACTS: Mapping[str, SourceContract] = {
    contract.code: contract
    for contract in (
        _contract(
            "credit-bureau", "credit-bureau", "征信", "Credit bureau",
            credit_current_overdue_fen="int", credit_overdue_90d_count="int", credit_queries_6m="int",
        ),
        _contract(
            "court-spending-limit", "court", "法院限制高消费名单", "Court list of spending limits",
            court_spending_limit="bool",
        ),
        _contract(
            "court-dishonest", "court", "法院失信被执行人名单", "Court list of dishonest debtors",
            court_dishonest="bool",
        ),
        _contract(
            "external-fraud", "external-fraud", "外部反欺诈", "External anti-fraud",
            external_fraud_score="int",
        ),
        _contract(
            "multi-lending", "multi-lending", "互联网多头借贷", "Internet multi-borrowing",
            multi_loan_institutions="int", multi_loan_balance_fen="int",
        ),
        _contract("identity", "identity", "联网身份核验", "Identity check", identity_face_score="int"),
        _contract(
            "appraisal", "appraisal", "背靠背评议", "Back-to-back appraisal",
            appraisal_score="int", appraisal_raters="int",
        ),
        _contract(
            "declared", "declared", "申报收入与资产", "Declared income and assets",
            household_income_fen="int", household_debt_monthly_fen="int", years_in_business="int",
        ),
        _contract(
            "position", "position", "位置核对", "Position findings",
            position_village_m="int", position_tablet_m="int", position_people_90d="int",
        ),
        _contract(
            "photo", "photo", "照片核对", "Photo findings",
            photo_reused_count="int", photo_distance_m="int", photo_village_m="int",
        ),
        _contract(
            "capture", "capture", "采集核对", "Capture findings",
            capture_time_faults="int", card_difference_count="int",
        ),
        _contract(
            "records", "records", "本中心记录", "The centre's own records",
            phone_people="int", named_applicants="int", ring_people="int", account_people="int",
            recommendation_stopped="bool",
        ),
    )
}  # fmt: skip
#: The source of every input that one delivers; and of those, what the centre finds by itself.
INPUT_SOURCES: Mapping[str, str] = {
    name: contract.source for contract in CONTRACTS.values() for name in sorted(contract.names)
}
OWN_INPUTS: Mapping[str, str] = {
    name: source
    for name, source in INPUT_SOURCES.items()
    if source in ("position", "photo", "capture", "records")
}


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """About whom (``person_key``: the keyed hash of the ID number), and as of when (µs)."""

    person_key: str
    as_of: int


class Source(Protocol):
    """The port. ``fetch`` raises an :class:`EvenhandError` where it has no answer to rely upon."""

    @property
    def contract(self) -> SourceContract: ...

    def fetch(self, query: SourceQuery) -> tuple[InputValue, ...]: ...


class GarbledAnswer(BadInput):
    """A source said something that its contract does not allow. Names the source, never its words."""

    def __init__(self, contract: SourceContract, zh: str, en: str) -> None:
        super().__init__(
            f"{contract.words.zh}的答复不可用：{zh}。",
            f"The answer of “{contract.words.en}” is unusable: {en}.",
        )


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """A source that gave nothing to rely upon, and why; no personal number is in the words."""

    source: str
    words: Words


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all sources delivered, and which of them could not be relied upon."""

    inputs: tuple[InputValue, ...]
    troubles: tuple[SourceTrouble, ...]


def gather(sources: Iterable[Source], query: SourceQuery) -> Gathered:
    """Ask every source; a troubled one delivers nothing at all, so that screening doubts its inputs."""
    inputs: list[InputValue] = []
    troubles: list[SourceTrouble] = []
    for source in sources:
        try:
            delivered = source.fetch(query)
            check_delivery(source.contract, delivered)
        except EvenhandError as error:
            troubles.append(SourceTrouble(source.contract.code, error.words))
        else:
            inputs += delivered
    return Gathered(tuple(inputs), tuple(troubles))


def check_delivery(contract: SourceContract, delivered: Sequence[InputValue]) -> None:
    """No source speaks for another. What it says of its own inputs is for the screening to judge."""
    for item in delivered:
        if item.source != contract.source or item.name not in contract.names:
            raise GarbledAnswer(contract, "含有不属于该来源的项目", "it holds inputs of another source")


def read_answer(contract: SourceContract, query: SourceQuery, data: bytes) -> tuple[InputValue, ...]:
    """The inputs in an answer (strict JSON, see :data:`ANSWER_SCHEMA`) about the person asked for.

    A value of the wrong type is passed on as it is, because the screening names the fault best.
    """
    answer = strict_json(contract, data)
    if not isinstance(answer, dict) or set(answer) != _ANSWER_FIELDS or answer["schema"] != ANSWER_SCHEMA:
        raise GarbledAnswer(contract, "格式不符", "it is not of the agreed form")
    if answer["source"] != contract.code:
        raise GarbledAnswer(contract, "来源不符", "it comes from another source")
    if answer["person_key"] != query.person_key:
        raise GarbledAnswer(contract, "所答不是所问的人", "it is about somebody else")
    if not isinstance(answer["inputs"], list):
        raise GarbledAnswer(contract, "格式不符", "it is not of the agreed form")
    at = read_time(answer["at"])
    return tuple(_read_input(contract, item, answer["serial"], at) for item in answer["inputs"])


def _read_input(contract: SourceContract, item: Any, serial: Any, at: int | None) -> InputValue:
    if not isinstance(item, dict) or set(item) != {"name", "value"} or not isinstance(item["name"], str):
        raise GarbledAnswer(contract, "格式不符", "it is not of the agreed form")
    return InputValue(item["name"], item["value"], contract.source, serial, at)


def read_time(text: object) -> int | None:
    """An instant in ISO 8601 with offset; None for anything else, which the screening then doubts."""
    if not isinstance(text, str):
        return None
    try:
        return parse_instant(text)
    except BadInput:
        return None


def strict_json(contract: SourceContract, data: bytes) -> Any:
    """JSON in UTF-8 without repeated names and without NaN; anything else is garbled."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise GarbledAnswer(contract, "不是合格的 JSON", "it is not proper JSON") from error


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name is there twice")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
