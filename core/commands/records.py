"""Records in keeping on the command line: settlements, holds, disposal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, command, group, say, say_if_none
from core.commands.sign_in import signed_in
from core.kernel.clock import local_date, local_text
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import App
    from core.archive.keeping.disposal_queries import DisposalList
    from core.archive.keeping.rules import Appraisal

_NUMBER = "档号 / archival number"


def add_record_commands(archive: Commands) -> None:
    """Register what this module can do, within the group of the archive."""
    settle = command(archive, "settle", _settle, "登记贷款结清日期 / enter the day a loan was settled")
    settle.add_argument("number", help=_NUMBER)
    settle.add_argument("day", help="YYYY-MM-DD")
    settle.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")
    _add_holds(group(archive, "hold", "冻结 / holds"))
    _add_disposal(group(archive, "disposal", "鉴定与销毁 / appraisal and disposal"))


def _add_holds(ways: Commands) -> None:
    command(ways, "list", _holds, "冻结中的档案 / what is held")
    place = command(ways, "place", _hold_place, "冻结 / hold a record")
    place.add_argument("number", help=_NUMBER)
    place.add_argument(
        "--reason", required=True, choices=("court", "inspection", "dispute"), help="事由 / for what"
    )
    place.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")
    for name, run, text in (
        ("ask", _hold_ask, "申请解除 / ask that it be lifted"),
        ("lift", _hold_lift, "解除他人申请的冻结 / lift what another asked for"),
    ):
        one = command(ways, name, run, text)
        one.add_argument("number", help=_NUMBER)
        one.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")


def _add_disposal(ways: Commands) -> None:
    command(ways, "list", _disposals, "鉴定清单 / appraisal lists")
    make = command(ways, "make", _disposal_make, "编制清单 / make a list")
    make.add_argument(
        "numbers", nargs="+", metavar="NUMBER[=VERDICT[:YEARS]]", help="destroy, extend:10, keep"
    )
    make.add_argument("--reason", required=True, metavar="TEXT", help="鉴定理由 / why")
    make.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")
    for name, run, text in (
        ("show", _disposal_show, "清单内容 / what is on it"),
        ("approve", _disposal_approve, "批准 / approve"),
        ("refuse", _disposal_refuse, "不批准 / refuse"),
        ("witness", _disposal_witness, "监销签字 / be a witness"),
    ):
        one = command(ways, name, run, text)
        one.add_argument("list", type=int, metavar="LIST", help="清单号 / the list's number")
        one.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")
    command(ways, "register", _register, "销毁清册 / the register of what was destroyed")


def _settle(given: argparse.Namespace) -> int:
    from core.archive.keeping.service import SettleLoan

    with signed_in(given.centre, given.login) as app:
        record = app.records.retention.record(_number(given.number))
        app.records.keeping.settle(SettleLoan(new_id(), record.id, given.day, given.remark))
        print(app.records.retention.record(record.archival_number).due_on)
    return 0


def _holds(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        holds = app.records.retention.holds()
        say_if_none(holds)
        for one in holds:
            asked = f"{one.asked_by_name} 申请解除 / asks that it be lifted" if one.request_id else ""
            say(
                one.archival_number,
                one.reason.words,
                f"{one.staff_name} {local_date(one.at)} {asked}".strip(),
            )
    return 0


def _hold_place(given: argparse.Namespace) -> int:
    from core.archive.keeping.rules import HoldReason
    from core.archive.keeping.service import PlaceHold

    with signed_in(given.centre, given.login) as app:
        record = app.records.retention.record(_number(given.number))
        reason = HoldReason(given.reason)
        app.records.keeping.place_hold(PlaceHold(new_id(), record.id, reason, given.remark))
    return 0


def _hold_ask(given: argparse.Namespace) -> int:
    from core.archive.keeping.service import AskHoldLift

    with signed_in(given.centre, given.login) as app:
        record = app.records.retention.record(_number(given.number))
        holds = app.records.retention.holds(record.id)
        for one in holds:
            app.records.keeping.ask_lift(AskHoldLift(new_id(), one.id, given.remark))
    if not holds:
        say("✗", Words("这份档案没有冻结。", "This record is not held."))
    return 0 if holds else 1


def _hold_lift(given: argparse.Namespace) -> int:
    from core.archive.keeping.service import LiftHold

    with signed_in(given.centre, given.login) as app:
        record = app.records.retention.record(_number(given.number))
        asked = [one.request_id for one in app.records.retention.holds(record.id) if one.request_id]
        for request_id in asked:
            app.records.keeping.lift(LiftHold(new_id(), request_id))
    if not asked:
        say("✗", Words("没有人申请解除这份档案的冻结。", "Nobody asks that a hold of this record be lifted."))
    return 0 if asked else 1


def _disposals(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        lists = app.records.lists.lists()
    say_if_none(lists)
    for one in lists:
        _say_list(one)
    return 0


def _say_list(one: DisposalList) -> None:
    people = " ".join(name for name in (one.maker, one.approver, *one.witnesses, one.answer_remark) if name)
    counts = Words(f"{one.records} 件，销毁 {one.destroyed}/{one.to_destroy}",
                   f"{one.records} records, {one.destroyed} of {one.to_destroy} destroyed")  # fmt: skip
    say(f"{one.number}  {one.state.words.zh}/{one.state.words.en}", counts, people)


def _disposal_make(given: argparse.Namespace) -> int:
    from core.archive.keeping.service import MakeDisposal

    with signed_in(given.centre, given.login) as app:
        items = tuple(_appraisal(app, text, given.reason) for text in given.numbers)
        print(app.records.disposals.make(MakeDisposal(new_id(), given.remark, items)))
    return 0


def _appraisal(app: App, text: str, reason: str) -> Appraisal:
    from core.archive.keeping.rules import Appraisal, Verdict

    number, _, said = text.partition("=")
    verdict, _, years = (said or "destroy").partition(":")
    if verdict not in set(Verdict) or (years and not years.isdecimal()):
        raise BadInput(f"“{text}”无法识别。", f"“{text}” cannot be understood.")
    record = app.records.retention.record(_number(number))
    return Appraisal(record.id, Verdict(verdict), reason, int(years or 0))


def _disposal_show(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        listed = app.records.lists.by_number(given.list)
        _say_list(listed)
        for item in app.records.lists.items(listed.id):
            gone = f"{local_date(item.destroyed_at)}" if item.destroyed_at else ""
            if item.destroyed_by not in (None, listed.number):
                gone += f" 第 {item.destroyed_by} 号清单 / by list {item.destroyed_by}"
            say(
                f"  {item.archival_number}  {item.title}", item.verdict.words, f"{item.reason} {gone}".strip()
            )
    return 0


def _disposal_approve(given: argparse.Namespace) -> int:
    return _disposal_answer(given, "approved")


def _disposal_refuse(given: argparse.Namespace) -> int:
    return _disposal_answer(given, "refused")


def _disposal_answer(given: argparse.Namespace, outcome: str) -> int:
    from core.archive.keeping.service import AnswerDisposal

    with signed_in(given.centre, given.login) as app:
        listed = app.records.lists.by_number(given.list)
        app.records.disposals.answer(AnswerDisposal(new_id(), listed.id, outcome, given.remark))
    return 0


def _disposal_witness(given: argparse.Namespace) -> int:
    from core.archive.keeping.service import WitnessDisposal

    with signed_in(given.centre, given.login) as app:
        listed = app.records.lists.by_number(given.list)
        app.records.disposals.witness(WitnessDisposal(new_id(), listed.id))
        app.records.finish_disposals()
        _say_list(app.records.lists.by_number(given.list))
    return 0


def _register(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        lines = app.records.register.lines()
        say_if_none(lines)
        for one in lines:
            say(f"{one.archival_number}  {one.title}", one.words, f"{local_text(one.at)} {one.sha256}")
    return 0


def _number(text: str) -> str:
    from core.archive.rules import parse_archival_number

    return parse_archival_number(text).text()
