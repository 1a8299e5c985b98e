"""What administrators read at a centre with a server, who see no case: their own acts, open duties, cases that wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.audit.queries import AuditQueries
from core.cases import tables
from core.cases.redraw import AnswerRedraw, AskRedraw, Redraws
from core.cases.rules import Step
from core.identity import changes
from core.identity.requests import RequestReads
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.storage.work import CENTRE_CHAIN
from tests.centre_house import postgresql_centre
from tests.factories import House


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with postgresql_centre() as house:
        house.case_at(Step.REVIEW_STARTED)
        house.ask(changes.role_grant(house.staff["risk2"].id, Role.AUDITOR))
        yield house


def test_the_audit_administrator_reads_acts_of_administration_and_of_no_case(house: House) -> None:
    everything = AuditQueries(house.storage("auditor1")).entries()
    assert {row.chain for row in everything} > {CENTRE_CHAIN}
    for cases in (False, True):  # the row policy itself leaves the cases out
        mine = AuditQueries(house.storage("admin3"), cases=cases)
        rows = mine.entries()
        assert {row.chain for row in rows} == {CENTRE_CHAIN}
        assert "AskChange" in {row.act for row in rows}
        assert mine.count() == len(rows) == sum(row.chain == CENTRE_CHAIN for row in everything)
        facts = mine.entry(next(row.id for row in rows if row.act == "AskChange")).facts
        assert "change_request" in {fact.table for fact in facts}
    [waiting] = RequestReads(house.storage("admin3"), house.staff["admin3"]).waiting()
    assert waiting.kind is changes.ChangeKind.ROLE_GRANT and not waiting.to_confirm


def test_an_administrator_asks_for_a_redraw_of_an_open_duty_and_another_confirms(house: House) -> None:
    asker = Redraws(house.storage("admin1"))
    [duty] = asker.open_duties()
    assert house.staff[house.holder(duty.case_id, duty.stage)].name == duty.holder_name
    assert asker.cases_waiting() == []
    asker.ask(AskRedraw(new_id(), duty.duty_id, duty.case_id, "absence", "样本"))
    assert asker.open_duties() == []
    [request] = Redraws(house.storage("admin2")).waiting()
    Redraws(house.storage("admin2")).answer(AnswerRedraw(new_id(), request.id, "confirmed", ""))
    assert [row.outcome for row in house.all(select(tables.redraw_answer))] == ["confirmed"]
    for login in ("admin3", "reviewer2"):
        for read in (Redraws(house.storage(login)).open_duties, Redraws(house.storage(login)).cases_waiting):
            with pytest.raises(EvenhandError):
                read()
