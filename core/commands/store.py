"""The papers' store on the command line: its credentials into the keyring, and whether it does what it must."""

from __future__ import annotations

import argparse
import getpass
import os
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, command, group, say
from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.storage.object_store import StorePlace


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    ways = group(commands, "store", "材料存储（文件夹或 S3） / the papers' store, a folder or S3")
    keep = command(
        ways, "keep", _keep, "把 S3 登录密钥存入系统密钥环 / put the S3 credentials into the keyring"
    )
    check = command(
        ways, "check", _check, "写入、读回、列出、删除一个试样 / write, read back, list and remove a probe"
    )
    for one in (keep, check):
        one.add_argument("--second", action="store_true", help="第二存储 / the second store")
    key = command(
        ways, "map-key", _map_key, "把地图服务密钥存入密钥环 / keep a map server's key in the keyring"
    )
    key.add_argument("name", help="设置 [map] 中的名称 / its name in [map] of the settings")


def _keep(given: argparse.Namespace) -> int:
    from core.storage.object_store import S3Place
    from core.storage.s3_store import keep_credentials

    place = _place(given)
    if not isinstance(place, S3Place):
        raise BadInput("这个存储是文件夹，不用密钥。", "This store is a folder; it needs no credentials.")
    key = input("密钥编号 / key id: ").strip()
    keep_credentials(place, key, getpass.getpass("密钥 / secret: ").strip())
    say("✓", Words("已存入系统密钥环", "kept in the keyring"), str(place))
    return 0


def _map_key(given: argparse.Namespace) -> int:
    from core.storage.map_settings import key_name
    from core.storage.secrets import keep

    keep(key_name(given.name), getpass.getpass(f"{given.name}: ").strip())
    say("✓", Words("已存入系统密钥环", "Kept in the system's keyring"))
    return 0


def _check(given: argparse.Namespace) -> int:
    """The probe is removed again, whatever happens."""
    from core.kernel.canonical import sha256_hex
    from core.storage.object_store import open_store

    place = _place(given)
    store, content = open_store(place), os.urandom(4096)
    name = sha256_hex(content)
    try:
        store.write(name, content)
        if store.read(name) != content or name not in {one.name for one in store.objects()}:
            raise Unavailable(
                f"存储 {place} 没有交还写入的内容。",
                f"The store {place} does not give back what was written.",
            )
    finally:
        store.remove(name)
    if store.has(name):
        raise Unavailable(f"存储 {place} 不能删除对象。", f"The store {place} removes nothing.")
    say("✓", Words("写入、读回、列出、删除均正常", "writes, reads back, lists and removes"), str(place))
    return 0


def _place(given: argparse.Namespace) -> StorePlace:
    from core.settings import default_folder, read_settings

    settings = read_settings(given.centre or default_folder())
    place = settings.second_blobs if given.second else settings.blobs
    if place is None:
        raise BadInput("设置中没有第二存储。", "The settings name no second store.")
    return place
