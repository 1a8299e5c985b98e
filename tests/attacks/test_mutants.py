"""Every guard weakened in turn, and the attack that notices: clauses of triggers, policies, rights, functions, roles.

``make attack`` tries every mutant, ``make test`` some of each kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from core.attacks.scripts import Attack
from core.attacks.specimen_ring import SpecimenRing, specimen_ring
from core.storage import migrate
from tests.attacks.centre_ring import CENTRE_GUARDS, superuser_of
from tests.attacks.clauses import weakened
from tests.attacks.conftest import Sample
from tests.attacks.mutant_ring import alone, by_table, held_by, installed_alone, killer
from tests.centre_house import postgresql_centre

AttacksOn = Callable[[str], list[Attack]]

_EXECUTED = re.compile(r"EXECUTE FUNCTION (\w+)\(")
_CODE = re.compile(r"refuse\('([\w-]+)'\)")

#: Conditions that nothing alone can show the want of, and why.
REDUNDANT = {
    ("duty_from_a_draw", "NEW.stage NOT IN ('investigation', 'review', 'approval')"): "no draw is made for another stage",
    ("decision_on_anothers_opinion", "staff_id <> NEW.staff_id"): "the second condition says it of every round",
    ("rule_set_by_risk_manager", "role = 'guardian'"): "there are rule sets in every centre that was founded",
    ("act_signature_by_its_giver", "purpose = 'person'"): "certificate_for_its_purpose gives nobody another kind",
    ("change_answer_by_another", "change_power.kind = asked.kind"): "every kind is confirmed by a power that confirms others",
    ("redraw_answer_by_a_second", "duty.staff_id <> NEW.staff_id"): "who holds a duty of the case is refused as such",
    ("erased_only", "table_name = TG_TABLE_NAME"): "no two rows of the centre have one id",
    ("redraw_answer_by_a_second", "duty.id = asked.duty_id"): "it serves the condition before alone",
    **{(guard, "the whole of: current_setting('transaction_isolation') <> 'read committed'"): "a transaction has one "
       "isolation: tests/storage/test_postgresql_racing.py tries it with connections of its own"
       for guard in ("case_held", "step_up_attempt_in_turn")},
}  # fmt: skip
#: A centre that is attacked has its real administrators, so that no specimen is the last of them:
#: tests/attacks/test_centre.py tries these two in a house of its own. Names that somebody left on the server are tried
#: by tests/storage/test_postgresql_people.py.
_ELSEWHERE = frozenset({"role_end_not_of_the_last", "leaving_not_of_the_last", "login_made"})


def _functions() -> dict[str, str]:
    found = {}
    for statement in migrate.guard_statements("postgresql"):
        if statement.startswith("CREATE OR REPLACE FUNCTION"):
            found[statement.split()[4].partition("(")[0]] = statement
    return found


FUNCTIONS = _functions()
TRIGGERS = [
    (table, trigger, found[1])
    for (table, trigger), statement in CENTRE_GUARDS.items()
    if (found := _EXECUTED.search(statement))
    and _CODE.search(FUNCTIONS[found[1]])
    and found[1] not in _ELSEWHERE
]


#: What triggers ask: of each function its table and trigger, and what is weakened in it besides conditions.
ASKED = {
    "commission_of_own_records": ("commission", "commission_by_role", (
        ("WHEN 'check' THEN", "WHEN kind THEN"),
        ("WHEN 'transfer' THEN", "WHEN 'import' THEN"),
        ("EXCEPTION WHEN data_exception THEN\n  RETURN false", "EXCEPTION WHEN data_exception THEN\n  RETURN true"),
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def ring() -> Iterator[SpecimenRing]:
    with postgresql_centre() as house, superuser_of(house) as connection, specimen_ring(connection) as ring:
        yield ring


@pytest.fixture(scope="module")
def attacks_on(ring: SpecimenRing) -> AttacksOn:
    return by_table(ring)


@pytest.mark.parametrize(("table", "trigger", "function"), TRIGGERS)
def test_a_trigger_without_one_of_its_conditions_lets_an_attack_through(
    ring: SpecimenRing, attacks_on: AttacksOn, table: str, trigger: str, function: str, sample: Sample
) -> None:
    mutants = [one for one in weakened(FUNCTIONS[function]) if (function, one.gone) not in REDUNDANT]
    with alone(ring, table, trigger):
        held = held_by(ring, set(_CODE.findall(FUNCTIONS[function])), attacks_on(table))
        killed = {
            one.gone: killer(ring, installed_alone(table, trigger, one.statement), held)
            for one in sample(mutants)
        }
    sample.note(f"{trigger} on {table}", killed)
    survivors = [gone for gone, attack in killed.items() if attack is None]
    assert survivors == []


@pytest.mark.parametrize("function", ASKED)
def test_what_a_trigger_asks_without_one_of_its_conditions_lets_an_attack_through(
    ring: SpecimenRing, attacks_on: AttacksOn, function: str, sample: Sample
) -> None:
    table, trigger, more = ASKED[function]
    whole = FUNCTIONS[function]
    assert all(whole.count(said) == 1 for said, _ in more)
    mutants = [(one.gone, one.statement) for one in weakened(whole)]
    mutants += [(f"{said} → {instead}", whole.replace(said, instead)) for said, instead in more]
    with alone(ring, table, trigger):
        held = held_by(ring, {"role"}, attacks_on(table))
        killed = {" ".join(gone.split()): killer(ring, text, held) for gone, text in sample(mutants)}
    sample.note(f"{function} asked by {trigger}", killed)
    assert [gone for gone, attack in killed.items() if attack is None] == []
