"""A person's own access: what failed under his or her login, how old the passphrase is, and a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from psycopg import sql
from sqlalchemy import func, select

from core.identity import tables
from core.identity.centre_settings import passphrase_rules
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.passphrase_rules import PassphraseRules
from core.identity.sign_in_attempts import FailedTries, login_digest
from core.identity.workstation import Workstation
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.storage.postgresql import login_role
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class ChangePassphrase:
    """Somebody chose a new passphrase; it stands nowhere here."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """``failures`` under this login since it last came in, the last at ``latest`` (µs); ``change_is_due`` where
    the centre's rules want another passphrase, ``for_once`` where nothing else is done before it is changed."""

    failures: int
    latest: int
    change_is_due: bool
    for_once: bool = False


def own_access(storage: Storage) -> OwnAccess:
    """For whoever has just signed in: the newest sign-in on record is this one."""
    with storage.reading() as reading:
        if reading.at_centre:
            row = reading.first(select(func.own_failed_sign_ins().table_valued("failures", "latest")))
            assert row is not None
            failures, latest = int(row.failures), int(row.latest)
            since = int(reading.scalar(select(func.own_passphrase_since())) or 0)
            for_once = bool(reading.scalar(select(func.own_passphrase_for_once())))
        else:
            mine, entered = tables.sign_in, tables.staff
            recent = select(mine.c.at).where(mine.c.staff_id == storage.staff_id)
            before = int(reading.scalar(recent.order_by(mine.c.at.desc()).offset(1).limit(1)) or 0)
            failed = tables.failed_sign_in
            row = reading.first(
                select(
                    func.coalesce(func.sum(failed.c.count), 0).label("failures"),
                    func.coalesce(func.max(failed.c.last_at), 0).label("latest"),
                )
                .join(entered, entered.c.login == failed.c.login)
                .where(entered.c.id == storage.staff_id, failed.c.at > before)
            )
            assert row is not None
            failures, latest = int(row.failures), int(row.latest)
            changed = tables.passphrase_change
            since = reading.scalar(
                select(func.max(changed.c.at)).where(changed.c.staff_id == storage.staff_id)
            ) or reading.scalar(select(entered.c.at).where(entered.c.id == storage.staff_id))
            reset = tables.passphrase_reset.c
            given = reading.scalar(select(func.max(reset.at)).where(reset.staff_id == storage.staff_id))
            for_once = int(given or 0) > int(since or 0)
        due = passphrase_rules(reading).is_due(int(since or 0), reading.now)
        return OwnAccess(failures, latest, due, for_once)


def record_failures(work: Work, workstation: str, failed: tuple[FailedTries, ...]) -> None:
    """Put on record what failed at this workstation; what was no login may have been a passphrase, so it is hashed."""
    known = {row.login for row in work.all(select(tables.staff.c.login))} if failed else set()
    for one in failed:
        work.record(
            tables.failed_sign_in,
            staff_id=work.staff_id,
            login=one.login if one.login in known else login_digest(one.login),
            workstation=workstation,
            count=one.count,
            first_at=one.first,
            last_at=one.last,
        )


class SlotPassphrase:
    """A passphrase on one machine: it opens a slot of the file of keys."""

    def __init__(self, slots: KeySlots, secrets: CentreSecrets) -> None:
        self._slots, self._secrets = slots, secrets

    def change(self, login: str, staff_id: UUID, old: str, new: str, rules: PassphraseRules) -> None:
        """``NotAllowed`` for a wrong old one, or a new one that does not keep the rules."""
        self._slots.open(login, old)
        self._slots.add(login, staff_id, new, self._secrets, rules)


class CentrePassphrase:
    """A passphrase at a centre: the database has its SCRAM verifier, and it may open this workstation's key."""

    def __init__(self, storage: Storage, station: Workstation, try_old: Callable[[str], None]) -> None:
        """``try_old`` signs in with a passphrase, and raises as a sign-in does."""
        self._storage, self._station, self._try_old = storage, station, try_old

    def change(self, login: str, staff_id: UUID, old: str, new: str, rules: PassphraseRules) -> None:
        """Only the verifier (RFC 5803) goes to the server. Errors as of a sign-in, and of the rules."""
        self._try_old(old)
        rules.check(login, new)
        with self._storage.changing() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            verifier = driver.pgconn.encrypt_password(
                new.encode(), login_role(login).encode(), b"scram-sha-256"
            )
            driver.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(login_role(login)), sql.Literal(verifier.decode())
                )
            )
        self._station.passphrase_changed(login, old, new)
        if self._storage.line is not None:
            self._storage.line.use_password(new)


class OwnPassphrase(Protocol):
    """How a person's passphrase is changed, on one machine and at a centre."""

    def change(self, login: str, staff_id: UUID, old: str, new: str, rules: PassphraseRules) -> None: ...


def change_passphrase(storage: Storage, login: str, passphrase: OwnPassphrase, old: str, new: str) -> None:
    """Change one's own passphrase by the centre's rules, and put on record that it was changed."""
    if old == new:
        raise BadInput("新口令与旧口令相同。", "The new passphrase is the old one.")
    with storage.reading() as reading:
        rules = passphrase_rules(reading)
    passphrase.change(login, storage.staff_id, old, new, rules)
    with storage.work(ChangePassphrase(new_id())) as work:
        work.record(tables.passphrase_change, staff_id=work.staff_id)
        work.commit({})
