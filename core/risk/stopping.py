"""Post-loan figures taken in by file, and the stop of automated recommendation that they may trigger.

《个人贷款管理办法》2024 Art. 21: a lender goes back to people where its models no longer hold. A stop is a fact with the
trigger's figures; it ends when one person of risk asks for that and another confirms (held by the database).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from core.identity import tables as identity
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from core.kernel.words import Words
from core.risk import tables
from core.risk.monitoring import PostLoanFigures, StopTrigger, stop_rule
from core.risk.queries import rule_set_in_force
from core.risk.rule_set import RuleSet
from core.risk.rule_tables import Row, RuleSetError, read_table
from core.storage.work import Reading, Storage, Work

COLUMNS = ("institution", "product", "period", "recommended", "overdue_30d", "turned_bad", "foretold_bad_permille",
           "score_psi_permille", "overruled")  # fmt: skip
_COUNTS = COLUMNS[3:]
#: The input by which a rule set knows of a stop.
INPUT = "recommendation_stopped"


@dataclass(frozen=True, slots=True)
class PostLoanRow:
    """Figures of one product of one institution."""

    institution: str
    product: str
    figures: PostLoanFigures


@dataclass(frozen=True, slots=True)
class TakeInPostLoanFigures:
    """What a file said; ``file_sha256`` is the hash of its bytes."""

    command_id: UUID
    file_sha256: str
    rows: tuple[PostLoanRow, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many rows are on record now, and the stops that they triggered."""

    rows: int
    stops: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AskStopEnd:
    """Ask that a stop end, with the reason."""

    command_id: UUID
    stop_id: UUID
    remark: str


@dataclass(frozen=True, slots=True)
class ConfirmStopEnd:
    """Confirm what another asked."""

    command_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop as people read it; ``request_id`` and ``remark`` of whoever asked last that it end."""

    id: UUID
    institution: str
    product: str
    period: str
    figures: Mapping[str, int]
    triggers: tuple[StopTrigger, ...]
    at: int
    request_id: UUID | None
    asked_by: str | None
    asked_by_id: UUID | None
    remark: str | None
    ended_at: int | None
    ended_by: str | None
    bank: Words
    """The institution by name."""

    @property
    def in_force(self) -> bool:
        return self.ended_at is None


def read_figures(name: str, content: bytes) -> tuple[PostLoanRow, ...]:
    """The rows of a CSV file of figures. ``BadInput`` names every row that cannot be right, all at once."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} 不是 UTF-8 文本。", f"{name} is no UTF-8 text.") from error
    rows, faults = [], []
    for row in read_table({name: text}, name, COLUMNS):
        try:
            rows.append(_read_row(row))
        except RuleSetError as fault:
            faults.append(fault)
    if faults:
        raise BadInput("\n".join(one.words.zh for one in faults), "\n".join(one.words.en for one in faults))
    return tuple(rows)


def _read_row(row: Row) -> PostLoanRow:
    counts = {column: row.whole(column) for column in _COUNTS}
    for column, count in counts.items():
        part = column in ("overdue_30d", "turned_bad", "overruled") and count > counts["recommended"]
        if count < 0 or part:
            raise row.error(f"“{column}”不可能是 {count}。", f"“{column}” cannot be {count}.")
    if counts["foretold_bad_permille"] > 1000:
        raise row.error("预计不良率超过 1000‰。", "More than 1000 per mille were foretold to turn bad.")
    figures = PostLoanFigures(window=row.text("period"), **counts)
    return PostLoanRow(row.text("institution"), row.text("product"), figures)


def stops_in_force(reading: Reading, institution: str, product: str) -> tuple[UUID, ...]:
    """The stops under which automated recommendation of a product of an institution stands."""
    stop, end = tables.recommendation_stop, tables.stop_end
    rows = reading.all(
        select(stop.c.id)
        .outerjoin(end, end.c.stop_id == stop.c.id)
        .where(stop.c.institution == institution, stop.c.product == product, end.c.id.is_(None))
        .order_by(stop.c.at, stop.c.id)
    )
    return tuple(row.id for row in rows)


def heeds_stops(rule_set: RuleSet) -> bool:
    """Whether a rule set asks for stops at all; those checked before there were any do not."""
    return any(spec.name == INPUT for spec in rule_set.inputs)


def unheeding_words(version: str) -> Words:
    """What is to be done where a stop stands and the rule set in force does not know of stops."""
    return Words(
        f"自动推荐已停用，但生效的规则集 {version} 制定于停用规则之前，不问停用，筛查只能等待。请风险经理在“规则集”中制定新版本"
        f"（inputs.csv 加 {INPUT}，findings.csv 加 {INPUT} = yes，可由程序所附规则集复制），由另一人复核；生效后自动续办。",
        f"Automated recommendation is stopped, but the rule set in force, {version}, was made before there were stops and"
        " does not ask for them, so screening waits. A risk manager must make a new version under “Rule sets”"
        f" ({INPUT} in inputs.csv, and {INPUT} = yes in findings.csv; the set that comes with the program has both) and"
        " another check it; once it is in force the cases go on by themselves.",
    )


class StoppingService:
    """Commands and reads about stops. The database holds who may, and that two people end one."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def take_in(self, command: TakeInPostLoanFigures) -> TakenIn:
        """Put figures on record, and a stop where they trigger one and none is in force. Sent twice, once."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return TakenIn(work.answer["rows"], tuple(UUID(one) for one in work.answer["stops"]))
            self._check_known(work, command.rows)
            stops = [stop for row in command.rows if (stop := _record(work, row, command.file_sha256))]
            work.commit({"rows": len(command.rows), "stops": [str(one) for one in stops]})
            return TakenIn(len(command.rows), tuple(stops))

    def _check_known(self, work: Work, rows: tuple[PostLoanRow, ...]) -> None:
        known = {row.code for row in work.all(select(identity.institution.c.code))}
        strange = sorted({row.institution for row in rows} - known)
        if strange:
            listed = ", ".join(strange)
            raise BadInput(f"没有这些机构：{listed}。", f"No such institutions: {listed}.")

    def ask_end(self, command: AskStopEnd) -> UUID:
        """Ask that a stop end; returns the request's id. Another has to confirm it."""
        if not command.remark.strip():
            raise BadInput("请写明恢复自动推荐的理由。", "Say why automated recommendation may go on.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            _in_force(work, command.stop_id)
            request_id = work.record(
                tables.stop_end_request,
                stop_id=command.stop_id,
                staff_id=work.staff_id,
                remark=command.remark,
            )
            work.commit({"id": str(request_id)})
            return request_id

    def confirm_end(self, command: ConfirmStopEnd) -> None:
        """End a stop as the second person. ``NotAllowed`` for whoever asked."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            request = work.first(
                select(tables.stop_end_request).where(tables.stop_end_request.c.id == command.request_id)
            )
            if request is None:
                raise NotFound("没有这项申请。", "There is no such request.")
            if request.staff_id == work.staff_id:
                raise NotAllowed(
                    "申请人不能自己确认，请由另一人确认。",
                    "Who asks cannot confirm it; somebody else must.",
                )
            _in_force(work, request.stop_id)
            work.record(
                tables.stop_end, stop_id=request.stop_id, request_id=request.id, staff_id=work.staff_id
            )
            work.commit({})

    def unheeding(self) -> str | None:
        """The version of the rule set in force where it does not ask for stops; None where it does, or none is in force."""
        with self._storage.reading() as reading:
            try:
                rule_set = rule_set_in_force(reading, reading.now)
            except Unavailable:
                return None
        return None if heeds_stops(rule_set) else rule_set.version

    def stops(self, limit: int = 200) -> tuple[StopRow, ...]:
        """Stops, those in force first, then the newest."""
        with self._storage.reading() as reading:
            asked: dict[UUID, Any] = {row.stop_id: row for row in reading.all(_requests())}
            found = [_row(row, asked.get(row.id)) for row in reading.all(_stops().limit(limit))]
        return tuple(sorted(found, key=lambda one: not one.in_force))


def figures_command(command_id: UUID, name: str, content: bytes) -> TakeInPostLoanFigures:
    """The command for a file of figures."""
    return TakeInPostLoanFigures(command_id, sha256_hex(content), read_figures(name, content))


def _record(work: Work, row: PostLoanRow, file_sha256: str) -> UUID | None:
    """One row on record, and the stop that it triggers, if any; what is on record already stays as it is."""
    figure = tables.post_loan_figure
    same = (figure.c.institution == row.institution, figure.c.product == row.product,
            figure.c.period == row.figures.window, figure.c.file_sha256 == file_sha256)  # fmt: skip
    if work.first(select(figure.c.id).where(*same)) is not None:
        return None
    counts = {name: value for name, value in asdict(row.figures).items() if name != "window"}
    figure_id = work.record(
        figure,
        institution=row.institution,
        product=row.product,
        period=row.figures.window,
        figures=canonical_bytes(counts).decode(),
        file_sha256=file_sha256,
        staff_id=work.staff_id,
    )
    triggers = stop_rule(row.figures)
    if not triggers or stops_in_force(work, row.institution, row.product):
        return None
    return work.record(
        tables.recommendation_stop,
        figure_id=figure_id,
        institution=row.institution,
        product=row.product,
        triggers=canonical_bytes([one.to_json() for one in triggers]).decode(),
        staff_id=work.staff_id,
    )


def _in_force(work: Work, stop_id: UUID) -> None:
    stop, end = tables.recommendation_stop, tables.stop_end
    if work.first(select(stop.c.id).where(stop.c.id == stop_id)) is None:
        raise NotFound("没有这项停用。", "There is no such stop.")
    if work.first(select(end.c.id).where(end.c.stop_id == stop_id)) is not None:
        raise Conflict("这项停用已经结束。", "This stop has ended already.")


def _requests() -> Select[Any]:
    request = tables.stop_end_request
    return (
        select(request.c.id, request.c.stop_id, request.c.staff_id, request.c.remark, identity.staff.c.name)
        .join(identity.staff, identity.staff.c.id == request.c.staff_id)
        .order_by(request.c.at, request.c.id)
    )


def _stops() -> Select[Any]:
    stop, figure, end = tables.recommendation_stop, tables.post_loan_figure, tables.stop_end
    bank = identity.institution
    return (
        select(stop, figure.c.period, figure.c.figures, end.c.at.label("ended_at"),
               identity.staff.c.name.label("ended_by"), bank.c.name_zh, bank.c.name_en)
        .join(figure, figure.c.id == stop.c.figure_id)
        .join(bank, bank.c.code == stop.c.institution)
        .outerjoin(end, end.c.stop_id == stop.c.id)
        .outerjoin(identity.staff, identity.staff.c.id == end.c.staff_id)
        .order_by(stop.c.at.desc(), stop.c.id.desc())
    )  # fmt: skip


def _row(row: Any, request: Any) -> StopRow:
    return StopRow(
        row.id,
        row.institution,
        row.product,
        row.period,
        json.loads(row.figures),
        tuple(StopTrigger.from_json(one) for one in json.loads(row.triggers)),
        row.at,
        request.id if request else None,
        request.name if request else None,
        request.staff_id if request else None,
        request.remark if request else None,
        row.ended_at,
        row.ended_by,
        Words(row.name_zh, row.name_en),
    )
