"""真实性: whose signatures, seal and time stamps a record bears, and whether they hold."""

from __future__ import annotations

from collections.abc import Callable

from core.archive.check_items import CheckOutcome, CheckRow, listed
from core.archive.check_subject import CheckSubject
from core.archive.dossier_signing import STOOD_IN
from core.archive.signing import LEVELS
from core.kernel.clock import local_text
from core.kernel.words import Words


def signatures(subject: CheckSubject) -> CheckRow:
    row = subject.dossier
    given = tuple(
        field
        for field, who in (("Review", row.reviewer_id), ("Approval", row.approver_id))
        if who is not None
    )
    if not given:
        said = Words("未经审查、审批，无人签名", "Nobody gave an opinion or decided: nobody signs")
        return CheckRow("signature", CheckOutcome.NOT_APPLICABLE, said)
    return _signed("signature", subject, given, "签名", "signatures")


def seal(subject: CheckSubject) -> CheckRow:
    return _signed("seal", subject, ("Seal",), "印章", "seal")


def _signed(code: str, subject: CheckSubject, fields: tuple[str, ...], zh: str, en: str) -> CheckRow:
    found = [one for one in subject.signatures if one.field in fields]
    if not subject.has_authority or (not subject.signatures and subject.pdf and subject.pdf.content):
        said = Words(f"封存时本中心尚无签名证书，未加{zh}", f"Sealed without an authority: no {en}")
        return CheckRow(code, CheckOutcome.NOT_APPLICABLE, said)
    faults = [
        Words(f"{one.signer}：{one.words.zh}", f"{one.signer}: {one.words.en}")
        for one in found
        if not one.valid
    ]
    if not found:
        faults.append(Words(f"没有{zh}", f"There is no {en}"))
    names = "、".join(one.signer for one in found)
    return listed(code, faults, f"{names}，证书链和吊销列表有效", f"{names}: chain and revocation list hold")


def acts_signed(subject: CheckSubject) -> CheckRow:
    faults = [one.fault for one in subject.acts if one.fault is not None]
    signed = sum(one.signed for one in subject.acts)
    if not subject.acts:
        said = Words("未经审查、审批，无行为可签", "Nobody gave an opinion or decided")
        return CheckRow("acts-signed", CheckOutcome.NOT_APPLICABLE, said)
    if not faults and not signed:
        said = Words("意见出具时本中心尚无签名证书", "Given before there were certificates")
        return CheckRow("acts-signed", CheckOutcome.NOT_APPLICABLE, said)
    unsigned = "、".join(f"{one.stage.zh} {one.staff}" for one in subject.acts if not one.signed)
    more = f"；未签名：{unsigned}" if unsigned else ""
    return listed(
        "acts-signed",
        faults,
        f"{signed} 个行为签名与记录逐项一致{more}",
        f"{signed} of {len(subject.acts)} acts are as signed",
    )


def time_stamp(subject: CheckSubject) -> CheckRow:
    """Who gave the time stamps, when, and up to which level; where there are none, whether there should be."""
    row, since, numbered = subject.dossier, subject.stamped_since, subject.log.numbered
    stamps = [one.stamp for one in subject.signatures if one.stamp is not None]
    if not stamps and (since is None or row.at < since or not subject.has_authority):
        said = Words(
            f"封存时本中心尚无时间戳（PAdES B-B）；时间由日志固定（{numbered} 条已入检查点）",
            f"Sealed before there were time stamps (PAdES B-B); the log holds the time ({numbered} entries are in "
            "a checkpoint)",
        )
        return CheckRow("time-stamp", CheckOutcome.NOT_APPLICABLE, said)
    faults = [
        Words(f"{one.field}：无时间戳", f"{one.field}: no time stamp")
        for one in subject.signatures
        if not one.stamp
    ]
    faults += [
        Words(f"{one.field}：{one.words.zh}", f"{one.field}: {one.words.en}")
        for one in subject.signatures
        if one.stamp and not one.valid
    ]
    if not stamps:
        return listed("time-stamp", faults or [Words("没有时间戳", "There is no time stamp")], "", "")
    last, level = stamps[-1], min((one.level for one in subject.signatures), key=LEVELS.index)
    by = Words("本中心自签", "the centre itself") if last.own else Words("外部服务", "an outside service")
    if last.own and STOOD_IN.zh in subject.signatures[-1].reason:
        by = Words("外部服务未应答，本中心自签", "the centre itself, for the outside service gave none")
    moment = local_text(last.at, seconds=True)
    return listed(
        "time-stamp",
        faults,
        f"{last.by}（{by.zh}），{len(stamps)} 个，{moment}，PAdES {level}",
        f"{last.by} ({by.en}), {len(stamps)} stamp(s), {moment}, PAdES {level}",
    )


CHECKS: tuple[Callable[[CheckSubject], CheckRow], ...] = (signatures, acts_signed, seal, time_stamp)
