"""Sessions of a centre that go through a relay."""

from __future__ import annotations

from pathlib import Path

from core.audit.service import append_entries
from core.storage.postgresql import login_role, open_postgresql
from core.storage.work import Storage
from tests.centre_house import PASSPHRASES, CentreHouse
from tests.faults.line_proxy import LineProxy


def relayed_address(house: CentreHouse, line: LineProxy) -> str:
    """The address of the house's database by way of ``line``, for libpq."""
    return f"host=127.0.0.1 port={line.port} dbname={house.database}"


def relayed_storage(house: CentreHouse, line: LineProxy, login: str) -> Storage:
    """A session of ``login`` through ``line``; the caller closes it."""
    engine = open_postgresql(relayed_address(house, line), login_role(login), PASSPHRASES[login])
    return Storage(engine, house.staff[login].id, append_entries)


def relay_centre(house: CentreHouse, line: LineProxy) -> Path:
    """Have the settings file of the house name the relay; what signs in with it goes through ``line``."""
    file = house.folder / "centre.toml"
    kept = [one for one in file.read_text(encoding="utf-8").splitlines() if not one.startswith("database")]
    head = kept.index("[centre]") + 1
    kept.insert(head, f'database = "{relayed_address(house, line)}"')
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return house.folder
