"""The report of the four checks (四性检测报告): a PDF/A in Chinese, one part a record, sealed by the centre."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from core.archive import dossier_words as say
from core.archive.check_items import CheckOutcome, CheckRow, Quality
from core.archive.checks import OCCASIONS, CheckRun
from core.archive.dossier import LaidOut
from core.archive.dossier_content import DossierColumn, FactRow
from core.archive.dossier_facts import facts
from core.archive.dossier_fonts import DossierFonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import INK, LEFT, RIGHT, SECOND, SMALL, THIRD, Sheet
from core.archive.dossier_table import table
from core.archive.dossier_text import MM_PER_POINT, Style
from core.kernel.clock import local_text, local_time
from core.kernel.words import Words

TITLE = Words("电子档案四性检测报告", "Report of the four checks")
_BASIS = Words(
    "依据 DA/T 70-2018《文书类电子档案检测一般要求》逐项检测；机器不能判断的标为人工核验，不计为通过。",
    "Item by item after DA/T 70-2018; what a machine cannot tell is left to a person and never counted as passed.",
)
_RECORD, _OCCASION, _AT = Words("档号", "Record"), Words("检测时机", "Occasion"), Words("检测时间", "Checked")
_RESULT, _COUNTS = Words("结论", "Result"), Words("统计", "Counts")
_ITEM, _OUTCOME, _EVIDENCE = (
    Words("检测项", "Item"),
    Words("结果", "Result"),
    Words("依据与处置", "Evidence, what to do"),
)
_ALL_PASSED, _SOME_FAILED = (
    Words("未发现不通过项", "No item failed"),
    Words("有不通过项", "Some items failed"),
)
_MADE = Words("出具时间", "Made")
_RECORDS = Words("检测件数", "Records")
_FAILED_RECORDS = Words("有不通过项的件数", "Records with failed items")
_DO = Words("处置", "What to do")
_SEALED = Words("中心印章", "Centre's seal")
_PERIOD, _EVERY = Words("报告期", "Period"), Words("检测过的档案", "Records checked")
_TONES = {True: "pass", False: "refuse"}


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """The newest run of one record in the time that is reported on."""

    archival_number: str
    occasion: str
    at: int
    ok: bool


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is reported: the centre, when, and the runs; ``sealed`` leaves a place for the seal."""

    centre: Words
    made_at: int
    runs: tuple[CheckRun, ...]
    specimen: bool
    sealed: bool
    #: Of a month or a quarter: every record that was checked, a line each; ``runs`` are then the failed ones only.
    period: str = ""
    listed: tuple[CheckedRecord, ...] = ()


def lay_out_report(report: CheckReport, fonts: DossierFonts) -> LaidOut:
    """The report as PDF/A-2u; the same report gives the same bytes."""
    cut = fonts.cut(_characters(report))
    title = TITLE.zh + (f" · {say.SPECIMEN.zh}" if report.specimen else "")
    with tempfile.TemporaryDirectory(prefix="evenhand-report-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), "zh", (title, local_text(report.made_at)))
        _describe(sheet, report)
        _head(sheet, report)
        if report.listed:
            _listing(sheet, report.listed)
        for run in report.runs:
            _run(sheet, run)
        sheet.feet(report.centre.zh)
        pdf = bytes(sheet.output(output_producer_class=DossierOutput))
        boxes = tuple(_points(sheet, box) for box in sheet.signature_boxes)
        return LaidOut(pdf, boxes, sheet.pages_count)


def _points(sheet: Sheet, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, width, height = box
    corners = (left, sheet.h - top - height, left + width, sheet.h - top)
    return tuple(round(value / MM_PER_POINT) for value in corners)  # type: ignore[return-value]


def _characters(report: CheckReport) -> set[str]:
    found = set("".join(map(chr, range(0x20, 0x7F))) + "·—…▲：；，。、（）“”")
    for text in (*say.every_text(), report.centre.zh, report.centre.en):
        found.update(text)
    for words in (value for value in globals().values() if isinstance(value, Words)):
        found.update(words.zh + words.en)
    for quality in Quality:
        found.update(quality.words.zh + quality.words.en)
    for words in OCCASIONS.values():
        found.update(words.zh + words.en)
    for outcome in CheckOutcome:
        found.update(outcome.words.zh)
    found.update(report.period)
    for one in report.listed:
        found.update(one.archival_number)
    for run in report.runs:
        found.update(run.archival_number)
        for row in run.rows:
            found.update(row.item.words.zh + row.evidence.zh + row.item.advice.zh)
    return found - set("\n\r\t")


def _describe(sheet: Sheet, report: CheckReport) -> None:
    made = local_time(report.made_at).replace(microsecond=0)
    sheet.set_lang("zh-CN")
    sheet.set_title(TITLE.zh)
    sheet.set_creation_date(made)
    sheet.set_xmp_metadata(
        f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
        xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
      <pdfaid:part>2</pdfaid:part>
      <pdfaid:conformance>U</pdfaid:conformance>
      <xmp:CreatorTool>Evenhand</xmp:CreatorTool>
      <xmp:CreateDate>{made.isoformat()}</xmp:CreateDate>
      <xmp:ModifyDate>{made.isoformat()}</xmp:ModifyDate>
      <xmp:MetadataDate>{made.isoformat()}</xmp:MetadataDate>
      <pdf:Producer>Evenhand</pdf:Producer>
      <dc:format>application/pdf</dc:format>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{TITLE.zh}</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>{escape(report.centre.zh)}</rdf:li></rdf:Seq></dc:creator>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""
    )


def _head(sheet: Sheet, report: CheckReport) -> None:
    sheet.turn()
    sheet.start_section(TITLE.zh, level=0)
    sheet.put(LEFT, sheet.y + 8, TITLE.zh, Style(20, INK, bold=True))
    sheet.put(LEFT, sheet.y + 14, TITLE.en, Style(9.5, THIRD))
    sheet.y += 20
    bad = sum(not run.ok for run in report.runs)
    top = sheet.y
    facts(
        sheet,
        [
            FactRow(say.INSTITUTION, report.centre.zh),
            FactRow(_MADE, local_text(report.made_at, seconds=True)),
            *([FactRow(_PERIOD, report.period)] if report.period else []),
            FactRow(_RECORDS, str(len(report.listed or report.runs))),
            FactRow(_FAILED_RECORDS, str(bad)),
        ],
        label_width=34,
    )
    sheet.paragraph(_BASIS.zh, SMALL)
    if report.sealed:
        height, width = 34.0, 52.0
        top = sheet.y + 1
        sheet.box(RIGHT - width, top, width, height)
        sheet.put(RIGHT - width + 4, top + 7, _SEALED.zh, Style(8.5, SECOND))
        sheet.put(RIGHT - width + 4, top + 29.5, local_text(report.made_at), Style(8, SECOND))
        sheet.signature_boxes.append((RIGHT - width, top, width, height))
        sheet.y = top + height + 3


def _listing(sheet: Sheet, listed: tuple[CheckedRecord, ...]) -> None:
    columns = (
        DossierColumn(_RECORD, 62),
        DossierColumn(_OCCASION, 30),
        DossierColumn(_AT, 40),
        DossierColumn(_RESULT, 34),
    )
    rows = [
        (
            one.archival_number,
            OCCASIONS[one.occasion].zh,
            local_text(one.at),
            (_ALL_PASSED if one.ok else _SOME_FAILED).zh,
        )
        for one in listed
    ]
    table(sheet, columns, rows, title=_EVERY)


def _run(sheet: Sheet, run: CheckRun) -> None:
    title = Words(run.archival_number, OCCASIONS[run.occasion].zh)
    said = _ALL_PASSED if run.ok else _SOME_FAILED
    sheet.heading(title, room=60, chip=(said.zh, _TONES[run.ok]))
    counted = run.counts()
    listing = "，".join(f"{outcome.words.zh} {number}" for outcome, number in counted.items())
    facts(sheet, [FactRow(_AT, local_text(run.at, seconds=True)), FactRow(_COUNTS, listing)])
    columns = (DossierColumn(_ITEM, 52), DossierColumn(_OUTCOME, 18), DossierColumn(_EVIDENCE, 96))
    for quality in Quality:
        rows = [row for row in run.rows if row.item.quality is quality]
        cells = [(row.item.words.zh, row.outcome.words.zh, _evidence(row)) for row in rows]
        table(sheet, columns, cells, title=quality.words)


def _evidence(row: CheckRow) -> str:
    if row.outcome is not CheckOutcome.FAILED:
        return row.evidence.zh
    return f"▲ {row.evidence.zh}。{_DO.zh}：{row.item.advice.zh}"
