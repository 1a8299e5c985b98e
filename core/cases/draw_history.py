"""What was known of everybody at the moment of a draw, out of the facts: roles, open work, absences, ties, duties."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.rules import ROLE_OF_STAGE, Stage
from core.draw.policy import DrawPolicy
from core.draw.record import FIRST_VERSION, RECORD_VERSION
from core.identity import tables as people
from core.kernel.clock import SECOND
from core.storage.work import Reading

#: A draw's time is read as its work begins; what it read of others' work may be as much younger.
_WHILE = 15 * SECOND
_ALWAYS = 2**62


class History:
    """Facts with the times between which they held; asked draw by draw in the order of numbers."""

    def __init__(self, reading: Reading, categories: Mapping[str, str]) -> None:
        self._categories = categories
        left = {row.staff_id: row.at for row in reading.all(select(people.leaving))}
        ends = {row.role_grant_id: row.at for row in reading.all(select(people.role_end))}
        self._held: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for row in reading.all(select(people.role_grant)):
            until = min(ends.get(row.id, _ALWAYS), left.get(row.staff_id, _ALWAYS))
            self._held[row.role].append((str(row.staff_id), row.at, until))
        self._banks = {
            str(row.id): row.institution_id
            for row in reading.all(select(people.staff.c.id, people.staff.c.institution_id))
        }
        replaced = {row.replaces: row.at for row in reading.all(select(people.absence)) if row.replaces}
        self._away: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
        for row in reading.all(select(people.absence)):
            known_until = replaced.get(row.id, _ALWAYS)
            self._away[str(row.staff_id)].append((row.at, known_until, row.starts, row.ends))
        case = tables.loan_case.c
        self._cases = {
            row.id: row
            for row in reading.all(select(case.id, case.institution_id, case.product, case.amount_fen))
        }
        self._read_duties(reading)

    def _read_duties(self, reading: Reading) -> None:
        over = {row.duty_id: row.at for row in reading.all(select(tables.duty_end))}
        self._open: dict[str, list[tuple[int, int, Any]]] = defaultdict(list)
        self._on_case: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
        for row in reading.all(select(tables.duty).order_by(tables.duty.c.at)):
            self._on_case[row.case_id].append((str(row.staff_id), row.at))
            if row.stage != Stage.INVESTIGATION.value:
                span = (row.at, over.get(row.id, _ALWAYS), self._cases[row.case_id])
                self._open[str(row.staff_id)].append(span)

    def differences(
        self, draw: Any, given: Mapping[str, Any], loads: Mapping[str, int]
    ) -> Iterator[tuple[str, str]]:
        """Where the frozen input of ``draw`` is not what the facts say of its time: a code and what differs."""
        at = draw.at
        role = ROLE_OF_STAGE[Stage(draw.stage)].value
        held = {one for one, since, until in self._held[role] if since <= at < until}
        if held != set(loads):
            yield "candidates", ", ".join(sorted(one[:8] for one in held ^ set(loads)))
        policy = given["policy"]
        version = RECORD_VERSION if "points" in policy else FIRST_VERSION
        rules = DrawPolicy.from_json(policy, with_points=version != FIRST_VERSION)
        for staff_id in sorted(held & set(loads)):
            if loads[staff_id] not in self._loads(staff_id, at, rules):
                yield "load", f"{staff_id[:8]}: {loads[staff_id]}"
        case = self._cases[draw.case_id]
        for candidate in given["candidates"]:
            staff_id, excluded = candidate["staff_id"], set(candidate["excluded"])
            due = {
                "prior-duty": any(
                    one == staff_id and since < at for one, since in self._on_case[draw.case_id]
                ),
                "absent": self._is_away(staff_id, at),
                "same-institution": rules.same_institution
                and self._banks.get(staff_id) == case.institution_id,
            }
            wrong = [code for code, is_due in due.items() if is_due != (code in excluded)]
            if wrong:
                yield "excluded", f"{staff_id[:8]}: {', '.join(wrong)}"

    def _is_away(self, staff_id: str, at: int) -> bool:
        return any(
            known <= at < until and starts <= at < ends
            for known, until, starts, ends in self._away.get(staff_id, ())
        )

    def _loads(self, staff_id: str, at: int, policy: DrawPolicy) -> set[int]:
        """The open work just before ``at`` (a duty taken in the same act still counts), at it, and at every moment of
        the work that followed."""
        spans = self._open.get(staff_id, [])
        spans = spans[: bisect.bisect_right(spans, at + _WHILE, key=lambda span: span[0])]
        near = {at - 1, at} | {time for span in spans for time in span[:2] if at < time <= at + _WHILE}
        return {
            sum(
                self._points(case, policy)
                for since, until, case in spans
                if (since < moment or (moment > at and since <= moment)) and until > moment
            )
            for moment in near
        }

    def _points(self, case: Any, policy: DrawPolicy) -> int:
        if policy.points is None:
            return 1
        return policy.points.of(self._categories.get(case.product), case.amount_fen)
