"""The draw and its two checks: what stands on a record, who may be drawn, and that no edit goes unseen."""

import copy
import json
import subprocess
import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.draw import verify_draw as outsider
from core.draw.check_file import check_file
from core.draw.rules import (
    CHECKS,
    EXCLUSIONS,
    NOTES,
    REASONS,
    STAGES,
    Candidate,
    DrawInput,
    DrawKey,
    DrawPolicy,
    make_draw,
    pick,
    record_hash,
    share_holder,
    verify_draw,
    weigh,
)
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput

KEY = DrawKey(bytes(range(32)))
names = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def inputs(draw, least: int = 0) -> DrawInput:
    cap = draw(st.none() | st.integers(1, 30))
    candidates = []
    for staff_id in draw(st.lists(names, unique=True, min_size=least, max_size=8)):
        load = draw(st.integers(0, 40))
        found = (
            draw(st.frozensets(st.sampled_from(sorted(EXCLUSIONS)), max_size=2))
            if draw(st.booleans())
            else set()
        )
        over = {"over-cap"} if cap is not None and load >= cap else set()
        codes = tuple(code for code in EXCLUSIONS if code in (set(found) - {"over-cap"} | over))
        candidates.append(Candidate(staff_id, "样本", load, codes))
    return DrawInput(
        case_id=draw(names),
        stage=draw(st.sampled_from(STAGES)),
        round=draw(st.integers(1, 9)),
        branch_nonce=draw(hashes),
        policy=DrawPolicy(draw(names), draw(st.integers(0, 16)), cap, draw(st.booleans())),
        candidates=tuple(candidates),
        previous_record_hash=draw(st.none() | hashes),
        reason=draw(st.sampled_from(sorted(REASONS))),
    )


def of(
    *loads: int, k: int = 4, excluded: dict[int, tuple[str, ...]] | None = None, nonce: str = "ab" * 32
) -> DrawInput:
    candidates = tuple(
        Candidate(f"staff-{index}", "样本", load, (excluded or {}).get(index, ()))
        for index, load in enumerate(loads)
    )
    return DrawInput("case-1", "review", 1, nonce, DrawPolicy("1", k), candidates, None)


def both(record: object, public: bytes = KEY.public) -> bool:
    """The verdict on which both checks agree, after the record has gone through JSON as it does in life."""
    inside, outside = verify_draw(record, public), outsider.check(record, public)  # type: ignore[arg-type]
    assert list(outside) == [step.code for step in inside.steps] == list(CHECKS)
    assert inside.ok == all(step.ok for step in inside.steps) == all(outside.values())
    if inside.steps[0].ok and outside["form"]:
        assert outside == {step.code: step.ok for step in inside.steps}
    return inside.ok


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def changed(record, path, value):
    copied = copy.deepcopy(record)
    place = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def mutations(value):
    """Other values for a leaf: near ones, and ones of other types that Python thinks equal."""
    yield from (None, True, False, 0, 1, -1, 1.0, "", "x", [], {}, [[]], 2**53, 2**64, "\ud800", float("nan"))
    if type(value) is int:
        yield from (value + 1, value - 1, float(value), str(value), -value)
    if type(value) is str and value:
        last = "0" if value[-1] != "0" else "1"
        yield from (
            value[:-1] + last,
            value[:-1],
            value + "0",
            value.upper(),
            value + "\n",
            " " + value,
            value[::-1],
        )


# ---- what a record says


@few
@given(inputs())
def test_every_record_verifies_and_is_the_same_each_time(draw_input):
    record = make_draw(draw_input, KEY).to_json()
    assert both(json.loads(json.dumps(record)))
    assert make_draw(draw_input, KEY).to_json() == record
    # The stand-alone check may use plain sorted JSON, because inputs hold nothing on which RFC 8785 differs.
    plain = json.dumps(record["input"], sort_keys=True, separators=(",", ":"))
    assert plain.encode("ascii") == canonical_bytes(record["input"])
    assert not both(record, DrawKey(bytes(32)).public)


@few
@given(inputs(), st.randoms())
def test_the_order_in_which_candidates_come_is_irrelevant(draw_input, random):
    shuffled = list(draw_input.candidates)
    random.shuffle(shuffled)
    other = DrawInput(
        **{name: getattr(draw_input, name) for name in DrawInput.__slots__} | {"candidates": tuple(shuffled)}
    )
    assert make_draw(other, KEY) == make_draw(draw_input, KEY)


@few
@given(inputs())
def test_whoever_is_drawn_was_eligible_and_the_note_says_how_many_there_were(draw_input):
    record = make_draw(draw_input, KEY)
    eligible = {one.staff_id for one in draw_input.candidates if not one.excluded}
    assert record.note == ["no-candidate", "one-candidate", "drawn"][min(2, len(eligible))]
    assert (record.result in eligible) if eligible else (record.result is None)
    assert record.note in NOTES


def test_no_candidate_is_said_and_still_proved():
    for draw_input in (of(), of(3, 1, excluded={0: ("absent",), 1: ("role", "kin")})):
        record = make_draw(draw_input, KEY).to_json()
        assert (record["result"], record["r"], record["total"], record["attempts"]) == (None, None, 0, 0)
        assert record["note"] == "no-candidate"
        assert both(record)


def test_one_candidate_is_said():
    record = make_draw(of(3, 1, 2, excluded={0: ("absent",), 2: ("prior-duty",)}), KEY).to_json()
    assert (record["result"], record["note"], record["weights"]) == ("staff-1", "one-candidate", [0, 16, 0])
    assert both(record)


def test_names_stay_out_of_the_record_and_the_seed_out_of_sight():
    assert "样本" not in json.dumps(make_draw(of(1, 2), KEY).to_json(), ensure_ascii=False)
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY.seed) not in repr(KEY)
    assert len(DrawKey.generate().public) == 32


def test_the_hash_of_a_record_is_that_of_its_json_and_chains():
    record = make_draw(of(1, 2), KEY)
    assert record_hash(record) == record_hash(json.loads(json.dumps(record.to_json())))
    nothing_else = {name: getattr(of(1, 2), name) for name in DrawInput.__slots__}
    following = make_draw(DrawInput(**nothing_else | {"previous_record_hash": record_hash(record)}), KEY)
    assert following.alpha != record.alpha


def test_the_record_of_a_known_draw():
    """Frozen: if this changes, records that were published can no longer be checked."""
    record = make_draw(of(0, 1, 2, 3, 4, excluded={2: ("role",)}), KEY)
    assert record.alpha == "def3f76d56ba234a532f44d973721c9ea62581f4bc5d6f965610ad885b53c848"
    assert (record.weights, record.total, record.r, record.result) == ((16, 8, 0, 2, 1), 27, 4, "staff-0")
    assert record_hash(record) == "09c70a7f896ea1c57576e8dbe0860ba9aadcc227c4f646a389ec6bd6b31ac989"


# ---- no edit goes unseen


@pytest.mark.parametrize(
    "draw_input",
    [of(0, 1, 5, excluded={1: ("kin", "absent")}), of(2), of()],
    ids=["drawn", "one-candidate", "no-candidate"],
)
def test_any_change_of_any_leaf_fails_both_checks(draw_input):
    record = make_draw(draw_input, KEY).to_json()
    tried = 0
    for path, value in leaves(record):
        for other in mutations(value):
            if type(other) is type(value) and other == value:
                continue
            assert not both(changed(record, path, other)), (path, value, other)
            tried += 1
    assert tried > 300


@few
@given(inputs(least=1), st.data())
def test_any_change_of_any_leaf_of_any_record_fails_both_checks(draw_input, data):
    record = make_draw(draw_input, KEY).to_json()
    path, value = data.draw(st.sampled_from(list(leaves(record))))
    other = data.draw(
        st.sampled_from([one for one in mutations(value) if not (type(one) is type(value) and one == value)])
    )
    assert not both(changed(record, path, other))


@few
@given(inputs(least=2))
def test_fields_too_many_too_few_and_candidates_moved_fail_both_checks(draw_input):
    record = make_draw(draw_input, KEY).to_json()
    for name in record:
        assert not both({key: value for key, value in record.items() if key != name})
    assert not both(record | {"more": 1})
    for part in ("policy", "candidates"):
        more = copy.deepcopy(record)
        target = more["input"][part] if part == "policy" else more["input"][part][0]
        target["more"] = None
        assert not both(more)
    moved = copy.deepcopy(record)
    moved["input"]["candidates"].reverse()
    moved["weights"].reverse()
    assert not both(moved)
    twice = copy.deepcopy(record)
    twice["input"]["candidates"].append(twice["input"]["candidates"][-1])
    twice["weights"].append(twice["weights"][-1])
    assert not both(twice)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@few
@given(json_values, st.binary(max_size=40))
def test_anything_else_fails_both_checks_and_raises_nothing(value, key):
    assert not both(value, key)
    record = make_draw(of(1, 2), KEY).to_json()
    for name in record:
        if value != record[name]:
            assert not both(record | {name: value}, key)
    for name in record["input"]:
        assert not both(record | {"input": record["input"] | {name: value}}, key)


def test_a_cap_that_is_not_applied_fails_both_checks_even_if_the_lot_is_right():
    record = make_draw(of(1, 2), KEY).to_json()
    record["input"]["policy"]["cap"] = 2
    assert not both(record)


# ---- evenness


@pytest.mark.parametrize(
    ("loads", "k", "weights"),
    [
        ((0, 1, 2, 3), 2, (4, 2, 1, 1)),
        ((7, 9, 7), 4, (16, 4, 16)),
        ((5, 90), 0, (1, 1)),
        ((1000, 0), 16, (1, 65536)),
    ],
)
def test_weights_halve_with_each_open_case_more(loads, k, weights):
    assert weigh(of(*loads, k=k)) == weights


def test_the_load_of_those_who_are_out_does_not_count():
    assert weigh(of(0, 5, 6, k=2, excluded={0: ("absent",)})) == (0, 4, 2)


@few
@given(inputs(least=1))
def test_over_all_r_everybody_comes_exactly_as_often_as_the_weight_says(draw_input):
    small = DrawInput(
        **{name: getattr(draw_input, name) for name in DrawInput.__slots__}
        | {"policy": DrawPolicy("1", 3, draw_input.policy.cap)}
    )
    weights = weigh(small)
    counted = Counter(share_holder(weights, r) for r in range(sum(weights)))
    assert tuple(counted[index] for index in range(len(weights))) == weights
    for r in range(sum(weights)):
        expected = small.candidates[share_holder(weights, r)].staff_id
        assert outsider.result_of(small.to_json(), list(weights), r) == expected
    with pytest.raises(ValueError, match="total"):
        share_holder(weights, sum(weights))


@pytest.mark.parametrize("total", [1, 2, 3, 5, 7, 10, 27, 2**16, 3 * 2**16, 10_000 * 2**16])
def test_words_beyond_the_last_whole_stretch_are_thrown_away(total):
    limit = 2**64 // total * total
    assert pick(iter([limit - 1]).__next__, total) == (total - 1, 1)
    if limit < 2**64:
        assert pick(iter([limit, 2**64 - 1, 0]).__next__, total) == (0, 3)
    # Below the limit each r has the same number of words: the stretch is a whole multiple of the total.
    assert limit % total == 0
    assert 2**64 - limit < total


def test_rejection_is_even_over_every_word_there_is():
    # With words of one byte all of them can be counted out.
    for total in range(1, 257):
        words = iter(range(256))
        counted: Counter[int] = Counter()
        taken = 0
        while taken < 256 - 256 % total:
            r, attempts = pick(words.__next__, total, 256)
            counted[r] += 1
            taken += attempts
        assert set(counted) == set(range(total))
        assert len(set(counted.values())) == 1
        assert all(word >= 256 - 256 % total for word in words)


def test_many_draws_fall_as_the_weights_say():
    # 1,600 fixed draws: not a chance test, the numbers are always these. Five standard deviations is 78.
    results = Counter(make_draw(of(0, 1, nonce=f"{n:064x}"), KEY).result for n in range(1600))
    assert abs(results["staff-0"] - 1600 * 2 // 3) < 78


# ---- what cannot be drawn


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": "案件"},
        {"stage": "investigation"},
        {"round": 0},
        {"round": True},
        {"branch_nonce": "AB" * 32},
        {"previous_record_hash": ""},
        {"reason": "because"},
        {"candidates": (Candidate("a", "", 0), Candidate("a", "", 1))},
        {"policy": DrawPolicy("1", 4, 1), "candidates": (Candidate("a", "", 1),)},
        {"candidates": (Candidate("a", "", 1, ("over-cap",)),)},
    ],
)
def test_input_that_cannot_be_used_is_refused(change):
    good = {name: getattr(of(1, 2), name) for name in DrawInput.__slots__}
    with pytest.raises(BadInput) as caught:
        DrawInput(**good | change)
    assert caught.value.words.zh
    assert caught.value.words.en


def test_the_stage_may_be_a_member_of_a_text_enumeration():
    class Stage(StrEnum):
        REVIEW = "review"

    plain = {name: getattr(of(1, 2), name) for name in DrawInput.__slots__}
    assert make_draw(DrawInput(**plain | {"stage": Stage.REVIEW}), KEY) == make_draw(of(1, 2), KEY)


@pytest.mark.parametrize("excluded", [("nobody",), ("kin", "role"), ("kin", "kin"), ["kin"]])
def test_reasons_of_exclusion_are_known_unrepeated_and_in_order(excluded):
    with pytest.raises(BadInput):
        Candidate("a", "", 0, excluded)


@pytest.mark.parametrize(
    "policy", [{"k": -1}, {"k": 17}, {"cap": 0}, {"version": ""}, {"same_institution": 1}]
)
def test_policies_that_cannot_be_used_are_refused(policy):
    with pytest.raises(BadInput):
        DrawPolicy(**policy)


def test_keys_of_another_length_are_refused():
    with pytest.raises(BadInput):
        DrawKey(b"short")


# ---- files


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    record, key = tmp_path / "record.json", tmp_path / "key.hex"
    record.write_text(json.dumps(make_draw(of(1, 2), KEY).to_json(), indent=1), "utf-8")
    key.write_text(KEY.public.hex() + "\n", "utf-8")
    return record, key


def outside(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone check as an outsider would: isolated, without any installed package."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", outsider.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def test_a_file_is_checked_with_the_key_as_text_or_file(files):
    record, key = files
    for given_key in (KEY.public.hex(), KEY.public.hex().upper(), str(key)):
        assert check_file(record, given_key).ok
        ran = outside(record, given_key)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.count("✓") == len(CHECKS)


def test_a_changed_file_fails(files):
    record, key = files
    record.write_text(record.read_text("utf-8").replace('"open_load": 1', '"open_load": 0'), "utf-8")
    assert not check_file(record, str(key)).ok
    ran = outside(record, key)
    assert ran.returncode == 1
    assert "✗" in ran.stdout
    assert "WRONG" in ran.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"no",
        b"\xff",
        b"[" * 100_000,
        b'{"version": 1, "version": 1}',
        b" " * (4 * 1024 * 1024 + 1),
        b"1" * 5000,
    ],
)
def test_files_that_hold_no_record_are_refused(files, content):
    record, key = files
    record.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        check_file(record, str(key))
    assert caught.value.words.zh != caught.value.words.en
    ran = outside(record, key)
    assert (ran.returncode, ran.stderr) == (1, "")


def test_keys_that_are_none_are_refused(files, tmp_path):
    record, key = files
    key.write_text("abcd", "utf-8")
    for given_key in (str(key), "", str(tmp_path / "nothing"), str(tmp_path), "a\x00b"):
        with pytest.raises(BadInput):
            check_file(record, given_key)
    assert outside(record, tmp_path / "nothing").returncode == 1
    assert outside().returncode == 2


def test_both_checks_know_the_same_words():
    assert list(EXCLUSIONS) == outsider.EXCLUSIONS
    assert sorted(REASONS) == sorted(outsider.REASONS)
    assert sorted(NOTES) == sorted(outsider.NOTES)
    assert {code: f"{words.zh} · {words.en}" for code, words in CHECKS.items()} == outsider.CHECKS
    for words in (*EXCLUSIONS.values(), *REASONS.values(), *NOTES.values()):
        assert words.zh != words.en
