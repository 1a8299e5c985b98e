"""The reader for inputs that are all in order, put together once for a contract of inputs.

It answers the values by index, or ``None`` as soon as anything at all is not as the contract has it;
the careful reader then says what. Nothing that stands in a table gets into its text: only positions,
and the names ``n0``, ``l0``, ``c0`` … to which names, limits and choices are bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from core.risk.explanation import Application, InputValue
from core.risk.input_contract import COMPUTED_FROM, InputSpec, debt_service_permille

QuickReader = Callable[[Application, Sequence[InputValue], int], list[Any] | None]

_ITEM = """
    item = given[n{i}]
    v{i}, at, serial = item.value, item.at, item.serial
    if ({unfit} or item.source != s{i} or type(at) is not int or not 0 <= as_of - at <= f{i}
            or type(serial) is not str or not (serial.isascii() or serial.encode())):
        return None"""
_ASKED = """
    v{i} = application.{name}
    if {unfit}:
        return None"""
_COMPUTED = """
    v{i} = compute(v{debt}, v{income}, h{i})"""
_UNFIT = {
    "int": "type(v{i}) is not int or not l{i} <= v{i} <= h{i}",
    "text": "type(v{i}) is not str or v{i} not in c{i}",
    "bool": "type(v{i}) is not bool",
}


def compile_quick_reader(specs: tuple[InputSpec, ...]) -> QuickReader:
    """One function over application, inputs and the time of screening (µs); it may raise KeyError, TypeError
    or UnicodeEncodeError, which also mean that something is not in order."""
    delivered = [spec for spec in specs if spec.delivered]
    bound: dict[str, Any] = {
        "__builtins__": {}, "type": type, "int": int, "str": str, "bool": bool, "len": len,
        "count": len(delivered), "compute": debt_service_permille,
    }  # fmt: skip
    text = "def read(application, inputs, as_of):\n    given = {item.name: item for item in inputs}"
    text += "\n    if len(given) != count or len(inputs) != count:\n        return None"
    index = {spec.name: spec.index for spec in specs}
    for spec in sorted(specs, key=lambda one: one.source == "computed"):
        text += _lines(spec, index)
        bound |= _bound(spec)
    row = {spec.index for spec in specs}
    text += f"\n    return [{', '.join(f'v{i:d}' for i in sorted(row))}]\n"
    exec(text, bound)  # noqa: S102 see above
    return cast("QuickReader", bound["read"])


def _lines(spec: InputSpec, index: dict[str, int]) -> str:
    i = spec.index
    if spec.source == "computed":
        debt, income = (index[need] for need in COMPUTED_FROM[spec.name])
        return _COMPUTED.format(i=i, debt=debt, income=income)
    unfit = _UNFIT[spec.type].format(i=i)
    if spec.source == "application":
        if spec.name not in Application.__slots__:
            raise ValueError(f"{spec.name} is no fact of an application")
        return _ASKED.format(i=i, name=spec.name, unfit=unfit)
    return _ITEM.format(i=i, unfit=unfit)


def _bound(spec: InputSpec) -> dict[str, Any]:
    i = spec.index
    return {
        f"n{i}": spec.name, f"s{i}": spec.source, f"l{i}": spec.lower, f"h{i}": spec.upper,
        f"c{i}": frozenset(spec.choices), f"f{i}": spec.fresh if spec.fresh is not None else -1,
    }  # fmt: skip
