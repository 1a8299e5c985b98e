"""Work that concerns the whole archive: at a centre with a server it is for people of the centre itself.

The database refuses it to the clerks and auditors of one bank (``commission_by_role``, ``batch_undone_whole``). On one
machine nobody is refused it, for whoever has the file sees every record.
"""

from __future__ import annotations

from core.identity.rules import Staff
from core.kernel.words import Words

#: Kinds of commissions that name no records.
KINDS = frozenset({"check-all", "fixity", "period-report", "import", "scan-in"})
OF_THE_CENTRE = Words(
    "此事涉及全部档案，由审批中心的人员办理；本机构的档案可逐件检测、出具报告、移交。",
    "This concerns the whole archive and is for people of the centre; records of one's own institution are checked, "
    "reported on and sent out one by one.",
)


def barred_from_whole(staff: Staff, *, on_one_machine: bool) -> Words | None:
    """Why ``staff`` may not have the whole archive worked on; ``None`` for who may."""
    return OF_THE_CENTRE if staff.institution_id is not None and not on_one_machine else None
