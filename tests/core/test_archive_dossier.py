"""The sealed dossier: PDF/A by structure, nothing blank, nothing cut off, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.archive.dossier_content import DossierContent
from core.archive.dossier_fonts import DossierFonts, FontFace, house_fonts
from core.archive.dossier_text import MM_PER_POINT, wrap
from core.archive.pdf_facts import attachment
from core.archive.qr import read_qr
from core.archive.record_metadata import described_record, metadata_xml
from core.archive.rules import dossier_id_from_qr
from core.kernel.errors import BadInput, Unavailable
from tests.core.archive_specimen import DOSSIER_ID, build_dossier, photo, specimen


@pytest.fixture(scope="module")
def content() -> DossierContent:
    return specimen(6)


@pytest.fixture(scope="module")
def sealed(content: DossierContent) -> bytes:
    return build_dossier(content, house_fonts())


def opened(data: bytes) -> pymupdf.Document:
    return pymupdf.open(stream=data, filetype="pdf")


def whole_text(data: bytes) -> str:
    return "".join(page.get_text() for page in opened(data)).replace("\n", "")


def assert_inside_margins(data: bytes) -> None:
    """No text beyond the printed area: a cut-off or overlapping foot would show here."""
    for page in opened(data):
        for x0, y0, x1, y1, *_ in page.get_text("words"):
            assert x0 >= 60, (page.number, x0)
            assert x1 <= 595 - 50, (page.number, x1)
            assert y0 >= 30 and y1 <= 830, (page.number, y0, y1)


def test_it_is_pdf_a_by_structure(sealed: bytes) -> None:
    assert sealed.startswith(b"%PDF-1.7\n%")
    document = opened(sealed)
    assert not document.is_encrypted and not document.is_repaired
    assert document.embfile_names() == ["metadata.xml"]
    catalogue = document.xref_object(document.pdf_catalog())
    for wanted in ("/OutputIntents", "/Metadata", "/Outlines", "/Lang", "/AF"):
        assert wanted in catalogue
    for barred in (b"/JavaScript", b"/JS", b"/Encrypt", b"/AA", b"/OpenAction <<", b"/LZWDecode", b"/Launch"):
        assert barred not in sealed
    metadata = document.get_xml_metadata()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>U</pdfaid:conformance>" in metadata
    assert "A002-DK·2026·D30-0412" in metadata
    assert document.xref_get_key(-1, "ID")[0] == "array"


def test_what_is_attached_describes_the_record_and_shows_no_number(
    sealed: bytes, content: DossierContent
) -> None:
    attached = opened(sealed).embfile_get("metadata.xml")
    assert attached == attachment(sealed) == metadata_xml(content)
    assert described_record(attached) == ("A002-DK·2026·D30-0412", DOSSIER_ID)
    said = attached.decode("utf-8")
    assert "142601197903121026" not in said and content.applicant_id_masked in said
    assert [paper.sha256 for paper in content.evidence if paper.sha256 not in said] == []
    assert [act.who for act in content.history if act.who not in said] == []
    for broken in (b"", b"<a/>", attached[:-20]):
        assert described_record(broken) is None


def test_the_last_day_of_keeping_stands_on_cover_and_in_metadata_where_it_is_known(
    sealed: bytes, content: DossierContent
) -> None:
    assert "30 年 · 至 2056-11-18" in opened(sealed)[0].get_text()
    assert "<保管期限至>2056-11-18</保管期限至>" in metadata_xml(content).decode("utf-8")


def test_every_font_is_embedded_and_a_subset(sealed: bytes) -> None:
    document = opened(sealed)
    fonts = {font[0]: font for page in document for font in page.get_fonts()}
    assert fonts
    for number, font in fonts.items():
        assert re.match(r"[A-Z]{6}\+NotoSansCJK", font[3])
        assert "ToUnicode" in document.xref_object(number)
        assert document.extract_font(number)[3]
    assert len(sealed) < 8_000_000


def test_text_can_be_found_and_copied(sealed: bytes, content: DossierContent) -> None:
    document = opened(sealed)
    assert document[0].search_for("王秀兰") and document[0].search_for("信贷审批卷宗")
    text = whole_text(sealed)
    wanted = ["142601197903121026", "张𬭩", "王䶮", "𠮷家庄村", "80,000.00 元", content.case_id]
    wanted += [
        content.audit.chain_head,
        content.draws[0].record_hash,
        "▲ 否",
        "白名单优惠",
        "经营稳定；邻里评议良好",
    ]
    assert [part for part in wanted if part not in text] == []
    assert_inside_margins(sealed)


def test_a_mark_stands_on_its_page_with_its_note(sealed: bytes) -> None:
    pages = [page for page in opened(sealed) if "签名与合同不一致" in page.get_text()]
    assert len(pages) == 1 and "标记 1 审查 周敏" in pages[0].get_text().replace("  ", " ")
    frames = [
        shape["rect"] for shape in pages[0].get_drawings() if shape.get("width") and shape["width"] > 1.2
    ]
    pictures = [pages[0].get_image_bbox(one) for one in pages[0].get_images(full=True)]
    assert any(picture.contains(frame) for frame in frames for picture in pictures)


def test_number_stands_on_every_page_and_pages_are_counted(sealed: bytes) -> None:
    document = opened(sealed)
    for number, page in enumerate(document, start=1):
        text = page.get_text()
        assert "A002-DK·2026·D30-0412" in text
        assert f"第 {number} 页 / 共 {document.page_count} 页" in text


def test_cover_code_leads_back_to_the_record(sealed: bytes) -> None:
    page = opened(sealed)[0].get_pixmap(dpi=100).tobytes("png")
    assert [dossier_id_from_qr(text) for text in read_qr(page)] == [DOSSIER_ID]


def test_contents_and_bookmarks_lead_to_their_pages(sealed: bytes) -> None:
    document = opened(sealed)
    outline = document.get_toc()
    links = document[1].get_links()
    assert [title for level, title, _ in outline if level == 1][1:4] == [
        "一、申请",
        "二、证据材料",
        "三、风险筛查",
    ]
    assert len(links) == len(outline) - 1
    for link, (_, title, page) in zip(links, outline[1:], strict=True):
        assert link["page"] == page - 1
        assert title in document[page - 1].get_text().replace("\n", "")


def test_papers_are_in_it_byte_for_byte(sealed: bytes, content: DossierContent) -> None:
    assert all(paper.image in sealed for paper in content.evidence)
    text = whole_text(sealed)
    assert all(paper.sha256 in text for paper in content.evidence)
    assert "超过 500 米" not in text  # the seventh paper is not in this dossier
    assert "拍摄位置距申报位置 1.3 公里" in whole_text(build_dossier(specimen(7), house_fonts()))


def test_same_content_same_bytes(sealed: bytes, content: DossierContent) -> None:
    assert build_dossier(content, house_fonts()) == sealed
    later = replace(content, sealed_at=content.sealed_at + 1_000_000)
    assert build_dossier(later, house_fonts()) != sealed


def test_english_leads_where_asked(content: DossierContent) -> None:
    data = build_dossier(content, house_fonts(), language="en")
    text = whole_text(data)
    assert "Credit approval dossier" in text and "10. Signatures" in text and "Page 1 of" in text
    assert_inside_margins(data)


@pytest.mark.parametrize("character", ["\U000323af", "\ue000", "\u2800", "\x07", "\u3164", "\ufe00"])
def test_a_character_without_ink_is_named_never_blank(content: DossierContent, character: str) -> None:
    with pytest.raises(BadInput) as refusal:
        build_dossier(replace(content, purpose=f"购买{character}种苗"), house_fonts())
    assert f"U+{ord(character):04X}" in refusal.value.words.zh
    assert f"U+{ord(character):04X}" in refusal.value.words.en


def _square() -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def test_a_spare_font_draws_what_the_first_lacks(content: DossierContent, tmp_path: Path) -> None:
    spare = tmp_path / "spare.ttf"
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "square"])
    builder.setupCharacterMap({0x20: "space", 0xE000: "square"})
    empty, square = TTGlyphPen(None).glyph(), _square()
    builder.setupGlyf({".notdef": square, "space": empty, "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "space": (250, 0), "square": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {"familyName": "Spare", "styleName": "Regular", "fullName": "Spare", "psName": "Spare"}
    )
    builder.setupOS2(sTypoAscender=880, sCapHeight=700)
    builder.setupPost()
    builder.save(spare)
    main = house_fonts()
    fonts = DossierFonts(main.regular, main.bold, (FontFace(spare),))
    data = build_dossier(replace(content, applicant="王\ue000兰"), fonts)
    assert "王\ue000兰" in whole_text(data)
    assert {"Spare", "NotoSansCJKSC"} <= {font[3].split("+")[1] for font in opened(data)[0].get_fonts()}


def test_long_texts_flow_over_pages_and_lose_nothing(content: DossierContent) -> None:
    sentence = "第{}棚的土地承包合同、收购流水与现场照片相符，未见异常。"
    long = "".join(sentence.format(number) for number in range(150))
    opinion = replace(
        content.opinions[0], text=long, conditions=tuple(f"条件{n}：" + "核对" * 40 for n in range(9))
    )
    row = ("大棚", "1.00", "说明" * 700)
    table = replace(content.tables[1], rows=(row, *content.tables[1].rows))
    many = replace(content.tables[0], rows=content.tables[0].rows * 40)
    full = replace(content, opinions=(opinion,), tables=(table, many), applicant="阿卜杜拉·买买提·" * 4)
    data = build_dossier(full, house_fonts())
    text = re.sub(
        r"信贷审批卷宗 · 样本A002-DK·2026·D30-0412|内部资料.*?第 \d+ 页 / 共 \d+ 页", "", whole_text(data)
    )
    assert long in text
    assert text.count("142601197711087711") == 40
    assert text.count("说明") >= 700
    assert_inside_margins(data)


def test_a_bare_case_has_a_dossier_too(content: DossierContent) -> None:
    bare = replace(
        content, evidence=(), screening=None, map=None, opinions=(), decision=None, draws=(), signatures=(),
        specimen=False, kept_until=None, approved_amount_fen=None, approved_rate=None,
    )  # fmt: skip
    text = whole_text(build_dossier(bare, house_fonts()))
    assert "二、办理经过" in text
    assert "人物、机构与数据均为虚构" not in text


def test_pictures_that_pdf_a_cannot_take_are_refused(content: DossierContent) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (40, 40)).save(out, "JPEG")
    for image in (out.getvalue(), b"no picture", photo(400, 300, 1)[:30]):
        paper = replace(content.evidence[0], image=image)
        with pytest.raises(BadInput):
            build_dossier(replace(content, evidence=(paper,)), house_fonts())


def test_odd_white_space_is_plain_white_space(content: DossierContent) -> None:
    odd = replace(content, applicant="王\u3000秀\t兰", purpose="购买种苗\u00a0与\r\n农膜\u2003等")
    text = whole_text(build_dossier(odd, house_fonts()))
    assert "王 秀 兰" in text and "购买种苗 与" in text and "农膜 等" in text


def test_missing_fonts_are_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        house_fonts([tmp_path])


ADVANCES = {c: 555.0 if ord(c) < 0x2000 else 1000.0 for c in "abc019 -.，。（）“”《》李明王大棚蔬菜"}


@settings(max_examples=400)
@given(st.text(alphabet=list(ADVANCES), max_size=80), st.integers(12, 80))
def test_lines_fit_lose_nothing_and_end_well(text: str, width: int) -> None:
    lines = wrap(text, width, ADVANCES, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert sum(ADVANCES[c] for c in line) * 10 * MM_PER_POINT / 1000 <= width + 0.01
    marks = [run.replace(" ", "") for run in re.findall(r"[^李明王大棚蔬菜abc019]+", text)]
    glue_longest = max(map(len, marks), default=0)
    if glue_longest <= 1:
        assert not any(line[0] in "，。）》" for line in lines[1:] if line)
        assert not any(line[-1] in "（《" for line in lines[:-1] if line)


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
def test_another_reader_agrees(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(sealed)
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True)
    assert "Encrypted:       no" in facts.stdout and "JavaScript:      no" in facts.stdout
    assert "Page size:       595.28 x 841.89 pts (A4)" in facts.stdout
    fonts = subprocess.run(
        ["pdffonts", file], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts and all(re.search(r"\byes yes yes\b", line) for line in fonts)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    assert "王秀兰" in text.stdout and "张𬭩" in text.stdout
    assert (facts.stderr, text.stderr) == ("", "")
