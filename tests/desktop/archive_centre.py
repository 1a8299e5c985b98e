"""A demonstration centre in which invented cases have gone all the way into the archive."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.app import App, open_centre
from core.cases.rules import QUESTIONS, Judgement, Outcome, reasons_for
from core.cases.service import Decide, GiveOpinion, StartDuty
from core.demo_centre import PEOPLE, found_demo_centre, make_demo_specimen
from core.identity.rules import Role
from core.kernel.ids import new_id


@dataclass(frozen=True)
class SealedCentre:
    """Where it is, and what was sent in: ``case.json`` of every accepted case by the applicant's name."""

    folder: Path
    sent: tuple[dict[str, Any], ...]

    def open(self, login: str = "archive1") -> App:
        return open_centre(self.folder, login, f"sample-{login}-2026")


def seal_cases(folder: Path, numbers: tuple[int, ...], declined: frozenset[str]) -> SealedCentre:
    """Found a centre, take in specimens, review, decide and seal them; ``declined`` names products."""
    centre = folder / "centre"
    found_demo_centre(centre)
    app = open_centre(centre, "intake1", "sample-intake1-2026")
    packages = folder / "packages"
    packages.mkdir()
    sent = []
    for number in numbers:
        package = make_demo_specimen(number, packages, app.now(), app.catalogue)
        with zipfile.ZipFile(package) as bag:
            sent.append(json.loads(bag.read("data/case.json")))
        app.guardian.receive(package)
    for role in (Role.REVIEWER, Role.APPROVER):
        app.guardian.run_until_idle()
        for person in PEOPLE:
            if role in person.roles:
                _judge_all(centre, person.login, role, declined)
    troubles = app.guardian.run_until_idle()
    assert not troubles, [str(trouble.error.words) for trouble in troubles]
    app.close()
    return SealedCentre(centre, tuple(sent))


def _judge_all(centre: Path, login: str, role: Role, declined: frozenset[str]) -> None:
    app = open_centre(centre, login, f"sample-{login}-2026")
    for waiting in app.case_queries.inbox():
        view = app.case_queries.case(waiting.id)
        app.cases.start(StartDuty(new_id(), view.id))
        outcome = Outcome.DECLINE if view.product in declined else Outcome.APPROVE
        assert view.screening is not None
        amount = min(view.amount_fen, view.screening.result["limit"]["fen"] or view.amount_fen)
        judgement = Judgement(
            outcome,
            amount,
            view.term_months,
            "6.35",
            view.repayment,
            (reasons_for(outcome.value)[0].code,),
            "",
            "",
            tuple((question.code, True) for question in QUESTIONS),
        )
        command = GiveOpinion if role is Role.REVIEWER else Decide
        act = app.cases.give_opinion if role is Role.REVIEWER else app.cases.decide
        act(command(new_id(), view.id, judgement, view.evidence_hash, view.unseen))  # type: ignore[operator]
    app.close()
