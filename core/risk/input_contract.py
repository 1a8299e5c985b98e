"""The contract of every input: its type, its source, how fresh it must be, and in which range.

What breaks the contract is never used and never guessed: it becomes a doubt, and a doubt goes to a
person. Two readers stand here. The quick one only knows "all is well"; whenever it is not sure, the
careful one reads again and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.kernel.clock import DAY
from core.kernel.words import Words
from core.risk.explanation import Application, Doubt, InputValue, Unusable, Value
from core.risk.rule_tables import Folder, Row, RuleSetError, read_table

FILE = "inputs.csv"
COLUMNS = (
    "name", "type", "unit", "source", "fresh_days", "required", "min", "max", "choices", "zh", "en",
)  # fmt: skip
TYPES: dict[str, type] = {"int": int, "bool": bool, "text": str}
SOURCES: dict[str, Words] = {
    "application": Words("申请", "application"),
    "computed": Words("计算", "computed"),
    "credit-bureau": Words("征信", "credit bureau"),
    "court": Words("法院", "court"),
    "external-fraud": Words("外部反欺诈", "external anti-fraud"),
    "multi-lending": Words("多头借贷", "internet multi-borrowing"),
    "appraisal": Words("评议", "appraisal"),
    "identity": Words("身份核验", "identity check"),
    "declared": Words("申报", "declared"),
    "position": Words("位置", "position"),
    "photo": Words("照片", "photo"),
}
UNITS = ("fen", "times", "score", "institutions", "years", "months", "people", "permille")
_SAFE = (1 << 53) - 1
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One row of inputs.csv. ``fresh`` in microseconds; ``lower`` and ``upper`` both included."""

    index: int
    name: str
    type: str
    unit: str
    source: str
    fresh: int | None
    required: bool
    lower: int
    upper: int
    choices: tuple[str, ...]
    words: Words

    @property
    def delivered(self) -> bool:
        """Whether an outside source delivers it (and not the application or a reckoning of ours)."""
        return self.source not in ("application", "computed")

    def value_fault(self, value: Value) -> Doubt | None:
        """What is wrong with ``value`` as such, or None."""
        if value is None:
            return _doubt(self, "null", "没有值", "has no value")
        if type(value) is not TYPES[self.type]:
            shown = value.type_name if isinstance(value, Unusable) else type(value).__name__
            return _doubt(
                self, "type", f"类型应为 {self.type}，收到 {shown}", f"should be {self.type}, but is {shown}"
            )
        if self.type == "int" and not self.lower <= value <= self.upper:  # type: ignore[operator]
            return _doubt(
                self,
                "range",
                f"超出 {self.lower} 至 {self.upper} 的范围",
                f"lies outside {self.lower} to {self.upper}",
            )
        if self.type == "text" and value not in self.choices:
            return _doubt(self, "range", "不在允许的取值之内", "is none of the values allowed")
        return None


def _doubt(spec: InputSpec, kind: str, zh: str, en: str) -> Doubt:
    return Doubt(
        spec.name,
        kind,
        Words(f"“{spec.words.zh}”{zh}，请人工核实。", f"“{spec.words.en}” {en}; a person must check it."),
    )


def read_inputs(folder: Folder) -> tuple[InputSpec, ...]:
    """inputs.csv, checked."""
    specs: list[InputSpec] = []
    for row in read_table(folder, FILE, COLUMNS):
        spec = _read_spec(row, len(specs))
        if any(other.name == spec.name for other in specs):
            raise row.error(
                f"输入“{spec.name}”重复，请删去一行。", f"Input “{spec.name}” is there twice; delete one row."
            )
        specs.append(spec)
    _check_fixed_inputs(specs)
    return tuple(specs)


def _read_spec(row: Row, index: int) -> InputSpec:
    kind, source = row.choice("type", tuple(TYPES)), row.choice("source", tuple(SOURCES))
    if row.optional("unit"):
        row.choice("unit", UNITS)
    delivered = source not in ("application", "computed")
    if delivered != bool(row.optional("fresh_days")) or (delivered and row.whole("fresh_days") <= 0):
        raise row.error(
            "外部来源须写时效天数（大于零），申请与计算项须留空。",
            "An outside source needs fresh_days above 0; application and computed inputs leave it empty.",
        )
    if (kind == "int") != bool(row.optional("min") and row.optional("max")):
        raise row.error(
            "整数须写 min 与 max，其他类型留空。", "int needs min and max; other types leave them empty."
        )
    if (kind == "text") != bool(row.optional("choices")):
        raise row.error(
            "text 须写 choices，其他类型留空。", "text needs choices; other types leave them empty."
        )
    lower, upper = (row.whole("min"), row.whole("max")) if kind == "int" else (0, 1)
    if lower > upper:
        raise row.error("min 大于 max，请改正。", "min exceeds max; mend it.")
    return InputSpec(
        index=index,
        name=row.text("name"),
        type=kind,
        unit=row.optional("unit"),
        source=source,
        fresh=row.whole("fresh_days") * DAY if delivered else None,
        required=row.flag("required"),
        lower=lower,
        upper=upper,
        choices=row.several("choices") if kind == "text" else (),
        words=row.words(),
    )


def _check_fixed_inputs(specs: list[InputSpec]) -> None:
    """Application facts and reckonings are known by name to the program; no others can be made up."""
    asked = {spec.name for spec in specs if spec.source == "application"}
    if asked != set(Application.__slots__):
        listed = ", ".join(sorted(asked ^ set(Application.__slots__)))
        raise RuleSetError(
            FILE, None, f"申请项缺少或多出：{listed}。", f"Application inputs missing or not known: {listed}."
        )
    by_name = {spec.name: spec for spec in specs}
    for spec in specs:
        if spec.source == "computed":
            needs = COMPUTED_FROM.get(spec.name)
            if needs is None or any(need not in by_name for need in needs) or spec.type != "int":
                listed = ", ".join(COMPUTED_FROM)
                raise RuleSetError(
                    FILE,
                    None,
                    f"计算项“{spec.name}”未知或缺少其来源项；已知：{listed}。",
                    f"Computed input “{spec.name}” is unknown, or lacks what it is made from; known: {listed}.",
                )


COMPUTED_FROM: dict[str, tuple[str, ...]] = {
    "debt_service_permille": ("household_debt_monthly_fen", "household_income_fen"),
}


def debt_service_permille(debt_monthly_fen: int, income_fen: int, ceiling: int) -> int:
    """Twelve months' debt service per mille of a year's income, rounded up; no income is the worst case."""
    if income_fen <= 0:
        return ceiling
    return min(ceiling, -(-debt_monthly_fen * 12_000 // income_fen))


class InputReader:
    """Reads what was delivered against the contract. Holds no state between two readings."""

    __slots__ = ("_application", "_by_name", "_computed", "_delivered", "_plans", "specs")

    def __init__(self, specs: tuple[InputSpec, ...]) -> None:
        self.specs = specs
        self._by_name = {spec.name: spec for spec in specs}
        self._delivered = tuple(spec for spec in specs if spec.delivered)
        self._application = tuple(spec for spec in specs if spec.source == "application")
        self._computed = tuple(
            (spec.index, *(self._by_name[need].index for need in COMPUTED_FROM[spec.name]), spec.upper)
            for spec in specs
            if spec.source == "computed"
        )
        self._plans = {spec.name: _plan(spec) for spec in specs}

    def read(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> tuple[list[Any], Application, tuple[InputValue, ...], tuple[Doubt, ...]]:
        """Accepted values by index (None: in doubt), what was given in a form JSON can hold, the doubts."""
        values = self._read_quickly(application, inputs, as_of)
        if values is not None:
            return values, application, tuple(inputs), ()
        return self._read_carefully(application, inputs, as_of)

    def _read_quickly(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> list[Any] | None:
        values: list[Any] = [None] * len(self.specs)
        plans = self._plans
        if len(inputs) != len(self._delivered):
            return None
        try:
            for item in inputs:
                index, kind, source, fresh, lower, upper, choices = plans[item.name]  # type: ignore[index]
                value, at, serial = item.value, item.at, item.serial
                if (
                    type(value) is not kind
                    or item.source != source
                    or type(at) is not int
                    or not 0 <= as_of - at <= fresh
                    or values[index] is not None
                    or type(serial) is not str
                    or not serial.isascii()
                    or (not lower <= value <= upper if choices is None else value not in choices)
                ):
                    return None
                values[index] = value
        except (KeyError, TypeError):
            return None
        for spec in self._application:
            value = getattr(application, spec.name)
            index, kind, source, fresh, lower, upper, choices = plans[spec.name]
            if type(value) is not kind or (
                not lower <= value <= upper if choices is None else value not in choices
            ):
                return None
            values[index] = value
        self._compute(values)
        return values

    def _compute(self, values: list[Any]) -> None:
        for index, debt, income, ceiling in self._computed:
            if values[debt] is not None and values[income] is not None:
                values[index] = debt_service_permille(values[debt], values[income], ceiling)

    def _read_carefully(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> tuple[list[Any], Application, tuple[InputValue, ...], tuple[Doubt, ...]]:
        values: list[Any] = [None] * len(self.specs)
        doubts: list[Doubt] = []
        asked = Application(*(usable(getattr(application, name)) for name in Application.__slots__))
        for spec in self._application:
            value = getattr(asked, spec.name)
            fault = spec.value_fault(value)
            if fault is None:
                values[spec.index] = value
            else:
                doubts.append(fault)
        given = tuple(_usable_input(item) for item in inputs)
        for spec in self._delivered:
            matching = [item for item in given if item.name == spec.name]
            fault = _delivery_fault(spec, matching, as_of)
            if fault is None and matching:
                values[spec.index] = matching[0].value
            elif fault is not None:
                doubts.append(fault)
        doubts.extend(self._unknown(item) for item in given if not self._expects(item.name))
        self._compute(values)
        return values, asked, given, tuple(doubts)

    def _expects(self, name: str | Unusable) -> bool:
        spec = self._by_name.get(name) if isinstance(name, str) else None
        return spec is not None and spec.delivered

    def _unknown(self, item: InputValue) -> Doubt:
        name = item.name if isinstance(item.name, str) else item.name.text
        return Doubt(
            name,
            "unknown",
            Words(
                f"收到规则集不认识的输入“{name}”，请人工核实。",
                f"Input “{name}” is not known to the rule set; a person must check it.",
            ),
        )


def _plan(spec: InputSpec) -> tuple[int, type, str, int, Any, Any, frozenset[str] | None]:
    choices = frozenset(spec.choices) if spec.type == "text" else None
    # A name nobody may deliver is given an age that nothing has.
    fresh = spec.fresh if spec.fresh is not None else -1
    return spec.index, TYPES[spec.type], spec.source, fresh, spec.lower, spec.upper, choices


def _delivery_fault(spec: InputSpec, matching: list[InputValue], as_of: int) -> Doubt | None:
    """Why the deliveries of one input cannot be used, or None (also for a missing optional one)."""
    if not matching:
        return _doubt(spec, "missing", "未送达", "was not delivered") if spec.required else None
    if len(matching) > 1:
        return _doubt(spec, "duplicate", "送达多次，不知以何为准", "was delivered more than once")
    item = matching[0]
    if item.source != spec.source:
        source = SOURCES[spec.source]
        return _doubt(spec, "source", f"来源应为{source.zh}", f"should come from the source {source.en}")
    if type(item.serial) is not str:
        return _doubt(spec, "serial", "没有可用的流水号", "has no usable serial number")
    if type(item.at) is not int:
        return _doubt(spec, "time", "没有可用的时间", "has no usable time")
    if item.at > as_of:
        return _doubt(spec, "future", "的时间晚于筛查时间", "is dated after the screening")
    if as_of - item.at > (spec.fresh or 0):
        days = (spec.fresh or 0) // DAY
        return _doubt(spec, "stale", f"已超过 {days} 天时效", f"is older than {days} days")
    return spec.value_fault(item.value)


def usable(value: Any) -> Any:
    """``value`` where canonical JSON can hold it exactly, else an :class:`Unusable` in its place."""
    if value is None or type(value) is bool or isinstance(value, Unusable):
        return value
    if type(value) is int and -_SAFE <= value <= _SAFE:
        return value
    if type(value) is str and _encodes(value):
        return value
    # Capped: this is somebody else's text; hexadecimal for huge integers, which have no short decimal.
    text = hex(value) if isinstance(value, int) else ascii(value)
    return Unusable(type(value).__name__, text[:200])


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _usable_input(item: InputValue) -> InputValue:
    # An instant is stored as text, so any whole number of sane size may stand.
    at = item.at if type(item.at) is int and abs(item.at) < _NEVER else usable(item.at)
    return InputValue(
        name=usable(item.name) if item.name is not None else Unusable("NoneType", "None"),
        value=usable(item.value),
        source=usable(item.source),
        serial=usable(item.serial),
        at=at,
    )
