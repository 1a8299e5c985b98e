"""Signing in wrongly again and again takes longer and longer: the rule, and the book in which tries are kept.

Three tries are free, for a login as for a finger that slips; from then on each failure doubles the wait, up to
a quarter of an hour. A workstation as a whole is slowed too, so that trying many logins does not help. A
try is written down before it is judged: who pulls the plug in between has failed. The book is a value; where it
is kept is its holder's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.kernel.clock import MINUTE, SECOND
from core.kernel.errors import NotAllowed

FREE, FREE_AT_A_WORKSTATION = 3, 12
_FIRST_WAIT, _LONGEST_WAIT = 30 * SECOND, 15 * MINUTE
_MOST_KEPT = 200


def wait_after(failures: int, free: int = FREE) -> int:
    """How long (µs) nobody may try again after ``failures`` in a row."""
    if failures < free:
        return 0
    return int(min(_LONGEST_WAIT, _FIRST_WAIT << min(failures - free, 20)))


@dataclass(frozen=True, slots=True)
class Tries:
    """Failures of one login here: ``failures`` in a row, the last at ``last`` (this machine's clock, µs);
    ``unreported`` of them, the first at ``first``, nobody has told the centre of."""

    failures: int = 0
    last: int = 0
    unreported: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True)
class FailedTries:
    """What is told to the centre at the next sign-in: so many failures of ``login``, between two instants (µs)."""

    login: str
    count: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AttemptBook:
    """All tries at one workstation: of each login, and of everybody together."""

    logins: Mapping[str, Tries]
    together: Tries

    @classmethod
    def empty(cls) -> AttemptBook:
        return cls({}, Tries())

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> AttemptBook:
        """Raises what a wrong shape raises."""
        logins = data["logins"]
        if not isinstance(logins, dict):
            raise TypeError("logins is not an object")
        return cls({name: _tries(one) for name, one in logins.items()}, _tries(data["together"]))

    def to_json(self) -> dict[str, object]:
        return {
            "logins": {name: _numbers(one) for name, one in self.logins.items()},
            "together": _numbers(self.together),
        }

    def begin(self, login: str, now: int) -> AttemptBook:
        """The book with one more try of ``login``, counted as failed until :meth:`succeeded`.

        ``NotAllowed``, with the seconds still to wait, when it comes too early.
        """
        name = login[:64]
        tries = self.logins.get(name, Tries())
        left = max(still_to_wait(tries, now), still_to_wait(self.together, now, FREE_AT_A_WORKSTATION))
        if left:
            raise TooSoon(-(-left // SECOND))
        kept = dict(self.logins) | {name: _failed(tries, now)}
        while len(kept) > _MOST_KEPT:
            del kept[min(kept, key=lambda one: kept[one].last)]
        return AttemptBook(kept, _failed(self.together, now))

    def clock_seen(self, now: int) -> AttemptBook:
        """The book after a look at the clock: where it was set back, waits begin again from ``now``."""
        logins = {name: _not_ahead(one, now) for name, one in self.logins.items()}
        return AttemptBook(logins, _not_ahead(self.together, now))

    def succeeded(self, login: str) -> AttemptBook:
        """The book after ``login`` came in: that try was none that failed, and the waits are over."""
        name = login[:64]
        tries = self.logins.get(name, Tries())
        freed = replace(tries, failures=0, unreported=max(0, tries.unreported - 1))
        return AttemptBook(dict(self.logins) | {name: freed}, replace(self.together, failures=0))

    def not_judged(self, login: str) -> AttemptBook:
        """The book after a try that came to no answer (the server was out of reach): it never was."""
        name = login[:64]
        kept = dict(self.logins) | {name: _taken_back(self.logins.get(name, Tries()))}
        return AttemptBook(kept, _taken_back(self.together))

    def unreported(self) -> tuple[FailedTries, ...]:
        """Failures that the centre does not know of yet."""
        return tuple(
            FailedTries(name, one.unreported, one.first, one.last)
            for name, one in sorted(self.logins.items())
            if one.unreported
        )

    def reported(self, told: tuple[FailedTries, ...]) -> AttemptBook:
        """The book once the centre knows of ``told``; who still has to wait has to wait on."""
        logins = dict(self.logins)
        for one in told:
            tries = logins.get(one.login, Tries())
            logins[one.login] = replace(tries, unreported=max(0, tries.unreported - one.count))
        kept = {name: one for name, one in logins.items() if one.failures or one.unreported}
        return AttemptBook(kept, self.together)


class TooSoon(NotAllowed):
    """A try within the waiting time; it was not judged."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            f"失败次数过多，请等待 {seconds} 秒后再试。",
            f"Too many failed attempts; wait {seconds} seconds and try again.",
        )


def still_to_wait(tries: Tries, now: int, free: int = FREE) -> int:
    """Microseconds until the next try; where the clock stands before the last failure, the whole wait."""
    return max(0, wait_after(tries.failures, free) - max(0, now - tries.last))


def login_digest(login: str) -> str:
    """A short name for what somebody typed as a login, which may have been a passphrase by mistake."""
    return "sha256:" + hashlib.sha256(login.encode()).hexdigest()[:16]


def _failed(tries: Tries, now: int) -> Tries:
    first = tries.first if tries.unreported else now
    return Tries(tries.failures + 1, now, tries.unreported + 1, first)


def _taken_back(tries: Tries) -> Tries:
    return replace(tries, failures=max(0, tries.failures - 1), unreported=max(0, tries.unreported - 1))


def _not_ahead(tries: Tries, now: int) -> Tries:
    return replace(tries, last=min(tries.last, now), first=min(tries.first, now))


def _tries(data: object) -> Tries:
    if not isinstance(data, list):
        raise TypeError("tries are not a list")
    failures, last, unreported, first = (int(one) for one in data)
    return Tries(failures, last, unreported, first)


def _numbers(tries: Tries) -> list[int]:
    return [tries.failures, tries.last, tries.unreported, tries.first]
