"""Cases lived at random: any person tries any act at any time, and what must hold always holds."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from core.cases import tables
from core.cases.rules import NEXT, Judgement, Stage, Step
from core.cases.service import (
    AskSupplement,
    Decide,
    GiveOpinion,
    RequestReview,
    ReturnToReview,
    StartDuty,
    WithdrawCase,
)
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from tests.factories import APPROVE, DECLINE, House, centre

LOGINS = st.sampled_from(
    ["reviewer1", "reviewer2", "reviewer3", "approver1", "approver2", "intake1", "manager1", "manager2"]
)
JUDGEMENTS = st.sampled_from([APPROVE, DECLINE])
#: Mostly the person whose turn it is, so that cases get somewhere; else anybody.
WHO = st.one_of(st.just("the holder"), st.just("the holder"), LOGINS)


ACTS = st.sampled_from(
    ["start", "opinion", "opinion", "decision", "decision", "supplement", "back", "request", "withdraw"]
)
STEPS = st.sampled_from([step for step in Step if step not in (Step.SEALED, Step.WITHDRAWN)])


class CaseLife(RuleBasedStateMachine):
    """Each rule is one person's try. A refusal must be an :class:`EvenhandError` and change nothing."""

    cases: Bundle[UUID] = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.house: House = self._stack.enter_context(centre())
        self.case_ids: list[UUID] = []

    def teardown(self) -> None:
        with self._stack:
            self.house.sequence()
            found = self.house.verify()
            assert found.ok, found.findings
            assert found.leaves == found.entries

    @initialize(target=cases, step=STEPS)
    def a_case_to_begin_with(self, step: Step) -> UUID:
        return self._new(step)

    @rule(target=cases, step=STEPS)
    def receive(self, step: Step) -> UUID:
        return self._new(step)

    def _new(self, step: Step) -> UUID:
        case_id = self.house.case_at(step)
        self.case_ids.append(case_id)
        return case_id

    @rule(case_id=cases)
    def supplement(self, case_id: UUID) -> None:
        state = self._state(case_id)
        receipt = self.house.receive(case_id, round_number=state.round + 1)
        fits = state.kind == Step.SUPPLEMENT_ASKED
        assert (receipt.outcome == "accepted") is fits
        if not fits:
            assert receipt.faults

    @rule(case_id=cases)
    def guardian(self, case_id: UUID) -> None:
        errands = self.house.all(select(tables.errand).where(tables.errand.c.case_id == case_id))
        assert len(errands) <= 1
        if errands and errands[0].kind != "seal":
            self.house.do_errand(case_id)

    @rule()
    def number_the_log(self) -> None:
        self.house.sequence()

    @rule(case_id=cases, what=ACTS, who=WHO, judgement=JUDGEMENTS)
    def act(self, case_id: UUID, what: str, who: str, judgement: Judgement) -> None:
        """Anybody tries anything; the holder's own act succeeds where its time has come."""
        login = self._holder(case_id) if who == "the holder" else who
        before = self._counts()
        try:
            self._do(case_id, what, login, judgement)
        except EvenhandError as refusal:
            assert refusal.words.zh
            assert refusal.words.en
            assert self._counts() == before

    def _do(self, case_id: UUID, what: str, login: str, judgement: Judgement) -> None:
        service, new = self.house.cases(login), new_id()
        match what:
            case "start":
                service.start(StartDuty(new, case_id))
            case "opinion":
                evidence = self.house.evidence(login, case_id)
                service.give_opinion(GiveOpinion(new, case_id, judgement, evidence, 0))
            case "decision":
                evidence = self.house.evidence(login, case_id)
                service.decide(Decide(new, case_id, judgement, evidence, 0))
            case "supplement":
                service.ask_supplement(AskSupplement(new, case_id, ("paper-missing",), ""))
            case "back":
                service.return_to_review(ReturnToReview(new, case_id, ("check-again",), ""))
            case "request":
                service.request_review(RequestReview(new, case_id, ""))
            case "withdraw":
                service.withdraw(WithdrawCase(new, case_id, ""))

    def _holder(self, case_id: UUID) -> str:
        rows = self.house.all(select(tables.queue.c.staff_id).where(tables.queue.c.case_id == case_id))
        if not rows:
            return "reviewer1"
        return next(login for login, one in self.house.staff.items() if one.id == rows[0].staff_id)

    def _state(self, case_id: UUID) -> Any:
        return self.house.all(select(tables.case_state).where(tables.case_state.c.case_id == case_id))[0]

    def _counts(self) -> list[int]:
        counted = (
            tables.step,
            tables.duty_end,
            tables.opinion,
            tables.decision,
            tables.case_return,
            tables.withdrawal,
            tables.queue,
            tables.errand,
        )
        return [self.house.all(select(func.count()).select_from(table))[0][0] for table in counted]

    @invariant()
    def steps_follow_one_another_and_the_state_is_the_last(self) -> None:
        for case_id in self.case_ids:
            steps = self.house.all(
                select(tables.step).where(tables.step.c.case_id == case_id).order_by(tables.step.c.seq)
            )
            assert [step.seq for step in steps] == list(range(1, len(steps) + 1))
            before: Step | None = None
            for step in steps:
                assert Step(step.kind) in NEXT[before]
                before = Step(step.kind)
            assert self.house.last_step(case_id) is before

    @invariant()
    def nobody_has_two_kinds_of_duty_on_one_case(self) -> None:
        duty = tables.duty.c
        kinds = (
            select(duty.case_id, duty.staff_id)
            .group_by(duty.case_id, duty.staff_id)
            .having(func.count(duty.stage.distinct()) > 1)
        )
        assert self.house.all(kinds) == []

    @invariant()
    def one_opinion_and_one_decision_a_round_each_on_its_own_duty(self) -> None:
        for table, stage in ((tables.opinion, Stage.REVIEW), (tables.decision, Stage.APPROVAL)):
            rows = self.house.all(
                select(
                    table.c.case_id,
                    table.c.round,
                    (table.c.staff_id == tables.duty.c.staff_id).label("own"),
                    tables.duty.c.stage,
                ).join(tables.duty, tables.duty.c.id == table.c.duty_id)
            )
            assert len({(row.case_id, row.round) for row in rows}) == len(rows)
            assert all(row.own and row.stage == stage for row in rows)

    @invariant()
    def the_list_of_open_duties_is_that_of_the_facts(self) -> None:
        opened = self.house.all(
            select(tables.duty.c.id).where(
                tables.duty.c.stage != "investigation",
                tables.duty.c.id.not_in(select(tables.duty_end.c.duty_id)),
            )
        )
        listed = self.house.all(select(tables.queue.c.duty_id))
        assert {row.id for row in opened} == {row.duty_id for row in listed}

    @rule()
    def verify(self) -> None:
        found = self.house.verify()
        assert found.ok, found.findings


TestCaseLife = CaseLife.TestCase
TestCaseLife.settings = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
