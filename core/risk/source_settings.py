"""The sources that a centre's settings name. Paths are within the centre's folder.

[[source]]
source = "credit-bureau"                 # a contract's code (core/risk/sources.py)
kind = "http"                            # or "file" with folder, or "table", which evenhand risk take-in fills
address = "https://bureau.example/risk"
deadline_ms = 5000
authority = "bureau-ca.pem"
token = "bureau"                         # the name of a secret in this machine's keyring, never the secret itself
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from core.kernel.errors import BadInput, Unavailable
from core.risk.source_file import FileSource
from core.risk.source_http import HttpSettings, HttpSource
from core.risk.source_table import TableSource
from core.risk.sources import CONTRACTS, Source
from core.storage.secrets import recall
from core.storage.work import Storage

_FIELDS: Mapping[str, Mapping[str, type]] = {
    "table": {},
    "file": {"folder": str},
    "http": {
        "address": str,
        "deadline_ms": int,
        "tries": int,
        "authority": str,
        "certificate": str,
        "private_key": str,
        "token": str,
    },
}
_NEEDED = {"table": (), "file": ("folder",), "http": ("address",)}


def open_sources(entries: Sequence[Mapping[str, Any]], storage: Storage, folder: Path) -> tuple[Source, ...]:
    """One adapter per entry, in order. ``BadInput`` names the source and the field that is wrong."""
    seen: set[str] = set()
    sources = []
    for entry in entries:
        code, kind = str(entry.get("source", "")), str(entry.get("kind", ""))
        if code not in CONTRACTS or code in seen:
            raise _bad(code, "source")
        if kind not in _FIELDS:
            raise _bad(code, "kind")
        seen.add(code)
        given = {name: value for name, value in entry.items() if name not in ("source", "kind")}
        for name, value in given.items():
            wanted = _FIELDS[kind].get(name)
            if wanted is None or type(value) is not wanted or (isinstance(value, int) and value <= 0):
                raise _bad(code, name)
        for name in _NEEDED[kind]:
            if name not in given:
                raise _bad(code, name)
        sources.append(_open(code, kind, given, storage, folder))
    return tuple(sources)


def _open(code: str, kind: str, given: Mapping[str, Any], storage: Storage, folder: Path) -> Source:
    contract = CONTRACTS[code]
    if kind == "table":
        return TableSource(contract, storage)
    if kind == "file":
        return FileSource(contract, folder / given["folder"])
    papers = {
        name: folder / given[name] for name in ("authority", "certificate", "private_key") if name in given
    }
    try:
        settings = HttpSettings(
            given["address"],
            deadline=given.get("deadline_ms", 5_000) / 1_000,
            tries=given.get("tries", 3),
            token=partial(_secret, code, given["token"]) if "token" in given else None,
            **papers,
        )
        return HttpSource(contract, settings)
    except OSError as error:  # a certificate that is missing or is none
        raise _bad(code, "authority, certificate, private_key") from error


def token_name(name: str) -> str:
    """Under which name the keyring keeps the token that settings call ``name``."""
    return f"source/{name}"


def _secret(code: str, name: str) -> str:
    """Asked for at every question, so that a token that was changed counts at once; never kept or logged."""
    secret = recall(token_name(name))
    if secret is None:
        raise Unavailable(
            f"密钥环中没有数据源“{code}”的令牌“{name}”，请用 evenhand risk source-token 存入。",
            f"The keyring has no token “{name}” for source “{code}”; keep it with evenhand risk source-token.",
        )
    return secret


def _bad(code: str, field: str) -> BadInput:
    return BadInput(
        f"设置中数据源“{code}”的“{field}”有误。", f"Settings: “{field}” of source “{code}” is wrong."
    )
