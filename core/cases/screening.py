"""The screening errand: facts of the newest package against the rule set, the result on record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables as cases
from core.cases.card_check import CardCheck, record_card
from core.cases.findings import find, record_matches
from core.cases.photo_again import tell_earlier_cases
from core.cases.rules import Step
from core.cases.steps import add_errand, finish_errand, latest_state, take_step
from core.intake import tables as intake
from core.kernel.canonical import canonical_bytes, canonical_hash
from core.kernel.errors import Conflict, Unavailable
from core.products.rules import Catalogue
from core.risk import tables as risk
from core.risk.explanation import PASS, InputValue
from core.risk.queries import rule_set_in_force
from core.risk.rules import Screening, application_from_package, inputs_from_package, screen
from core.risk.sources import Source, SourceQuery, gather
from core.risk.stopping import heeds_stops, stops_in_force, unheeding_words
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class ScreenCase:
    """Screen the case in its present round."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID


class CaseScreening:
    """Runs the rule set in force over a case and takes the step that follows."""

    def __init__(
        self,
        storage: Storage,
        catalogue: Catalogue,
        sources: Sequence[Source] = (),
        cards: CardCheck | None = None,
    ) -> None:
        """``cards`` reads each ID card before the screening, where the extra for that is installed."""
        self._storage = storage
        self._catalogue = catalogue
        self._sources = tuple(sources)
        self._cards = cards

    def screen(self, command: ScreenCase) -> str:
        """Returns the outcome: ``pass``, ``person`` or ``refuse``.

        ``Unavailable`` where no rule set is in force at database time, or where a stop stands that the one in
        force does not ask for: the errand then waits.
        """
        gathered = self._gather(command.case_id)
        card = self._cards.read(command.case_id) if self._cards is not None else None
        with self._storage.work(command) as work:
            if work.answer is not None:
                return str(work.answer["outcome"])
            state = latest_state(work, command.case_id)
            if state is None or state.kind is not Step.RECEIVED:
                raise Conflict("案件不在待筛查状态。", "The case does not wait for screening.")
            if card is not None:
                record_card(work, command.case_id, card)
            screening = self._judge(work, command.case_id, state.round, gathered)
            fact_id = _record(work, command.case_id, state.round, screening)
            refused = screening.outcome == "refuse"
            take_step(work, command.case_id, Step.REFUSED if refused else Step.SCREENED, fact_id=fact_id)
            if not refused:
                add_errand(work, command.case_id, "draw-review", state.round)
            finish_errand(work, command.errand_id)
            work.commit({"outcome": screening.outcome})
            return screening.outcome

    def _judge(
        self, work: Work, case_id: UUID, round_number: int, gathered: tuple[InputValue, ...]
    ) -> Screening:
        package = work.first(
            select(intake.package).where(
                intake.package.c.case_id == case_id, intake.package.c.round == round_number
            )
        )
        assert package is not None
        facts: dict[str, Any] = json.loads(package.facts)
        found = find(work, case_id, package.id, facts, work.now)
        record_matches(work, case_id, found.matches)
        tell_earlier_cases(work, case_id, found.matches)
        rule_set = rule_set_in_force(work, work.now)
        # A version of the rules from before there were such findings does not ask for them.
        asked = {spec.name for spec in rule_set.inputs}
        screening = screen(
            rule_set,
            application_from_package(facts, work.now, self._add_on(facts)),
            (*self._inputs(facts, gathered), *(one for one in found.inputs if one.name in asked)),
            work.now,
        )
        if screening.outcome == PASS and not heeds_stops(rule_set):
            _must_not_be_stopped(work, facts, rule_set.version)
        return screening

    def _add_on(self, facts: Mapping[str, Any]) -> int | None:
        """What the institution adds to the rate of the product, in hundredths of a per cent; None where it does
        not offer it, which the screening then doubts."""
        offered = self._catalogue.find(facts["product"], facts["institution"])
        return None if offered is None else int(offered.add_on * 100)

    def _gather(self, case_id: UUID) -> tuple[InputValue, ...]:
        """Ask the centre's own sources before the transaction begins: nobody waits for them with a lock."""
        if not self._sources:
            return ()
        with self._storage.reading() as reading:
            key = reading.scalar(select(cases.loan_case.c.person_key).where(cases.loan_case.c.id == case_id))
            query = SourceQuery(str(key), reading.now)
        return gather(self._sources, query).inputs

    def _inputs(self, facts: Mapping[str, Any], gathered: tuple[InputValue, ...]) -> tuple[InputValue, ...]:
        """What the package brought, but for what the centre asks its own sources: there theirs counts alone,
        and where they are silent nothing does."""
        own = frozenset[str]().union(*(source.contract.names for source in self._sources))
        brought = inputs_from_package(facts)
        return (
            *(item for item in brought if not (isinstance(item.name, str) and item.name in own)),
            *gathered,
        )


def _must_not_be_stopped(work: Work, facts: Mapping[str, Any], version: str) -> None:
    """The database would refuse it as well; here it is said what to do."""
    if stops_in_force(work, facts["institution"], facts["product"]):
        words = unheeding_words(version)
        raise Unavailable(words.zh, words.en)


def _record(work: Work, case_id: UUID, round_number: int, screening: Screening) -> UUID:
    result = screening.to_json()
    return work.record(
        risk.screening,
        chain=case_id,
        case_id=case_id,
        round=round_number,
        outcome=screening.outcome,
        rule_set_version=screening.rule_set_version,
        rule_set_hash=screening.rule_set_hash,
        input_hash=screening.input_hash,
        result=canonical_bytes(result).decode(),
        result_hash=canonical_hash(result),
    )
