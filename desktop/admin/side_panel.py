"""What stands at the right of administration's lists: one person's record, or one request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.identity.changes import Outcome
from core.identity.differences import covered
from core.identity.person_records import PersonRecord, Presence
from core.identity.requests import RequestRow
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.shell.page import Retranslated
from desktop.widgets.cards import Card, Fact, FactTable, PairList, ScrollColumn
from desktop.widgets.chips import Chip
from desktop.widgets.labels import label

PRESENCE_CHIPS = {
    Presence.AT_WORK: "ok",
    Presence.ABSENT: "amber",
    Presence.NO_ROLE: "neutral",
    Presence.LEFT: "red",
}
OUTCOME_CHIPS = {Outcome.CONFIRMED: "ok", Outcome.REFUSED: "red", Outcome.WITHDRAWN: "neutral"}


class PersonPanel(Retranslated):
    """The record of one person: what is in force, then the history of facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: PersonRecord | None = None
        self.state = Chip("", "neutral")
        self.head, self.past = Card(), Card()
        self.pairs = PairList()
        self.history = PairList(name_width=120)
        self._hint = label("", "hint", wrap=True)
        self._build()
        self.retranslate()

    def show_record(self, record: PersonRecord | None) -> None:
        self.record = record
        self.retranslate()

    def retranslate(self) -> None:
        record = self.record
        self._hint.setText(self.tr("Choose a person to see the record."))
        self._hint.setVisible(record is None)
        self.head.setVisible(record is not None)
        self.past.setVisible(record is not None)
        self.past.set_title(self.tr("History"))
        if record is None:
            return
        person = record.person
        self.head.set_title(person.name)
        self.state.show_chip(i18n.in_language(person.presence.words), PRESENCE_CHIPS[person.presence])
        self.pairs.show_pairs(self._pairs(record))
        self.history.show_pairs(
            [(i18n.instant_text(line.at), _told(line.words, self._by(line))) for line in record.history]
        )

    def _pairs(self, record: PersonRecord) -> list[tuple[str, str | QWidget]]:
        person, none = record.person, "—"
        bank = person.institution
        money = [
            f"{i18n.in_language(covered(one.products))}: {i18n.money_text(one.amount_fen)}"
            for one in record.authorities
        ]
        ties = [f"{i18n.in_language(one.kind.words)}: {i18n.in_language(one.whom)}" for one in record.ties]
        away = [
            f"{i18n.day_words(one.starts)} – {i18n.day_words(one.ends - 1)} "
            f"({i18n.in_language(one.reason.words)})"
            for one in record.absences
        ]
        roles = [i18n.in_language(one.role.words) for one in record.roles]
        return [
            (self.tr("Login"), person.login),
            (self.tr("Institution"), i18n.in_language(bank.words) if bank else self.tr("The centre")),
            (self.tr("Roles"), _lines(roles) or none),
            (self.tr("Authority"), _lines(money) or none),
            (self.tr("Ties"), _lines(ties) or none),
            (self.tr("Absences"), _lines(away) or none),
        ]

    def _by(self, line: object) -> str:
        asker, confirmer = getattr(line, "asker", ""), getattr(line, "confirmer", "")
        reason = getattr(line, "reason", "")
        if not asker:
            return self.tr("With the founding")
        return self.tr("Asked by {asker} ({reason}), confirmed by {confirmer}").format(
            asker=asker, reason=reason, confirmer=confirmer
        )

    def _build(self) -> None:
        self.head.add_chip(self.state)
        self.head.add(self.pairs)
        self.past.add(self.history)
        column = ScrollColumn()
        column.add(self._hint)
        column.add(self.head)
        column.add(self.past)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(column)


class RequestPanel(Retranslated):
    """One request: who asks and why, and what would be different, before and after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: RequestRow | None = None
        self.outcome = Chip("", "neutral")
        self.head, self.change = Card(), Card()
        self.pairs = PairList()
        self.differences = FactTable()
        self._hint = label("", "hint", wrap=True)
        self._build()
        self.retranslate()

    def show_row(self, row: RequestRow | None) -> None:
        self.row = row
        self.retranslate()

    def retranslate(self) -> None:
        row = self.row
        self._hint.setText(self.tr("Choose a request to see what would be different."))
        self._hint.setVisible(row is None)
        self.head.setVisible(row is not None)
        self.change.setVisible(row is not None)
        self.change.set_title(self.tr("What would be different"))
        if row is None:
            return
        self.head.set_title(f"{i18n.in_language(row.kind.words)} · {i18n.in_language(row.subject)}")
        if row.outcome is None:
            self.outcome.show_chip(self.tr("Waits"), "amber")
        else:
            self.outcome.show_chip(i18n.in_language(row.outcome.words), OUTCOME_CHIPS[row.outcome])
        self.pairs.show_pairs(self._pairs(row))
        self.differences.show_facts(
            ("", self.tr("Before"), self.tr("After")),
            [
                Fact(
                    i18n.in_language(one.name),
                    i18n.in_language(one.before) or "—",
                    i18n.in_language(one.after),
                    True,
                )
                for one in row.differences
            ],
        )

    def _pairs(self, row: RequestRow) -> list[tuple[str, str | QWidget]]:
        asked = f"{row.asker} · {i18n.moment_words(row.asked_at)}"
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Asked by"), asked),
            (self.tr("Reason"), row.reason),
        ]
        if row.answered_at is not None:
            pairs.append((self.tr("Answered by"), f"{row.answerer} · {i18n.moment_words(row.answered_at)}"))
        if row.answer_reason:
            pairs.append((self.tr("Its reason"), row.answer_reason))
        return pairs

    def _build(self) -> None:
        self.head.add_chip(self.outcome)
        self.head.add(self.pairs)
        self.change.add(self.differences)
        column = ScrollColumn()
        column.add(self._hint)
        column.add(self.head)
        column.add(self.change)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(column)


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(parts)


def _told(words: Words, by: str) -> QWidget:
    """A fact, and below it in smaller letters whose it was."""
    both = QWidget()
    box = QVBoxLayout(both)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.scaled(2))
    box.addWidget(label(i18n.in_language(words), wrap=True))
    box.addWidget(label(by, "small", wrap=True))
    return both
