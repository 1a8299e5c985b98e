"""Who works here: roles, and what each may open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from core.kernel.words import Words


class Role(StrEnum):
    """A duty post; one person may hold several, but the database keeps them apart on any one case."""

    CUSTOMER_MANAGER = "customer-manager"
    INTAKE_CLERK = "intake-clerk"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ARCHIVE_CLERK = "archive-clerk"
    AUDITOR = "auditor"
    RISK_MANAGER = "risk-manager"
    SYSTEM_ADMINISTRATOR = "system-administrator"
    SECURITY_ADMINISTRATOR = "security-administrator"
    AUDIT_ADMINISTRATOR = "audit-administrator"
    GUARDIAN = "guardian"

    @property
    def words(self) -> Words:
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.CUSTOMER_MANAGER: Words("客户经理", "Customer manager"),
    Role.INTAKE_CLERK: Words("收件员", "Intake clerk"),
    Role.REVIEWER: Words("审查员", "Reviewer"),
    Role.APPROVER: Words("审批员", "Approver"),
    Role.ARCHIVE_CLERK: Words("档案员", "Archive clerk"),
    Role.AUDITOR: Words("稽核员", "Auditor"),
    Role.RISK_MANAGER: Words("风险经理", "Risk manager"),
    Role.SYSTEM_ADMINISTRATOR: Words("系统管理员", "System administrator"),
    Role.SECURITY_ADMINISTRATOR: Words("安全管理员", "Security administrator"),
    Role.AUDIT_ADMINISTRATOR: Words("审计管理员", "Audit administrator"),
    Role.GUARDIAN: Words("守护程序", "Guardian"),
}

#: The three powers of administration (三员分立, GB/T 22239-2019): each held alone, and with no business role.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Institution:
    """A county rural bank, or the centre itself."""

    id: UUID
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Staff:
    """A person with a login. ``institution_id`` is ``None`` for people of the centre."""

    id: UUID
    login: str
    name: str
    institution_id: UUID | None
    roles: frozenset[Role]
    authority_fen: int

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds any of ``roles``."""
        return not self.roles.isdisjoint(roles)
