"""Decisions on PostgreSQL as fast as the server takes them: the statements of ``Decide``, sent by pgbench.

pgbench is PostgreSQL's own and costs next to nothing, so the difference that is measured is the guards'.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.bench.centre_copies import copy_id
from core.kernel.errors import Unavailable
from core.storage.private_cluster import binaries

_TEXT = """
\\set n :n + 1
\\set c :first + :client_id * :each + :n
BEGIN;
SELECT hold('command ' || {command}::text);
SELECT id FROM command WHERE id = {command};
SELECT duty.* FROM duty JOIN queue ON queue.duty_id = duty.id WHERE queue.case_id = {case} AND queue.staff_id = '{me}';
SELECT kind, round, seq FROM case_state WHERE case_id = {case};
SELECT * FROM opinion WHERE case_id = {case} AND round = 1;
INSERT INTO decision (id, case_id, round, duty_id, staff_id, opinion_id, outcome, amount_fen, term_months, rate,
  repayment, reasons, conditions, remark, checklist, marks, unseen, evidence_hash, at)
  VALUES ({decision}, {case}, 1, {duty}, '{me}', {opinion}, 'approve', 1000000, 12, '5.45', 'equal-instalment',
  '["income-clear"]', '', '', '[]', '[]', 0, '', {now});
INSERT INTO duty_end (id, duty_id, how, at) VALUES ({duty_end}, {duty}, 'decision', {now});
SELECT draft_thrown_away({case});
INSERT INTO step (id, case_id, seq, kind, round, staff_id, fact_id, reason, at)
  VALUES ({step}, {case}, {seq}, 'approved', 1, '{me}', {decision}, '', {now});
INSERT INTO errand (id, case_id, kind, round, attempts, due, error) VALUES ({errand}, {case}, 'seal', 1, 0, {now}, NULL);
SELECT hold('chain ' || {case}::text);
SELECT seq, hash FROM entry WHERE chain = {case} ORDER BY seq DESC LIMIT 1 \\gset last_
INSERT INTO entry (id, chain, seq, act, staff_id, previous, body, hash, at)
  VALUES ({entry}, {case}, :last_seq::bigint + 1, 'Decide', '{me}', :last_hash, '{body}', 'bench ' || :c::bigint, {now});
INSERT INTO command (id, kind, staff_id, request_hash, answer, at)
  VALUES ({command}, 'Decide', '{me}', '', '{{}}', {now});
COMMIT;
"""
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_RATE = re.compile(r"tps = ([\d.]+) \(without initial connection time\)")
_FAILED = re.compile(r"number of failed transactions: (\d+)")


@dataclass(frozen=True, slots=True)
class Dealt:
    """The case that the copies are of: keys as text, and the approver that every copy was dealt to."""

    case: str
    duty: str
    opinion: str
    seq: int
    approver: str


def decide_script(dealt: Dealt) -> str:
    """The transaction of one decision; the copy's number is counted up by each client for itself."""

    def copied(original: str) -> str:
        return f"(lpad(to_hex(:c::bigint), 12, '0') || '{copy_id(original, 0)[12:]}')::uuid"

    fresh = {
        name: copied(f"0000000000007{number:03x}8000{'0' * 12}")
        for number, name in enumerate(
            ("command", "decision", "duty_end", "step", "errand", "entry"), start=0xB00
        )
    }
    said = {"case": copied(dealt.case), "duty": copied(dealt.duty), "opinion": copied(dealt.opinion), **fresh}
    return _TEXT.format(**said, me=dealt.approver, seq=dealt.seq + 1, now=_NOW, body="x" * 900)


def decide(script: Path, url: str, role: str, password: str, *, clients: int, each: int, first: int) -> float:
    """Decisions a second: ``clients`` at once, ``each`` so many, on the copies from ``first`` on."""
    folder = binaries()
    if folder is None or not (folder / "pgbench").exists():
        raise Unavailable(
            "没有 pgbench（PostgreSQL 自带）。", "There is no pgbench, which comes with PostgreSQL."
        )
    said = subprocess.run(
        [
            folder / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-t", str(each),
            "-D", "n=-1", "-D", f"first={first}", "-D", f"each={each}", "-f", script,
            f"{url} user={role} options='-c search_path=evenhand'",
        ],
        env={"PATH": os.environ["PATH"], "PGPASSWORD": password},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    rate, failed = _RATE.search(said.stdout), _FAILED.search(said.stdout)
    if said.returncode or rate is None or (failed and failed[1] != "0"):
        raise Unavailable(
            f"pgbench 未能完成：{said.stderr[-400:]}", f"pgbench did not finish: {said.stderr[-400:]}"
        )
    return float(rate[1])
