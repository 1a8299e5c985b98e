"""Access on the command line: a new passphrase of one's own; what administrators ask about settings, passphrases and
codes; and what another of them answers."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from functools import partial
from uuid import UUID

from core.commands.parsing import Commands, command, group, say
from core.identity.changes import Outcome
from core.kernel.errors import BadInput, NotFound
from core.kernel.words import Words

NEW_VARIABLE = "EVENHAND_NEW_PASSPHRASE"


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    command(commands, "passphrase", _passphrase, "修改本人口令 / change one's own passphrase")
    setting = group(commands, "setting", "中心设置 / settings of the centre")
    command(setting, "list", _list, "现行设置 / what is in force")
    ask = command(setting, "ask", _ask, "申请更改，由另一名管理员确认 / ask for a change; another confirms")
    ask.add_argument("name", help="名称，见 setting list / its name, as setting list has it")
    ask.add_argument("value", help="新的值 / what it is to be")
    ask.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why")
    for name, words in (
        ("reset-code", "申请重置某人的动态码 / ask that an authenticator be reset"),
        ("reset-passphrase", "申请重置某人的口令 / ask for a passphrase for who forgot it"),
    ):
        reset = command(commands, name, partial(_reset, name), words)
        reset.add_argument("person", metavar="LOGIN", help="用户名 / whose")
        reset.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why")
    requests = group(commands, "requests", "变更申请 / requests for changes")
    command(requests, "list", _waiting, "待答复的申请 / what waits for an answer")
    answer = command(requests, "answer", _answer, "确认、拒绝或撤回 / confirm, refuse or withdraw")
    answer.add_argument(
        "request", type=UUID, metavar="ID", help="编号，见 requests list / as requests list has it"
    )
    answer.add_argument("outcome", choices=[one.value for one in Outcome], help="答复 / the answer")
    answer.add_argument(
        "--reason", default="", metavar="TEXT", help="理由（拒绝时必填）/ why; needed to refuse"
    )


def _passphrase(given: argparse.Namespace) -> int:
    from core.commands.sign_in import open_here, replace_remembered

    with open_here(given.centre, given.login) as (app, old):
        say("·", app.passphrase_rule_words())
        new = os.environ.get(NEW_VARIABLE) or _asked_twice()
        app.change_passphrase(old, new)
        replace_remembered(app.settings.folder, app.staff.login, new)
    say("✓", Words("口令已修改。", "The passphrase is changed."))
    return 0


def _asked_twice() -> str:
    if not sys.stdin.isatty():
        raise BadInput(
            f"没有新口令：请设置环境变量 {NEW_VARIABLE}。",
            f"No new passphrase: set the environment variable {NEW_VARIABLE}.",
        )
    new = getpass.getpass("新口令 / new passphrase: ")
    if getpass.getpass("再次输入 / once more: ") != new:
        raise BadInput("两次输入的口令不同。", "The two passphrases differ.")
    return new


def _list(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.identity.centre_settings import SETTINGS

    with signed_in(given.centre, given.login) as app:
        for name, value in app.centre_settings().items():
            known = SETTINGS[name]
            say(f"{name} = {value}:", _named(known.words, known.values[value]))
    return 0


def _ask(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.identity.administration import AskChange
    from core.identity.centre_settings import SETTINGS
    from core.identity.changes import centre_setting

    if given.name not in SETTINGS or given.value not in SETTINGS[given.name].values:
        known = "; ".join(f"{name}: {', '.join(one.values)}" for name, one in SETTINGS.items())
        raise BadInput(f"没有这样的设置。可选：{known}", f"There is no such setting. There are: {known}")
    with signed_in(given.centre, given.login) as app:
        app.administration.ask(AskChange.of(centre_setting(given.name, given.value), given.reason))
    say("→", Words("已提出，待另一名管理员确认。", "Asked; another administrator confirms it."))
    return 0


def _reset(name: str, given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.identity.administration import AskChange
    from core.identity.changes import passphrase_reset, totp_reset

    asked = passphrase_reset if name == "reset-passphrase" else totp_reset
    with signed_in(given.centre, given.login) as app:
        person = next((one for one in app.people() if one.login == given.person), None)
        if person is None:
            raise NotFound(f"没有用户“{given.person}”。", f"There is no user “{given.person}”.")
        request_id = app.administration.ask(AskChange.of(asked(person.id), given.reason))
    said = Words("已提出，待另一名管理员确认。", "Asked; another administrator confirms it.")
    say(f"→ {request_id}", said)
    return 0


def _waiting(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        rows = app.requests.waiting()
        if not rows:
            say("·", Words("没有待答复的申请。", "No request waits for an answer."))
        for row in rows:
            mark = "!" if row.to_confirm else "·"
            say(f"{mark} {row.id}", _named(row.kind.words, row.subject), f"{row.asker} · {row.reason}")
            for one in row.differences:
                say("   ", _named(one.name, one.words))
    return 0


def _named(first: Words, second: Words) -> Words:
    return Words(f"{first.zh} · {second.zh}", f"{first.en} · {second.en}")


def _answer(given: argparse.Namespace) -> int:
    """Confirm, refuse or withdraw; a passphrase that goes with it is printed this once."""
    from core.commands.sign_in import signed_in
    from core.identity.administration import AnswerChange
    from core.identity.changes import WITH_PASSPHRASE
    from core.identity.passphrase_rules import fresh_passphrase
    from core.kernel.ids import new_id

    outcome = Outcome(given.outcome)
    with signed_in(given.centre, given.login) as app:
        row = next((one for one in app.requests.waiting() if one.id == given.request), None)
        if row is None:
            raise NotFound("没有这项待答复的申请。", "No such request waits for an answer.")
        handed = fresh_passphrase() if outcome is Outcome.CONFIRMED and row.kind in WITH_PASSPHRASE else ""
        app.administration.answer(AnswerChange(new_id(), row.id, outcome, given.reason), handed)
    say(f"✓ {row.id}", _named(_named(outcome.words, row.kind.words), row.subject))
    if handed:
        said = Words(
            "请当面交给本人，只显示这一次：", "Hand it to the person, face to face; it is shown this once:"
        )
        say("→", said, handed)
    return 0
