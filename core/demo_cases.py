"""Filling the demonstration centre: specimen packages taken in, some of them judged and sealed."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from core.app import App, open_centre
from core.cases.case_rows import CaseView
from core.cases.rules import QUESTIONS, Judgement, Outcome, Stage
from core.cases.service import AskSupplement, Decide, GiveOpinion, StartDuty
from core.demo_centre import PEOPLE, found_demo_centre, make_demo_specimen
from core.identity.rules import Role
from core.kernel.clock import system_now
from core.kernel.ids import new_id
from core.products.rules import load_catalogue
from core.settings import CATALOGUE, SETTINGS_FILE, CentreSettings, resource

SPECIMENS = 40
JUDGED = 12
Progress = Callable[[str, int, int], None]


def make_demo(folder: Path, packages: Path, say: Progress, photos: Path | None = None) -> CentreSettings:
    """Found the centre in ``folder``, make forty packages in ``packages``, and let the centre work on them.

    ``say(step, done, total)`` tells how far it is.
    """
    say("found", 0, 1)
    settings = found_demo_centre(folder)
    say("found", 1, 1)
    made = make_packages(packages, range(1, SPECIMENS + 1), say, photos)
    with _person(folder, Role.INTAKE_CLERK) as clerk:
        for number, path in enumerate(made, start=1):
            clerk.guardian.receive(path)
            say("receive", number, len(made))
        clerk.guardian.run_until_idle()
    _judge(folder, say)
    return settings


def make_committee_demo(folder: Path, packages: Path, say: Progress) -> CentreSettings:
    """A small centre in which three decide, with cases that wait for their votes."""
    settings = found_demo_centre(folder)
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as file:
        file.write("\n[[draw.committee]]\nabove_yuan = 1000\nseats = 3\n")
    made = make_packages(packages, range(1, 5), say)
    with _person(folder, Role.INTAKE_CLERK) as clerk:
        for path in made:
            clerk.guardian.receive(path)
        clerk.guardian.run_until_idle()
    _judge_as(folder, Role.REVIEWER, len(made), say)
    return settings


def make_packages(out: Path, numbers: range, say: Progress, photos: Path | None = None) -> list[Path]:
    """Specimen packages with these numbers, in their order; made by as many processes as there are cores."""
    out.mkdir(parents=True, exist_ok=True)
    make = partial(_make_one, out=out, now=system_now(), photos=photos)
    paths = []
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for path in pool.map(make, numbers):
            paths.append(path)
            say("packages", len(paths), len(numbers))
    return paths


def _make_one(number: int, out: Path, now: int, photos: Path | None) -> Path:
    return make_demo_specimen(number, out, now, load_catalogue(resource(CATALOGUE)), photos)


def _person(folder: Path, role: Role, number: int = 0) -> App:
    person = [one for one in PEOPLE if role in one.roles][number]
    return open_centre(folder, person.login, person.passphrase)


def _judge(folder: Path, say: Progress) -> None:
    """Reviewers and approvers of the demonstration work through the first cases."""
    done = 0
    for role in (Role.REVIEWER, Role.APPROVER):
        done = _judge_as(folder, role, JUDGED // 3 + (role is Role.APPROVER), say, done)


def _judge_as(folder: Path, role: Role, most: int, say: Progress, done: int = 0) -> int:
    """Three people of ``role`` handle at the ``most`` so many cases each; returns ``done`` and those handled."""
    for number in range(3):
        with _person(folder, role, number) as app:
            for row in app.case_queries.inbox(limit=most):
                _handle(app, app.case_queries.case(row.id))
                done += 1
                say("judge", done, 2 * JUDGED)
    with _person(folder, Role.INTAKE_CLERK) as clerk:
        clerk.guardian.run_until_idle()
    return done


def _handle(app: App, view: CaseView) -> None:
    app.cases.start(StartDuty(new_id(), view.id))
    if view.duty is Stage.APPROVAL:
        opinion = view.judgement(Stage.REVIEW)
        assert opinion is not None
        reason = "income-clear" if opinion.outcome is Outcome.APPROVE else "income-weak"
        judgement = Judgement(
            opinion.outcome, opinion.amount_fen, opinion.term_months, opinion.rate, opinion.repayment,
            (reason,), "", "同意审查意见（样本）", (),
        )  # fmt: skip
        app.cases.decide(Decide(new_id(), view.id, judgement, view.evidence_hash, view.unseen))
    elif any(comparison.differs for comparison in view.comparisons):
        app.cases.ask_supplement(
            AskSupplement(new_id(), view.id, ("address-differs",), "请客户经理核实住址与证件（样本）")
        )
    else:
        judgement = _opinion(view)
        app.cases.give_opinion(GiveOpinion(new_id(), view.id, judgement, view.evidence_hash, view.unseen))


def _opinion(view: CaseView) -> Judgement:
    assert view.screening is not None
    limit, price = view.screening.result["limit"]["fen"], view.screening.result["price"]
    passed = view.screening.outcome == "pass" and limit > 0 and price is not None
    return Judgement(
        outcome=Outcome.APPROVE if passed else Outcome.DECLINE,
        amount_fen=min(view.amount_fen, limit) if passed else 0,
        term_months=view.term_months if passed else 0,
        rate=price["rate"] if price else "0",
        repayment=view.repayment,
        reasons=("income-clear", "limit-as-advised") if passed else ("income-weak",),
        conditions="",
        remark="资料齐全，现场与申报一致（样本）" if passed else "风险提示未能消除（样本）",
        checklist=tuple((question.code, True) for question in QUESTIONS),
    )
