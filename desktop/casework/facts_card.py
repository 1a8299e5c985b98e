"""What was typed beside what was read or checked; household, income, assets and debts below."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from core.cases.case_rows import CaseView, FactComparison, MaskedNumber
from core.cases.rules import reasons_for
from core.kernel.words import Words
from desktop import i18n
from desktop.casework import case_text
from desktop.casework.case_card import CaseCard
from desktop.casework.comparison_table import NOT_READ, ComparisonTable
from desktop.casework.disclosure import Disclosure
from desktop.tasks import Tasks
from desktop.widgets.cards import Fact, PairList
from desktop.widgets.chips import Chip
from desktop.widgets.masked_field import Choice, MaskedField, Reveal

_DOTS = re.compile("·{5,}")
REVEAL_CHOICES = tuple(Choice(reason.code, reason.words) for reason in reasons_for("reveal"))


class FactsCard(CaseCard):
    """``reveal_of(number)`` gives the act behind 显示, or ``None`` where it is not allowed."""

    def __init__(
        self, tasks: Tasks, reveal_of: Callable[[MaskedNumber], Reveal | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._reveal_of = tasks, reveal_of
        self._count = Chip("", "neutral", self)
        self._table = ComparisonTable()
        self._more = Disclosure()
        self._pairs = PairList(name_width=56)
        self.add_chip(self._count)
        self.add(self._table)
        self._more.add(self._pairs)
        self.set_trailing(self._more.part_with_head())
        self.add(self._more)

    @property
    def more(self) -> Disclosure:
        """Household, income, assets and debts."""
        return self._more

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("Facts"))
        facts = [
            Fact(i18n.in_language(one.label), _short(one.typed), _short(_said(one)), one.differs)
            for one in view.comparisons
        ]
        self._table.show_facts((self.tr("Typed"), self.tr("Read / checked")), facts)
        differing = sum(fact.differs for fact in facts)
        if differing:
            self._count.show_chip(self.tr("%n different", "", differing), "amber")
        else:
            self._count.show_chip(self.tr("All agree"), "ok")
        self._say_more(view)

    def _say_more(self, view: CaseView) -> None:
        income = sum(row["yearly_fen"] for row in view.facts["income"])
        debts = sum(row["balance_fen"] for row in view.facts["debts"])
        self._more.set_title(
            self.tr("In {income} · owes {debts}").format(
                income=case_text.rough_yuan(income), debts=case_text.rough_yuan(debts)
            )
        )
        self._more.fill_with(partial(self._fill_more, view))

    def _fill_more(self, view: CaseView) -> None:
        self._pairs.show_pairs(
            [
                (self.tr("Purpose"), view.purpose),
                (self.tr("Person"), self._person(view.facts["applicant"])),
                *self._numbers(view),
                *((self.tr("Family"), self._member(row)) for row in view.facts["family"]),
                *(
                    (self.tr("Income"), _line(row["kind"], case_text.yuan(row["yearly_fen"]), row["note"]))
                    for row in view.facts["income"]
                ),
                *(
                    (self.tr("Assets"), _line(row["kind"], case_text.yuan(row["value_fen"]), row["note"]))
                    for row in view.facts["assets"]
                ),
                *((self.tr("Debts"), self._debt(row)) for row in view.facts["debts"]),
                (self.tr("Appraisal"), self._appraisal(view.facts["appraisal"])),
            ]
        )

    def _person(self, person: Mapping[str, Any]) -> str:
        marital = {
            "single": self.tr("single"),
            "married": self.tr("married"),
            "divorced": self.tr("divorced"),
            "widowed": self.tr("widowed"),
        }
        education = {
            "primary": self.tr("primary school"),
            "junior": self.tr("junior middle school"),
            "senior": self.tr("senior middle school"),
            "college": self.tr("college"),
        }
        return _line(
            person["sex"],
            i18n.date_words(person["birth_date"]),
            person["ethnicity"],
            marital.get(person["marital"], ""),
            education.get(person["education"], ""),
            person["occupation"],
        )

    def _numbers(self, view: CaseView) -> list[tuple[str, str | QWidget]]:
        """Telephone numbers, and the ID numbers of the family; the applicant's own stands in the header."""
        rows: list[tuple[str, str | QWidget]] = []
        for number in view.numbers:
            if number.kind == "id-number" and number.holder == view.applicant_name:
                continue
            kinds = {"phone": self.tr("Telephone"), "account": self.tr("Account")}
            name = kinds.get(number.kind, number.holder)
            field = MaskedField(self._tasks, reasons=REVEAL_CHOICES, compact=True)
            field.show_masked(number.masked, self._reveal_of(number), f"{name} {number.holder}")
            rows.append((name, field))
        return rows

    def _member(self, row: Mapping[str, Any]) -> str:
        income = row["yearly_income_fen"]
        earned = self.tr("earns {amount} a year").format(amount=case_text.yuan(income)) if income else ""
        return _line(row["name"], row["relation"], earned)

    def _debt(self, row: Mapping[str, Any]) -> str:
        monthly = self.tr("{amount} a month").format(amount=case_text.yuan(row["monthly_fen"]))
        return _line(row["creditor"], case_text.yuan(row["balance_fen"]), monthly)

    def _appraisal(self, row: Mapping[str, Any]) -> str:
        score = row["score"]
        return self.tr("{raters} neighbours, {score} of 1000").format(raters=row["raters"], score=score)


def _said(one: FactComparison) -> str:
    """What was read, or why nothing was."""
    if one.read is not None:
        return i18n.in_language(one.read) if isinstance(one.read, Words) else one.read
    return f"{NOT_READ} {i18n.in_language(one.why_not)}" if one.why_not is not None else NOT_READ


def _short(text: str) -> str:
    """Masked places as an ellipsis, so that both ends of a number fit into the column."""
    return _DOTS.sub("…", text)


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
