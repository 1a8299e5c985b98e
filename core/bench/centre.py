"""What the guards of a PostgreSQL centre cost: decisions, lists and cases with and without them, idle windows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from core.app import open_centre
from core.bench.centre_decide import decide, decide_script
from core.bench.centre_made import CentreSize, MadeCentre, made_centre
from core.bench.centres import person
from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of
from core.cases.queries import CaseQueries
from core.demo_centre import PEOPLE
from core.identity.rules import Role
from core.kernel.words import Words
from core.storage.postgresql import login_role, open_postgresql
from core.storage.work import Storage

WINDOWS = 120
_ROUNDS = 3
#: Triggers that refuse or make wait. Those that keep lists (states, open duties, waiting entries) stay: they are
#: inserts that an unguarded centre would have to make as well.
_REFUSING = """
SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = 'evenhand'::regnamespace AND prosrc ~ 'refuse|RAISE'"""
_SECURED = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = 'evenhand'::regnamespace AND relkind = 'r' AND relrowsecurity"""


class Guards:
    """All guards of the centre, to be taken off and put on again."""

    def __init__(self, centre: MadeCentre) -> None:
        self._centre = centre
        with centre.superuser() as connection:
            self._triggers = connection.execute(_REFUSING).fetchall()
            self._tables = [row[0] for row in connection.execute(_SECURED).fetchall()]

    def row_security(self, on: bool) -> None:
        act = "ENABLE" if on else "DISABLE"
        self._run([f"ALTER TABLE {table} {act} ROW LEVEL SECURITY" for table in self._tables])

    def all(self, on: bool) -> None:
        act = "ENABLE" if on else "DISABLE"
        self._run([f"ALTER TABLE {table} {act} TRIGGER {name}" for name, table in self._triggers])
        self.row_security(on)

    def _run(self, statements: list[str]) -> None:
        with self._centre.superuser() as connection:
            for statement in statements:
                connection.execute(statement)


def measure_centre(size: CentreSize, each: int) -> list[Figure]:
    """``decide-centre-1``, ``decide-centre-8``, ``inbox-centre``, ``case-centre``, ``idle-windows``, one centre for all.

    ``each``: decisions a client makes in one round.
    """
    with made_centre(size) as centre:
        guards = Guards(centre)
        return _decisions(centre, guards, each) + _looking(centre, guards) + [_idle(centre)]


def waiting_for(each: int) -> int:
    """How many waiting cases the decisions use up."""
    return 2 * _ROUNDS * each * (1 + 8)


def _decisions(centre: MadeCentre, guards: Guards, each: int) -> list[Figure]:
    """Guards on and off in turns, so that whatever else the machine does falls on both alike."""
    script = centre.folder / "decide.sql"
    script.write_text(decide_script(centre.dealt), encoding="utf-8")
    approver = person(Role.APPROVER)
    first, figures = 1, []
    for clients in (1, 8):
        rates: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(_ROUNDS):
            for on in (True, False):
                guards.all(on)
                role, word = login_role(approver.login), approver.passphrase
                rate = decide(script, centre.url, role, word, clients=clients, each=each, first=first)
                rates[on].append(rate)
                first += clients * each
        guards.all(True)
        figures.append(_decided(clients, each, rates, centre))
    return figures


def _decided(clients: int, each: int, rates: dict[bool, list[float]], centre: MadeCentre) -> Figure:
    more: dict[str, Any] = {
        "rounds": {
            "guarded": [round(one) for one in rates[True]],
            "unguarded": [round(one) for one in rates[False]],
        },
        "filled": {"rows": centre.rows, "seconds": round(centre.seconds, 1), "cases": centre.size.cases},
    }
    return Figure(
        f"decide-centre-{clients}",
        Words(f"PostgreSQL 上的决定落盘，{clients} 个客户端，全部约束生效",
              f"Decisions on PostgreSQL, durable, {clients} client{'s' if clients > 1 else ''}, all guards on"),
        _ROUNDS * each * clients,
        rate=median(rates[True]),
        peer=Peer(Words("同样写入，撤去约束", "the same inserts without guards"), median(rates[False])),
        bar=Bar("ratio", at_least=0.6),
        more=more,
    )  # fmt: skip


def _looking(centre: MadeCentre, guards: Guards) -> list[Figure]:
    """The reviewer's inbox, and one case opened whole, as the window asks for them."""
    reviewer = person(Role.REVIEWER)
    with open_centre(centre.folder, reviewer.login, reviewer.passphrase) as app:
        cases = [row.id for row in app.case_queries.inbox(limit=centre.size.inbox)]
        turns = {
            "inbox-centre": (Words("收件箱一页", "A page of the inbox"), lambda _: app.case_queries.inbox()),
            "case-centre": (Words("打开一个案件", "A case opened"), lambda one: app.case_queries.case(one)),
        }
        figures = []
        for name, (what, act) in turns.items():
            times: dict[bool, list[float]] = {True: [], False: []}
            for part in range(4):
                on = part % 2 == 0
                guards.row_security(on)
                act(cases[0])  # plans are made anew after a change of the tables
                times[on] += [_seconds(act, one) for one in cases[part::4]]
            guards.row_security(True)
            figures.append(_looked(name, what, times, centre))
    return figures


def _seconds(act: Callable[[Any], object], one: Any) -> float:
    return seconds_of(lambda: act(one))


def _looked(name: str, what: Words, times: dict[bool, list[float]], centre: MadeCentre) -> Figure:
    on, off = ([one * 1000 for one in times[state]] for state in (True, False))
    words = Words(f"{what.zh}，{centre.size.cases:,} 个案件，行级安全开启",
                  f"{what.en}, {centre.size.cases:,} cases, row security on")  # fmt: skip
    peer = Peer(Words("同一查询，行级安全关闭", "the same queries with row security off"), median(off))
    return Figure(name, words, len(on), median(on), percentile(on, 95), max(on), peer=peer)


def _idle(centre: MadeCentre) -> Figure:
    """120 windows signed in and idle: connections, memory of their backends, processor time of one look at the desk."""
    people = [
        one
        for one in PEOPLE
        if one.login.startswith(("reviewer", "approver", "intake", "auditor", "manager"))
    ]
    desks: list[tuple[Storage, CaseQueries]] = []
    with open_centre(centre.folder, people[0].login, people[0].passphrase) as app:
        known = {one.login: one for one in app.people()}
        for number in range(WINDOWS):
            one = people[number % len(people)]
            engine = open_postgresql(centre.url, login_role(one.login), one.passphrase)
            storage = Storage(engine, known[one.login].id, lambda _: None)
            desks.append((storage, CaseQueries(storage, known[one.login], app.catalogue)))
            desks[-1][1].figures()
    with centre.superuser() as connection:
        pids = [
            row[0]
            for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'eh\\_%'")
        ]
        before = _processor_ms(pids)
        times = [seconds_of(queries.figures) * 1000 for _ in range(3) for _, queries in desks]
        spent = (_processor_ms(pids) - before) / len(times)
        memory = _memory_mib(pids)
    for storage, _ in desks:
        storage.close()
    more = {"connections": len(pids), "memory_mib": memory, "server_cpu_ms_a_look": round(spent, 2)}
    return Figure(
        "idle-windows",
        Words(f"{WINDOWS} 个空闲窗口：各自查看一次工作台",
              f"{WINDOWS} idle windows: one look at the desk"),
        len(times), median(times), percentile(times, 95), max(times), more=more,
        note=Words(f"{len(pids)} 个连接，服务器进程共 {memory or '?'} MiB，每次查看耗服务器处理器 {spent:.1f} ms。",
                   f"{len(pids)} connections, {memory or '?'} MiB of server processes, {spent:.1f} ms of server CPU a look."),
    )  # fmt: skip


def _processor_ms(pids: list[int]) -> float:
    """What the processes have used so far (Linux: user and system time of /proc/PID/stat)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _memory_mib(pids: list[int]) -> int | None:
    """Proportional share of memory; ``None`` where the system does not let us see it."""
    total = 0
    for pid in pids:
        try:
            said = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except PermissionError:
            return None
        found = re.search(r"^Pss:\s+(\d+) kB", said, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total // 1024
