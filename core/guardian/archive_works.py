"""What the guardian does with the archive when somebody asks for it: one thing for each kind of commission.

The same whether the window's own process asks or a commission of a window elsewhere is taken up. What is asked is
looked at here again: a commission was written by somebody else's program. What is put on record of an order is one act
under an id that comes of the order's, and its answer is what the act kept: a guardian that died between doing and
answering leaves nothing to be done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from core.archive.checks import CheckQueries
from core.archive.moving.arriving import LEGACY
from core.archive.moving.importing import ImportRecords
from core.archive.moving.transfer import MakeTransfer
from core.guardian.archive_desk import ArchiveHands
from core.guardian.commissions import Asking, Report
from core.guardian.moving_desk import MovingHands
from core.guardian.parcels import NOTHING, Parcel
from core.guardian.scan_desk import ScanHands, read_stack
from core.kernel.errors import BadInput, Unavailable
from core.kernel.ids import new_id

#: So many runs of one check of every record are named in its answer; of more only the counts.
MOST_NAMED = 2_000


class PutAway:
    """Brings what came of an order to where its giver fetches it, once."""

    def __init__(self, wrap: Callable[[], Parcel] = lambda: NOTHING) -> None:
        self._wrap = wrap
        self._parcel: Parcel | None = None

    def go(self) -> Parcel:
        """Bring it, unless it is there."""
        if self._parcel is None:
            self._parcel = self._wrap()
        return self._parcel

    def was(self, parcel: Parcel) -> None:
        """It is there: an earlier attempt brought it."""
        self._parcel = parcel


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked, by whom; ``brought`` are the files and folders that came along, ``out`` where the result goes and
    ``away`` what brings it to its giver."""

    id: UUID
    clerk_id: UUID
    kind: str
    asks: Mapping[str, Any]
    brought: Mapping[str, Path]
    out: Path | None
    away: PutAway

    @property
    def act(self) -> UUID:
        """The id of what is put on record of it."""
        return uuid5(self.id, self.kind)


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

    def done(self, order: Order) -> Answer | None:
        """What came of it already; ``None`` where nothing that is put on record once was."""
        said = self._archive.storage.answer_of(order.act)
        if said is not None and "parcel" in said:
            order.away.was(Parcel(**said.pop("parcel")))
        return said

    def _kept(self, order: Order) -> Answer:
        said = self.done(order)
        if said is None:
            raise Unavailable("办理结果没有记录。", "What came of it is not on record.")
        return said

    def _check(self, order: Order, report: Report) -> Answer:
        with _understood():
            record = UUID(order.asks["record"])
        report(0, 1)
        self._archive.checks.check(record, command_id=order.act)
        return self._kept(order)

    def _check_all(self, order: Order, report: Report) -> Answer:
        checked, failed, runs = 0, 0, list[str]()
        for run in self._archive.checks.check_all(report=report, command_id=order.act):
            checked, failed = checked + 1, failed + (not run.ok)
            if checked <= MOST_NAMED:
                runs.append(str(run.id))
        return {"checked": checked, "failed": failed, "runs": runs}

    def _fixity(self, order: Order, report: Report) -> Answer:
        self._archive.fixity.run(report=report, from_start=True, command_id=order.act)
        return self._kept(order)

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
        self._archive.reports.make(period, command_id=order.act)
        return self._kept(order)

    def _transfer(self, order: Order, report: Report) -> Answer:
        with _understood():
            records = tuple(UUID(one) for one in order.asks["records"])
            said = str(order.asks["recipient"]), str(order.asks["reason"])
        command = MakeTransfer(order.act, order.clerk_id, records, *said)
        self._moving.transfers.make(
            command, _target(order), report, lambda: {"parcel": asdict(order.away.go())}
        )
        return self._kept(order)

    def _import(self, order: Order, report: Report) -> Answer:
        asks, brought, imports = order.asks, order.brought, self._moving.imports
        with _understood():
            said = (str(asks["kind"]), str(asks["source"]), str(asks["sha256"]), str(asks["root_sha256"]))
            command = ImportRecords(order.act, order.clerk_id, *said, int(asks["records"]))
            legacy = command.kind == LEGACY
            first, folder = brought["list" if legacy else "bag"], brought["folder" if legacy else "bag"]
        if legacy:
            imports.take_in(command, imports.looking.look_at_list(first, folder, report), report)
        else:
            with imports.looking.look_at_package(first, report) as preview:
                imports.take_in(command, preview, report)
        return self._kept(order)

    def _scan_in(self, order: Order, report: Report) -> Answer:
        with _understood():
            stack = order.brought["stack"]
        taken = self._scan.scanning.scan_in(
            read_stack(stack), stack.name, order.clerk_id, report, command_id=order.act
        )
        return asdict(taken)  # a stack that was known is put on record no second time


class Here:
    """The guardian works within this process: what is asked is done at once."""

    def __init__(self, staff_id: UUID, works: Callable[[], ArchiveWorks]) -> None:
        self._staff_id, self._works = staff_id, works

    def do(self, asking: Asking, report: Report | None = None) -> Mapping[str, Any]:
        brought = {part: one.path for part, one in asking.brought.items()}
        order = Order(new_id(), self._staff_id, asking.kind, asking.asks, brought, asking.out, PutAway())
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
