"""What the guardian does with the archive when somebody asks for it: one thing for each kind of commission.

The same whether the window's own process asks or a commission of a window elsewhere is taken up. What is asked is
looked at here again: a commission was written by somebody else's program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from core.archive.checks import CheckQueries
from core.archive.moving.arriving import LEGACY, ImportPreview
from core.archive.moving.importing import BatchMade, ImportRecords
from core.archive.moving.transfer import MakeTransfer
from core.guardian.archive_desk import ArchiveHands
from core.guardian.commissions import Asking, Report
from core.guardian.moving_desk import MovingHands
from core.guardian.scan_desk import ScanHands, read_stack
from core.kernel.errors import BadInput
from core.kernel.ids import new_id

#: So many runs of one check of every record are named in its answer; of more only the counts.
MOST_NAMED = 2_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked, by whom; ``brought`` are the files and folders that came along, ``out`` where the result goes."""

    id: UUID
    clerk_id: UUID
    kind: str
    asks: Mapping[str, Any]
    brought: Mapping[str, Path]
    out: Path | None


Answer = dict[str, Any]


class ArchiveWorks:
    """All kinds of work, with the guardian's hands."""

    def __init__(self, archive: ArchiveHands, moving: MovingHands, scan: ScanHands) -> None:
        self._archive, self._moving, self._scan = archive, moving, scan
        self._works: dict[str, Callable[[Order, Report], Answer]] = {
            "check": self._check,
            "check-all": self._check_all,
            "fixity": self._fixity,
            "report": self._report,
            "period-report": self._period_report,
            "transfer": self._transfer,
            "import": self._import,
            "scan-in": self._scan_in,
        }

    def do(self, order: Order, report: Report) -> Answer:
        """Do it, and say what came of it. ``BadInput`` for what cannot be understood."""
        with _understood():
            work = self._works[order.kind]
        return work(order, report)

    def _check(self, order: Order, report: Report) -> Answer:
        with _understood():
            record = UUID(order.asks["record"])
        report(0, 1)
        return {"run": str(self._archive.checks.check(record).id)}

    def _check_all(self, _: Order, report: Report) -> Answer:
        checked, failed, runs = 0, 0, list[str]()
        for run in self._archive.checks.check_all(report=report):
            checked, failed = checked + 1, failed + (not run.ok)
            if checked <= MOST_NAMED:
                runs.append(str(run.id))
        return {"checked": checked, "failed": failed, "runs": runs}

    def _fixity(self, _: Order, report: Report) -> Answer:
        run = self._archive.fixity.run(report=report, from_start=True)
        return asdict(run) | {"faults": [asdict(one) for one in run.faults]}

    def _report(self, order: Order, report: Report) -> Answer:
        with _understood():
            wanted = [UUID(one) for one in order.asks["runs"]]
        report(0, 1)
        runs = CheckQueries(self._archive.storage).runs_named(wanted)
        _target(order).write_bytes(self._archive.report(runs))
        return {"runs": len(runs)}

    def _period_report(self, order: Order, report: Report) -> Answer:
        with _understood():
            period = str(order.asks["period"])
        report(0, 1)
        made = asdict(self._archive.reports.make(period))
        return made | {"id": str(made["id"])}

    def _transfer(self, order: Order, report: Report) -> Answer:
        with _understood():
            records = tuple(UUID(one) for one in order.asks["records"])
            said = str(order.asks["recipient"]), str(order.asks["reason"])
        # A package that a guardian died over was made all the same: the next attempt is a package of its own.
        command = MakeTransfer(new_id(), order.clerk_id, records, *said)
        made = asdict(self._moving.transfers.make(command, _target(order), report))
        return {name: value for name, value in made.items() if name != "path"}

    def _import(self, order: Order, report: Report) -> Answer:
        asks, brought, imports = order.asks, order.brought, self._moving.imports
        with _understood():
            said = (str(asks["kind"]), str(asks["source"]), str(asks["sha256"]), str(asks["root_sha256"]))
            command = ImportRecords(uuid5(order.id, "import"), order.clerk_id, *said, int(asks["records"]))
            legacy = command.kind == LEGACY
            first, folder = brought["list" if legacy else "bag"], brought["folder" if legacy else "bag"]
        if (made := imports.taken(command)) is not None:
            return _batch(made)
        if legacy:
            return self._take(command, imports.looking.look_at_list(first, folder, report), report)
        with imports.looking.look_at_package(first, report) as preview:
            return self._take(command, preview, report)

    def _take(self, command: ImportRecords, preview: ImportPreview, report: Report) -> Answer:
        return _batch(self._moving.imports.take_in(command, preview, report))

    def _scan_in(self, order: Order, report: Report) -> Answer:
        with _understood():
            stack = order.brought["stack"]
        return asdict(self._scan.scanning.scan_in(read_stack(stack), stack.name, order.clerk_id, report))


class Here:
    """The guardian works within this process: what is asked is done at once."""

    def __init__(self, staff_id: UUID, works: Callable[[], ArchiveWorks]) -> None:
        self._staff_id, self._works = staff_id, works

    def do(self, asking: Asking, report: Report | None = None) -> Mapping[str, Any]:
        brought = {part: one.path for part, one in asking.brought.items()}
        order = Order(new_id(), self._staff_id, asking.kind, asking.asks, brought, asking.out)
        return self._works().do(order, report or (lambda _done, _total: None))


@contextmanager
def _understood() -> Iterator[None]:
    """What is asked is read here; what cannot be is refused."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput("交办事项无法理解。", "The commission cannot be understood.") from error


def _target(order: Order) -> Path:
    if order.out is None:
        raise BadInput("没有写明结果存到哪里。", "It is not said where the result goes.")
    return order.out


def _batch(made: BatchMade) -> Answer:
    said = asdict(made)
    return said | {"id": str(made.id)}
