"""What changed hands in one case, as a list, and its lines for the detail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.app import App
from core.audit.queries import WitnessOverview, WitnessRow
from core.cases.custody import Custody, CustodyRow, Handing
from core.kernel.errors import NotFound
from core.kernel.words import Words
from desktop import i18n
from desktop.casework import case_text
from desktop.widgets.table import PAGE_SIZE, Column

_KINDS = {
    Handing.DUTY: "accent",
    Handing.REDRAW: "amber",
    Handing.PAPER: "neutral",
    Handing.NUMBER: "amber",
}
WitnessLine = tuple[WitnessRow, WitnessOverview]


def _handing(row: CustodyRow) -> tuple[Words, str]:
    return row.handing.words, _KINDS[row.handing]


def _holder(row: CustodyRow) -> str:
    return case_text.person(row.person)


def _until(row: CustodyRow) -> str:
    return "—" if row.until is None else i18n.instant_text(row.until)


def _what(row: CustodyRow) -> Words:
    return row.what


def _why(row: CustodyRow) -> Words:
    return row.why


CUSTODY_COLUMNS = (
    Column("at", Words("自", "From"), 124, "instant", ink="second"),
    Column("until", Words("至", "Until"), 124, value=_until, ink="second"),
    Column("handing", Words("种类", "Kind"), 124, "chip", value=_handing),
    Column("person", Words("人员", "Person"), 84, value=_holder),
    Column("what", Words("内容", "What"), 0, value=_what),
    Column("why", Words("原因", "Why"), 176, value=_why, ink="second"),
)


class CustodyReader:
    """Fetches the custody of the case whose number contains a text; what it fetched last is ``custody``."""

    def __init__(self, app: App, text: str) -> None:
        self._app, self._text = app, text
        self.custody: Custody | None = None

    @property
    def case_id(self) -> UUID | None:
        return self.custody.case_id if self.custody is not None else None

    def __call__(self, after: CustodyRow | None) -> Sequence[CustodyRow]:
        """A page; runs off the window's thread."""
        if after is None:
            self.custody = self._read()
        if self.custody is None:
            return ()
        start = 0 if after is None else after.number + 1
        return self.custody.rows[start : start + PAGE_SIZE]

    def _read(self) -> Custody | None:
        try:
            return self._app.custody.of_number(self._text) if self._text else None
        except NotFound:
            return None  # the list says so


def _witness_name(line: WitnessLine) -> str:
    return line[0].name


def _witness_size(line: WitnessLine) -> str:
    return i18n.number_text(line[0].size)


def _witness_at(line: WitnessLine) -> str:
    return "—" if line[0].at is None else i18n.instant_text(line[0].at)


def _witness_way(line: WitnessLine) -> str | Words:
    return line[0].address or Words("文件交换", "Files are carried")


def _witness_state(line: WitnessLine) -> tuple[Words, str]:
    row, overview = line
    if any(one.name == row.name for one in overview.refusals):
        return Words("△ 拒签", "△ Refused"), "red"
    behind = overview.log_size - row.size
    if behind <= 0:
        return Words("✓ 最新", "✓ Up to date"), "ok"
    return Words(f"落后 {behind:,} 条", f"{behind:,} behind"), "amber"


WITNESS_COLUMNS = (
    Column("name", Words("见证人", "Witness"), 0, value=_witness_name),
    Column("way", Words("联系方式", "Reached by"), 190, value=_witness_way, ink="second"),
    Column("size", Words("见证至", "Witnessed to"), 96, align_right=True, value=_witness_size),
    Column("at", Words("签名时间", "Cosigned"), 128, value=_witness_at, ink="second"),
    Column("state", Words("状态", "State"), 116, "chip", value=_witness_state),
)


def witness_lines(app: App, after: WitnessLine | None) -> Sequence[WitnessLine]:
    """Every witness with the whole overview; they are few."""
    if after is not None:
        return ()
    overview = app.audit.witnesses(app.witness_policy)
    return tuple((row, overview) for row in overview.rows)
