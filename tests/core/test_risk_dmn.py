"""The exported DMN tables say what our engine says, executed by SpiffWorkflow."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest

from core.risk.dmn import NAMESPACE, dmn_from_tables
from core.risk.jdm import variable_names
from core.risk.rule_set import default_rule_set, rule_set_texts
from core.risk.rules import screen
from core.risk.screening_speed import invented_households

TEXTS = rule_set_texts(files("resources") / "rule_sets" / "2026-11")
AS_OF = 1_795_482_300_000_000


def test_every_table_is_a_decision_of_its_own() -> None:
    tables = dmn_from_tables(TEXTS)
    for table in tables:
        root = ElementTree.fromstring(table.xml)  # noqa: S314 our own
        assert root.find(f"{{{NAMESPACE}}}decision") is not None
    assert {"rejects", "findings", "points", "limit", "rate", "outcome"} <= {one.name for one in tables}


def test_spiffworkflow_agrees_with_our_engine() -> None:
    pytest.importorskip("SpiffWorkflow", reason="the extra `risk` is not installed")
    from core.bench.dmn_peer import DmnPeer

    peer, names, rules = DmnPeer(TEXTS), variable_names(TEXTS), default_rule_set()
    outcomes = set()
    for application, inputs in invented_households(rules, 60, 3):
        known: dict[str, Any] = {name: getattr(application, name) for name in application.__slots__}
        known |= {one.name: one.value for one in inputs}  # type: ignore[dict-item]
        theirs = peer.decide({names[name]: value for name, value in known.items() if name in names})
        ours = screen(rules, application, inputs, AS_OF)
        assert ours.rate is not None and ours.score.band is not None
        assert theirs["rejects"]["code"] == [one.code for one in ours.causes]
        assert theirs["findings"]["code"] == [one.code for one in ours.findings if one.inputs]
        assert (theirs["outcome"], theirs["limit"], theirs["rate"]) == (
            ours.outcome, ours.limit_fen, int(ours.rate * 10_000),
        )  # fmt: skip
        assert (theirs["points"], theirs["band"]["code"]) == (ours.score.points, ours.score.band.code)
        outcomes.add(ours.outcome)
    assert outcomes == {"pass", "person", "refuse"}
