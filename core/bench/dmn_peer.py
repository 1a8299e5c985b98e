"""SpiffWorkflow's DMN engine on the exported tables: a peer for the bench, never part of a screening."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

from core.risk.dmn import NAMESPACE, dmn_from_tables
from core.risk.risk_extra import import_extra
from core.risk.rule_tables import Folder


class DmnPeer:
    """One rule set, as SpiffWorkflow executes it."""

    def __init__(self, texts: Folder) -> None:
        """Unavailable where SpiffWorkflow is not installed."""
        import_extra("SpiffWorkflow.bpmn.script_engine")
        parser = import_extra("SpiffWorkflow.dmn.parser.DMNParser").DMNParser
        engine = import_extra("SpiffWorkflow.dmn.engine.DMNEngine").DMNEngine
        script_engine = import_extra("SpiffWorkflow.bpmn.script_engine").PythonScriptEngine()
        etree = import_extra("lxml.etree")
        self._workflow = SimpleNamespace(script_engine=script_engine)
        self._steps = []
        for table in dmn_from_tables(texts):
            ElementTree.fromstring(table.xml)  # noqa: S314 made here, from our own tables
            one = parser(None, etree.fromstring(table.xml.encode()), {"dmn": NAMESPACE})
            one.parse()
            self._steps.append((table.name, table.single, engine(one.decision.decisionTables[0])))

    def decide(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Everything that the tables say of inputs in which nothing is in doubt; what was reckoned included."""
        data: dict[str, Any] = dict(given)
        task = SimpleNamespace(data=data, workflow=self._workflow)
        for name, single, engine in self._steps:
            result = engine.result(task)
            data[name] = result["value"] if single else {"code": [], **result} if not result else dict(result)
        return data
