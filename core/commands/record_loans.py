"""Loans of records, boxes and stock on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, command, group, say, say_if_none
from core.commands.sign_in import signed_in
from core.kernel.clock import local_text
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.archive.keeping.loan_queries import LoanRow

_NUMBER = "档号 / archival number"
_CODE = "盒号，见 box list / the box's code, as box list has it"


def add_loan_commands(archive: Commands) -> None:
    """Register what this module can do, within the group of the archive."""
    _add_loans(group(archive, "loan", "借阅 / loans of records"))
    _add_boxes(group(archive, "box", "档案盒与盘点 / boxes and stock"))


def _add_loans(ways: Commands) -> None:
    ask = command(ways, "ask", _loan_ask, "申请借阅 / ask for a record")
    ask.add_argument("number", help=_NUMBER)
    ask.add_argument(
        "--reason",
        required=True,
        choices=("follow-up", "audit", "court", "customer", "other"),
        help="事由 / for what",
    )
    ask.add_argument("--days", type=int, default=7, metavar="N", help="天数 / for how many days (7)")
    ask.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")
    lists = command(ways, "list", _loans, "借阅 / loans")
    lists.add_argument(
        "which",
        choices=("mine", "asked", "out", "overdue"),
        nargs="?",
        default="mine",
        help="我借的、待批的、借出的、逾期的 / which",
    )
    for name, run, text in (
        ("grant", _loan_grant, "批准 / grant"),
        ("refuse", _loan_refuse, "不批准 / refuse"),
        ("return", _loan_return, "归还 / give back"),
    ):
        one = command(ways, name, run, text)
        one.add_argument("loan", metavar="LOAN", help="编号，见 loan list / its id, as loan list has it")
        one.add_argument("--remark", default="", metavar="TEXT", help="备注 / remark")


def _add_boxes(ways: Commands) -> None:
    make = command(ways, "make", _box_make, "新建档案盒 / make a box")
    make.add_argument("shelf", help="架位 / shelf")
    make.add_argument("--title", default="", metavar="TEXT", help="题名 / title")
    file = command(ways, "file", _box_file, "装盒 / file papers into a box")
    file.add_argument("code", help=_CODE)
    file.add_argument("numbers", nargs="+", help=_NUMBER)
    command(ways, "list", _boxes, "档案盒 / boxes")
    labels = command(ways, "labels", _box_labels, "打印盒标签 / labels as a PDF")
    labels.add_argument("--out", type=Path, required=True, metavar="FILE", help="PDF")
    stock = command(ways, "stock", _stock, "盘点：列出盒内读到的编号 / take stock: what was read in a box")
    stock.add_argument("code", help=_CODE)
    stock.add_argument("read", nargs="*", help="QR、卷宗号或档号 / QR, dossier id or archival number")


def _loan_ask(given: argparse.Namespace) -> int:
    from core.archive.keeping.loans import AskRecordLoan
    from core.archive.keeping.rules import LoanReason

    with signed_in(given.centre, given.login) as app:
        asked = AskRecordLoan(new_id(), given.number, LoanReason(given.reason), given.remark, given.days)
        print(str(app.records.loans.ask(asked)))
    return 0


def _loans(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        lists = {
            "mine": app.records.borrowed.mine,
            "asked": app.records.borrowed.to_answer,
            "out": app.records.borrowed.out,
            "overdue": app.records.borrowed.overdue,
        }
        rows = lists[given.which]()
        say_if_none(rows)
        for one in rows:
            state = _state(one)
            words = Words(f"{one.reason.words.zh}，{state.zh}", f"{one.reason.words.en}, {state.en}")
            until = local_text(one.ends) if one.ends else f"{one.days} d"
            said = " ".join(
                text for text in (one.borrower, until, one.answered_by, one.answer_remark) if text
            )
            say(f"{str(one.id)[-12:]}  {one.archival_number}", words, said)
    return 0


def _state(one: LoanRow) -> Words:
    if one.overdue:
        return Words("逾期", "overdue")
    if one.is_open:
        return Words("借出", "out")
    if one.returned_at is not None:
        return Words("已归还", "given back")
    return Words("不批准", "refused") if one.outcome else Words("待批", "to be answered")


def _loan(rows: Sequence[LoanRow], begins: str) -> LoanRow:
    found = [one for one in rows if str(one.id).startswith(begins) or str(one.id).endswith(begins)]
    if len(found) != 1:
        raise BadInput("没有找到这一项借阅。", "There is no such loan, or several.")
    return found[0]


def _loan_grant(given: argparse.Namespace) -> int:
    return _loan_answer(given, "granted")


def _loan_refuse(given: argparse.Namespace) -> int:
    return _loan_answer(given, "refused")


def _loan_answer(given: argparse.Namespace, outcome: str) -> int:
    from core.archive.keeping.loans import AnswerRecordLoan

    with signed_in(given.centre, given.login) as app:
        one = _loan(app.records.borrowed.to_answer(), given.loan)
        app.records.loans.answer(AnswerRecordLoan(new_id(), one.id, outcome, given.remark))
    return 0


def _loan_return(given: argparse.Namespace) -> int:
    from core.archive.keeping.loans import ReturnRecordLoan

    with signed_in(given.centre, given.login) as app:
        one = _loan([*app.records.borrowed.mine(), *app.records.borrowed.out()], given.loan)
        app.records.loans.give_back(ReturnRecordLoan(new_id(), one.id))
    return 0


def _box_make(given: argparse.Namespace) -> int:
    from core.archive.keeping.paper import MakeBox

    with signed_in(given.centre, given.login) as app:
        print(app.records.paper.make_box(MakeBox(new_id(), given.shelf, given.title)))
    return 0


def _box_file(given: argparse.Namespace) -> int:
    from core.archive.keeping.paper import FilePaper

    with signed_in(given.centre, given.login) as app:
        print(app.records.paper.file(FilePaper(new_id(), given.code, tuple(given.numbers))))
    return 0


def _boxes(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        boxes = app.records.paper.boxes()
        say_if_none(boxes)
        for one in boxes:
            taken = Words("未盘点", "stock never taken")
            if one.last_taken:
                when = local_text(one.last_taken)
                taken = Words(f"盘点于 {when}", f"stock taken {when}")
            say(f"{one.code}  {one.shelf}  {one.title}  {one.records}", taken)
    return 0


def _box_labels(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        given.out.write_bytes(app.records.box_labels())
    print(given.out)
    return 0


def _stock(given: argparse.Namespace) -> int:
    from core.archive.keeping.paper import TakeStock

    with signed_in(given.centre, given.login) as app:
        taken = app.records.paper.take_stock(TakeStock(new_id(), given.code, tuple(given.read)))
    for mark, words, numbers in (
        ("✓", Words("在盒内", "found"), taken.found),
        ("✗", Words("缺失", "missing"), taken.missing),
        ("✗", Words("应在别处", "belongs elsewhere"), taken.elsewhere),
        ("✗", Words("无法识别", "unknown"), taken.unknown),
    ):
        for number in numbers:
            say(mark, words, number)
    return 0 if taken.ok else 1
