"""The rows of the gram index, as each engine keeps them: an FTS5 table, or ``tsvector`` under a GIN index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, TextClause, bindparam, text
from sqlalchemy import Text as TextType


def grams_row(number: int, grams: Iterable[str], *, at_centre: bool) -> tuple[TextClause, dict[str, Any]]:
    """The statement and values that index record ``number`` under ``grams``; ``at_centre`` is PostgreSQL."""
    if at_centre:
        statement = text(
            "INSERT INTO dossier_gram (number, grams) VALUES (:number, array_to_tsvector(:grams))"
        )
        return statement.bindparams(bindparam("grams", type_=ARRAY(TextType))), {
            "number": number,
            "grams": list(grams),
        }
    statement = text("INSERT INTO dossier_gram (rowid, grams) VALUES (:number, :grams)")
    return statement, {"number": number, "grams": " ".join(grams)}
