"""All draws recomputed against the facts of their time; keys that change; figures of fairness."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.cases import tables
from core.cases.draw_audit import DrawAudit
from core.cases.drawing import DealCase, Drawing, NobodyEligible
from core.cases.fairness import FairnessQueries, csv_rows
from core.cases.rules import Step
from core.draw import tables as draws
from core.draw.keys import DrawKeys, keys_in_force
from core.draw.queries import DrawQueries
from core.draw.rules import DrawKey, DrawPolicy
from core.guardian.duty_watch import DutyWatch
from core.identity import changes
from core.kernel.clock import DAY
from core.kernel.errors import NotAllowed, Unavailable
from core.kernel.ids import new_id
from tests.factories import House, catalogue, centre, prepared


def _prepare(house: House) -> None:
    """Committees, a conflict, an absence, a returned case, an old record of the first kind."""
    house.certify()
    old = house.settings
    first = house.new_case()
    house.do_errand(first)
    errand = house.all(select(tables.errand.c.id).where(tables.errand.c.case_id == first))[0].id
    key = DrawKey(house.secrets.draw_seed)
    Drawing(house.storage("guardian"), key, DrawPolicy()).deal(DealCase(new_id(), errand, first, "review"))
    assert old is house.settings
    house.case_at(Step.REVIEW_AGAIN)
    house.committee_case(votes=3)
    waiting = house.case_at(Step.REVIEW_STARTED)
    house.answer_redraw(house.declare_conflict(waiting))
    DutyWatch(house.storage("guardian"), 0).look()
    house.do_errand(waiting)
    with house.storage("guardian").reading() as reading:
        now = reading.now
    for login in ("reviewer1", "reviewer2", "reviewer3"):
        house.change(changes.absence(house.staff[login].id, now, now + DAY, changes.AbsenceReason.LEAVE))
    left = house.case_at(Step.SCREENED)
    with pytest.raises(NobodyEligible):
        house.do_errand(left)
    house.sequence()


@pytest.fixture
def house() -> Iterator[House]:
    with centre(prepared("draw-audit", _prepare)) as house:
        yield house


def audit(house: House):
    return DrawAudit(house.storage("auditor1"), catalogue().categories).run()


def differing(house: House) -> set[str]:
    return {one.code for one in audit(house).differences}


def test_all_draws_hold_against_the_facts_of_their_time(house):
    report = audit(house)
    assert report.differences == ()
    assert report.draws == len(house.all(select(draws.draw.c.id))) > 5
    assert report.draws_a_second > 0


def edit(house: House, sql: str, *values: object) -> None:
    """What the owner of the file can do: guards off, rows changed."""
    engine = house.engine(house.guardian_id)
    with engine.begin() as connection:
        triggers = (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .scalars()
            .all()
        )
        for name in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        assert connection.exec_driver_sql(sql, values).rowcount
    engine.dispose()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE draw SET previous_hash = 'x' WHERE number = 3", "chain"),
        ("UPDATE draw SET round = 7 WHERE number = 2", "record"),
        (
            "UPDATE draw SET record = replace(record, '\"attempts\":1', '\"attempts\":2') WHERE number = 2",
            "proof",
        ),
        ("UPDATE package SET branch_nonce = nonce_hash", "nonce"),
        ("UPDATE package SET nonce_hash = branch_nonce", "nonce"),
        ("UPDATE duty SET draw_id = (SELECT min(id) FROM draw) WHERE stage = 'approval'", "duty"),
        ("UPDATE role_grant SET at = at + 999999999999 WHERE role = 'reviewer'", "candidates"),
        ("UPDATE duty_end SET at = at + 999999999", "load"),
        ("DELETE FROM absence", "excluded"),
        ("UPDATE draw SET record = '{' WHERE number = 1", "record"),
    ],
)
def test_each_difference_is_named(house, sql, code):
    edit(house, sql)
    assert code in differing(house)


def keys(house: House) -> DrawKeys:
    return DrawKeys(house.settings.keys, house.secrets.seal_seed, house.secrets.draw_seed)


def test_a_key_change_is_a_fact_and_old_records_verify_with_the_key_of_their_time(house, tmp_path):
    old = DrawKey(house.secrets.draw_seed)
    before = len(house.all(select(draws.draw.c.id)))
    fresh = keys(house).change(house.storage("guardian"), new_id())
    assert fresh.public != old.public
    with pytest.raises(NotAllowed):  # the old key draws no more
        house.case_at(Step.APPROVAL_DRAWN)
    case_id = house.all(select(tables.errand.c.case_id).where(tables.errand.c.kind == "draw-review"))[
        0
    ].case_id
    house.change(changes.role_grant(house.staff["intake1"].id, next(iter(house.staff["reviewer1"].roles))))
    drawing = Drawing(
        house.storage("guardian"), keys(house).in_force, house.settings.policy, catalogue().categories
    )
    errand = house.all(select(tables.errand.c.id).where(tables.errand.c.case_id == case_id))[0].id
    drawing.deal(DealCase(new_id(), errand, case_id, "review"))
    with house.storage("auditor1").reading() as reading:
        found = keys_in_force(reading)
    assert [(one.public_key, one.first, one.last) for one in found] == [
        (old.public, 1, before),
        (fresh.public, before + 1, None),
    ]
    queries = DrawQueries(house.storage("auditor1"))
    assert all(queries.verify(row.id).ok for row in queries.draws())
    assert queries.key_list().splitlines()[0] == f"1-{before} {old.public.hex()}"
    assert audit(house).ok
    assert house.verify().ok
    assert fresh.seed.hex() not in "".join(path.read_bytes().hex() for path in house.settings.keys.iterdir())
    with pytest.raises(Unavailable), house.storage("guardian").reading() as reading:
        DrawKeys(tmp_path, house.secrets.seal_seed, house.secrets.draw_seed).in_force(reading)


def test_figures_of_fairness(house):
    report = FairnessQueries(house.storage("auditor1")).report()
    assert report.draws == len(house.all(select(draws.draw.c.id)))
    assert report.lots.draws + report.lots.left_out >= report.draws
    assert [(one.declared, one.confirmed, one.redraws) for one in report.people] == [
        (1, 1, (("conflict", 1),))
    ]
    assert dict(report.redraws) == {"absence": 0, "conflict": 1, "leaver": 0, "role-ended": 0}
    assert report.alarms == 0
    assert {row.manager_name for row in report.pairs} == {"王经理"}
    assert json.dumps(csv_rows(report), ensure_ascii=False, default=str).count("利益冲突") == 1


def test_a_waiting_case_is_listed_with_its_reason(house):
    house.guardian_house.guardian.run_until_idle()
    rows = FairnessQueries(house.storage("auditor1")).report().waiting
    assert {row.note for row in rows} == {"no-candidate"}
    assert all(dict(row.excluded)["absent"] == 3 for row in rows)
