"""Records of the second kind: points, seats of a committee, the commitment, numbers and keys; both checks agree."""

import copy
import json
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.draw import verify_draw as outsider
from core.draw.check_file import check_file
from core.draw.rules import (
    EXCLUSIONS,
    Band,
    Candidate,
    DrawInput,
    DrawKey,
    DrawPolicy,
    Points,
    loads_of,
    lots_of,
    make_draw,
    record_hash,
    verify_draw,
)
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import BadInput
from tests.core.test_draw_rules import KEY, both, changed, hashes, leaves, mutations, names

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NONCE = "ab" * 32
POINTS = Points((("farm-business", 2), ("salaried", 1)), 1, (Band(30_000_000, 1), Band(100_000_000, 3)))
POLICY = DrawPolicy("1", 4, None, True, POINTS, (Band(50_000_000, 3), Band(200_000_000, 5))).named("house")


def committed(nonce: str) -> str:
    return sha256_hex(bytes.fromhex(nonce))


def of(*loads: int, seats: int = 1, committee: int | None = None, **changed: object) -> DrawInput:
    candidates = tuple(Candidate(f"staff-{index}", "样本", load) for index, load in enumerate(loads))
    given = {
        "case_id": "case-1",
        "stage": "approval",
        "round": 1,
        "branch_nonce": NONCE,
        "policy": POLICY,
        "candidates": candidates,
        "previous_record_hash": None,
        "reason": "committee" if seats > 1 else "first",
        "number": 7,
        "nonce_hash": committed(NONCE),
        "seats": seats,
        "committee": committee or seats,
    }
    return DrawInput(**given | changed)  # type: ignore[arg-type]


@st.composite
def inputs(draw) -> DrawInput:
    cap = draw(st.none() | st.integers(1, 30))
    bands = sorted(draw(st.lists(st.integers(0, 10**9), unique=True, max_size=3)))
    lines = sorted(draw(st.lists(st.integers(0, 10**9), unique=True, max_size=2)))
    points = Points(
        tuple(sorted(draw(st.dictionaries(names, st.integers(1, 9), max_size=3)).items())),
        draw(st.integers(1, 9)),
        tuple(Band(amount, draw(st.integers(1, 9))) for amount in bands),
    )
    policy = DrawPolicy(
        "1",
        draw(st.integers(0, 16)),
        cap,
        draw(st.booleans()),
        points,
        tuple(Band(amount, draw(st.sampled_from((3, 5)))) for amount in lines),
    ).named("p")
    candidates = []
    for staff_id in draw(st.lists(names, unique=True, max_size=8)):
        load = draw(st.integers(0, 40))
        found = set(draw(st.frozensets(st.sampled_from(sorted(EXCLUSIONS)), max_size=1))) - {"over-cap"}
        found |= {"over-cap"} if cap is not None and load >= cap else set()
        codes = tuple(
            code for code in EXCLUSIONS if code in found and draw(st.booleans()) | (code == "over-cap")
        )
        candidates.append(Candidate(staff_id, "样本", load, codes))
    seats, committee, reason = draw(
        st.sampled_from([(1, 1, "first"), (3, 3, "committee"), (5, 5, "next-level"), (1, 3, "absence")])
    )
    nonce = draw(hashes)
    return DrawInput(
        draw(names), "approval", draw(st.integers(1, 9)), nonce, policy, tuple(candidates),
        draw(st.none() | hashes), reason, draw(st.integers(1, 2**53 - 1)), committed(nonce), seats, committee,
    )  # fmt: skip


@few
@given(inputs())
def test_every_record_verifies_in_both_checks_and_is_the_same_each_time(draw_input):
    record = make_draw(draw_input, KEY).to_json()
    assert both(json.loads(json.dumps(record)))
    assert make_draw(draw_input, KEY).to_json() == record
    assert outsider.canonical(record["input"]) == canonical_bytes(record["input"])


@few
@given(inputs())
def test_members_are_drawn_without_replacement_among_who_may_be_drawn(draw_input):
    record = make_draw(draw_input, KEY)
    eligible = [one.staff_id for one in draw_input.eligible]
    assert set(record.results) <= set(eligible)
    assert len(set(record.results)) == len(record.results)
    assert len(record.results) == (draw_input.seats if len(eligible) >= draw_input.seats else 0)
    for seat, lot in enumerate(record.lots):
        taken = record.results[:seat]
        weights = dict(zip([one.staff_id for one in draw_input.candidates], lot.weights, strict=True))
        assert all(weights[one] == 0 for one in taken)
        assert lot.total == sum(lot.weights)
    expected = "no-candidate" if not eligible else "too-few" if len(eligible) < draw_input.seats else None
    if expected:
        assert record.note == expected


@few
@given(inputs(), st.data())
def test_any_change_of_any_leaf_fails_both_checks(draw_input, data):
    record = make_draw(draw_input, KEY).to_json()
    path, value = data.draw(st.sampled_from(list(leaves(record))))
    others = [one for one in mutations(value) if not (type(one) is type(value) and one == value)]
    assert not both(changed(record, path, data.draw(st.sampled_from(others))))


def test_any_change_of_any_leaf_of_a_committee_fails_both_checks():
    record = make_draw(of(0, 2, 5, 1, seats=3), KEY).to_json()
    tried = 0
    for path, value in leaves(record):
        for other in mutations(value):
            if type(other) is type(value) and other == value:
                continue
            assert not both(changed(record, path, other)), (path, value, other)
            tried += 1
    assert tried > 500
    for change in ("drop", "swap", "twice"):
        edited = copy.deepcopy(record)
        lots = edited["lots"]
        edited["lots"] = {"drop": lots[:2], "swap": [lots[1], lots[0], lots[2]], "twice": [*lots, lots[2]]}[
            change
        ]
        assert not both(edited)


def test_a_nonce_that_was_chosen_later_fails_at_the_commitment():
    """The hash on record stays; another nonce with a record made anew in every other respect does not fit it."""
    fair = of(0, 1, 2)
    for later in range(20):
        other = sha256_hex(bytes([later]))
        record = make_draw(of(0, 1, 2, branch_nonce=other, nonce_hash=fair.nonce_hash), KEY).to_json()
        failed = [step.code for step in verify_draw(record, KEY.public).steps if not step.ok]
        assert failed == ["commitment"]
        assert not both(record)


def test_a_policy_whose_numbers_changed_under_its_name_fails():
    record = make_draw(of(0, 1, 2), KEY).to_json()
    for path, value in ((("k",), 5), (("points", "other"), 2), (("committee",), [])):
        edited = changed(record, ("input", "policy", *path), value)
        assert not both(edited)
        assert not outsider.check(edited, KEY.public)["form"]
        assert not verify_draw(edited, KEY.public).steps[0].ok


def test_the_record_of_a_known_committee():
    """Frozen: if this changes, records that were published can no longer be checked."""
    record = make_draw(of(0, 1, 2, 3, 4, seats=3), KEY)
    assert [lot.weights for lot in record.lots][0] == (16, 8, 4, 2, 1)
    assert record.lots[1].total == sum(record.lots[1].weights)
    assert record_hash(record) == FROZEN
    assert loads_of(record.to_json()) == {f"staff-{index}": index for index in range(5)}
    assert lots_of(record.to_json()) == record.lots


FROZEN = "56807cc2e5e65babf4d6501f98398a02e3962e991f4b66169d64c39dd31ff19e"


def test_the_least_load_is_that_of_those_who_are_left():
    record = make_draw(of(0, 9, 9, 9, seats=3), KEY)
    assert record.result == "staff-0"  # 16 of 19
    assert [one for one in record.lots[1].weights if one] == [16, 16, 16]


def test_too_few_and_no_choice_are_said():
    assert make_draw(of(1, 2, seats=3), KEY).note == "too-few"
    assert make_draw(of(1, 2, seats=3), KEY).results == ()
    assert make_draw(of(1, 2, 3, seats=3), KEY).note == "no-choice"
    assert both(make_draw(of(1, 2, seats=3), KEY).to_json())
    assert both(make_draw(of(seats=3), KEY).to_json())


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": 2, "committee": 2},
        {"seats": 3, "committee": 5},
        {"seats": 3, "stage": "review"},
        {"reason": "committee"},
        {"number": None},
        {"number": True},
        {"nonce_hash": None},
        {"policy": DrawPolicy()},
    ],
    ids=str,
)
def test_an_input_that_cannot_be_is_refused(wrong):
    with pytest.raises(BadInput):
        of(0, 1, 2, **wrong)


@pytest.mark.parametrize(
    ("category", "amount", "points"),
    [
        ("salaried", 30_000_000, 1),
        ("salaried", 30_000_001, 2),
        ("farm-business", 100_000_001, 5),
        ("unknown", 1, 1),
        (None, 100_000_001, 4),
    ],
)
def test_points_go_by_product_and_amount(category, amount, points):
    assert POINTS.of(category, amount) == points


@pytest.mark.parametrize(
    ("amount", "seats"), [(1, 1), (50_000_000, 1), (50_000_001, 3), (200_000_000, 3), (200_000_001, 5)]
)
def test_seats_go_by_the_committee_line(amount, seats):
    assert POLICY.seats_above(amount) == seats


def test_the_name_of_a_policy_is_its_content():
    assert POLICY.is_named_by_content
    assert POLICY.named("house") == POLICY
    assert DrawPolicy("1", 5, None, True, POINTS, POLICY.committee).named("house").version != POLICY.version


def test_over_many_draws_seats_go_evenly():
    """With equal loads each of five sits on three fifths of the committees; 4 standard deviations are allowed."""
    seen: Counter[str] = Counter()
    rounds = 400
    for number in range(rounds):
        seen.update(make_draw(of(1, 1, 1, 1, 1, seats=3, case_id=f"case-{number}"), KEY).results)
    expected, spread = rounds * 0.6, 4 * (rounds * 0.6 * 0.4) ** 0.5
    assert sum(seen.values()) == 3 * rounds
    assert all(abs(count - expected) < spread for count in seen.values())


def test_keys_by_number(tmp_path):
    """A key change: old draws verify with the key of their time, in the program and stand-alone."""
    new = DrawKey(bytes(range(1, 33)))
    keys = tmp_path / "keys.txt"
    keys.write_text(f"1-9 {KEY.public.hex()}\n10- {new.public.hex()}\n", encoding="utf-8")
    for number, key, right in ((9, KEY, True), (10, new, True), (10, KEY, False), (9, new, False)):
        file = tmp_path / f"{number}-{right}.json"
        file.write_text(json.dumps(make_draw(of(0, 1, number=number), key).to_json()), encoding="utf-8")
        assert check_file(file, str(keys)).ok is right
        command = [sys.executable, "-I", "-S", outsider.__file__, str(file), str(keys)]
        assert (subprocess.run(command, capture_output=True, check=False).returncode == 0) is right


def test_an_old_record_with_a_list_of_keys_asks_for_its_number(tmp_path):
    old = DrawInput("case-1", "review", 1, NONCE, DrawPolicy(), of(0, 1).candidates, None)
    file, keys = tmp_path / "record.json", tmp_path / "keys.txt"
    file.write_text(json.dumps(make_draw(old, KEY).to_json()), encoding="utf-8")
    keys.write_text(f"1-9 {KEY.public.hex()}\n", encoding="utf-8")
    command = [sys.executable, "-I", "-S", outsider.__file__, str(file), str(keys)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    assert subprocess.run([*command, "4"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, "10"], capture_output=True, check=False).returncode == 1
    with pytest.raises(BadInput):
        check_file(file, str(keys))
    assert check_file(file, KEY.public.hex()).ok
