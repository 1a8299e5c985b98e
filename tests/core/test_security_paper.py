"""SECURITY.md tells of everything that is not held, in both languages, as the command does."""

from __future__ import annotations

from pathlib import Path

from core.attacks.limits import LIMITS

ROOT = Path(__file__).resolve().parents[2]


def test_every_limit_is_in_the_paper() -> None:
    paper = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for limit in LIMITS:
        assert paper.count(f"`{limit.code}`") == 2, limit.code
        for words in (limit.what, limit.done):
            assert words.zh in paper, limit.code
            assert words.en[1:] in paper, limit.code


def test_the_paper_is_linked_from_the_readme_in_both_languages() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").count("(SECURITY.md)") == 2
