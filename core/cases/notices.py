"""The notice to an applicant who was refused: by rule, or declined by people (个人贷款管理办法 2024 Art. 23)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.rules import REASONS, Outcome, Step
from core.identity import tables as identity
from core.identity.rules import Role, Staff
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, NotAllowed, NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.risk import tables as risk
from core.risk.explanation import REFUSE
from core.risk.notice import Notice, ReviewPath, refusal_notice
from core.risk.screening import Screening
from core.storage.work import Reading, Storage

_POSTED = "见网点公示 / as posted at our branches"


class CaseNotices:
    """Notices as the people who face applicants hand them over: intake clerks, and managers of the own bank."""

    def __init__(
        self, storage: Storage, reader: Staff, catalogue: Catalogue, centre: Words, telephone: str = ""
    ) -> None:
        """``centre``: where a person's review is asked for; ``telephone`` of it, if not only posted."""
        self._storage = storage
        self._reader = reader
        self._catalogue = catalogue
        self._centre = centre
        self._telephone = telephone or _POSTED

    def case_with_number(self, number: str) -> UUID:
        """The case with this number; ``NotFound`` where there is none that this person may see."""
        with self._storage.reading() as reading:
            case_id = reading.scalar(
                select(tables.loan_case.c.id).where(tables.loan_case.c.number == number.strip())
            )
        if case_id is None:
            raise NotFound(f"没有编号为 {number} 的案件。", f"There is no case {number}.")
        return UUID(str(case_id))

    def notice(self, case_id: UUID) -> Notice:
        """The notice on a case; ``BadInput`` where nobody was refused, ``NotAllowed`` for other people."""
        with self._storage.reading() as reading:
            case = reading.first(
                select(tables.loan_case, tables.case_state.c.kind, identity.institution.c.name_zh)
                .add_columns(identity.institution.c.name_en)
                .join(tables.case_state, tables.case_state.c.case_id == tables.loan_case.c.id)
                .join(identity.institution, identity.institution.c.id == tables.loan_case.c.institution_id)
                .where(tables.loan_case.c.id == case_id)
            )
            if case is None:
                raise NotFound("没有这个案件。", "There is no such case.")
            self._check_reader(case)
            screening, reasons = _screening(reading, case_id), _declined_for(reading, case_id)
            sealed_so = Step(case.kind) is Step.SEALED and screening.outcome == REFUSE
            if Step(case.kind) is not Step.REFUSED and not sealed_so and not reasons:
                raise BadInput(
                    "案件未被拒绝或否决，没有可告知的内容。",
                    "The case was neither refused nor declined; there is nothing to give notice of.",
                )
            product = self._catalogue.find(case.product)
            return refusal_notice(
                screening,
                case_number=case.number,
                product=product.words if product else Words(case.product, case.product),
                review=ReviewPath(
                    Words(f"{case.name_zh}，{self._centre.zh}", f"{case.name_en}, {self._centre.en}"),
                    self._telephone,
                ),
                day=local_date(reading.now),
                by_person=reasons,
            )

    def _check_reader(self, case: Any) -> None:
        own = self._reader.holds(Role.CUSTOMER_MANAGER) and self._reader.institution_id == case.institution_id
        if not own and not self._reader.holds(Role.INTAKE_CLERK):
            raise NotAllowed(
                "告知书由收件员或本行客户经理出具。",
                "Notices are given by intake clerks and by the bank's own customer managers.",
            )


def _screening(reading: Reading, case_id: UUID) -> Screening:
    result = reading.scalar(
        select(risk.screening.c.result)
        .where(risk.screening.c.case_id == case_id)
        .order_by(risk.screening.c.round.desc())
        .limit(1)
    )
    if result is None:
        raise BadInput("案件尚未筛查。", "The case has not been screened yet.")
    return Screening.from_json(json.loads(result))


def _declined_for(reading: Reading, case_id: UUID) -> tuple[Words, ...]:
    """The reasons of the newest decision, if it declined."""
    decision = tables.decision
    row = reading.first(
        select(decision.c.outcome, decision.c.reasons)
        .where(decision.c.case_id == case_id)
        .order_by(decision.c.round.desc())
        .limit(1)
    )
    if row is None or row.outcome != Outcome.DECLINE.value:
        return ()
    words = {reason.code: reason.words for reason in REASONS}
    return tuple(words[code] for code in json.loads(row.reasons))
