"""Commands sent twice, sent with other contents, and sent by two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

import core.tables  # noqa: F401  every area's tables join the metadata
from core.archive.service import ArchiveHouse, ArchiveService, SealDossier
from core.audit.service import SequenceLog
from core.cases import tables
from core.cases.drawing import DealCase
from core.cases.reading import MarkSeen, RevealNumber
from core.cases.rules import Stage, Step
from core.cases.screening import CaseScreening, ScreenCase
from core.cases.service import (
    AskSupplement,
    Decide,
    GiveOpinion,
    RequestReview,
    ReturnToReview,
    StartDuty,
    WithdrawCase,
)
from core.draw import tables as draws
from core.intake import tables as intake
from core.kernel.errors import BadInput, Conflict, EvenhandError, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.products.rules import default_catalogue
from core.storage.tables import fact_tables
from tests.factories import APPROVE, DECLINE, House, catalogue, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


@dataclass(frozen=True, slots=True)
class Sending:
    """A command ready to be sent: to what, and the same command with other contents."""

    command: Any
    send: Callable[[Any], object]
    other: Any


def opinion(house: House) -> Sending:
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    command = GiveOpinion(new_id(), case_id, APPROVE, house.evidence(login, case_id), 0)
    return Sending(command, house.cases(login).give_opinion, replace(command, judgement=DECLINE))


def decision(house: House) -> Sending:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    login = house.holder(case_id, Stage.APPROVAL)
    command = Decide(new_id(), case_id, APPROVE, house.evidence(login, case_id), 0)
    return Sending(command, house.cases(login).decide, replace(command, unseen=3))


def start(house: House) -> Sending:
    case_id = house.case_at(Step.REVIEW_DRAWN)
    command = StartDuty(new_id(), case_id)
    send = house.cases(house.holder(case_id, Stage.REVIEW)).start
    return Sending(command, send, replace(command, case_id=new_id()))


def supplement(house: House) -> Sending:
    case_id = house.case_at(Step.REVIEW_STARTED)
    command = AskSupplement(new_id(), case_id, ("paper-missing",), "")
    send = house.cases(house.holder(case_id, Stage.REVIEW)).ask_supplement
    return Sending(command, send, replace(command, remark="other"))


def back_to_review(house: House) -> Sending:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    command = ReturnToReview(new_id(), case_id, ("check-again",), "")
    send = house.cases(house.holder(case_id, Stage.APPROVAL)).return_to_review
    return Sending(command, send, replace(command, remark="other"))


def withdrawal(house: House) -> Sending:
    command = WithdrawCase(new_id(), house.case_at(Step.APPROVAL_STARTED), "")
    return Sending(command, house.cases("intake1").withdraw, replace(command, remark="other"))


def review_request(house: House) -> Sending:
    command = RequestReview(new_id(), house.case_at(Step.REFUSED), "")
    return Sending(command, house.cases("intake1").request_review, replace(command, remark="other"))


def viewing(house: House) -> Sending:
    case_id = house.case_at(Step.REVIEW_DRAWN)
    paper = house.all(select(intake.document.c.id).where(intake.document.c.case_id == case_id))[0]
    command = MarkSeen(new_id(), case_id, ((paper.id, 1), (paper.id, 1), (paper.id, 2)))
    send = house.reading(house.holder(case_id, Stage.REVIEW)).mark_seen
    return Sending(command, send, replace(command, pages=()))


def reveal(house: House) -> Sending:
    case_id = house.case_at(Step.REVIEW_DRAWN)
    number = house.all(select(tables.person_number.c.id).where(tables.person_number.c.case_id == case_id))[0]
    command = RevealNumber(new_id(), case_id, number.id, "compare-paper", "")
    send = house.reading(house.holder(case_id, Stage.REVIEW)).reveal
    return Sending(command, send, replace(command, remark="other"))


def errand(house: House, case_id: UUID) -> UUID:
    rows = house.all(select(tables.errand.c.id).where(tables.errand.c.case_id == case_id))
    return UUID(str(rows[0].id))


def screening(house: House) -> Sending:
    case_id = house.case_at(Step.RECEIVED)
    command = ScreenCase(new_id(), errand(house, case_id), case_id)
    send = CaseScreening(house.storage("guardian"), default_catalogue()).screen
    return Sending(command, send, replace(command, errand_id=new_id()))


def deal(house: House) -> Sending:
    case_id = house.case_at(Step.SCREENED)
    command = DealCase(new_id(), errand(house, case_id), case_id, "review")
    return Sending(command, house.drawing.deal, replace(command, stage="approval"))


def sealing(house: House) -> Sending:
    case_id = house.case_at(Step.APPROVED)
    command = SealDossier(new_id(), errand(house, case_id), case_id)
    archive = ArchiveService(
        house.storage("guardian"),
        house.blobs,
        house.staff["guardian"],
        catalogue(),
        house.guardian_house.renderer,
        ArchiveHouse(house.settings.fonds, house.settings.name),
    )
    return Sending(command, archive.seal, replace(command, errand_id=new_id()))


SENDINGS = (
    opinion, decision, start, supplement, back_to_review, withdrawal, review_request, viewing, reveal,
    screening, deal, sealing,
)  # fmt: skip


def counts(house: House) -> dict[str, int]:
    with house.storage("auditor1").reading() as reading:
        return {
            table.name: int(reading.scalar(select(func.count()).select_from(table)))
            for table in (*fact_tables(), tables.queue, tables.errand, tables.case_state)
        }


@pytest.mark.parametrize("make", SENDINGS)
def test_sent_twice_it_answers_the_same_and_does_nothing_twice(
    house: House, make: Callable[[House], Sending]
) -> None:
    sending = make(house)
    first = sending.send(sending.command)
    after = counts(house)
    assert sending.send(sending.command) == first
    assert counts(house) == after
    house.sequence()
    assert house.verify().ok


@pytest.mark.parametrize("make", SENDINGS)
def test_the_same_id_with_other_contents_is_a_conflict(
    house: House, make: Callable[[House], Sending]
) -> None:
    sending = make(house)
    sending.send(sending.command)
    after = counts(house)
    with pytest.raises(Conflict):
        sending.send(sending.other)
    assert counts(house) == after


@pytest.mark.parametrize("make", [opinion, decision, withdrawal, deal, screening])
def test_a_command_that_races_itself_is_done_once_and_both_hear_the_same(
    house: House, make: Callable[[House], Sending]
) -> None:
    sending = make(house)
    before = counts(house)
    results = at_once(lambda: sending.send(sending.command), lambda: sending.send(sending.command))
    assert not [result for result in results if isinstance(result, BaseException)]
    assert results[0] == results[1]
    assert counts(house)["command"] == before["command"] + 1
    assert house.verify().ok


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts in threads that start together; what each gave back or raised."""
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(at: int) -> None:
        barrier.wait()
        try:
            results[at] = acts[at]()
        except EvenhandError as error:
            results[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def judge(house: House, case_id: UUID, stage: Stage) -> Callable[[], object]:
    login = house.holder(case_id, stage)
    evidence = house.evidence(login, case_id)
    if stage is Stage.REVIEW:
        command = GiveOpinion(new_id(), case_id, APPROVE, evidence, 0)
        return lambda: house.cases(login).give_opinion(command)
    decide = Decide(new_id(), case_id, APPROVE, evidence, 0)
    return lambda: house.cases(login).decide(decide)


def hand_back(house: House, case_id: UUID, stage: Stage) -> Callable[[], object]:
    login = house.holder(case_id, stage)
    if stage is Stage.REVIEW:
        command = AskSupplement(new_id(), case_id, ("paper-missing",), "")
        return lambda: house.cases(login).ask_supplement(command)
    back = ReturnToReview(new_id(), case_id, ("check-again",), "")
    return lambda: house.cases(login).return_to_review(back)


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.APPROVAL])
@pytest.mark.parametrize("against", ["itself anew", "hand back", "withdraw"])
def test_of_two_different_acts_at_once_exactly_one_is_done_and_the_other_is_told_why(
    house: House, stage: Stage, against: str
) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED if stage is Stage.REVIEW else Step.APPROVAL_STARTED)
    others = {
        "itself anew": lambda: judge(house, case_id, stage),
        "hand back": lambda: hand_back(house, case_id, stage),
        "withdraw": lambda: lambda: house.withdraw(case_id),
    }
    one, other = judge(house, case_id, stage), others[against]()
    before = counts(house)
    results = at_once(one, other)
    refused = [result for result in results if isinstance(result, EvenhandError)]
    after = counts(house)
    if against == "withdraw" and stage is Stage.REVIEW and not refused:
        # The applicant may still withdraw after the opinion: both were done, one after the other.
        assert after["opinion"] == before["opinion"] + 1
        assert after["withdrawal"] == before["withdrawal"] + 1
        assert after["duty_end"] == before["duty_end"] + 1
        assert house.last_step(case_id) is Step.WITHDRAWN
    else:
        assert len(refused) == 1
        assert isinstance(refused[0], Conflict | NotAllowed)
        assert refused[0].words.zh
        assert after["step"] == before["step"] + 1
        assert after["duty_end"] == before["duty_end"] + 1
    house.sequence()
    assert house.verify().ok


def test_of_two_guardians_that_deal_the_same_case_one_draws(house: House) -> None:
    case_id = house.case_at(Step.SCREENED)
    errand_id = errand(house, case_id)
    drawing = house.drawing

    def deal_it() -> object:
        return drawing.deal(DealCase(new_id(), errand_id, case_id, "review"))

    results = at_once(deal_it, deal_it, deal_it)
    assert len([result for result in results if isinstance(result, Conflict)]) == 2
    assert len(house.all(select(draws.draw).where(draws.draw.c.case_id == case_id))) == 1
    assert house.verify().ok


def test_of_two_guardians_that_number_the_log_both_may_and_nothing_is_numbered_twice(house: House) -> None:
    house.case_at(Step.APPROVAL_DRAWN)
    results = at_once(house.sequence, house.sequence, house.sequence)
    assert sorted(results)[:2] == [0, 0]  # type: ignore[type-var]
    assert house.log.sequence(SequenceLog(new_id())) == 0
    assert house.verify().ok


def test_an_opinion_on_what_has_changed_since_is_not_taken(house: House) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    with pytest.raises(Conflict):
        house.cases(login).give_opinion(GiveOpinion(new_id(), case_id, APPROVE, "0" * 64, 0))
    assert house.last_step(case_id) is Step.REVIEW_STARTED


def test_who_was_not_dealt_the_case_cannot_act_on_it(house: House) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    dealt = house.holder(case_id, Stage.REVIEW)
    for login in house.staff:
        if login in (dealt, "guardian"):
            continue
        service = house.cases(login)
        with pytest.raises(NotAllowed):
            service.give_opinion(GiveOpinion(new_id(), case_id, APPROVE, "0" * 64, 0))
        with pytest.raises(NotAllowed):
            service.ask_supplement(AskSupplement(new_id(), case_id, ("paper-missing",), ""))
        with pytest.raises(NotAllowed):
            service.start(StartDuty(new_id(), case_id))
        if login not in ("intake1", "manager1"):
            with pytest.raises((NotAllowed, NotFound)):  # a centre does not even show the case
                service.withdraw(WithdrawCase(new_id(), case_id, ""))
    assert house.last_step(case_id) is Step.REVIEW_STARTED


def test_a_decision_above_authority_is_refused_and_the_case_still_waits(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    with pytest.raises(NotAllowed, match="authority"):
        house.decide(case_id, replace(APPROVE, amount_fen=10**12))
    assert house.last_step(case_id) is Step.APPROVAL_STARTED
    house.decide(case_id)


@pytest.mark.parametrize("reasons", [(), ("income-clear",), ("no-such-reason",)])
def test_a_case_is_not_handed_back_without_a_fitting_reason(house: House, reasons: tuple[str, ...]) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    service = house.cases(house.holder(case_id, Stage.REVIEW))
    with pytest.raises(BadInput):
        service.ask_supplement(AskSupplement(new_id(), case_id, reasons, ""))


def test_a_case_that_does_not_exist(house: House) -> None:
    with pytest.raises(NotFound):
        house.cases("intake1").withdraw(WithdrawCase(new_id(), new_id(), ""))
    with pytest.raises(NotFound):
        house.cases("intake1").request_review(RequestReview(new_id(), new_id(), ""))


def test_a_returned_case_goes_back_to_the_same_person_and_round_by_round_each_has_one_opinion(
    house: House,
) -> None:
    case_id = house.case_at(Step.REVIEW_AGAIN)
    reviewer = house.holder(case_id, Stage.REVIEW)
    approver = house.holder(case_id, Stage.APPROVAL)
    house.do_errand(case_id)
    assert house.holder(case_id, Stage.REVIEW) == reviewer
    house.give_opinion(case_id)
    house.do_errand(case_id)
    assert house.holder(case_id, Stage.APPROVAL) == approver
    house.decide(case_id)
    rounds = [row.round for row in house.all(select(tables.opinion.c.round).order_by(tables.opinion.c.round))]
    assert rounds == [1, 2]
    assert len(house.all(select(draws.draw).where(draws.draw.c.case_id == case_id))) == 2


def test_a_supplement_comes_in_as_the_next_round(house: House) -> None:
    case_id = house.case_at(Step.SUPPLEMENT_ASKED)
    receipt = house.receive(case_id, round_number=2)
    assert receipt.outcome == "accepted", [fault.code for fault in receipt.faults]
    assert receipt.case_id == case_id
    house.do_errand(case_id)
    house.do_errand(case_id)
    house.give_opinion(case_id)
    assert house.last_step(case_id) is Step.OPINION_GIVEN
    house.sequence()
    assert house.verify().ok
