"""The one tree of errors that people are meant to read.

Everything a person can cause or can mend derives from :class:`EvenhandError` and says in both
languages what is wrong and what to do. Anything else that is raised is a defect of ours and goes
to the one reporter.
"""

from __future__ import annotations

from core.kernel.words import Words


class Stopped(Exception):  # noqa: N818
    """Raised by a callback for progress: whoever wanted the work wants it no more."""


class EvenhandError(Exception):
    """What is wrong, and what to do about it, in the reader's language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)

    def __str__(self) -> str:
        return self.words.en


class BadInput(EvenhandError):
    """What was given cannot be used; nothing was changed."""


class NotAllowed(EvenhandError):
    """The rules of the house forbid the act to this person, or on this case as it stands."""


class StepUpNeeded(NotAllowed):
    """The act needs the six digits of the person's authenticator first (core/identity/step_up.py)."""


class NotFound(EvenhandError):
    """The thing named does not exist, or this person may not see it."""


class Conflict(EvenhandError):
    """Somebody was faster, or the same command id was sent with other contents."""


class Tampered(EvenhandError):
    """Stored data is not what was recorded; the message names the thing."""


class Unavailable(EvenhandError):
    """Something this machine needs is missing or out of reach; trying again may help."""


class Busy(Unavailable):
    """Others were at it: the act was undone whole, and the same may go again at once."""


class LineLost(Unavailable):
    """The line broke. Whether the act was done is not known; only the same command id may ask again."""
