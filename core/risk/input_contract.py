"""The contract of every input: its type, its source, how fresh it must be, and in which range.

What breaks the contract is never used and never guessed: it becomes a doubt, and a doubt goes to a
person (see ``input_reader``).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.kernel.clock import DAY
from core.kernel.words import Words
from core.risk.explanation import LATER, UNITS, Application, Doubt, Unusable, Value
from core.risk.product_groups import ProductGroups, read_groups
from core.risk.rule_tables import Folder, Row, RuleSetError, read_table

FILE = "inputs.csv"
COLUMNS = (
    "name", "type", "unit", "source", "fresh_days", "required", "min", "max", "choices", "zh", "en",
)  # fmt: skip
#: An institution's own add-on to the rate: rule sets from before it do not ask for it.
ADD_ON = "institution_add_on"
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
    "capture": Words("采集", "capture"),
    "records": Words("本中心记录", "the centre's own records"),
}


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
            return doubt(self, "null", "没有值", "has no value")
        if type(value) is not TYPES[self.type]:
            shown = value.type_name if isinstance(value, Unusable) else type(value).__name__
            return doubt(
                self, "type", f"类型应为 {self.type}，收到 {shown}", f"should be {self.type}, but is {shown}"
            )
        if self.type == "int" and not self.lower <= value <= self.upper:  # type: ignore[operator]
            return doubt(
                self,
                "range",
                f"超出 {self.lower} 至 {self.upper} 的范围",
                f"lies outside {self.lower} to {self.upper}",
            )
        if self.type == "text" and value not in self.choices:
            return doubt(self, "range", "不在允许的取值之内", "is none of the values allowed")
        return None


def doubt(spec: InputSpec, kind: str, zh: str, en: str) -> Doubt:
    """A doubt about ``spec``: ``zh`` and ``en`` end the sentence that begins with its name."""
    return Doubt(
        spec.name,
        kind,
        Words(f"“{spec.words.zh}”{zh}，请人工核实。", f"“{spec.words.en}” {en}; a person must check it."),
    )


def read_inputs(folder: Folder) -> tuple[InputSpec, ...]:
    """inputs.csv, checked."""
    specs: list[InputSpec] = []
    groups = read_groups(folder)
    for row in read_table(folder, FILE, COLUMNS):
        spec = _read_spec(row, len(specs), groups)
        if any(other.name == spec.name for other in specs):
            raise row.error(
                f"输入“{spec.name}”重复，请删去一行。", f"Input “{spec.name}” is there twice; delete one row."
            )
        specs.append(spec)
    _check_fixed_inputs(specs)
    return tuple(specs)


def _read_spec(row: Row, index: int, groups: ProductGroups) -> InputSpec:
    kind, source = row.choice("type", tuple(TYPES)), row.choice("source", tuple(SOURCES))
    if row.optional("unit"):
        row.choice("unit", tuple(UNITS))
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
        choices=_choices(row, groups) if kind == "text" else (),
        words=row.words(),
    )


def _choices(row: Row, groups: ProductGroups) -> tuple[str, ...]:
    listed = row.several("choices")
    return groups.spread(listed, row) if row.text("name") == "product" else listed


def _check_fixed_inputs(specs: list[InputSpec]) -> None:
    """Application facts and reckonings are known by name to the program; no others can be made up."""
    asked = {spec.name for spec in specs if spec.source == "application"}
    always = set(Application.__slots__) - LATER
    if not always <= asked <= always | {ADD_ON}:
        listed = ", ".join(sorted((asked - {ADD_ON}) ^ always))
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
