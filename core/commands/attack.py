"""``evenhand centre attack``: every attack on a customer's own centre, in a transaction that is rolled back."""

from __future__ import annotations

import argparse
import json
import sys

from core.commands.parsing import Commands, command, say
from core.kernel.words import Words

_SAID = Words(
    "攻击演练：在一个随后撤销的事务中造样本人员和案件，以每个角色尝试；只碰自己造的行，不等他人的锁，对工作中的人无碍。",
    "Attacks: specimen people and cases are made in a transaction that is rolled back, and every role tries its "
    "worst; only those rows are touched, nobody's locks are waited for, people at work notice nothing.",
)


def add_attack(centre: Commands) -> None:
    """Register ``evenhand centre attack``."""
    attack = command(
        centre, "attack", _attack, "攻击演练，全部撤销 / attack the centre; all of it is rolled back"
    )
    attack.add_argument(
        "--database", metavar="URL", help="数据库地址 / the database, if not the centre's own"
    )
    attack.add_argument(
        "--installer", default="", metavar="ADDRESS|USER", help="超级用户 / a superuser of the database"
    )
    attack.add_argument("--json", action="store_true", help="逐条结果 / what came of each")
    attack.add_argument("--limits", action="store_true", help="数据库挡不住什么 / what cannot be held")


def _attack(given: argparse.Namespace) -> int:
    from core.attacks.limits import LIMITS

    if given.limits:
        for limit in LIMITS:
            say(f"· {limit.code}:", limit.what)
            say("    →", limit.done)
        return 0
    from core.attacks.raid import GROUPS, attack_centre
    from core.commands.passphrases import with_password
    from core.identity.server import named_installer
    from core.settings import default_folder, read_settings

    database = given.database or read_settings(given.centre or default_folder()).database_url
    installer = with_password(named_installer(database, given.installer))
    if not given.json:
        say("·", _SAID)
    raid = attack_centre(installer, _counted)
    if given.json:
        print(json.dumps(raid.to_json(), ensure_ascii=False, indent=1))
        return 0 if raid.ok else 1
    for name, (tried, held) in raid.by_group().items():
        say(f"{'✓' if tried == held else '·'} {held}/{tried}", GROUPS[name])
    for one in raid.lost:
        say("✗", Words(f"未挡住：{one.who}：{one.words}", f"not held: {one.who}: {one.words}"), one.detail)
    for one in raid.unsettled:
        say("?", Words(f"有人占用，未试成：{one.words}", f"somebody was in the way: {one.words}"), one.detail)
    say("✓" if raid.ok else "✗", Words(f"共 {len(raid.outcomes)} 次尝试，挡住 {raid.held} 次",
                                       f"{len(raid.outcomes)} attempts, {raid.held} held"))  # fmt: skip
    return 0 if raid.ok else 1


def _counted(done: int) -> None:
    """A count on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        print(f"\r{done}", end="", file=sys.stderr, flush=True)
