"""Instants: whole microseconds since 1970-01-01T00:00:00Z, as an ``int``.

The database gives them (see ``core.storage``); this module only reads and writes their text. An
integer has one spelling in every time zone, so it can be hashed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from core.kernel.errors import BadInput

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

CHINA = timezone(timedelta(hours=8), "UTC+8")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def system_now() -> int:
    """This machine's clock. Only for specimens: facts take their time from the database."""
    return (datetime.now(UTC) - _EPOCH) // timedelta(microseconds=1)


def parse_instant(text: str) -> int:
    """Microseconds for an ISO 8601 time **with** offset; a time without one is refused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"时间“{text}”不是 ISO 8601 格式。", f"“{text}” is not an ISO 8601 time.") from error
    if moment.tzinfo is None:
        raise BadInput(f"时间“{text}”没有时区。", f"The time “{text}” has no offset.")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def instant_text(instant: int) -> str:
    """ISO 8601 in UTC, to the microsecond, ending in ``Z``."""
    return (
        (_EPOCH + timedelta(microseconds=instant)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    )


def local_time(instant: int) -> datetime:
    """The wall-clock time in China (UTC+8 all year), where every user of this program works."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(CHINA)


def local_date(instant: int) -> date:
    """The calendar day in China."""
    return local_time(instant).date()


def local_text(instant: int, *, seconds: bool = False) -> str:
    """``2026-11-24 09:05`` (with ``seconds``: ``09:05:31``) in China's time."""
    return local_time(instant).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
