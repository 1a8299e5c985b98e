"""Every area's tables on the shared metadata: import this where the whole schema is needed."""

from core.archive import tables as archive
from core.archive.keeping import tables as keeping
from core.archive.moving import tables as moving
from core.archive.scanning import tables as scanning
from core.audit import tables as audit
from core.cases import tables as cases
from core.draw import tables as draw
from core.guardian import tables as guardian
from core.identity import tables as identity
from core.intake import tables as intake
from core.risk import tables as risk
from core.storage import tables as storage

__all__ = [
    "archive",
    "audit",
    "cases",
    "draw",
    "guardian",
    "identity",
    "intake",
    "keeping",
    "moving",
    "risk",
    "scanning",
    "storage",
]
