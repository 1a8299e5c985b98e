"""The people and cases that a centre's guards are tried on: one case at every step, a row in every table.

They are written past every trigger (``session_replication_role``, a superuser's) into a transaction
that is rolled back, so a centre in use needs no test data and keeps none. What is written is like
what the services write as far as the guards look at it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.attacks.centre_ring import NOBODY, CentreRing
from core.attacks.ring import Row, specimen_id
from core.attacks.specimen_rows import SpecimenRows
from core.cases.rules import NEXT, Step
from core.identity.rules import Role
from core.storage.postgresql import login_role
from core.storage.postgresql_guards import LOGINS, group

PREFIX = "specimen."
#: Login, bank (0 the centre itself, 1 the bank of every case, 2 another) and role of those who attack.
PEOPLE: tuple[tuple[str, int, Role], ...] = (
    *((f"reviewer{number}", 2 if number == 3 else 0, Role.REVIEWER) for number in (1, 2, 3)),
    *((f"approver{number}", 2 if number == 3 else 0, Role.APPROVER) for number in (1, 2, 3)),
    ("approver4", 0, Role.APPROVER),
    ("manager1", 1, Role.CUSTOMER_MANAGER),
    ("manager2", 2, Role.CUSTOMER_MANAGER),
    ("intake1", 0, Role.INTAKE_CLERK),
    ("intake2", 2, Role.INTAKE_CLERK),
    ("archive1", 0, Role.ARCHIVE_CLERK),
    ("archive2", 2, Role.ARCHIVE_CLERK),
    ("auditor1", 0, Role.AUDITOR),
    ("auditor2", 2, Role.AUDITOR),
    ("risk1", 0, Role.RISK_MANAGER),
    ("risk2", 0, Role.RISK_MANAGER),
    ("risk3", 2, Role.RISK_MANAGER),
    ("risk4", 1, Role.RISK_MANAGER),
    ("admin1", 0, Role.SYSTEM_ADMINISTRATOR),
    ("admin2", 0, Role.SECURITY_ADMINISTRATOR),
    ("admin3", 0, Role.AUDIT_ADMINISTRATOR),
    ("guardian", 0, Role.GUARDIAN),
)
#: Who of each role may not see the cases that are attacked.
STRANGERS = ("reviewer3", "approver3", "manager2", "intake2", "archive2", "auditor2", "risk3", "admin1", "admin2",
             "admin3")  # fmt: skip
ZERO = "0" * 64
_NUMBER = "140000190001010000"


def log_in(ring: CentreRing, rows: SpecimenRows) -> dict[str, str]:
    """A person and a database role for each of :data:`PEOPLE`, and the role of nobody; ids by login."""
    banks: list[Row | None] = [None, rows.add("institution", code="specimen-1"), rows.add("institution")]
    people = {}
    for login, bank, role in PEOPLE:
        of = banks[bank]
        person = rows.add("staff", login=PREFIX + login, institution_id=of["id"] if of else None)
        rows.add("role_grant", staff_id=person["id"], role=role.value)
        people[login] = person["id"]
        name = login_role(PREFIX + login)
        ring.execute(f'CREATE ROLE "{name}" NOLOGIN')
        ring.execute(f'GRANT {group(role.value)} TO "{name}"')
        if ring.pg.info.server_version >= 160_000:
            ring.execute(f'GRANT "{name}" TO {LOGINS} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE')
    ring.execute(f"CREATE ROLE {NOBODY} NOLOGIN")
    groups = ", ".join(group(role.value) for role in Role)
    ring.execute(f"GRANT {groups} TO {NOBODY}")
    return people


def draw_record(case_id: str | UUID, stage: str, *results: str | UUID, committee: int = 1) -> str:
    """As much of a draw's record as the guards read."""
    said = {
        "case_id": str(UUID(str(case_id))),
        "stage": stage,
        "round": 1,
        "reason": "first",
        "committee": committee,
    }
    policy = {"committee": [[50_000_000, 3]]}
    lots = [{"result": str(UUID(str(one)))} for one in results]
    return json.dumps(
        {"public_key": ZERO, "input": said | {"branch_nonce": ZERO, "policy": policy}, "lots": lots}
    )


def way_to(step: Step) -> list[Step]:
    """The shortest way of a case to ``step``; to its dossier by a decision."""
    ways = [[Step.RECEIVED]]
    for way in ways:  # grows while it is walked: the nearest first
        if way[-1] is step:
            return way
        decided = way[-1] in (Step.APPROVED, Step.DECLINED)
        ways += [
            [*way, one]
            for one in sorted(NEXT[way[-1]])
            if one not in way and (decided or one is not Step.SEALED)
        ]
    raise AssertionError(f"no way leads to {step}")


@dataclass(slots=True)
class Story:
    """One case on its way; every step writes what the services would have written."""

    rows: SpecimenRows
    people: dict[str, str]
    case: Row
    reviewer: str = "reviewer1"
    seq: int = 0
    duty: Row | None = None
    opinion: Row | None = None

    def take(self, step: Step) -> None:
        fact = {
            Step.RECEIVED: self._received,
            Step.SCREENED: self._screened,
            Step.REFUSED: self._screened,
            Step.REVIEW_DRAWN: lambda _: self._drawn("review", self.reviewer),
            Step.APPROVAL_DRAWN: lambda _: self._drawn("approval", "approver1"),
            Step.REVIEW_STARTED: lambda _: self.duty,
            Step.APPROVAL_STARTED: lambda _: self.duty,
            Step.OPINION_GIVEN: self._opinion,
            Step.SUPPLEMENT_ASKED: self._returned,
            Step.REVIEW_AGAIN: self._returned,
            Step.APPROVED: self._decided,
            Step.DECLINED: self._decided,
            Step.WITHDRAWN: lambda _: self._mine("withdrawal", staff_id=self.people["intake1"]),
            Step.SEALED: self._sealed,
        }.get(step, lambda _: None)(step)
        self.seq += 1
        who = fact["staff_id"] if fact and fact.get("staff_id") else self.people["guardian"]
        self._mine("step", seq=self.seq, kind=step.value, round=1, staff_id=who,
                   fact_id=fact["id"] if fact else None)  # fmt: skip
        entry = self.rows.add("entry", chain=self.case["id"], seq=self.seq, staff_id=who, previous=ZERO)
        self.rows.add("unsequenced", entry_id=entry["id"])

    def end(self, step: Step) -> None:
        """Where the case stands, and what the guardian has to do next."""
        self._mine("case_state", seq=self.seq, kind=step.value, round=1, at=self.rows.now)
        errand = {Step.RECEIVED: "screen", Step.SCREENED: "draw-review", Step.REVIEW_REQUESTED: "draw-review",
                  Step.REVIEW_AGAIN: "draw-review", Step.OPINION_GIVEN: "draw-approval", Step.APPROVED: "seal",
                  Step.DECLINED: "seal"}.get(step)  # fmt: skip
        if errand:
            round_ = 2 if step is Step.REVIEW_AGAIN else 1
            self._mine("errand", kind=errand, round=round_, attempts=0, due=self.rows.now)
        if self.duty is not None and step not in (Step.OPINION_GIVEN,):
            said = {name: self.duty[name] for name in ("staff_id", "stage", "at")}
            said |= {name: self.case[name] for name in ("product", "amount_fen")}
            self._mine("queue", duty_id=self.duty["id"], **said)

    def _mine(self, table: str, **said: Any) -> Row:
        return self.rows.add(table, case_id=self.case["id"], **said)

    def _received(self, _: Step) -> Row:
        package = self._mine("package", round=1, facts="{}", sha256=self.rows.add("blob")["sha256"])
        for position in (1, 2):
            paper = self._mine("document", package_id=package["id"], round=1, position=position, kind="site-photo",
                               sha256=self.rows.add("blob")["sha256"])  # fmt: skip
        self._mine("photo_key", document_id=paper["id"], fingerprint="0" * 16)
        self._mine("link_key", package_id=package["id"], kind="phone")
        for kind in ("id-number", "phone"):
            self._mine(
                "person_number", round=1, kind=kind, holder="样本", value=_NUMBER, masked="14************"
            )
        self._mine("duty", stage="investigation", round=1, staff_id=self.people["manager1"], draw_id=None)
        return package

    def _screened(self, step: Step) -> Row:
        outcome = "refuse" if step is Step.REFUSED else "pass"
        screening = self._mine("screening", round=1, outcome=outcome, result="{}")
        self._mine("alarm", screening_id=screening["id"])
        return screening

    def _drawn(self, stage: str, login: str) -> Row:
        last = self.rows.made.get("draw", [{"record_hash": specimen_id().hex * 2}])[-1]
        record = draw_record(self.case["id"], stage, self.people[login])
        draw = self._mine("draw", stage=stage, round=1, attempt=1, record=record, reason="first",
                          previous_hash=last["record_hash"], result_staff_id=self.people[login])  # fmt: skip
        self.duty = self._mine("duty", stage=stage, round=1, staff_id=self.people[login], draw_id=draw["id"])
        return self.duty

    def _on_duty(self, table: str, how: str, **said: Any) -> Row:
        duty = self.duty
        assert duty is not None, "a judgement rests on a duty"
        fact = self._mine(table, round=1, duty_id=duty["id"], staff_id=duty["staff_id"], **said)
        self.rows.add("duty_end", duty_id=duty["id"], how=how)
        self.duty = None
        return fact

    def _opinion(self, _: Step) -> Row:
        self.opinion = self._on_duty("opinion", "opinion", outcome="approve")
        return self.opinion

    def _decided(self, step: Step) -> Row:
        assert self.opinion is not None
        outcome = "approve" if step is Step.APPROVED else "decline"
        return self._on_duty("decision", "decision", outcome=outcome, opinion_id=self.opinion["id"])

    def _returned(self, step: Step) -> Row:
        target = "supplement" if step is Step.SUPPLEMENT_ASKED else "review"
        return self._on_duty("case_return", "return", target=target)

    def _sealed(self, _: Step) -> Row:
        return self._mine("dossier", reviewer_id=self.people["reviewer1"], approver_id=self.people["approver1"],
                          search_text="样本", retention="D30", decided_at=self.rows.now)  # fmt: skip


def tell_stories(rows: SpecimenRows, people: dict[str, str]) -> dict[str, str]:
    """A case at every step, all of one bank, two of one person; their ids by the step."""
    bank = rows.made["institution"][0]
    cases = {}
    one_person = specimen_id().hex * 2
    for step in Step:
        key = one_person if step in (Step.SCREENED, Step.APPROVED) else specimen_id().hex * 2
        case = rows.add("loan_case", institution_id=bank["id"], applicant_name="样本", person_key=key)
        story = Story(rows, people, case)
        for one in way_to(step):
            story.take(one)
        story.end(step)
        cases[step.value] = case["id"]
    _elsewhere(rows, people)
    return cases


def _elsewhere(rows: SpecimenRows, people: dict[str, str]) -> None:
    """Cases of another bank; an opinion of an earlier round; a second draft under a version that was checked."""
    bank = rows.made["institution"][1]
    for step in (Step.REVIEW_STARTED, Step.SUPPLEMENT_ASKED, Step.REVIEW_AGAIN, Step.DECLINED, Step.SEALED, Step.REFUSED,
                 Step.WITHDRAWN):  # fmt: skip
        case = rows.add("loan_case", institution_id=bank["id"], applicant_name="样本")
        story = Story(rows, people, case, "reviewer2" if step is Step.REVIEW_STARTED else "reviewer1")
        for one in way_to(step):
            story.take(one)
        story.end(step)
    waiting = next(
        row for row in rows.made["duty"] if row["stage"] == "approval" and row["id"] in _open(rows)
    )
    before = rows.first("duty", case_id=waiting["case_id"], stage="investigation")
    rows.add(
        "opinion", case_id=waiting["case_id"], round=0, duty_id=before["id"], staff_id=waiting["staff_id"]
    )
    rows.add(
        "rule_set",
        version="2026-12",
        staff_id=people["risk3"],
        content="{}",
        starts=rows.now,
        at=rows.now + 1,
    )


def _open(rows: SpecimenRows) -> set[str]:
    return {row["duty_id"] for row in rows.made["queue"]}
