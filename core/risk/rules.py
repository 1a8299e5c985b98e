"""Screening: application and inputs against a rule set. Pure, deterministic, and closed when in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.risk.explanation import Application, InputValue
from core.risk.screening import Screening

__all__ = [
    "Application",
    "InputValue",
    "Screening",
    "application_from_package",
    "inputs_from_package",
    "screen",
]


def screen(rule_set: Any, application: Application, inputs: Sequence[InputValue], as_of: int) -> Screening:
    """What ``rule_set`` says of ``application`` at ``as_of`` (microseconds)."""
    raise NotImplementedError


def application_from_package(case_json: Mapping[str, Any], as_of: int) -> Application:
    """The application inside ``data/case.json``; the age is that of the birthday in China at ``as_of``."""
    raise NotImplementedError


def inputs_from_package(case_json: Mapping[str, Any]) -> tuple[InputValue, ...]:
    """The risk inputs inside ``data/case.json``, as delivered."""
    raise NotImplementedError
