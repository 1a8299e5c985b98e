"""What administrators ask for: one asks for a row of a table, another confirms, and only then it is written.

A request carries the row itself, without id and time, so that what is confirmed is word for word what was
asked; the guards (``changes.sql``) compare the two. Three powers, GB/T 22239-2019 8.1.10: whoever makes people
gives no roles, whoever gives roles makes no people, and a third reads what both did.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from core.audit.cosigning import WITNESS_KEY, read_key
from core.identity.rules import Role
from core.kernel.errors import BadInput
from core.kernel.words import Words

#: A cell of a row that is asked for: text, a whole number, nothing; ids as text with hyphens.
Cell = str | int | None


class ChangeKind(StrEnum):
    """What is asked for; the value is the table in which the row will stand."""

    INSTITUTION = "institution"
    VILLAGE = "village"
    TABLET = "tablet"
    STAFF = "staff"
    LEAVING = "leaving"
    ABSENCE = "absence"
    ROLE_GRANT = "role_grant"
    ROLE_END = "role_end"
    AUTHORITY = "authority"
    RELATIONSHIP = "relationship"
    RELATIONSHIP_END = "relationship_end"
    CENTRE_SETTING = "centre_setting"
    TOTP_RESET = "totp_reset"
    PASSPHRASE_RESET = "passphrase_reset"
    WITNESS = "witness"
    WITNESS_END = "witness_end"
    REVOCATION = "revocation"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    ChangeKind.INSTITUTION: Words("新机构", "New institution"),
    ChangeKind.VILLAGE: Words("新村", "New village"),
    ChangeKind.TABLET: Words("新平板", "New tablet"),
    ChangeKind.STAFF: Words("新人员", "New person"),
    ChangeKind.LEAVING: Words("离职", "Leaving"),
    ChangeKind.ABSENCE: Words("请假", "Absence"),
    ChangeKind.ROLE_GRANT: Words("授予岗位", "Grant a role"),
    ChangeKind.ROLE_END: Words("结束岗位", "End a role"),
    ChangeKind.AUTHORITY: Words("审批权限", "Authority"),
    ChangeKind.RELATIONSHIP: Words("登记关系", "Relationship"),
    ChangeKind.RELATIONSHIP_END: Words("关系结束", "End of a relationship"),
    ChangeKind.CENTRE_SETTING: Words("中心设置", "Setting of the centre"),
    ChangeKind.TOTP_RESET: Words("重置动态码", "Reset of an authenticator"),
    ChangeKind.PASSPHRASE_RESET: Words("重置口令", "Reset of a passphrase"),
    ChangeKind.WITNESS: Words("登记见证人", "New witness"),
    ChangeKind.WITNESS_END: Words("停用见证人", "Retirement of a witness"),
    ChangeKind.REVOCATION: Words("吊销证书", "Revocation of a certificate"),
}

_SYSTEM, _SECURITY = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR
_AUDIT = Role.AUDIT_ADMINISTRATOR
_OF_SYSTEM = frozenset(
    {
        ChangeKind.INSTITUTION,
        ChangeKind.VILLAGE,
        ChangeKind.TABLET,
        ChangeKind.STAFF,
        ChangeKind.LEAVING,
        ChangeKind.ABSENCE,
    }
)
_OF_AUDIT = frozenset({ChangeKind.WITNESS, ChangeKind.WITNESS_END})

#: Kind, who asks (``None``: the person himself or herself), who confirms: as ``change_power`` in the guards.
POWERS: tuple[tuple[ChangeKind, Role | None, Role], ...] = (
    *((kind, _SYSTEM, _SECURITY) for kind in ChangeKind if kind in _OF_SYSTEM),
    (ChangeKind.ABSENCE, None, _SYSTEM),
    (ChangeKind.ABSENCE, None, _SECURITY),
    *((kind, _SECURITY, _SYSTEM) for kind in ChangeKind if kind not in _OF_SYSTEM | _OF_AUDIT),
    # Each of the three may be the one who forgot: the other two do it.
    *((ChangeKind.PASSPHRASE_RESET, asker, _AUDIT) for asker in (_SYSTEM, _SECURITY)),
    *((kind, _AUDIT, confirmer) for kind in sorted(_OF_AUDIT) for confirmer in (_SYSTEM, _SECURITY)),
)


def asked_by(kind: ChangeKind) -> frozenset[Role]:
    """Administrators who may ask for ``kind``."""
    return frozenset(asker for one, asker, _ in POWERS if one is kind and asker is not None)


def confirmed_by(kind: ChangeKind, askers: frozenset[Role | None]) -> frozenset[Role]:
    """Administrators who may confirm ``kind`` where somebody with ``askers`` asked; among these, ``None``: the
    person concerned."""
    return frozenset(confirmer for one, asker, confirmer in POWERS if one is kind and asker in askers)


#: Confirmed together with a passphrase that somebody hands to the person.
WITH_PASSPHRASE = frozenset({ChangeKind.STAFF, ChangeKind.PASSPHRASE_RESET})


class Tie(StrEnum):
    """How a person of the staff is tied to an applicant."""

    KIN = "kin"
    SAME_VILLAGE = "same-village"
    SHAREHOLDER = "shareholder"
    PREVIOUSLY_HANDLED = "previously-handled"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _TIE_WORDS[self]


_TIE_WORDS = {
    Tie.KIN: Words("亲属", "Kin"),
    Tie.SAME_VILLAGE: Words("同村", "Same village"),
    Tie.SHAREHOLDER: Words("股东", "Shareholder"),
    Tie.PREVIOUSLY_HANDLED: Words("曾经办", "Previously handled"),
    Tie.OTHER: Words("其他关系", "Other tie"),
}


class AbsenceReason(StrEnum):
    """Why somebody is away, in codes: colleagues read them, health stays out of it."""

    LEAVE = "leave"
    TRAINING = "training"
    TRAVEL = "travel"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _ABSENCE_WORDS[self]


_ABSENCE_WORDS = {
    AbsenceReason.LEAVE: Words("休假", "Leave"),
    AbsenceReason.TRAINING: Words("培训", "Training"),
    AbsenceReason.TRAVEL: Words("外出公务", "Travelling"),
    AbsenceReason.OTHER: Words("其他", "Other"),
}


#: Why a certificate is trusted no longer.
REVOCATION_REASONS = {
    "left": Words("人员离岗", "The person left the post"),
    "lost": Words("密钥或介质遗失", "The key or its card was lost"),
    "replaced": Words("更换证书", "Replaced by another certificate"),
}


class Outcome(StrEnum):
    """What became of a request."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    Outcome.CONFIRMED: Words("已确认", "Confirmed"),
    Outcome.REFUSED: Words("已拒绝", "Refused"),
    Outcome.WITHDRAWN: Words("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that somebody wants written: every column of its table but id and time."""

    kind: ChangeKind
    row: Mapping[str, Cell]

    @property
    def subject(self) -> UUID | None:
        """Whom of the staff it concerns; ``None`` for a new person, an institution, a village, a tablet."""
        subject = self.row.get("staff_id")
        return None if subject is None else UUID(str(subject))


_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,49}")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEY = re.compile(r"[0-9a-f]{64}")


def new_person(login: str, name: str, institution_id: UUID | None) -> Asked:
    """A person with ``login``; ``institution_id`` is ``None`` for people of the centre. No roles yet."""
    if not _LOGIN.fullmatch(login):
        raise BadInput(
            "用户名须以小写字母开头，只含小写字母、数字和 . _ -，最多 50 个字符。",
            "A login begins with a small letter and holds small letters, digits and . _ - only, 50 at most.",
        )
    _said(name, "姓名", "name")
    return Asked(
        ChangeKind.STAFF,
        {"login": login, "name": name.strip(), "institution_id": _id(institution_id)},
    )


def new_institution(code: str, name_zh: str, name_en: str) -> Asked:
    """A county rural bank."""
    return Asked(ChangeKind.INSTITUTION, _place(code, name_zh, name_en))


def new_village(
    code: str, name_zh: str, name_en: str, institution_id: UUID, latitude_e7: int, longitude_e7: int
) -> Asked:
    """A village; its centre in WGS-84, 1e-7 degrees."""
    if abs(latitude_e7) > 900_000_000 or abs(longitude_e7) > 1_800_000_000:
        raise BadInput("经纬度超出范围。", "Latitude or longitude is out of range.")
    return Asked(
        ChangeKind.VILLAGE,
        {
            **_place(code, name_zh, name_en),
            "institution_id": str(institution_id),
            "latitude_e7": latitude_e7,
            "longitude_e7": longitude_e7,
        },
    )


def new_tablet(code: str, institution_id: UUID, public_key: str) -> Asked:
    """A tablet and the Ed25519 key (64 hex digits) with which it signs packages."""
    _usable(code)
    if not _KEY.fullmatch(public_key):
        raise BadInput(
            "平板公钥须为 64 位十六进制数。", "The public key of a tablet is 64 hexadecimal digits."
        )
    return Asked(
        ChangeKind.TABLET,
        {"code": code, "institution_id": str(institution_id), "public_key": public_key},
    )


def leaving(staff_id: UUID) -> Asked:
    """The person is no longer with us from the confirmation on."""
    return Asked(ChangeKind.LEAVING, {"staff_id": str(staff_id)})


def absence(
    staff_id: UUID, starts: int, ends: int, reason: AbsenceReason, replaces: UUID | None = None
) -> Asked:
    """Away from ``starts`` until before ``ends`` (µs); instead of an earlier one where ``replaces`` says so."""
    if ends <= starts:
        raise BadInput("请假的结束须晚于开始。", "An absence ends after it begins.")
    return _absence(staff_id, starts, ends, reason, replaces)


def no_absence(staff_id: UUID, starts: int, reason: AbsenceReason, replaces: UUID) -> Asked:
    """An absence that has not begun is called off."""
    return _absence(staff_id, starts, starts, reason, replaces)


def _absence(staff_id: UUID, starts: int, ends: int, reason: AbsenceReason, replaces: UUID | None) -> Asked:
    row: dict[str, Cell] = {
        "staff_id": str(staff_id),
        "starts": starts,
        "ends": ends,
        "reason": reason.value,
        "replaces": _id(replaces),
    }
    return Asked(ChangeKind.ABSENCE, row)


def role_grant(staff_id: UUID, role: Role) -> Asked:
    """``role`` for the person."""
    return Asked(ChangeKind.ROLE_GRANT, {"staff_id": str(staff_id), "role": role.value})


def role_end(staff_id: UUID, role_grant_id: UUID) -> Asked:
    """The end of a role that was granted."""
    return Asked(ChangeKind.ROLE_END, {"staff_id": str(staff_id), "role_grant_id": str(role_grant_id)})


def authority(staff_id: UUID, amount_fen: int, products: tuple[str, ...] = ()) -> Asked:
    """Up to ``amount_fen`` (0: nothing any more) for the products with these codes; without any: for all."""
    if amount_fen < 0:
        raise BadInput("审批权限不能是负数。", "An authority is not negative.")
    covered = f" {' '.join(sorted(products))} " if products else None
    return Asked(
        ChangeKind.AUTHORITY,
        {"staff_id": str(staff_id), "amount_fen": amount_fen, "products": covered},
    )


def relationship(staff_id: UUID, kind: Tie, person_key: str) -> Asked:
    """A tie to the applicant behind ``person_key``; see :func:`village_key` for a whole village."""
    return Asked(
        ChangeKind.RELATIONSHIP,
        {"staff_id": str(staff_id), "kind": kind.value, "person_key": person_key},
    )


def relationship_end(staff_id: UUID, relationship_id: UUID) -> Asked:
    """A tie that is no more."""
    return Asked(
        ChangeKind.RELATIONSHIP_END,
        {"staff_id": str(staff_id), "relationship_id": str(relationship_id)},
    )


def centre_setting(name: str, value: str) -> Asked:
    """The setting ``name`` of the whole centre (core/identity/centre_settings.py)."""
    return Asked(ChangeKind.CENTRE_SETTING, {"name": name, "value": value})


def totp_reset(staff_id: UUID) -> Asked:
    """The person's authenticator is lost; another may be enrolled."""
    return Asked(ChangeKind.TOTP_RESET, {"staff_id": str(staff_id)})


def passphrase_reset(staff_id: UUID) -> Asked:
    """The person forgot the passphrase; who confirms hands over one that is good for once."""
    return Asked(ChangeKind.PASSPHRASE_RESET, {"staff_id": str(staff_id)})


def new_witness(key: str, address: str = "") -> Asked:
    """A witness of the log: ``key`` as it printed it, ``address`` empty where files are carried."""
    read = read_key(key)
    if read.kind != WITNESS_KEY:
        raise BadInput("这不是见证人的公钥。", "This is not the key of a witness.")
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise BadInput(
            "见证人地址须以 http:// 或 https:// 开头。",
            "A witness's address begins with http:// or https://.",
        )
    row: dict[str, Cell] = {
        "name": read.name,
        "public_key": read.public.hex(),
        "address": address.rstrip("/"),
    }
    return Asked(ChangeKind.WITNESS, row)


def witness_end(witness_id: UUID) -> Asked:
    """The witness is asked no more, and its signatures count for the log no longer."""
    return Asked(ChangeKind.WITNESS_END, {"witness_id": str(witness_id)})


def revocation(certificate_id: UUID, reason: str, remark: str = "") -> Asked:
    """A certificate is to be trusted no longer; ``reason`` of :data:`REVOCATION_REASONS`."""
    if reason not in REVOCATION_REASONS:
        raise BadInput("请选择吊销原因。", "Choose a reason for the revocation.")
    return Asked(
        ChangeKind.REVOCATION,
        {"certificate_id": str(certificate_id), "reason": reason, "remark": remark.strip()},
    )


def village_key(code: str) -> str:
    """Stands for everybody in the village with ``code`` where a relationship names a person."""
    return f"village:{code}"


def products_of(covered: str | None) -> tuple[str, ...]:
    """The product codes of an authority; none where it is for all."""
    return tuple((covered or "").split())


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _place(code: str, name_zh: str, name_en: str) -> dict[str, Cell]:
    _usable(code)
    _said(name_zh, "中文名称", "Chinese name")
    _said(name_en, "英文名称", "English name")
    return {"code": code, "name_zh": name_zh.strip(), "name_en": name_en.strip()}


def _usable(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise BadInput(
            "代码只含小写字母、数字和连字符，最多 40 个字符。",
            "A code holds small letters, digits and hyphens, 40 at most.",
        )


def _said(text: str, zh: str, en: str) -> None:
    if not text.strip() or len(text) > 100 or not text.isprintable():
        raise BadInput(f"请填写{zh}（最多 100 个字）。", f"Give the {en} (100 characters at most).")
