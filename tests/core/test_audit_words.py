"""Everything the log can bear witness to has a name for people, in both languages."""

from __future__ import annotations

import core.app  # noqa: F401  (knows every table)
from core.audit.act_words import ACT_WORDS
from core.audit.fact_words import FACT_WORDS, fact_words
from core.storage.tables import fact_tables


def test_every_kind_of_fact_has_a_name() -> None:
    assert not {table.name for table in fact_tables()} - set(FACT_WORDS)
    assert fact_words("of_a_later_version").en == "of_a_later_version"


def test_names_are_told_apart_in_either_language() -> None:
    for known in (FACT_WORDS, ACT_WORDS):
        for of in ("zh", "en"):
            said = [getattr(words, of) for words in known.values()]
            assert len(set(said)) == len(said)
            assert all(said)
