"""Which backups stay and which go, and the papers that no backup names any more.

Papers are copied once for all backups. A backup that is being made counts on papers that lie there although no
finished backup names them yet, or names them still: so nobody makes one while papers go (:meth:`Backups.alone`).
"""

from __future__ import annotations

from pathlib import Path

from core.guardian.backup import Backups
from core.kernel.clock import DAY, local_time
from core.kernel.errors import EvenhandError, Tampered

_NEWEST = 3


def prune(backups: Backups, now: int, keep_days: int) -> list[Path]:
    """Remove backups older than ``keep_days``, but never the newest three; returns what went.

    One of each week stays for four times as long. Papers go with the last backup that names them.
    """
    gone, weeks = [], set()
    for number, path in enumerate(reversed(backups.files())):
        try:
            made = backups.head(path).made_at
        except Tampered:
            continue  # it says nothing any more; a person decides
        week = local_time(made).isocalendar()[:2]
        first_of_week = week not in weeks
        weeks.add(week)
        age = now - made
        if number >= _NEWEST and age > keep_days * DAY and (not first_of_week or age > 4 * keep_days * DAY):
            path.unlink()
            gone.append(path)
    if gone:
        prune_papers(backups)
    return gone


def prune_papers(backups: Backups) -> int:
    """Remove papers that no backup here names; returns how many went.

    None goes while one backup cannot be read to its end: nobody knows what it names. Nor where the folder's file
    system has no locks, by which those who make a backup and those who remove papers wait for each other.
    """
    removed = 0
    try:
        with backups.alone():
            named = set[str]()
            for path in backups.files():
                named |= backups.named_by(path)
            for lying in list(backups.objects.store.objects()):
                if lying.name not in named:
                    backups.objects.store.remove(lying.name)
                    removed += 1
    except (EvenhandError, OSError):
        return removed
    return removed
