"""A centre of any size for benchmarks: a small real one, and beside its cases as many more by arithmetic.

The further rows are written in one transaction with the guards taken off and put on again after it.
Their keys are valid, so every query, guard and window meets them as it would meet real ones; what they
lack is the log: nothing was done by anybody, so there are no entries, and ``evenhand audit verify``
says so. Names, numbers and amounts are invented (样本).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from core.bench.case_copies import copy_cases
from core.bench.dossier_rows import add_dossiers
from core.identity.rules import Role
from core.kernel.clock import DAY
from core.storage import migrate

RECIPE = 5
"""Count up when the rows made here change."""
YEARS = 4
REVIEWERS = 50


@dataclass(frozen=True, slots=True)
class BigCentre:
    """How large. ``deep``: with packages, papers, judgements and dossiers; else only what lists read.

    ``in_review``: whole copies of real cases in the first reviewer's inbox, before all others;
    ``screened``: whole copies that wait for their draw.
    """

    cases: int
    deep: bool = False
    in_review: int = 0
    screened: int = 0

    @property
    def open(self) -> int:
        """Cases dealt and not yet judged; every third is the first reviewer's."""
        return min(3_000, self.cases // 4)

    @property
    def key(self) -> str:
        depth = "deep" if self.deep else "lists"
        return f"{self.cases}-{depth}-{self.in_review}-{self.screened}"


def enlarge(engine: Engine, plan: BigCentre) -> None:
    """Add the rows of ``plan`` to the small centre behind ``engine`` (the guardian's)."""
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        # Keys are valid as made; checking each would take as long again. Not settable inside a transaction.
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA cache_size=-524288")
        migrate.drop_guards(connection)
        _add_reviewers(connection)
        _number_rows(connection, plan)
        for statement in _LIST_ROWS + (_DEEP_ROWS if plan.deep else ()):
            _run(connection, statement)
        if plan.deep:
            add_dossiers(connection)
        copy_cases(connection, plan.in_review, plan.screened, first_reviewer(connection))
        for name in ("numbered", "place", "reader"):
            _run(connection, f"DROP TABLE temp.{name}")
        migrate.apply_guards(connection)
        connection.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.invalidate()


def first_reviewer(connection: Connection) -> UUID:
    """The reviewer in whose name the windows are measured."""
    return UUID(connection.execute(text("SELECT id FROM staff WHERE login = 'reviewer1'")).scalar_one())


def _run(connection: Connection, statement: str, values: dict[str, Any] | None = None) -> None:
    connection.execute(text(statement), values or {})


def _add_reviewers(connection: Connection) -> None:
    """As many reviewers as a centre of some size has: a draw looks at every one of them."""
    for table, columns, values in (
        ("staff", "login, name, institution_id", "'reader' || n, '样本审查' || n, NULL"),
        ("role_grant", "staff_id, role", f"printf('%012x70018%015x', 0, n), '{Role.REVIEWER.value}'"),
    ):
        code = 1 if table == "staff" else 2
        _run(
            connection,
            f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :most) "
            f"INSERT INTO {table} (id, {columns}, at) "
            f"SELECT printf('%012x7%03x8%015x', 0, {code}, n), {values}, "
            f"CAST(unixepoch('subsec') * 1000000 AS INTEGER) FROM c",
            {"most": REVIEWERS - 3},
        )


def _number_rows(connection: Connection, plan: BigCentre) -> None:
    """One row a case: its number, its time, and what differs between one and the next."""
    _run(
        connection,
        "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY village.code) - 1 AS i, "
        "village.id AS village_id, institution_id, substr(institution.name_zh, 1, 2) AS short "
        "FROM village JOIN institution ON institution.id = village.institution_id",
    )
    _run(
        connection,
        "CREATE TEMP TABLE reader AS SELECT staff_id, role, "
        "row_number() OVER (PARTITION BY role ORDER BY staff.login <> 'reviewer1', staff.login) - 1 AS i "
        "FROM role_grant JOIN staff ON staff.id = staff_id",
    )
    _run(
        connection,
        _NUMBERED,
        {
            "cases": plan.cases,
            "open": plan.cases - plan.open,
            "span": YEARS * 365 * DAY,
            "month": 40 * DAY,
            "places": connection.execute(text("SELECT count(*) FROM place")).scalar_one(),
        },
    )


def _id(code: int, number: str = "n") -> str:
    """A UUIDv7 by arithmetic: the case's millisecond, the kind of row, the case's number."""
    return f"printf('%012x7%03x8%015x', at / 1000, {code}, {number})"


# 40 days back at the latest: the numbers of this month stay free for real cases.
_NUMBERED = """
CREATE TEMP TABLE numbered AS
WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < :cases)
SELECT n, at, case_id, state, place.village_id, place.institution_id, place.short,
  substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + n % 20, 1)
    || substr('秀建国玉桂志海文春金兰小德永红明福', 1 + n / 20 % 17, 1)
    || substr('兰英军梅生平华芳强伟花刚云龙香霞娥林山', 1 + n / 340 % 19, 1) AS name,
  (SELECT staff_id FROM reader WHERE role = 'reviewer'
     AND i = CASE WHEN state = 'review-drawn' AND n % 3 = 0 THEN 0 ELSE n % 50 END) AS reviewer_id,
  (SELECT staff_id FROM reader WHERE role = 'approver' AND i = n % 3) AS approver_id,
  (SELECT staff_id FROM reader WHERE role = 'customer-manager' AND i = n % 3) AS manager_id,
  (SELECT staff_id FROM reader WHERE role = 'guardian') AS guardian_id
FROM (SELECT n, at, printf('%012x70008%015x', at / 1000, n) AS case_id,
        CASE WHEN n >= :open THEN 'review-drawn' WHEN n % 6 = 5 THEN 'refused' ELSE 'sealed' END AS state
      FROM (SELECT n, CAST(unixepoch() * 1000000 AS INTEGER) - :month
              - CAST(:span * (1.0 - 1.0 * n / :cases) AS INTEGER) AS at FROM c))
JOIN place ON place.i = n % :places
"""

_LIST_ROWS = (
    "INSERT INTO loan_case (id, number, institution_id, village_id, product, applicant_name, person_key, "
    "amount_fen, term_months, repayment, purpose, specimen, at) "
    "SELECT case_id, short || strftime(' %Y-%m-', at / 1000000 + 28800, 'unixepoch') || printf('%06d', n), "
    "institution_id, village_id, CASE n % 3 WHEN 0 THEN 'greenhouse' WHEN 1 THEN 'orchard' ELSE 'shop' END, "
    "name, printf('%064x', n * 7919 % 900001), (2 + n % 19) * 1000000, 12 + n % 3 * 12, 'equal-instalment', "
    "'样本', 1, at FROM numbered",
    f"INSERT INTO step (id, case_id, seq, kind, round, staff_id, fact_id, reason, at) "
    f"SELECT {_id(3)}, case_id, CASE state WHEN 'sealed' THEN 9 WHEN 'refused' THEN 2 ELSE 3 END, state, 1, "
    "guardian_id, NULL, '', at FROM numbered",
    "INSERT INTO case_state (case_id, seq, kind, round, at) "
    "SELECT case_id, CASE state WHEN 'sealed' THEN 9 WHEN 'refused' THEN 2 ELSE 3 END, state, 1, at "
    "FROM numbered",
    f"INSERT INTO screening (id, case_id, round, outcome, rule_set_version, rule_set_hash, input_hash, result, "
    f"result_hash, at) SELECT {_id(4)}, case_id, 1, "
    "CASE WHEN state = 'refused' THEN 'refuse' WHEN n % 4 = 0 THEN 'person' ELSE 'pass' END, "
    "'2026-11', '', '', '{}', '', at FROM numbered",
    # One draw stands behind all of these duties of a person: none of them was really drawn.
    f"INSERT INTO duty (id, case_id, stage, round, staff_id, draw_id, at) "
    f"SELECT {_id(5)}, case_id, 'review', 1, reviewer_id, (SELECT id FROM draw LIMIT 1), at "
    "FROM numbered WHERE state <> 'refused'",
    f"INSERT INTO queue (duty_id, staff_id, case_id, stage, at, product, amount_fen) "
    f"SELECT {_id(5)}, reviewer_id, case_id, 'review', at, "
    "(SELECT loan_case.product FROM loan_case WHERE loan_case.id = case_id), "
    "(SELECT loan_case.amount_fen FROM loan_case WHERE loan_case.id = case_id) "
    "FROM numbered WHERE state = 'review-drawn'",
    f"INSERT INTO duty_end (id, duty_id, how, at) SELECT {_id(6)}, {_id(5)}, 'opinion', at "
    "FROM numbered WHERE state = 'sealed'",
)

_JUDGED = (
    "'approve', (2 + n % 19) * 1000000, 12, '5.45', 'equal-instalment', '[\"income-clear\"]', '', '样本', "
    "'[]', '[]', 0, ''"
)
_JUDGEMENT = (
    "outcome, amount_fen, term_months, rate, repayment, reasons, conditions, remark, checklist, marks, "
    "unseen, evidence_hash"
)

_DEEP_ROWS = (
    *(
        f"INSERT INTO step (id, case_id, seq, kind, round, staff_id, fact_id, reason, at) "
        f"SELECT {_id(0x10 + seq)}, case_id, {seq}, '{kind}', 1, guardian_id, NULL, '', at "
        "FROM numbered WHERE state = 'sealed'"
        for seq, kind in enumerate(
            ("received", "screened", "review-drawn", "review-started", "opinion-given", "approval-drawn",
             "approval-started", "approved"), start=1)
    ),
    f"INSERT INTO duty (id, case_id, stage, round, staff_id, draw_id, at) "
    f"SELECT {_id(7)}, case_id, 'investigation', 1, manager_id, NULL, at FROM numbered",
    f"INSERT INTO duty (id, case_id, stage, round, staff_id, draw_id, at) "
    f"SELECT {_id(8)}, case_id, 'approval', 1, approver_id, (SELECT id FROM draw LIMIT 1), at "
    "FROM numbered WHERE state = 'sealed'",
    f"INSERT INTO duty_end (id, duty_id, how, at) SELECT {_id(9)}, {_id(8)}, 'decision', at "
    "FROM numbered WHERE state = 'sealed'",
    f"INSERT INTO opinion (id, case_id, round, duty_id, staff_id, {_JUDGEMENT}, at) "
    f"SELECT {_id(0x20)}, case_id, 1, {_id(5)}, reviewer_id, {_JUDGED}, at FROM numbered WHERE state = 'sealed'",
    f"INSERT INTO decision (id, case_id, round, duty_id, staff_id, opinion_id, {_JUDGEMENT}, at) "
    f"SELECT {_id(0x21)}, case_id, 1, {_id(8)}, approver_id, {_id(0x20)}, {_JUDGED}, at "
    "FROM numbered WHERE state = 'sealed'",
    f"INSERT INTO person_number (id, case_id, round, kind, holder, value, masked, at) "
    f"SELECT {_id(0x22)}, case_id, 1, 'phone', name, printf('138%08d', n), '138****', at FROM numbered",
    "INSERT INTO blob (id, sha256, object, key, bytes, media_type, at) "
    f"SELECT {_id(0x23)}, printf('%064x', n), '', '', 0, 'application/zip', at FROM numbered",
    "INSERT INTO package (id, case_id, round, tablet, sha256, facts, facts_hash, branch_nonce, nonce_hash, "
    f"notes, at) SELECT {_id(0x24)}, case_id, 1, '', printf('%064x', n), '{{}}', '', '', '', '[]', at "
    "FROM numbered",
    *(
        "INSERT INTO document (id, case_id, package_id, round, position, kind, page, page_count, media_type, "
        f"sha256, caption, taken_at, distance_m, specimen, at) SELECT {_id(0x30 + place)}, case_id, {_id(0x24)}, "
        f"1, {place}, 'site-photo', {place}, 1, 'image/jpeg', (SELECT sha256 FROM document LIMIT 1), '', NULL, "
        "NULL, 1, at FROM numbered"
        for place in range(1, 5)
    ),
)  # fmt: skip
