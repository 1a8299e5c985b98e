"""How long records are kept, on the command line: the calendar, a policy written out, edited, drafted and answered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.cli import main
from core.commands.sign_in import PASSPHRASE_VARIABLE
from core.demo_centre import PEOPLE
from tests import kept_records as kept
from tests.factories import House, centre

Told = tuple[int, str, str]
Tell = Callable[..., Told]


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


@pytest.fixture
def tell(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Run ``evenhand archive retention …`` as somebody; status, what is said, what is complained of."""

    def run(*words: str, who: str = kept.MAKER) -> Told:
        passphrase = next(one.passphrase for one in PEOPLE if one.login == who)
        monkeypatch.setenv(PASSPHRASE_VARIABLE, passphrase)
        status = main(["--centre", str(house.folder), "--as", who, "archive", "retention", *words])
        return status, *capsys.readouterr()

    return run


def test_the_calendar_tells_what_is_due_in_which_year_and_what_binds_it(house: House, tell: Tell) -> None:
    due, held, unsettled = (kept.old_record(house, one) for one in ("decline", "decline", "approve"))
    kept.hold(house, held)
    numbers = {one: kept.row_of(house, one).archival_number for one in (due, held, unsettled)}
    house.close()
    status, said, _ = tell("--json")
    assert status == 0
    # Declined in January 2010, ten years from the decision; a loan of which nobody knows whether it was settled.
    (year,) = json.loads(said)["years"]
    assert (year["records"], year["due"], year["bound"]) == (2, 2, 1)
    assert json.loads(said)["not_settled"] == 1 and json.loads(said)["for_ever"] == 0
    status, said, _ = tell()
    assert status == 0 and f"{year['year']}" in said and "其中冻结或借出 1 / 1 held or lent" in said
    assert "1 wait for their settlement" in said
    status, said, _ = tell("--year", str(year["year"]))
    lines = {line.split()[1]: line for line in said.splitlines()}
    assert status == 0 and set(lines) == {numbers[due], numbers[held]}
    assert "冻结/held" in lines[numbers[held]] and "冻结/held" not in lines[numbers[due]]
    status, said, _ = tell("--year", "1999")
    assert status == 0 and "没有" in said


def test_a_policy_is_written_out_edited_looked_at_drafted_and_confirmed_by_another(
    house: House, tell: Tell, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    house.close()
    assert tell("export", str(path))[0] == 0
    text = path.read_text(encoding="utf-8")
    assert tell("export", "-")[1] == text
    path.write_text(text.replace('keep = "10"', 'keep = "5"', 1), encoding="utf-8")
    status, said, _ = tell("draft", str(path), "--dry-run")
    assert status == 0 and re.search(r"↓ .*10 years → 5 years", said)
    assert len(tell("policies")[1].splitlines()) == 1  # nothing was handed in
    status, said, _ = tell("draft", str(path))
    assert status == 0 and said.splitlines()[-1] == "2"
    status, _, complaint = tell("confirm", "2")
    assert status == 1 and re.search(r"[\u4e00-\u9fff]", complaint)  # who drafted it
    status, said, _ = tell("confirm", "2", "--remark", "样本", who=kept.APPROVER)
    assert status == 0 and said.startswith("2  ") and "赵档案 → 钱稽核" in said
    newest, oldest = tell("policies")[1].splitlines()
    assert newest.startswith("2  ") and oldest.startswith("1  ")
    assert "5 years from" in tell("show")[1] and "5 years from" not in tell("show", "1")[1]
    assert tell("show")[1] == tell("show", "2")[1]


def test_a_refused_policy_changes_nothing_and_a_faulty_file_is_named(
    house: House, tell: Tell, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    house.close()
    assert tell("export", str(path))[0] == 0
    assert tell("draft", str(path))[0] == 0
    before = tell("show")[1]
    status, said, _ = tell("refuse", "2", "--remark", "样本", who=kept.APPROVER)
    assert status == 0 and said.startswith("2  ")
    assert tell("show")[1] == before and before.startswith("1  ")
    whole = path.read_text(encoding="utf-8")
    for text, english in (
        ("since = ", "no TOML"),
        (whole.replace("[[line]]", '[[line]]\ninstitution = "nobody"', 1), "nobody"),
        (whole.replace("[[line]]", '[[line]]\ncolour = "red"', 1), "colour"),
        (whole.split("[[line]]")[0], ""),
    ):
        path.write_text(text, encoding="utf-8")
        status, said, complaint = tell("draft", str(path))
        assert status == 1 and english in complaint and re.search(r"[\u4e00-\u9fff]", complaint)
    assert len(tell("policies")[1].splitlines()) == 2
    for words in (("show", "9"), ("confirm", "9"), ("export", str(path), "9")):
        assert tell(*words)[0] == 1


def test_who_has_no_business_with_it_is_refused(house: House, tell: Tell, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    house.close()
    assert tell("export", str(path))[0] == 0
    status, said, complaint = tell("draft", str(path), who="reviewer1")
    assert (status, said) == (1, "") and re.search(r"[\u4e00-\u9fff]", complaint)
    assert len(tell("policies")[1].splitlines()) == 1
