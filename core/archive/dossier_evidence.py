"""The papers of a dossier: every page at full resolution, upright, with what its readers marked on it."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from PIL import Image

from core.archive import dossier_content as content
from core.cases.case_rows import CaseView, DocumentRow
from core.intake.render import Raster, Renderer
from core.kernel.coordinates import describe_distance

#: Photos come pixel for pixel up to this; what is larger is brought down to it.
_PHOTO_BOX = (4096, 4096)
#: A page of a PDF at 300 dpi (A4).
_PAGE_BOX = (2480, 3508)
_QUALITY = 85


def evidence_papers(
    view: CaseView, paper: Callable[[UUID], bytes], renderer: Renderer
) -> Iterator[content.EvidencePaper]:
    """Every page of every paper. ``paper`` gives a document's bytes; ``renderer`` opens them safely."""
    for row, number, raster in _rendered(view, paper, renderer):
        image = Image.frombuffer(
            "RGB", (raster.width, raster.height), raster.pixels, "raw", "BGRX", raster.stride, 1
        )
        out = io.BytesIO()
        # A second look for the shortest codes takes as long again: it saves a quarter of a page, a twentieth of a photo.
        image.save(out, "JPEG", quality=_QUALITY, optimize=row.media_type == "application/pdf")
        place = ""
        if row.distance_m is not None:
            place = f"距申报地址 {describe_distance(row.distance_m).zh}"
        yield content.EvidencePaper(
            row.kind_words,
            row.caption,
            row.page if row.page_count == 1 else number,
            row.media_type,
            out.getvalue(),
            row.sha256,
            row.taken_at,
            place,
            row.finding,
            tuple(_marks(view, row.id, number, raster)),
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


def _rendered(
    view: CaseView, paper: Callable[[UUID], bytes], renderer: Renderer
) -> Iterator[tuple[DocumentRow, int, Raster]]:
    """Every page of every paper; while one is encoded here, the renderer's process opens the next."""
    with ThreadPoolExecutor(1, thread_name_prefix="papers") as ahead:
        coming: deque[tuple[DocumentRow, int, Future[Raster]]] = deque()
        for row in view.documents:
            data = paper(row.id)
            box = _PAGE_BOX if row.media_type == "application/pdf" else _PHOTO_BOX
            for number in range(1, row.page_count + 1):
                raster = ahead.submit(renderer.render, data, row.media_type, page=number, box=box, exact=True)
                coming.append((row, number, raster))
                if len(coming) > 1:
                    first, page, made = coming.popleft()
                    yield first, page, made.result()
        for last, page, made in coming:
            yield last, page, made.result()
