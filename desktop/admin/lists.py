"""The lists of administration as tables: people, requests, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.identity.changes import Outcome
from core.identity.person_records import AbsenceHeld, PersonRow
from core.identity.queries import Village
from core.identity.requests import RequestRow
from core.identity.rules import Institution
from core.kernel.words import Words
from desktop import i18n
from desktop.admin.side_panel import OUTCOME_CHIPS, PRESENCE_CHIPS
from desktop.widgets.table import Column


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An institution, a village or a tablet."""

    kind: Words
    code: str
    name: Words
    belongs: Words


_INSTITUTION, _VILLAGE, _TABLET = (
    Words("机构", "Institution"),
    Words("村", "Village"),
    Words("平板", "Tablet"),
)


def place_rows(
    institutions: Sequence[Institution], villages: Sequence[Village], tablets: Mapping[str, str]
) -> list[PlaceRow]:
    """Institutions, then villages under theirs, then tablets with the beginning of their keys."""
    none, names = Words("", ""), {one.id: one.words for one in institutions}
    rows = [PlaceRow(_INSTITUTION, one.code, one.words, none) for one in institutions]
    rows += [PlaceRow(_VILLAGE, one.code, one.words, names.get(one.institution_id, none)) for one in villages]
    for code, key in tablets.items():
        rows.append(PlaceRow(_TABLET, code, Words(f"公钥 {key[:16]}…", f"key {key[:16]}…"), none))
    return rows


def people_columns() -> list[Column]:
    return [
        Column("login", _login, 100, ink="second"),
        Column("name", _name, 88),
        Column("institution", _institution, 216, value=_bank_of),
        Column("roles", _roles, 0, value=_roles_of),
        Column("authority_fen", _authority, 176, kind="money", align_right=True, value=_authority_of),
        Column("presence", _state, 96, kind="chip", value=_presence_of),
    ]


def waiting_columns() -> list[Column]:
    return [
        Column("kind", _what, 150, value=_kind_of),
        Column("subject", _whom, 0, value=_subject),
        Column("asker", _asker, 120, ink="second"),
        Column("asked_at", _asked, 150, kind="instant", ink="second"),
        Column("mine", _state, 130, kind="chip", value=_waits_for),
    ]


def answered_columns() -> list[Column]:
    return [
        Column("kind", _what, 150, value=_kind_of),
        Column("subject", _whom, 0, value=_subject),
        Column("asker", _asker, 110, ink="second"),
        Column("answerer", _answerer, 110, ink="second"),
        Column("answered_at", _answered, 150, kind="instant", ink="second"),
        Column("outcome", _state, 110, kind="chip", value=_outcome_of),
    ]


def absence_columns() -> list[Column]:
    return [
        Column("starts", _first_day, 150, kind="day"),
        Column("ends", _last_day, 150, kind="day", value=_last_of),
        Column("reason", _what, 0, value=_reason_of),
    ]


def own_request_columns() -> list[Column]:
    return [
        Column("differences", _what, 0, value=_told_of),
        Column("asked_at", _asked, 150, kind="instant", ink="second"),
        Column("answerer", _answerer, 120, ink="second"),
        Column("outcome", _state, 120, kind="chip", value=_own_outcome),
    ]


def places_columns() -> list[Column]:
    return [
        Column("kind", _what, 110, value=_place_kind),
        Column("code", _code, 180, ink="second"),
        Column("name", _name_or_key, 0, value=_place_name),
        Column("belongs", _institution, 300, value=_place_bank),
    ]


def _bank_of(row: PersonRow) -> str:
    return i18n.in_short(row.institution.words) if row.institution else i18n.in_language(_CENTRE)


_CENTRE = Words("审批中心", "The centre")


def _roles_of(row: PersonRow) -> Words:
    roles = [role.words for role in row.roles]
    return Words("、".join(one.zh for one in roles), ", ".join(one.en for one in roles))


def _authority_of(row: PersonRow) -> int | None:
    return row.authority_fen or None


def _presence_of(row: PersonRow) -> tuple[Words, str]:
    return row.presence.words, PRESENCE_CHIPS[row.presence]


def _kind_of(row: RequestRow) -> Words:
    return row.kind.words


_TO_CONFIRM, _MINE, _OTHERS = (
    (Words("待我确认", "For me to confirm"), "amber"),
    (Words("我的申请", "Mine"), "accent"),
    (Words("待他人确认", "For another"), "neutral"),
)


def _waits_for(row: RequestRow) -> tuple[Words, str]:
    return _TO_CONFIRM if row.to_confirm else _MINE if row.mine else _OTHERS


def _outcome_of(row: RequestRow) -> tuple[Words, str]:
    outcome = row.outcome or Outcome.WITHDRAWN
    return outcome.words, OUTCOME_CHIPS[outcome]


def _last_of(row: AbsenceHeld) -> int:
    return row.ends - 1


def _reason_of(row: AbsenceHeld) -> Words:
    return row.reason.words


def _told_of(row: RequestRow) -> Words:
    first = row.differences[0].after
    return Words(f"{row.kind.words.zh} {first.zh}", f"{row.kind.words.en} {first.en}")


def _own_outcome(row: RequestRow) -> tuple[Words, str]:
    return (Words("待确认", "Waits"), "amber") if row.outcome is None else _outcome_of(row)


def _place_kind(row: PlaceRow) -> Words:
    return row.kind


def _place_name(row: PlaceRow) -> Words:
    return row.name


def _place_bank(row: PlaceRow) -> str:
    return i18n.in_short(row.belongs)


def _login() -> str:
    return QCoreApplication.translate("PeopleLists", "Login")


def _name() -> str:
    return QCoreApplication.translate("PeopleLists", "Name")


def _name_or_key() -> str:
    return QCoreApplication.translate("PeopleLists", "Name or key")


def _institution() -> str:
    return QCoreApplication.translate("PeopleLists", "Institution")


def _roles() -> str:
    return QCoreApplication.translate("PeopleLists", "Roles")


def _authority() -> str:
    return QCoreApplication.translate("PeopleLists", "May approve up to (yuan)")


def _state() -> str:
    return QCoreApplication.translate("PeopleLists", "State")


def _what() -> str:
    return QCoreApplication.translate("PeopleLists", "What")


def _subject(row: RequestRow) -> Words:
    return row.subject


def _whom() -> str:
    return QCoreApplication.translate("PeopleLists", "Whom or what it concerns")


def _asker() -> str:
    return QCoreApplication.translate("PeopleLists", "Asked by")


def _asked() -> str:
    return QCoreApplication.translate("PeopleLists", "Asked")


def _answerer() -> str:
    return QCoreApplication.translate("PeopleLists", "Answered by")


def _answered() -> str:
    return QCoreApplication.translate("PeopleLists", "Answered")


def _first_day() -> str:
    return QCoreApplication.translate("PeopleLists", "First day")


def _last_day() -> str:
    return QCoreApplication.translate("PeopleLists", "Last day")


def _code() -> str:
    return QCoreApplication.translate("PeopleLists", "Code")
