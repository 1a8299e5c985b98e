"""What would be otherwise if a request were confirmed: before and after, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.audit import tables as audit
from core.identity import queries, tables
from core.identity.centre_settings import SETTINGS, setting_in_force
from core.identity.changes import (
    REVOCATION_REASONS,
    AbsenceReason,
    ChangeKind,
    Tie,
    products_of,
)
from core.identity.person_records import absences, authorities, tied_to
from core.identity.rules import Role
from core.kernel.clock import local_time
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise; ``before`` is empty for what is new."""

    name: Words
    before: Words
    after: Words

    @property
    def words(self) -> Words:
        """``before → after``, or what is new."""
        if not self.before.zh:
            return self.after
        return Words(f"{self.before.zh} → {self.after.zh}", f"{self.before.en} → {self.after.en}")


def differences(reading: Reading, kind: ChangeKind, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What would be otherwise if the request were confirmed now."""
    return _TOLD[kind](reading, asks)


def subject_of(reading: Reading, kind: ChangeKind, asks: Mapping[str, Any]) -> Words:
    """Whom or what a request concerns, by name."""
    if "staff_id" in asks:
        return _same(queries.staff_by_id(reading, UUID(asks["staff_id"])).name)
    if kind is ChangeKind.WITNESS_END:
        return _same(_witness(reading, asks).name)
    if kind is ChangeKind.REVOCATION:
        return _same(_certificate(reading, asks).subject)
    if kind is ChangeKind.CENTRE_SETTING and asks["name"] in SETTINGS:
        return SETTINGS[asks["name"]].words
    if "name_zh" in asks:
        return Words(asks["name_zh"], asks["name_en"])
    return _same(asks.get("name") or asks["code"])


def _same(text: object) -> Words:
    return Words(str(text), str(text))


NOTHING = Words("", "")


def _new(*parts: tuple[Words, Words]) -> tuple[Difference, ...]:
    return tuple(Difference(name, NOTHING, after) for name, after in parts)


def _bank(reading: Reading, asks: Mapping[str, Any]) -> Words:
    if asks["institution_id"] is None:
        return Words("审批中心", "The centre")
    return queries.institutions(reading)[UUID(asks["institution_id"])].words


def _new_person(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return _new(
        (Words("用户名", "Login"), _same(asks["login"])),
        (Words("姓名", "Name"), _same(asks["name"])),
        (Words("机构", "Institution"), _bank(reading, asks)),
    )


def _new_place(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    made = _new(
        (Words("代码", "Code"), _same(asks["code"])),
        (Words("名称", "Name"), Words(asks["name_zh"], asks["name_en"])),
    )
    if "institution_id" not in asks:
        return made
    where = f"{asks['latitude_e7'] / 1e7:.5f}, {asks['longitude_e7'] / 1e7:.5f}"
    return made + _new(
        (Words("机构", "Institution"), _bank(reading, asks)),
        (Words("位置（WGS-84）", "Position (WGS-84)"), _same(where)),
    )


def _new_tablet(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return _new(
        (Words("代码", "Code"), _same(asks["code"])),
        (Words("机构", "Institution"), _bank(reading, asks)),
        (Words("公钥", "Public key"), _same(f"{asks['public_key'][:12]}…")),
    )


def _roles_now(reading: Reading, asks: Mapping[str, Any]) -> set[Role]:
    return set(queries.staff_by_id(reading, UUID(asks["staff_id"])).roles)


def _listed(roles: set[Role]) -> Words:
    if not roles:
        return Words("无岗位", "No role")
    words = [role.words for role in sorted(roles)]
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))


_ROLES = Words("岗位", "Roles")


def _more_roles(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    held = _roles_now(reading, asks)
    return (Difference(_ROLES, _listed(held), _listed(held | {Role(asks["role"])})),)


def _fewer_roles(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    held = _roles_now(reading, asks)
    grant = tables.role_grant.c
    ended = reading.scalar(select(grant.role).where(grant.id == UUID(asks["role_grant_id"])))
    return (Difference(_ROLES, _listed(held), _listed(held - {Role(ended)})),)


def _gone(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    state = Difference(Words("状态", "State"), Words("在职", "With us"), Words("已离职", "Left"))
    return (state, Difference(_ROLES, _listed(_roles_now(reading, asks)), _listed(set())))


def covered(products: tuple[str, ...]) -> Words:
    """Which products an authority is for."""
    if not products:
        return Words("全部产品", "All products")
    if len(products) <= 3:
        return _same(", ".join(products))
    return Words(f"{len(products)} 个产品", f"{len(products)} products")


def _authority(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    products = products_of(asks["products"])
    held = {one.products: one.amount_fen for one in authorities(reading, UUID(asks["staff_id"]))}
    before = held.get(products, held.get(()))
    scope = covered(products)
    name = Words(f"审批权限（{scope.zh}）", f"Authority ({scope.en})")
    return (Difference(name, NOTHING if before is None else _yuan(before), _yuan(asks["amount_fen"])),)


def _yuan(fen: int) -> Words:
    return Words(f"{yuan_text(fen)} 元", f"¥{yuan_text(fen)}")


def _tie(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    names = {one.code: one.words for one in queries.villages(reading).values()}
    return _new(
        (Words("关系", "Relationship"), Tie(asks["kind"]).words),
        (Words("对象", "To"), tied_to(asks["person_key"], names)),
    )


def _tie_end(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    tie = tables.relationship
    row = reading.first(select(tie).where(tie.c.id == UUID(asks["relationship_id"])))
    before = Tie(row.kind).words if row is not None else NOTHING
    return (Difference(Words("关系", "Relationship"), before, Words("无", "None")),)


def _absence(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    before = NOTHING
    for one in absences(reading, UUID(asks["staff_id"])):
        if str(one.id) == asks["replaces"]:
            before = _span(one.starts, one.ends)
    after = _span(asks["starts"], asks["ends"])
    if asks["ends"] == asks["starts"]:
        after = Words("取消", "Called off")
    reason = Difference(Words("事由", "Reason"), NOTHING, AbsenceReason(asks["reason"]).words)
    return (Difference(Words("请假", "Absence"), before, after), reason)


def _span(starts: int, ends: int) -> Words:
    return _same(f"{local_time(starts):%Y-%m-%d %H:%M} – {local_time(ends):%Y-%m-%d %H:%M}")


_STATE = Words("状态", "State")
_TRUSTED, _IN_USE = Words("有效", "Trusted"), Words("在用", "In use")


def _setting(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    name, value = asks["name"], asks["value"]
    known = SETTINGS.get(name)
    if known is None:
        return _new((_same(name), _same(value)))
    before = known.values.get(setting_in_force(reading, name), NOTHING)
    return (Difference(known.words, before, known.values.get(value, _same(value))),)


def _no_authenticator(_reading: Reading, _asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return (
        Difference(
            Words("动态码", "Authenticator"),
            _TRUSTED,
            Words("作废，可重新登记", "Void; another may be enrolled"),
        ),
    )


def _passphrase_for_once(_reading: Reading, _asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    once = Words(
        "一次性口令，下次登录时须更改；会话随即结束",
        "One for once, to be changed at the next sign-in; sessions end",
    )
    return (Difference(Words("口令", "Passphrase"), Words("忘记", "Forgotten"), once),)


def _witness(reading: Reading, asks: Mapping[str, Any]) -> Any:
    return reading.first(select(audit.witness).where(audit.witness.c.id == UUID(asks["witness_id"])))


def _new_witness(_reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    carried = Words("以文件传递", "By files that are carried")
    return _new(
        (Words("名称", "Name"), _same(asks["name"])),
        (Words("公钥", "Public key"), _same(f"{asks['public_key'][:12]}…")),
        (Words("地址", "Address"), _same(asks["address"]) if asks["address"] else carried),
    )


def _witness_end(_reading: Reading, _asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return (Difference(_STATE, _IN_USE, Words("停用", "Retired")),)


def _certificate(reading: Reading, asks: Mapping[str, Any]) -> Any:
    table = tables.certificate
    return reading.first(select(table).where(table.c.id == UUID(asks["certificate_id"])))


def _revocation(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    why = REVOCATION_REASONS[asks["reason"]]
    told = Words(f"吊销：{why.zh}", f"Revoked: {why.en}")
    if asks["remark"]:
        told = Words(f"{told.zh}（{asks['remark']}）", f"{told.en} ({asks['remark']})")
    return (
        Difference(_STATE, _TRUSTED, told),
        *_new((Words("证书序号", "Serial number"), _same(_certificate(reading, asks).serial))),
    )


_TOLD = {
    ChangeKind.STAFF: _new_person,
    ChangeKind.INSTITUTION: _new_place,
    ChangeKind.VILLAGE: _new_place,
    ChangeKind.TABLET: _new_tablet,
    ChangeKind.ROLE_GRANT: _more_roles,
    ChangeKind.ROLE_END: _fewer_roles,
    ChangeKind.LEAVING: _gone,
    ChangeKind.AUTHORITY: _authority,
    ChangeKind.RELATIONSHIP: _tie,
    ChangeKind.RELATIONSHIP_END: _tie_end,
    ChangeKind.ABSENCE: _absence,
    ChangeKind.CENTRE_SETTING: _setting,
    ChangeKind.TOTP_RESET: _no_authenticator,
    ChangeKind.PASSPHRASE_RESET: _passphrase_for_once,
    ChangeKind.WITNESS: _new_witness,
    ChangeKind.WITNESS_END: _witness_end,
    ChangeKind.REVOCATION: _revocation,
}
