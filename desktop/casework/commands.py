"""Every key of the case workspace, for the palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.casework.act_buttons import act_words
from desktop.casework.acts import has_checklist, has_judgement
from desktop.shell.page import PageCommand

if TYPE_CHECKING:
    from desktop.casework.page import CasePage


KEYS = (
    *("Ctrl+N", "Ctrl+J", "Alt+Right", "Alt+Left", "Alt+V", "Alt+S"),
    *("Alt+A", "Alt+R", "Alt+C", "Alt+M", "Alt+N"),
    *("Alt+K", "Alt+F", "Alt+H", "Alt+P", "Alt+I", "Alt+D", "Alt+Down", "Alt+Up", "Ctrl+F5"),
)
"""What the workspace binds itself while it is on screen; the acts' keys are their buttons'."""


def case_commands(page: CasePage) -> list[PageCommand]:
    """What can be done now; without a case only the next one can be taken."""
    next_case = QCoreApplication.translate("CaseCommands", "Take the next case")
    to_the_list = QCoreApplication.translate("CaseCommands", "To the cases")
    take = PageCommand(next_case if page.judges else to_the_list, "Ctrl+N", page.take_next)
    if page.view is None:
        return [take]
    return [*_acts(page), take, *_papers(page), *_form(page), *_cards(page), *_rest(page)]


def _acts(page: CasePage) -> list[PageCommand]:
    buttons = page.workspace.form.buttons
    return [PageCommand(act_words(act), act.key, partial(buttons.press, act.name)) for act in buttons.acts()]


def _papers(page: CasePage) -> list[PageCommand]:
    papers = page.papers
    return [
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Next paper (→ in the viewer)"),
            "Alt+Right",
            papers.next_paper,
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Paper before (← in the viewer)"),
            "Alt+Left",
            papers.previous_paper,
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Next paper not seen (N in the viewer)"),
            "Ctrl+J",
            papers.next_unseen,
        ),
        PageCommand(QCoreApplication.translate("CaseCommands", "To the viewer"), "Alt+V", _to(papers.viewer)),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "To the thumbnails"), "Alt+S", _to(papers.strip)
        ),
    ]


def _form(page: CasePage) -> list[PageCommand]:
    form = page.workspace.form
    judging, asked = has_judgement(form.acts()), has_checklist(form.acts())
    any_act = bool(form.acts())
    return [
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Amount, term, rate"),
            "Alt+A",
            _to(form.amount),
            judging,
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Reasons"), "Alt+R", _to(form.reasons), any_act
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Checklist"),
            "Alt+C",
            page.workspace.open_checklist,
            asked,
        ),
        PageCommand(QCoreApplication.translate("CaseCommands", "Remark"), "Alt+M", _to(form.remark), any_act),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Conditions"), "Alt+N", _to(form.conditions), judging
        ),
    ]


def _cards(page: CasePage) -> list[PageCommand]:
    space = page.workspace
    return [
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Risk in full"),
            "Alt+K",
            partial(page.open_more, "risk"),
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Household in full"),
            "Alt+F",
            partial(page.open_more, "facts"),
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "History in full"),
            "Alt+H",
            partial(page.open_more, "history"),
        ),
        PageCommand(QCoreApplication.translate("CaseCommands", "Cards down"), "Alt+Down", space.cards_down),
        PageCommand(QCoreApplication.translate("CaseCommands", "Cards up"), "Alt+Up", space.cards_up),
        PageCommand(QCoreApplication.translate("CaseCommands", "To the map"), "Alt+P", _to(space.map.map)),
    ]


def _rest(page: CasePage) -> list[PageCommand]:
    header = page.header
    return [
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Show the ID number"),
            "Alt+I",
            header.id_number.ask,
            header.may_reveal(),
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "The draw of this case"), "Alt+D", header.ask_for_draw
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Notice to the applicant"),
            "Ctrl+E",
            header.notice.ask_where,
            header.notice.is_wanted(),
        ),
        PageCommand(
            QCoreApplication.translate("CaseCommands", "Read the case again"), "Ctrl+F5", page.refresh
        ),
    ]


def _to(widget: QWidget) -> Callable[[], None]:
    """Put the focus on ``widget``."""
    return widget.setFocus
