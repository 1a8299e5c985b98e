"""Post-loan figures stop automated recommendation, product by product, until two people of risk end the stop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest
from sqlalchemy import select

from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from core.kernel.ids import new_id
from core.risk import tables
from core.risk.rule_set import rule_set_texts
from core.risk.screening import Screening
from core.risk.stopping import (
    COLUMNS,
    AskStopEnd,
    ConfirmStopEnd,
    StoppingService,
    read_figures,
    stops_in_force,
)
from tests.factories import House, centre, household

BAD = "2026-09,1000,10,90,20,100,50"
FINE = "2026-09,1000,10,5,20,100,50"


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as made:
        yield made


def of(line: str) -> str:
    manifest = household().manifest
    return f"{manifest['institution']},{manifest['product']},{line}"


def screened(house: House) -> Screening:
    case_id = house.new_case()
    house.do_errand(case_id)
    row = house.all(select(tables.screening).where(tables.screening.c.case_id == case_id))[0]
    return Screening.from_json(json.loads(row.result))


def test_figures_at_the_bar_stop_and_every_case_goes_to_a_person(house: House) -> None:
    assert screened(house).outcome == "pass"
    assert house.post_loan(of(FINE)).stops == ()
    assert screened(house).outcome == "pass"
    (stop_id,) = house.post_loan(of(BAD)).stops
    screening = screened(house)
    assert screening.outcome == "person"
    assert [one.code for one in screening.findings] == ["MO11"]
    (row,) = StoppingService(house.storage("risk1")).stops()
    assert row.id == stop_id and row.in_force and row.figures["turned_bad"] == 90
    assert {one.code for one in row.triggers} == {"turned-bad", "worse-than-foretold"}
    # Another file with bad figures adds none while one stands; the same file again changes nothing.
    assert house.post_loan(of(BAD.replace("2026-09", "2026-10"))).stops == ()
    assert house.post_loan(of(BAD)).stops == ()
    house.end_stop(stop_id)
    assert screened(house).outcome == "pass"
    (row,) = StoppingService(house.storage("risk1")).stops()
    assert not row.in_force and row.ended_by is not None
    assert house.verify().ok


def test_one_product_of_one_bank_stops_and_no_other(house: House) -> None:
    manifest = household().manifest
    assert house.post_loan(f"{manifest['institution']},wheat,{BAD}").stops
    with house.storage("guardian").reading() as reading:
        assert stops_in_force(reading, manifest["institution"], "wheat")
        assert not stops_in_force(reading, manifest["institution"], manifest["product"])
    assert screened(house).outcome == "pass"


def test_one_asks_and_another_confirms(house: House) -> None:
    (stop_id,) = house.post_loan(of(BAD)).stops
    first, second = (StoppingService(house.storage(login)) for login in ("risk1", "risk2"))
    with pytest.raises(BadInput):
        first.ask_end(AskStopEnd(new_id(), stop_id, "  "))
    with pytest.raises(NotFound):
        first.ask_end(AskStopEnd(new_id(), new_id(), "样本"))
    command = AskStopEnd(new_id(), stop_id, "样本")
    request_id = first.ask_end(command)
    assert first.ask_end(command) == request_id
    with pytest.raises(NotAllowed):
        first.confirm_end(ConfirmStopEnd(new_id(), request_id))
    with pytest.raises(NotFound):
        second.confirm_end(ConfirmStopEnd(new_id(), new_id()))
    confirm = ConfirmStopEnd(new_id(), request_id)
    second.confirm_end(confirm)
    second.confirm_end(confirm)
    with pytest.raises(Conflict):
        second.ask_end(AskStopEnd(new_id(), stop_id, "样本"))
    with pytest.raises(NotAllowed):
        house.post_loan(of(BAD.replace("2026-09", "2026-10")), login="reviewer1")


def table(*lines: str) -> bytes:
    return "\n".join((",".join(COLUMNS), *lines)).encode()


def test_a_file_of_figures_names_every_fault_at_once() -> None:
    with pytest.raises(BadInput) as told:
        read_figures(
            "figures.csv",
            table("yaodu,wheat,2026-09,10,11,0,0,0,0", "yaodu,wheat,,10,1,0,0,0,0", "yaodu,wheat,2026-09,x,1,0,0,0,0",
                  "yaodu,wheat,2026-09,10,1,0,1001,0,0", "yaodu,wheat,2026-09,10,1,0,1,-1,0"),
        )  # fmt: skip
    for number in range(2, 7):
        assert f"row {number}" in told.value.words.en and f"第 {number} 行" in told.value.words.zh
    for broken in (b"\xff\xfe", b"", b"a,b\n1,2", table()):
        with pytest.raises(BadInput):
            read_figures("figures.csv", broken)
    assert read_figures("figures.csv", table("yaodu,wheat,2026-09,10,1,0,1,0,0"))[0].figures.recommended == 10


def test_figures_of_a_bank_that_there_is_not_are_refused_as_a_whole(house: House) -> None:
    with pytest.raises(BadInput, match="no-such-bank"):
        house.post_loan(of(BAD), f"no-such-bank,wheat,{BAD}")
    assert not house.all(select(tables.post_loan_figure))


def test_rules_from_before_there_were_stops_wait_and_say_what_to_do(house: House) -> None:
    texts = dict(rule_set_texts(files("resources") / "rule_sets" / "2026-11"))
    older = house.draft_rules(
        "risk1",
        "2025-12",
        *(
            (file, line, "")
            for file in ("inputs.csv", "findings.csv")
            for line in texts[file].splitlines(keepends=True)
            if "recommendation_stopped" in line
        ),
    )
    house.check_rules("risk2", older)
    service = StoppingService(house.storage("risk1"))
    assert service.unheeding() == "2025-12"
    assert screened(house).outcome == "pass"
    (stop_id,) = house.post_loan(of(BAD)).stops
    case_id = house.new_case()
    with pytest.raises(Unavailable) as told:
        house.do_errand(case_id)
    for part in ("2025-12", "recommendation_stopped", "inputs.csv", "findings.csv"):
        assert part in told.value.words.zh and part in told.value.words.en
    assert not house.all(select(tables.screening).where(tables.screening.c.case_id == case_id))
    house.end_stop(stop_id)
    house.do_errand(case_id)
    row = house.all(select(tables.screening).where(tables.screening.c.case_id == case_id))[0]
    assert row.outcome == "pass" and row.rule_set_version == "2025-12"


def test_the_programs_own_rules_heed_stops(house: House) -> None:
    assert StoppingService(house.storage("risk1")).unheeding() is None
