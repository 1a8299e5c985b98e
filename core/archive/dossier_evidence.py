"""The papers of a dossier: every page at full resolution, upright, with what its readers marked on it."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from PIL import Image, ImageChops

from core.archive import dossier_content as content
from core.archive.plain_jpeg import plain_jpeg
from core.cases.case_rows import CaseView, DocumentRow
from core.intake.render import JPEG, PDF, Raster, Renderer
from core.kernel.coordinates import describe_distance

#: Photos come pixel for pixel up to this; what is larger is brought down to it.
_PHOTO_BOX = (4096, 4096)
#: A page of a PDF at 300 dpi (A4).
_PAGE_BOX = (2480, 3508)
#: Small enough that a photo is decoded at an eighth: all of its bytes are read all the same.
_PROOF_BOX = (64, 64)
_QUALITY = 85
#: Degrees clockwise in which a photo is seen upright, by its orientation (EXIF 2.32); mirrored ones are drawn anew.
_TURNED = {1: 0, 3: 180, 6: 90, 8: 270}


@dataclass(frozen=True, slots=True)
class _Picture:
    """A JPEG, seen upright when ``turned`` so many degrees clockwise."""

    jpeg: bytes
    turned: int


def evidence_papers(
    view: CaseView, paper: Callable[[UUID], bytes], renderer: Renderer
) -> Iterator[content.EvidencePaper]:
    """Every page of every paper. ``paper`` gives a document's bytes; ``renderer`` opens them safely."""
    for row, number, raster, picture in _pictures(view, paper, renderer):
        place = ""
        if row.distance_m is not None:
            place = f"距申报地址 {describe_distance(row.distance_m).zh}"
        yield content.EvidencePaper(
            row.kind_words,
            row.caption,
            row.page if row.page_count == 1 else number,
            row.media_type,
            picture.jpeg,
            row.sha256,
            row.taken_at,
            place,
            row.finding,
            tuple(_marks(view, row.id, number, raster)),
            picture.turned,
        )


def _marks(view: CaseView, document_id: UUID, page: int, raster: Raster) -> Iterator[content.EvidenceMark]:
    """Marks lie in pixels of the upright original; here they become parts of ten thousand of the page."""
    number = 0
    for judgement in view.judgements:
        for marked, on_page, left, top, width, height, note in judgement.marks:
            number += 1
            if str(marked) == str(document_id) and on_page == page:
                across, down = raster.source_width, raster.source_height
                yield content.EvidenceMark(
                    number,
                    judgement.stage.words,
                    judgement.staff_name,
                    str(note),
                    left * 10_000 // across,
                    top * 10_000 // down,
                    width * 10_000 // across,
                    height * 10_000 // down,
                )


def _pictures(
    view: CaseView, paper: Callable[[UUID], bytes], renderer: Renderer
) -> Iterator[tuple[DocumentRow, int, Raster, _Picture]]:
    """Every page of every paper with its JPEG; while one is encoded here, the renderer's process opens the next."""
    with ThreadPoolExecutor(1, thread_name_prefix="papers") as ahead:
        coming: deque[tuple[DocumentRow, int, Future[tuple[Raster, _Picture | None]]]] = deque()
        for row in view.documents:
            data = paper(row.id)
            for number in range(1, row.page_count + 1):
                coming.append((row, number, ahead.submit(_opened, renderer, data, row.media_type, number)))
                if len(coming) > 1:
                    yield _pictured(*coming.popleft())
        for last in coming:
            yield _pictured(*last)


def _pictured(
    row: DocumentRow, number: int, opened: Future[tuple[Raster, _Picture | None]]
) -> tuple[DocumentRow, int, Raster, _Picture]:
    raster, taken = opened.result()
    return row, number, raster, taken or _Picture(_encoded(raster, row.media_type), 0)


def _opened(renderer: Renderer, data: bytes, media_type: str, number: int) -> tuple[Raster, _Picture | None]:
    """The page; and its JPEG where it can go in as it was taken, once it is found that it can be decoded."""
    if media_type == JPEG:
        small = renderer.render(data, media_type, page=number, box=_PROOF_BOX)
        if (taken := _as_taken(data, small)) is not None:
            return small, taken
    box = _PAGE_BOX if media_type == PDF else _PHOTO_BOX
    return renderer.render(data, media_type, page=number, box=box, exact=True), None


def _as_taken(data: bytes, seen: Raster) -> _Picture | None:
    """``None`` where it is too large, mirrored, or no plain JPEG."""
    turned = _TURNED.get(seen.orientation)
    upright = (seen.source_width, seen.source_height)
    if turned is None or max(upright) > max(_PHOTO_BOX):
        return None
    plain = plain_jpeg(data, upright[::-1] if turned % 180 else upright)
    return None if plain is None else _Picture(plain, turned)


def _encoded(raster: Raster, media_type: str) -> bytes:
    image = Image.frombuffer(
        "RGB", (raster.width, raster.height), raster.pixels, "raw", "BGRX", raster.stride, 1
    )
    if media_type == PDF and _is_grey(image):
        image = image.getchannel(0)
    out = io.BytesIO()
    # A second look for the shortest codes takes as long again: it saves a quarter of a page, a twentieth of a photo.
    image.save(out, "JPEG", quality=_QUALITY, optimize=media_type == PDF)
    return out.getvalue()


def _is_grey(image: Image.Image) -> bool:
    """Most papers are: without colours a page is a third less to encode, and the same to look at."""
    first, *others = image.split()
    return all(ImageChops.difference(first, other).getbbox() is None for other in others)
