"""Reading what was delivered against the contract of inputs.

Two readers stand here. The quick one only knows "all is well"; whenever it is not sure, the careful
one reads again and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.kernel.clock import DAY
from core.kernel.words import Words
from core.risk.explanation import Application, Doubt, InputValue, Unusable
from core.risk.input_contract import COMPUTED_FROM, SOURCES, InputSpec, debt_service_permille, doubt
from core.risk.quick_reading import compile_quick_reader

_SAFE = (1 << 53) - 1
_NEVER = 1 << 62


class InputReader:
    """Reads what was delivered against the contract. Holds no state between two readings."""

    __slots__ = ("_application", "_by_name", "_computed", "_delivered", "_read_quickly", "specs")

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
        self._read_quickly = compile_quick_reader(specs)

    def read(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> tuple[tuple[Any, ...], Application, tuple[InputValue, ...], tuple[Doubt, ...]]:
        """Accepted values by index (None: in doubt), what was given in a form JSON can hold, the doubts."""
        try:
            values = self._read_quickly(application, inputs, as_of)
        except (KeyError, TypeError, ValueError):
            values = None
        if values is not None:
            return values, application, tuple(inputs), ()
        return self._read_carefully(application, inputs, as_of)

    def _compute(self, values: list[Any]) -> None:
        for index, debt, income, ceiling in self._computed:
            if values[debt] is not None and values[income] is not None:
                values[index] = debt_service_permille(values[debt], values[income], ceiling)

    def _read_carefully(
        self, application: Application, inputs: Sequence[InputValue], as_of: int
    ) -> tuple[tuple[Any, ...], Application, tuple[InputValue, ...], tuple[Doubt, ...]]:
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
        return tuple(values), asked, given, tuple(doubts)

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


def _delivery_fault(spec: InputSpec, matching: list[InputValue], as_of: int) -> Doubt | None:
    """Why the deliveries of one input cannot be used, or None (also for a missing optional one)."""
    if not matching:
        return doubt(spec, "missing", "未送达", "was not delivered") if spec.required else None
    if len(matching) > 1:
        return doubt(spec, "duplicate", "送达多次，不知以何为准", "was delivered more than once")
    item = matching[0]
    if item.source != spec.source:
        source = SOURCES[spec.source]
        return doubt(spec, "source", f"来源应为{source.zh}", f"should come from the source {source.en}")
    if type(item.serial) is not str or not item.serial.strip():
        return doubt(spec, "serial", "没有可用的流水号", "has no usable serial number")
    if type(item.at) is not int:
        return doubt(spec, "time", "没有可用的时间", "has no usable time")
    if item.at > as_of:
        return doubt(spec, "future", "的时间晚于筛查时间", "is dated after the screening")
    if as_of - item.at > (spec.fresh or 0):
        days = (spec.fresh or 0) // DAY
        return doubt(spec, "stale", f"已超过 {days} 天时效", f"is older than {days} days")
    return spec.value_fault(item.value)


def usable(value: Any) -> Any:
    """``value`` where canonical JSON can hold it exactly, else an :class:`Unusable` in its place."""
    if value is None or type(value) is bool or isinstance(value, Unusable):
        return value
    if type(value) is int and -_SAFE <= value <= _SAFE:
        return value
    if type(value) is str and _encodes(value):
        return value
    return _unusable(value)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unusable(value: Any) -> Unusable:
    # Capped: this is somebody else's text; hexadecimal for huge integers, which have no short decimal.
    text = hex(value) if isinstance(value, int) else ascii(value)
    return Unusable(type(value).__name__, text[:200])


def _usable_input(item: InputValue) -> InputValue:
    name, at = usable(item.name), item.at
    # An instant is stored as text, so any whole number of sane size may stand; anything else stands out.
    sane = at is None or isinstance(at, Unusable) or (type(at) is int and abs(at) < _NEVER)
    return InputValue(
        name=name if isinstance(name, str | Unusable) else _unusable(name),
        value=usable(item.value),
        source=usable(item.source),
        serial=usable(item.serial),
        at=at if sane else _unusable(at),
    )
