"""A sealed dossier as the paper viewer knows it."""

from __future__ import annotations

from core.archive.queries import DossierRecord
from core.kernel.words import Words
from desktop.widgets.paper import Paper

DOSSIER = Words("卷宗", "Dossier")


def dossier_paper(record: DossierRecord) -> Paper:
    """The whole dossier; the viewer spreads it over its pages."""
    return Paper(
        record.row.id, "dossier", DOSSIER, record.row.archival_number, 1, record.pages, record.media_type
    )
