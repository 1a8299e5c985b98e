"""The log on the command line: verify it, prove a case from it, and deal with its witnesses."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, add_json, command, group, say
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import App
    from core.audit.verification import Verification
    from core.audit.witnessing import Witnessing
    from core.identity.changes import Asked


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    audit = group(commands, "audit", "日志 / the log")
    verify = command(audit, "verify", _verify, "核验全部记录 / check every fact, entry and file")
    add_json(verify)
    verify.add_argument(
        "--witness", action="append", default=[], type=Path, metavar="FILE",
        help="见证人或纸面保存的检查点（文本或二维码图片）/ a checkpoint kept outside: its text, or a picture of its QR",
    )  # fmt: skip
    command(audit, "key", _key, "日志公钥 / the log's public key, for witnesses and verifiers")
    checkpoint = command(audit, "checkpoint", _checkpoint, "最新检查点 / the newest checkpoint")
    checkpoint.add_argument(
        "--qr", type=Path, metavar="FILE", help=".png 或 .pdf / a QR code, or a page to print"
    )
    read = command(audit, "read-checkpoint", _read_checkpoint, "读取纸面检查点 / read one back from paper")
    read.add_argument(
        "file", type=Path, help="文本、图片或扫描 PDF / its text, or a picture or scanned PDF of its QR"
    )
    read.add_argument("--log-key", metavar="KEY|FILE", help="日志公钥 / the log's key")
    _add_proofs(audit)
    _add_witnesses(audit)


def _add_proofs(audit: Commands) -> None:
    proof = command(audit, "proof", _proof, "案件证明 / the proof of one case, for a stranger to check")
    proof.add_argument("case", metavar="CASE", help="案件编号 / the case's number")
    proof.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到 / where to")
    proof.add_argument(
        "--whole",
        action="store_true",
        help="不密封含号码哈希的条目 / seal no entry that hashes a personal number",
    )
    check = command(audit, "verify-proof", _verify_proof, "核对案件证明 / check the proof of a case")
    check.add_argument("file", type=Path, help="案件证明 / the proof")
    check.add_argument("--log-key", required=True, metavar="KEY|FILE", help="日志公钥 / the log's key")
    check.add_argument(
        "--witness-key",
        action="append",
        default=[],
        metavar="KEY|FILE",
        help="见证人公钥，可多次 / a witness's key; repeatable",
    )
    check.add_argument("--draws", type=Path, metavar="DIR", help="写出抽签记录 / write the draw records")


def _add_witnesses(audit: Commands) -> None:
    known = command(
        audit, "witnesses", _witnesses, "见证人及其进度 / the witnesses, and how far each has come"
    )
    add_json(known)
    register = command(audit, "register-witness", _register,
        "申请登记见证人 / ask that a witness be registered")  # fmt: skip
    register.add_argument("key", metavar="KEY|FILE", help="见证人公钥 / as the witness printed it")
    register.add_argument(
        "--address", default="", metavar="URL", help="不给则以文件交换 / else files are carried"
    )
    register.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why")
    retire = command(
        audit, "retire-witness", _retire, "申请停用见证人 / ask that a witness be used no longer"
    )
    retire.add_argument("name", metavar="NAME", help="见证人名称 / its name")
    retire.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why")
    exchange = command(
        audit,
        "exchange",
        _exchange,
        "与见证人交换文件 / take answers from a folder, and leave requests in it",
    )
    exchange.add_argument("path", type=Path, metavar="DIR", help="交换文件夹（U 盘）/ the folder, on a stick")


def _verify(given: argparse.Namespace) -> int:
    from core.archive.checkpoint_sheet import note_in_file
    from core.commands.sign_in import signed_in

    notes = {path.name: note_in_file(path) for path in given.witness}
    with signed_in(given.centre, given.login) as app:
        result = app.verify_log(notes)
        refusals = app.audit.witnesses(app.witness_policy).refusals
    if given.json:
        _print_json(result)
    else:
        for finding in result.findings:
            say("✗", finding.words)
        for refusal in refusals:
            say("!", refusal.words, refusal.name)
        counted = Words(
            f"{result.facts} 条事实，{result.entries} 条日志，已编号 {result.leaves} 条，{result.checkpoints} 个检查点，"
            f"{result.objects} 个文件，{len(result.findings)} 处不符",
            f"{result.facts} facts, {result.entries} entries, {result.leaves} leaves, "
            f"{result.checkpoints} checkpoints, {result.objects} stored files, {len(result.findings)} findings",
        )
        say("✓" if result.ok else "✗", counted)
    return 0 if result.ok else 1


def _print_json(result: Verification) -> None:
    names = ("facts", "entries", "leaves", "checkpoints", "objects")
    counts = {name: getattr(result, name) for name in names}
    found = [{"kind": one.kind, "name": one.name, **one.words.to_json()} for one in result.findings]
    print(json.dumps({"ok": result.ok, **counts, "findings": found}, ensure_ascii=False, indent=1))


def _key(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        print(_log_key(app))
    return 0


def _log_key(app: App) -> str:
    from core.audit.cosigning import LOG_KEY, VerifierKey
    from core.audit.service import LOG_ORIGIN

    return str(VerifierKey(LOG_ORIGIN, LOG_KEY, app.log_public_key()))


def _checkpoint(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        note = app.audit.newest_note()
        if given.qr is not None:
            from core.archive.checkpoint_sheet import write_checkpoint

            write_checkpoint(given.qr, note, app.settings.name, _log_key(app))
    print(note if given.qr is None else f"{given.qr}\n", end="")
    return 0


def _read_checkpoint(given: argparse.Namespace) -> int:
    from core.archive.checkpoint_sheet import note_in_file
    from core.audit.rules import note_is_signed
    from core.commands.witness import key_given

    note = note_in_file(given.file)
    print(note, end="")
    if given.log_key is None:
        return 0
    key = key_given(given.log_key)
    right = note_is_signed(note, key.name, key.public)
    say("✓" if right else "✗", Words("日志签名", "the log's signature"))
    return 0 if right else 1


def _proof(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        proof = app.prove_case(given.case, whole=given.whole)
    given.out.write_bytes(proof.content)
    said = Words(
        f"{proof.entries} 条记录（{proof.sealed} 条封存），{len(proof.content)} 字节，检查点 {proof.size}，"
        f"{proof.cosignatures} 个联署，{proof.waiting} 条尚未编号",
        f"{proof.entries} entries ({proof.sealed} sealed), {len(proof.content)} bytes, checkpoint {proof.size}, "
        f"{proof.cosignatures} cosignatures, {proof.waiting} entries still to be numbered",
    )
    say(f"{given.out}:", said)
    return 0


def _verify_proof(given: argparse.Namespace) -> int:
    from core.audit.verify_proof import main

    words = [str(given.file), "--log-key", given.log_key]
    for key in given.witness_key:
        words += ["--witness-key", key]
    return main([*words, *(["--draws", str(given.draws)] if given.draws else [])])


@contextmanager
def _witnessing(given: argparse.Namespace) -> Iterator[Witnessing]:
    """The guardian's hands: an auditor's on one machine, the guardian's own (``--as guardian``) at a centre."""
    from core.app import open_guardian
    from core.commands.sign_in import signed_in
    from core.commands.witness import typed_passphrase
    from core.settings import default_folder, read_settings

    folder = given.centre or default_folder()
    if read_settings(folder).on_one_machine:
        with signed_in(given.centre, given.login) as app:
            yield app.witnessing
        return
    house = open_guardian(folder, typed_passphrase())
    try:
        yield house.witnessing
    finally:
        house.close()


def _register(given: argparse.Namespace) -> int:
    from core.commands.witness import key_given
    from core.identity.changes import new_witness

    return _ask(given, new_witness(str(key_given(given.key)), given.address))


def _retire(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.identity.changes import witness_end
    from core.kernel.errors import NotFound

    with signed_in(given.centre, given.login) as app:
        known = app.audit.witnesses(app.witness_policy).rows
        one = next((row for row in known if row.name == given.name), None)
        if one is None:
            raise NotFound(f"没有在用的见证人“{given.name}”。", f"No witness “{given.name}” is in use.")
        return _asked(app, witness_end(one.id), given.reason)


def _ask(given: argparse.Namespace, asked: Asked) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        return _asked(app, asked, given.reason)


def _asked(app: App, asked: Asked, reason: str) -> int:
    from core.identity.administration import AskChange

    app.administration.ask(AskChange.of(asked, reason))
    say("→", Words("已提出，待另一名管理员确认。", "Asked; another administrator confirms it."))
    return 0


def _witnesses(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.kernel.clock import local_text

    with signed_in(given.centre, given.login) as app:
        said = app.audit.witnesses(app.witness_policy)
    if given.json:
        rows = [
            {"name": one.name, "key": one.key, "address": one.address, "size": one.size} for one in said.rows
        ]
        print(json.dumps({"needed": said.needed, "witnessed": said.size, "witnesses": rows}, indent=1))
        return 0
    for one in said.rows:
        print(f"{one.size:>10}  {local_text(one.at) if one.at else '—':16}  {one.name}  {one.address}")
    for refusal in said.refusals:
        say("✗", refusal.words, refusal.name)
    print(f"{said.size} / {said.log_size}  (≥ {said.needed})")
    return 0


def _exchange(given: argparse.Namespace) -> int:
    from core.audit.exchange import take_answers, write_requests

    with _witnessing(given) as witnessing:
        taken = take_answers(given.path, witnessing)
        written = write_requests(given.path, witnessing)
    for one in taken:
        say("✓" if one.ok else "✗", one.words or Words("已收见证签名", "cosignature taken in"), one.file)
    for name in written:
        say("→", Words("待见证人签名", "to be carried to the witness"), name)
    return 0 if all(one.ok for one in taken) else 1
