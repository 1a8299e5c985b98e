"""Rows of a legacy list looked at one by one: what each would be here, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.archive.moving.arriving import (
    LEGACY,
    ArrivingFile,
    ArrivingRecord,
    House,
    ImportPreview,
    RefusedRecord,
)
from core.archive.moving.legacy_files import named_files
from core.archive.moving.legacy_table import LegacyTable
from core.archive.rules import PERMANENT, new_dossier_id, parse_archival_number, period_named
from core.intake.render import Renderer
from core.kernel.clock import CHINA, local_date
from core.kernel.errors import BadInput, EvenhandError
from core.kernel.money import fen_from_text
from core.kernel.person_numbers import id_number_fault
from core.kernel.words import Words

Report = Callable[[int, int], None]
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_OUTCOMES = dict.fromkeys(
    ("同意", "批准", "通过", "已批准", "approve", "approved", "granted"), "approve"
) | dict.fromkeys(("否决", "不同意", "拒绝", "未通过", "decline", "declined", "refused"), "decline")
_OLD_NUMBER = re.compile(r"[0-9]{15}")
_BOX = (64, 64)


def preview_rows(
    table: LegacyTable, folder: Path, source: str, house: House, renderer: Renderer, report: Report | None
) -> ImportPreview:
    """Every row as it would come; files are opened in the renderer's own process."""
    rows = _Rows(folder, house, renderer)
    for done, (line, cells) in enumerate(table.rows, start=1):
        rows.take(line, cells)
        if report is not None:
            report(done, len(table.rows))
    return ImportPreview(LEGACY, source, table.sha256, tuple(rows.records), tuple(rows.refused))


class _Rows:
    def __init__(self, folder: Path, house: House, renderer: Renderer) -> None:
        self._folder, self._house, self._renderer = folder, house, renderer
        self._seen: dict[str, int] = {}
        self.records: list[ArrivingRecord] = []
        self.refused: list[RefusedRecord] = []

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        row = _Row(self._house, cells)
        row.read()
        number = row.values.get("archival_number", "")
        if number and (earlier := self._seen.setdefault(number, line)) != line:
            row.fault(f"档号 {number} 与第 {earlier} 行重复", f"{number} stands in line {earlier} already")
        files, faults = named_files(self._folder, cells.get("files", ""))
        row.faults += [fault.words for fault in faults]
        pages = row.pages(files, self._renderer) if files and not faults else 0
        if row.faults:
            shown = number or cells.get("number", "")[:40]
            self.refused.append(
                RefusedRecord(str(line), shown, cells.get("name", "")[:60], tuple(row.faults))
            )
            return
        record = ArrivingRecord(
            place=str(line),
            qr_id=new_dossier_id(),
            pages=pages,
            searched=row.searched(),
            files=tuple(files),
            **row.values,
        )
        self.records.append(record)


class _Row:
    """One row being read: values so far, and faults."""

    def __init__(self, house: House, cells: Mapping[str, str]) -> None:
        self._house, self._cells = house, cells
        self.values: dict[str, Any] = {}
        self.faults: list[Words] = []

    def fault(self, zh: str, en: str) -> None:
        self.faults.append(Words(zh, en))

    def read(self) -> None:
        for step in (self._name, self._person, self._amount, self._day, self._outcome):
            step()
        self._place()
        self._product()
        self._retention()
        self._number()

    def searched(self) -> tuple[str, ...]:
        """What it is found by; amounts and dates have columns of their own."""
        values, product = self.values, self._house.catalogue.find(self.values["product"])
        texts = (
            values["applicant_name"],
            values["person"],
            values["archival_number"],
            self._cells.get("former", ""),
            values["institution"].zh,
            values["village"].zh,
            product.words.zh if product else "",
        )
        return tuple(text for text in texts if text)

    def pages(self, files: list[ArrivingFile], renderer: Renderer) -> int:
        """Open every file; how many pages the first has."""
        counts = []
        for file in files:
            try:
                data = file.path.read_bytes()
                counts.append(renderer.render(data, file.media_type, box=_BOX).page_count)
            except (EvenhandError, OSError) as error:
                words = error.words if isinstance(error, EvenhandError) else Words("读不到", "cannot be read")
                self.fault(f"文件 {file.name[-60:]}：{words.zh}", f"{file.name[-60:]}: {words.en}")
        return counts[0] if counts else 0

    def _cell(self, key: str) -> str:
        return self._cells.get(key, "")

    def _name(self) -> None:
        name = self._cell("name")
        if not 1 <= len(name) <= 60 or not name.isprintable():
            self.fault(
                "姓名（题名）为空或超过 60 字", "The name (title) is empty or longer than 60 characters"
            )
        self.values["applicant_name"] = name

    def _person(self) -> None:
        number = self._cell("person").upper().strip("'’ ")
        if number and not _OLD_NUMBER.fullmatch(number):
            wrong = id_number_fault(number, local_date(self._house.today))
            if wrong is not None:
                self.faults.append(wrong)
        self.values["person"] = number

    def _amount(self) -> None:
        try:
            fen = fen_from_text(self._cell("amount"))
            if not 0 < fen <= 10**12:
                raise BadInput(
                    "金额须大于零、不超过 100 亿元", "An amount is above zero and at most 10 billion yuan"
                )
            self.values["amount_fen"] = fen
        except BadInput as error:
            self.faults.append(error.words)

    def _day(self) -> None:
        found = _DAY.fullmatch(self._cell("day"))
        try:
            if found is None:
                raise ValueError
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            self.fault(
                f"“{self._cell('day')[:20]}”不是日期，请写成 2019-03-05",
                f"“{self._cell('day')[:20]}” is no date; write 2019-03-05",
            )
            return
        if not date(1949, 10, 1) <= day <= local_date(self._house.today):
            self.fault(f"日期 {day} 不合理", f"The date {day} cannot be right")
            return
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
        self.values["decided_at"] = min(int(moment.timestamp()) * 1_000_000, self._house.today)

    def _outcome(self) -> None:
        outcome = _OUTCOMES.get(self._cell("outcome").casefold())
        if outcome is None:
            self.fault(
                f"结果“{self._cell('outcome')[:20]}”不认识，请写“同意”或“否决”",
                f"The outcome “{self._cell('outcome')[:20]}” is unknown; write “approved” or “declined”",
            )
        self.values["outcome"] = outcome

    def _retention(self) -> None:
        """What the list says; where it says nothing, what the policy in force says of such a record."""
        if self._cell("retention"):
            try:
                self.values["retention"] = period_named(self._cell("retention")).code
            except BadInput as error:
                self.faults.append(error.words)
            return
        values = self.values
        product = values.get("product", "")
        kind = (product, self._house.catalogue.categories.get(product, ""), values.get("institution_id"))
        line = self._house.policy.line_for(values["outcome"] or "", *kind)
        values["retention"] = PERMANENT.code if line is None else line.period
        values["retention_line_id"] = None if line is None else line.id

    def _place(self) -> None:
        text = self._cell("bank")
        bank = self._house.bank(text)
        if bank is None:
            self.fault(f"没有登记机构“{text[:40]}”", f"No institution “{text[:40]}” is registered")
            return
        self.values |= {"institution_id": bank[0], "institution": bank[1]}
        text = self._cell("village")
        village = self._house.village(bank[0], text)
        if village is None:
            self.fault(f"{bank[1].zh}没有登记“{text[:40]}”村", f"{bank[1].en} has no village “{text[:40]}”")
            return
        self.values |= {"village_id": village[0], "village": village[1]}

    def _product(self) -> None:
        text = self._cell("product")
        catalogue = self._house.catalogue
        codes = [one.code for one in catalogue.products if text in (one.code, one.words.zh, one.words.en)]
        if not codes:
            self.fault(f"产品目录里没有“{text[:40]}”", f"The catalogue has no product “{text[:40]}”")
            return
        self.values["product"] = codes[0]

    def _number(self) -> None:
        try:
            number = parse_archival_number(self._cell("number"))
        except BadInput as error:
            self.faults.append(error.words)
            return
        self.values["archival_number"] = number.text()
        if number.retention != self.values.get("retention", number.retention):
            self.fault(
                "档号里的保管期限与保管期限列不一致", "The number and the column give different retentions"
            )
        clash = self._house.number_fault(number.text())
        if clash is not None:
            self.faults.append(clash)
