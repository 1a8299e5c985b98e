"""The places of the window: which pages there are, and whom each is open to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from core.identity.rules import ADMINISTRATORS, Role, Staff
from desktop.shell.page import NavigationEntry

if TYPE_CHECKING:
    from core.app import App
    from desktop.settings import Settings
    from desktop.shell.page import Page
    from desktop.tasks import Tasks

MakePage = Callable[["App", "Tasks"], "Page"]


def entries(app: App, tasks: Tasks, settings: Settings) -> list[NavigationEntry]:
    """The places of the rail that this person's roles open: where the day begins, then in the order of a day."""
    staff = app.staff
    judging = staff.holds(Role.REVIEWER, Role.APPROVER)
    reading = judging or staff.holds(
        Role.AUDITOR, Role.INTAKE_CLERK, Role.CUSTOMER_MANAGER, Role.ARCHIVE_CLERK
    )
    places: list[tuple[str, Callable[[], str], str, MakePage, bool]] = [
        ("desk", _desk_label, "desk", _desk_page, judging),
        ("case", _case_label(staff), "review", _case_page, reading),
        ("intake", _intake_label, "intake", _intake_page, staff.holds(Role.INTAKE_CLERK)),
        ("cases", _cases_label, "cases", _cases_page, reading),
        (
            "archive",
            _archive_label,
            "archive",
            partial(_archive_page, settings=settings),
            staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR),
        ),
        (
            "archive-checks",
            _archive_checks_label,
            "check",
            _archive_checks_page,
            staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR),
        ),
        ("records", _records_label, "history", _records_page, reading or staff.holds(Role.RISK_MANAGER)),
        ("scans", _scans_label, "scan", _scans_page, staff.holds(Role.ARCHIVE_CLERK)),
        ("moving", _moving_label, "export", _moving_page, staff.holds(Role.ARCHIVE_CLERK)),
        ("risk", _risk_label, "risk", _risk_page, staff.holds(Role.RISK_MANAGER, Role.AUDITOR)),
        ("draws", _draws_label, "draw", _draws_page, True),
        ("fairness", _fairness_label, "chart", _fairness_page, staff.holds(Role.AUDITOR, Role.RISK_MANAGER)),
        (
            "redraws",
            _redraws_label,
            "refresh",
            _redraws_page,
            staff.holds(Role.APPROVER, Role.AUDITOR, *ADMINISTRATORS),
        ),
        ("audit", _audit_label, "audit", _audit_page, staff.holds(Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)),
        ("people", _people_label, "person-list", _people_page, staff.holds(*ADMINISTRATORS)),
        ("absence", _absence_label, "user", _absence_page, True),
    ]
    first = first_page(app)
    return [
        NavigationEntry(key, label, icon, partial(make, app, tasks))
        for key, label, icon, make, open_to_them in sorted(places, key=lambda place: place[0] != first)
        if open_to_them
    ]


def first_page(app: App) -> str:
    order = (
        (Role.REVIEWER, "desk"),
        (Role.APPROVER, "desk"),
        (Role.INTAKE_CLERK, "intake"),
        (Role.ARCHIVE_CLERK, "archive"),
        (Role.RISK_MANAGER, "risk"),
        (Role.AUDITOR, "audit"),
        (Role.CUSTOMER_MANAGER, "cases"),
        (Role.SYSTEM_ADMINISTRATOR, "people"),
        (Role.SECURITY_ADMINISTRATOR, "people"),
        (Role.AUDIT_ADMINISTRATOR, "people"),
    )
    return next((page for role, page in order if role in app.staff.roles), "draws")


def _desk_label() -> str:
    return QCoreApplication.translate("Places", "My desk")


def _case_label(staff: Staff) -> Callable[[], str]:
    """Who judges cases finds the place under the act; who only reads them, under the case."""
    if staff.holds(Role.REVIEWER):
        return _review_label
    return _approve_label if staff.holds(Role.APPROVER) else _reading_label


def _reading_label() -> str:
    return QCoreApplication.translate("Places", "Case file")


def _review_label() -> str:
    return QCoreApplication.translate("Places", "Review")


def _approve_label() -> str:
    return QCoreApplication.translate("Places", "Approve")


def _intake_label() -> str:
    return QCoreApplication.translate("Places", "Intake")


def _cases_label() -> str:
    return QCoreApplication.translate("Places", "Cases")


def _archive_label() -> str:
    return QCoreApplication.translate("Places", "Archive")


def _archive_checks_label() -> str:
    return QCoreApplication.translate("Places", "Checks")


def _records_label() -> str:
    return QCoreApplication.translate("Places", "Records kept")


def _scans_label() -> str:
    return QCoreApplication.translate("Places", "Scans")


def _scans_page(app: App, tasks: Tasks) -> Page:
    from desktop.archive.scans_page import ScansPage

    return ScansPage(app, tasks)


def _moving_label() -> str:
    return QCoreApplication.translate("Places", "Out and in")


def _moving_page(app: App, tasks: Tasks) -> Page:
    from desktop.archive.moving_page import MovingPage

    return MovingPage(app, tasks)


def _risk_label() -> str:
    return QCoreApplication.translate("Places", "Risk")


def _draws_label() -> str:
    return QCoreApplication.translate("Places", "Draws")


def _audit_label() -> str:
    return QCoreApplication.translate("Places", "Audit")


def _people_label() -> str:
    return QCoreApplication.translate("Places", "People")


def _absence_label() -> str:
    return QCoreApplication.translate("Places", "Absence")


def _desk_page(app: App, tasks: Tasks) -> Page:
    from desktop.desk.page import DeskPage

    return DeskPage(app, tasks)


def _case_page(app: App, tasks: Tasks) -> Page:
    from desktop.casework.page import CasePage

    return CasePage(app, tasks)


def _intake_page(app: App, tasks: Tasks) -> Page:
    from desktop.intake.page import IntakePage

    return IntakePage(app, tasks)


def _cases_page(app: App, tasks: Tasks) -> Page:
    from desktop.desk.cases_page import CasesPage

    return CasesPage(app, tasks)


def _archive_page(app: App, tasks: Tasks, settings: Settings) -> Page:
    from desktop.archive.page import ArchivePage

    return ArchivePage(app, tasks, settings)


def _archive_checks_page(app: App, tasks: Tasks) -> Page:
    from desktop.archive.control_page import ControlPage

    return ControlPage(app, tasks)


def _records_page(app: App, tasks: Tasks) -> Page:
    from desktop.archive.records_page import RecordsPage

    return RecordsPage(app, tasks)


def _risk_page(app: App, tasks: Tasks) -> Page:
    from desktop.risk.page import RiskPage

    return RiskPage(app, tasks)


def _fairness_label() -> str:
    return QCoreApplication.translate("Places", "Fairness")


def _redraws_label() -> str:
    return QCoreApplication.translate("Places", "Re-draws")


def _fairness_page(app: App, tasks: Tasks) -> Page:
    from desktop.draw.fairness_page import FairnessPage

    return FairnessPage(app, tasks)


def _redraws_page(app: App, tasks: Tasks) -> Page:
    from desktop.draw.redraws_page import RedrawsPage

    return RedrawsPage(app, tasks)


def _draws_page(app: App, tasks: Tasks) -> Page:
    from desktop.draw.page import DrawsPage

    return DrawsPage(app, tasks)


def _audit_page(app: App, tasks: Tasks) -> Page:
    from desktop.audit.page import AuditPage

    return AuditPage(app, tasks)


def _people_page(app: App, tasks: Tasks) -> Page:
    from desktop.admin.page import PeoplePage

    return PeoplePage(app, tasks)


def _absence_page(app: App, tasks: Tasks) -> Page:
    from desktop.admin.my_absence import MyAbsencePage

    return MyAbsencePage(app, tasks)
