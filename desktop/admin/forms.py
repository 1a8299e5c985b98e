"""The forms of administration, one for each kind of change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QDateTime, QObject

from core.identity import changes
from core.identity.changes import AbsenceReason, Asked, Tie
from core.identity.person_records import AbsenceHeld, PeopleRecords, PersonRecord
from core.identity.queries import Village
from core.identity.rules import ADMINISTRATORS, Institution, Role
from core.kernel.clock import DAY as ONE_DAY
from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text
from core.products.rules import CATEGORY_WORDS, Catalogue
from desktop import i18n
from desktop.admin.change_form import CHOICE, DAY, Field, Form, choices_of

#: Stands for the centre, and for all products, among the choices.
NONE = ""


class AdminForms(QObject):
    """Makes the forms, in the language of the moment."""

    def person(self, institutions: tuple[Institution, ...]) -> Form:
        """A new person, without roles yet."""
        banks = (
            (NONE, self.tr("The centre")),
            *((str(one.id), i18n.in_language(one.words)) for one in institutions),
        )
        return Form(
            self.tr("New person"),
            self.tr(
                "The other administrator confirms and sets the first passphrase. Roles are asked for afterwards."
            ),
            (
                Field("login", self.tr("Login"), hint="zhang.san"),
                Field("name", self.tr("Name")),
                Field("institution", self.tr("Institution"), CHOICE, banks),
            ),
            _person,
        )

    def role(self, record: PersonRecord) -> Form:
        """A role to be granted, or one that is held to be ended."""
        held = {one.role for one in record.roles}
        apart = bool(held & ADMINISTRATORS)
        free = () if apart else [r for r in Role if r not in held and r is not Role.GUARDIAN]
        if held and not apart:
            free = [role for role in free if role not in ADMINISTRATORS]
        grants = [(f"grant {role.value}", self.tr("Grant: {role}").format(role=_role(role))) for role in free]
        ends = [
            (f"end {one.id}", self.tr("End: {role}").format(role=_role(one.role))) for one in record.roles
        ]
        return Form(
            self.tr("Role of {name}").format(name=record.person.name),
            self.tr("From the confirmation on the person has the role, or has it no more."),
            (Field("role", self.tr("Change"), CHOICE, (*grants, *ends)),),
            partial(_role_change, record.person.id),
        )

    def authority(self, record: PersonRecord, catalogue: Catalogue) -> Form:
        """An amount for all products, a group of them, or one."""
        groups = [
            (f"group {category}", self.tr("Group: {name}").format(name=i18n.in_language(words)))
            for category, words in CATEGORY_WORDS.items()
        ]
        single = choices_of(
            [(f"product {one.code}", i18n.in_language(one.words)) for one in catalogue.products]
        )
        return Form(
            self.tr("Authority of {name}").format(name=record.person.name),
            self.tr("The newest amount that covers a product is in force; 0 takes the authority away."),
            (
                Field(
                    "products",
                    self.tr("Products"),
                    CHOICE,
                    ((NONE, self.tr("All products")), *groups, *single),
                ),
                Field("amount", self.tr("Up to (yuan)"), hint="200000"),
            ),
            partial(_authority, record.person.id, catalogue),
        )

    def tie(self, record: PersonRecord, records: PeopleRecords, villages: tuple[Village, ...]) -> Form:
        """A tie to the applicant of a case or to a village, or the end of one."""
        kinds = [
            (f"new {tie.value}", self.tr("New: {kind}").format(kind=i18n.in_language(tie.words)))
            for tie in Tie
        ]
        ends = [
            (
                f"end {one.id}",
                self.tr("End: {kind} ({whom})").format(
                    kind=i18n.in_language(one.kind.words), whom=i18n.in_language(one.whom)
                ),
            )
            for one in record.ties
        ]
        places = choices_of([(one.code, i18n.in_language(one.words)) for one in villages])
        return Form(
            self.tr("Relationship of {name}").format(name=record.person.name),
            self.tr(
                "Who is tied to an applicant is never drawn for the case. Name the applicant by a case number."
            ),
            (
                Field("kind", self.tr("Relationship"), CHOICE, (*kinds, *ends)),
                Field("case", self.tr("Case number"), hint=self.tr("or choose a village")),
                Field("village", self.tr("Village"), CHOICE, ((NONE, "—"), *places)),
            ),
            partial(_tie, record.person.id, records),
        )

    def absence(self, staff_id: UUID, name: str, absences: tuple[AbsenceHeld, ...]) -> Form:
        """An absence, by days; or another instead of one that is not over."""
        replaced = (
            (NONE, self.tr("A new absence")),
            *(
                (
                    str(one.id),
                    self.tr("Instead of {start} – {end}").format(
                        start=i18n.day_words(one.starts), end=i18n.day_words(one.ends - 1)
                    ),
                )
                for one in absences
            ),
        )
        reasons = tuple((one.value, i18n.in_language(one.words)) for one in AbsenceReason)
        return Form(
            self.tr("Absence of {name}").format(name=name),
            self.tr("Who is absent is not drawn. An absence that has begun keeps its first day."),
            (
                Field("replaces", self.tr("What"), CHOICE, replaced),
                Field("starts", self.tr("First day"), DAY, value="1"),
                Field("ends", self.tr("Last day"), DAY, value="1"),
                Field("reason", self.tr("Kind"), CHOICE, reasons),
            ),
            partial(_absence, staff_id, absences),
        )

    def leaving(self, record: PersonRecord) -> Form:
        """The person is no longer with us."""
        return Form(
            self.tr("{name} leaves").format(name=record.person.name),
            self.tr(
                "From the confirmation on the login is shut, sessions end, and open duties are drawn anew."
            ),
            (),
            partial(_leaving, record.person.id),
        )

    def institution(self) -> Form:
        """A county rural bank."""
        return Form(
            self.tr("New institution"),
            self.tr("A county rural bank that sends cases."),
            (
                Field("code", self.tr("Code"), hint="yaodu"),
                Field("zh", self.tr("Chinese name")),
                Field("en", self.tr("English name")),
            ),
            _institution,
        )

    def tablet(self, institutions: tuple[Institution, ...]) -> Form:
        """A tablet with its key."""
        banks = tuple((str(one.id), i18n.in_language(one.words)) for one in institutions)
        return Form(
            self.tr("New tablet"),
            self.tr("Packages signed with this key are taken in from now on."),
            (
                Field("code", self.tr("Code"), hint="yaodu-tablet-2"),
                Field("institution", self.tr("Institution"), CHOICE, banks),
                Field("key", self.tr("Public key"), hint=self.tr("64 hexadecimal digits")),
            ),
            _tablet,
        )

    def village(self, institutions: tuple[Institution, ...]) -> Form:
        """A village and its centre."""
        banks = tuple((str(one.id), i18n.in_language(one.words)) for one in institutions)
        return Form(
            self.tr("New village"),
            self.tr("The centre of the village in WGS-84 degrees, as the tablet shows it."),
            (
                Field("code", self.tr("Code")),
                Field("zh", self.tr("Chinese name")),
                Field("en", self.tr("English name")),
                Field("institution", self.tr("Institution"), CHOICE, banks),
                Field("latitude", self.tr("Latitude"), hint="36.08120"),
                Field("longitude", self.tr("Longitude"), hint="111.51980"),
            ),
            _village,
        )


def _person(values: Mapping[str, str]) -> Asked:
    bank = UUID(values["institution"]) if values["institution"] else None
    return changes.new_person(values["login"], values["name"], bank)


def _role(role: Role) -> str:
    return i18n.in_language(role.words)


def _role_change(staff_id: UUID, values: Mapping[str, str]) -> Asked:
    act, _, what = values["role"].partition(" ")
    if act == "grant":
        return changes.role_grant(staff_id, Role(what))
    return changes.role_end(staff_id, UUID(what))


def _authority(staff_id: UUID, catalogue: Catalogue, values: Mapping[str, str]) -> Asked:
    act, _, what = values["products"].partition(" ")
    codes: tuple[str, ...] = ()
    if act == "group":
        codes = tuple(one.code for one in catalogue.products if one.category == what)
    elif act == "product":
        codes = (what,)
    return changes.authority(staff_id, fen_from_text(values["amount"]), codes)


def _tie(staff_id: UUID, records: PeopleRecords, values: Mapping[str, str]) -> Asked:
    act, _, what = values["kind"].partition(" ")
    if act == "end":
        return changes.relationship_end(staff_id, UUID(what))
    if bool(values["case"]) is bool(values["village"]):
        raise BadInput(
            "请填写案件编号或选择村，二选一。", "Give a case number or choose a village, one of the two."
        )
    if values["village"]:
        return changes.relationship(staff_id, Tie(what), changes.village_key(values["village"]))
    return changes.relationship(staff_id, Tie(what), records.applicant_key(values["case"]))


def _absence(staff_id: UUID, absences: tuple[AbsenceHeld, ...], values: Mapping[str, str]) -> Asked:
    starts, ends = _midnight(values["starts"]), _midnight(values["ends"]) + ONE_DAY
    before = next((one for one in absences if str(one.id) == values["replaces"]), None)
    if before is not None and before.starts <= QDateTime.currentMSecsSinceEpoch() * 1000:
        starts = before.starts
    kind = AbsenceReason(values["reason"])
    return changes.absence(staff_id, starts, ends, kind, before.id if before else None)


def _midnight(day: str) -> int:
    return parse_instant(f"{day}T00:00:00+08:00")


def _leaving(staff_id: UUID, _values: Mapping[str, str]) -> Asked:
    return changes.leaving(staff_id)


def _institution(values: Mapping[str, str]) -> Asked:
    return changes.new_institution(values["code"], values["zh"], values["en"])


def _tablet(values: Mapping[str, str]) -> Asked:
    return changes.new_tablet(values["code"], UUID(values["institution"]), values["key"].lower())


def _village(values: Mapping[str, str]) -> Asked:
    try:
        latitude, longitude = (round(float(values[one]) * 10**7) for one in ("latitude", "longitude"))
    except (ValueError, OverflowError) as error:
        raise BadInput("请按度填写经纬度。", "Give latitude and longitude in degrees.") from error
    bank = UUID(values["institution"])
    return changes.new_village(values["code"], values["zh"], values["en"], bank, latitude, longitude)
