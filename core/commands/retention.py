"""How long records are kept, on the command line: what comes due, and the policy that says so."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, add_json, command, say, say_if_none
from core.commands.sign_in import signed_in
from core.kernel.ids import new_id
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import App
    from core.archive.keeping.policy_queries import PolicyRow


def add_retention_commands(archive: Commands) -> None:
    """Register what this module can do, within the group of the archive."""
    text = "到期日历与保管期限规定 / what comes due, and the retention policy"
    due = command(archive, "retention", _calendar, text)
    due.add_argument("--year", type=int, help="该年的档案 / the records of this year")
    add_json(due)
    ways = due.add_subparsers(metavar="COMMAND")
    command(ways, "policies", _policies, "历次规定 / every policy there was")
    show = command(ways, "show", _show, "规定的条目 / the lines of a policy")
    show.add_argument("policy", type=int, nargs="?", metavar="POLICY", help="默认现行 / the one in force")
    write = command(ways, "export", _export, "写成可编辑的 TOML / write it out as TOML, to be edited")
    write.add_argument("file", type=Path, metavar="FILE", help="“-”为屏幕 / - is the screen")
    write.add_argument("policy", type=int, nargs="?", metavar="POLICY", help="默认现行 / the one in force")
    draft = command(ways, "draft", _draft, "拟定新规定 / hand a new policy in")
    draft.add_argument("file", type=Path, metavar="FILE", help="改好的 TOML / the edited TOML")
    draft.add_argument("--dry-run", action="store_true", help="只核对 / look at it only")
    for name, run, said in (
        ("confirm", _confirm, "确认他人拟定的规定 / confirm what another drafted"),
        ("refuse", _refuse, "不同意他人拟定的规定 / refuse what another drafted"),
    ):
        one = command(ways, name, run, said)
        one.add_argument("policy", type=int, metavar="POLICY", help="第几号规定 / the number of the policy")
        one.add_argument("--remark", default="", help="意见 / what there is to say of it")


def _calendar(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        if given.year is not None:
            rows = app.records.retention.records(given.year)
            for row in rows:
                marks = [word for word, on in (("冻结/held", row.held), ("借出/lent", row.lent)) if on]
                print(f"{row.due_on}  {row.archival_number}  {row.product.zh}  {' '.join(marks)}".rstrip())
            say_if_none(rows)
            return 0
        calendar = app.records.retention.calendar()
    if given.json:
        years = [
            {"year": one.year, "records": one.records, "due": one.due, "bound": one.bound}
            for one in calendar.years
        ]
        kept = {"for_ever": calendar.for_ever, "not_settled": calendar.not_settled}
        print(json.dumps({"years": years} | kept, indent=1))
        return 0
    for one in calendar.years:
        bound = Words(f"其中冻结或借出 {one.bound}", f"{one.bound} held or lent")
        say(str(one.year), Words(f"{one.records} 件，已到期 {one.due}", f"{one.records} records, {one.due} due"),
            str(bound.zh + " / " + bound.en) if one.bound else "")  # fmt: skip
    say("∞", Words(f"永久 {calendar.for_ever} 件", f"{calendar.for_ever} kept for ever"))
    say(
        "…",
        Words(f"待登记结清 {calendar.not_settled} 件", f"{calendar.not_settled} wait for their settlement"),
    )
    return 0


def _policies(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        for row in app.records.on_policies.policies():
            _say_policy(row)
    return 0


def _say_policy(row: PolicyRow) -> None:
    who = " → ".join(name for name in (row.maker, row.answered_by) if name)
    lines = Words(f"{len(row.policy.lines)} 条", f"{len(row.policy.lines)} lines")
    say(f"{row.number}  {row.since}  {row.state.words.zh}/{row.state.words.en}", lines, who)


def _show(given: argparse.Namespace) -> int:
    with signed_in(given.centre, given.login) as app:
        row = _named(app, given.policy)
        known = app.records.on_policies.known()
        _say_policy(row)
        for line in row.policy.lines:
            said = app.records.on_policies.line_words(line, known)
            outcome = _outcome(line.outcome)
            words = Words(
                f"{outcome.zh} · {said.zh}：{line.kept.words.zh}，自{line.counted_from.words.zh}起",
                f"{outcome.en} · {said.en}: {line.kept.words.en} from {line.counted_from.words.en.lower()}",
            )
            say(f"  {line.place}", words, line.remark)
    return 0


def _outcome(value: str) -> Words:
    from core.archive.rules import RecordOutcome

    return RecordOutcome(value).words if value else Words("全部结果", "Any outcome")


def _named(app: App, number: int | None) -> PolicyRow:
    return app.records.on_policies.by_number(number or app.records.on_policies.in_force().number)


def _export(given: argparse.Namespace) -> int:
    from core.archive.keeping.policy_file import policy_text
    from core.kernel.clock import local_date

    with signed_in(given.centre, given.login) as app:
        row = _named(app, given.policy)
        codes = {one: code for code, one in app.records.on_policies.institutions().items()}
        text = policy_text(local_date(app.now()).isoformat(), "", row.policy.lines, codes)
    if str(given.file) == "-":
        sys.stdout.write(text)
    else:
        given.file.write_text(text, encoding="utf-8")
    return 0


def _draft(given: argparse.Namespace) -> int:
    from core.archive.keeping.policies import DraftRetention, PolicyRefused
    from core.archive.keeping.policy_file import read_policy
    from core.archive.retention import policy_changes, policy_faults
    from core.kernel.clock import local_date

    with signed_in(given.centre, given.login) as app:
        queries = app.records.on_policies
        since, remark, lines = read_policy(given.file.read_text(encoding="utf-8"), queries.institutions())
        known = queries.known()
        faults = policy_faults(lines, since, local_date(app.now()), known)
        if faults:
            raise PolicyRefused(faults)
        for change in policy_changes(queries.in_force(), lines, known):
            many = Words(f"{change.kinds} 种产品与机构的组合", f"{change.kinds} products at institutions")
            say("↓" if change.shortens else "↑", change.words, f"{many.zh} / {many.en}")
        if given.dry_run:
            return 0
        print(app.records.policies.draft(DraftRetention(new_id(), since, remark, lines)))
    return 0


def _confirm(given: argparse.Namespace) -> int:
    return _answer(given, "confirmed")


def _refuse(given: argparse.Namespace) -> int:
    return _answer(given, "refused")


def _answer(given: argparse.Namespace, outcome: str) -> int:
    from core.archive.keeping.policies import AnswerRetention

    with signed_in(given.centre, given.login) as app:
        row = app.records.on_policies.by_number(given.policy)
        app.records.policies.answer(AnswerRetention(new_id(), row.id, outcome, given.remark))
        _say_policy(app.records.on_policies.by_number(given.policy))
    return 0
