"""Auditing the draws and changing their key from the command line, on one machine and at a centre with a server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.cases.rules import Step
from core.cli import main
from core.identity.tables import centre_key
from tests.centre_house import GUARDIAN_PASSPHRASE, PASSPHRASES, postgresql_centre
from tests.factories import House, centre


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with centre() if request.param == "sqlite" else postgresql_centre() as made:
        yield made


def run(house: House, monkeypatch: pytest.MonkeyPatch, login: str, *words: str) -> int:
    """A command as ``login``, or of the guardian's own machine."""
    monkeypatch.setenv("EVENHAND_PASSPHRASE", PASSPHRASES[login])
    monkeypatch.setenv("EVENHAND_PASSPHRASE_GUARDIAN", GUARDIAN_PASSPHRASE)
    return main(["--centre", str(house.folder), "--as", login, *words])


def drawn(house: House) -> None:
    """One more case is dealt, by a guardian of this moment."""
    house.new_case()
    house.settle()


def test_a_key_change_between_draws_and_an_audit_over_both(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(house)
    house.guardian_house.close()
    house._guardian = None
    assert run(house, monkeypatch, "admin2", "draw", "key-change") == 0
    told = capsys.readouterr().out
    drawn(house)
    keys = [
        row.public_key
        for row in house.all(select(centre_key).order_by(centre_key.c.id))
        if row.purpose == "draw"
    ]
    assert len(keys) == 2 and keys[1] in told.splitlines()[0]
    assert run(house, monkeypatch, "auditor1", "draw", "audit", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["draws"], report["keys"], report["differences"]) == (True, 2, 2, [])
    assert run(house, monkeypatch, "auditor1", "draw", "audit") == 0
    assert "2 draws, 2 keys, 0 differences" in capsys.readouterr().out
    assert house.verify().ok


def test_a_draw_that_was_tampered_with_is_told_by_the_exit_code(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.case_at(Step.REVIEW_DRAWN)
    forged = 'replace(record, \'"reason":"first"\', \'"reason":"other"\')'
    if house.settings.on_one_machine:
        from core.storage import migrate

        with migrate.unguarded(house.storage("guardian").engine) as connection:
            connection.exec_driver_sql(f"UPDATE draw SET record = {forged}")
            migrate.apply_guards(connection)
    else:
        house.raw("ALTER TABLE evenhand.draw DISABLE TRIGGER USER")  # type: ignore[attr-defined]
        house.raw(f"UPDATE evenhand.draw SET record = {forged}")  # type: ignore[attr-defined]
        house.raw("ALTER TABLE evenhand.draw ENABLE TRIGGER USER")  # type: ignore[attr-defined]
    assert run(house, monkeypatch, "auditor1", "draw", "audit") == 1
    assert "✗" in capsys.readouterr().out


def test_who_is_no_security_administrator_changes_no_key_on_one_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with centre() as house:
        for login in ("admin1", "reviewer1", "auditor1"):
            assert run(house, monkeypatch, login, "draw", "key-change") == 1
            assert "security administrator" in capsys.readouterr().err
