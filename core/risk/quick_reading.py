"""The reader for inputs that are all in order, put together once for a contract of inputs.

It answers the values by index, or ``None`` as soon as anything at all is not as the contract has it;
the careful reader then says what. Nothing that stands in a table gets into its text: only positions,
limits as whole numbers, and the names ``n0``, ``s0``, ``c0`` to which names, sources and choices are bound.

Two short cuts, neither of which leaves a check out: inputs in the contract's order are not looked up by
name, and where an input carries the very objects (source, serial, time) of the one before it, which has the
same source and freshness, they have been looked at. That is so for every delivery of a source that
stamps its values once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from core.risk.explanation import Application, InputValue
from core.risk.input_contract import COMPUTED_FROM, InputSpec, debt_service_permille

QuickReader = Callable[[Application, Sequence[InputValue], int], tuple[Any, ...] | None]

_HEAD = """\
def read(application, inputs, as_of):
    if len(inputs) != {count:d}:
        return None
    {items}, = inputs
    if {displaced}:
        given = {{item.name: item for item in inputs}}
        if len(given) != {count:d}:
            return None
        {items}, = {sorted},"""
#: No rule looks at the institution, but it is on the record: it has to be something that a record can hold.
_CARRIED = """
    bank = application.institution
    if bank is not None and (type(bank) is not str or not (bank.isascii() or bank.encode())):
        return None"""
_VALUE = """
    v{i:d} = i{i:d}.value
    if {unfit}:
        return None"""
_STAMP = """
{pad}source, at, serial = i{i:d}.source, i{i:d}.at, i{i:d}.serial
{pad}if (source != s{i:d} or type(at) is not int or not 0 <= as_of - at <= {fresh:d}
{pad}        or type(serial) is not str or not serial.strip() or not (serial.isascii() or serial.encode())):
{pad}    return None"""
_SAME_STAMP = """
    if i{i:d}.at is not at or i{i:d}.serial is not serial or i{i:d}.source is not source:"""
_ASKED = """
    v{i:d} = application.{name}
    if {unfit}:
        return None"""
_COMPUTED = """
    v{i:d} = compute(v{debt:d}, v{income:d}, {ceiling:d})"""
_UNFIT = {
    "int": "type(v{i:d}) is not int or v{i:d} < {lower:d} or v{i:d} > {upper:d}",
    "text": "type(v{i:d}) is not str or v{i:d} not in c{i:d}",
    "bool": "v{i:d} is not False and v{i:d} is not True",
}


def compile_quick_reader(specs: tuple[InputSpec, ...]) -> QuickReader:
    """One function over application, inputs and the time of screening (µs); it may raise KeyError, TypeError
    or UnicodeEncodeError, which also mean that something is not in order."""
    delivered = [spec for spec in specs if spec.delivered]
    bound: dict[str, Any] = {
        "__builtins__": {}, "type": type, "int": int, "str": str, "len": len, "compute": debt_service_permille,
    }  # fmt: skip
    text = _head(delivered)
    index = {spec.name: spec.index for spec in specs}
    before: InputSpec | None = None
    text += _CARRIED
    for spec in sorted(specs, key=lambda one: one.source == "computed"):
        text += _lines(spec, index, before)
        before = spec
        bound |= {f"n{spec.index}": spec.name, f"s{spec.index}": spec.source}
        bound[f"c{spec.index}"] = frozenset(spec.choices)
    row = sorted(spec.index for spec in specs)
    text += f"\n    return ({', '.join(f'v{i:d}' for i in row)},)\n"
    exec(text, bound)  # noqa: S102 see above
    return cast("QuickReader", bound["read"])


def _head(delivered: Sequence[InputSpec]) -> str:
    """Takes the delivered inputs apart, by name where they do not come in the contract's order."""
    if not delivered:
        return "def read(application, inputs, as_of):\n    if len(inputs):\n        return None"
    return _HEAD.format(
        count=len(delivered),
        items=", ".join(f"i{spec.index:d}" for spec in delivered),
        displaced=" or ".join(f"i{spec.index:d}.name != n{spec.index:d}" for spec in delivered),
        sorted=", ".join(f"given[n{spec.index:d}]" for spec in delivered),
    )


def _lines(spec: InputSpec, index: dict[str, int], before: InputSpec | None) -> str:
    i = spec.index
    if spec.source == "computed":
        debt, income = (index[need] for need in COMPUTED_FROM[spec.name])
        return _COMPUTED.format(i=i, debt=debt, income=income, ceiling=spec.upper)
    unfit = _UNFIT[spec.type].format(i=i, lower=spec.lower, upper=spec.upper)
    if spec.source == "application":
        if spec.name not in Application.__slots__:
            raise ValueError(f"{spec.name} is no fact of an application")
        return _ASKED.format(i=i, name=spec.name, unfit=unfit)
    fresh = spec.fresh if spec.fresh is not None else -1
    value = _VALUE.format(i=i, unfit=unfit)
    if before is not None and (before.source, before.fresh) == (spec.source, spec.fresh):
        return value + _SAME_STAMP.format(i=i) + _STAMP.format(i=i, fresh=fresh, pad=" " * 8)
    return value + _STAMP.format(i=i, fresh=fresh, pad=" " * 4)
