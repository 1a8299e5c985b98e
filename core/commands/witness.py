"""A witness on the command line: the audit department's machine, or a county bank's. It needs no centre."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, command, group, say
from core.kernel.clock import SECOND, local_text
from core.kernel.errors import BadInput
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.audit.cosigning import VerifierKey
    from core.audit.witness import Witness


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    witness = group(commands, "witness", "见证人 / a witness of the log")
    init = command(witness, "init", _init, "新建见证人 / make a witness with a key of its own")
    init.add_argument("--name", required=True, help="名称，如 audit.example/w1 / its name, like a URL")
    init.add_argument("--log-key", required=True, metavar="KEY|FILE", help="日志公钥 / evenhand audit key")
    run = command(witness, "run", _run, "监听并签名 / listen and cosign (C2SP tlog-witness)")
    run.add_argument("--host", default="127.0.0.1", help="监听地址 / where to listen (127.0.0.1)")
    run.add_argument("--port", type=int, default=8420, help="端口 / port (8420)")
    cosign = command(witness, "cosign", _cosign, "给文件夹中的请求签名 / answer the requests in a folder")
    cosign.add_argument("path", type=Path, metavar="DIR", help="交换文件夹 / the folder")
    show = command(witness, "show", _show, "公钥和所见检查点 / its key and the last checkpoint it saw")
    for one in (init, run, cosign, show):
        one.add_argument(
            "--folder", type=Path, required=True, metavar="DIR", help="见证人文件夹 / its folder"
        )


def _init(given: argparse.Namespace) -> int:
    from core.audit.witness import make_witness

    made = make_witness(given.folder, given.name, key_given(given.log_key), typed_passphrase(twice=True))
    print(made.verifier_key)
    return 0


def _run(given: argparse.Namespace) -> int:
    from core.audit.witness_server import WitnessServer

    with WitnessServer(_open(given), given.host, given.port) as server:
        print(f"http://{server.server_address[0]!s}:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _cosign(given: argparse.Namespace) -> int:
    from core.audit.exchange import answer_requests

    answered = answer_requests(given.path, _open(given))
    for one in answered:
        say("✓" if one.ok else "✗", one.words or Words("已签名", "cosigned"), one.file)
    if not answered:
        say("!", Words("没有给这个见证人的请求。", "There is no request for this witness."))
    return 0 if all(one.ok for one in answered) else 1


def _show(given: argparse.Namespace) -> int:
    from core.audit.cosigning import cosigned_at

    witness = _open(given)
    print(witness.verifier_key)
    seen = witness.last_seen()
    if seen is not None:
        at = cosigned_at(seen.body, seen.lines[-1], witness.verifier_key)
        print(f"{local_text((at or 0) * SECOND, seconds=True)}\n\n{seen.note}", end="")
    return 0


def key_given(text: str) -> VerifierKey:
    """A verifier key as text, or in the file of that name."""
    from core.audit.cosigning import read_key

    path = Path(text)
    if "+" not in text or path.is_file():
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise BadInput(f"无法读取文件“{path}”。", f"The file “{path}” cannot be read.") from error
    return read_key(text)


def _open(given: argparse.Namespace) -> Witness:
    from core.audit.witness import KEY_FILE, open_witness

    known = (
        given.folder / KEY_FILE
    ).is_file()  # else it says that there is none, before anybody types a passphrase
    return open_witness(given.folder, typed_passphrase() if known else "")


def typed_passphrase(*, twice: bool = False) -> str:
    """A passphrase that no keyring keeps: from the environment, or asked for."""
    from core.commands.sign_in import PASSPHRASE_VARIABLE

    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not sys.stdin.isatty():
        raise BadInput(
            f"没有口令：请设置环境变量 {PASSPHRASE_VARIABLE}。",
            f"No passphrase: set the environment variable {PASSPHRASE_VARIABLE}.",
        )
    typed = getpass.getpass("口令 / passphrase: ")
    if twice and getpass.getpass("再次输入 / once more: ") != typed:
        raise BadInput("两次输入不同。", "The two are not the same.")
    return typed
