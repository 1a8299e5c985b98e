"""Which PostgreSQL a private server is of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.kernel.errors import Unavailable
from core.storage.private_cluster import CHOSEN, binaries


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    binaries.cache_clear()
    yield
    binaries.cache_clear()


def test_the_one_that_somebody_names_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for program, said in (("initdb", ""), ("postgres", "postgres (PostgreSQL) 17.4 (Debian 17.4-1)")):
        (tmp_path / program).write_text(f"#!/bin/sh\necho '{said}'\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv(CHOSEN, str(tmp_path))
    assert binaries() == tmp_path


def test_no_other_is_taken_for_the_one_that_was_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(CHOSEN, str(tmp_path))
    with pytest.raises(Unavailable) as refused:
        binaries()
    assert str(tmp_path) in str(refused.value)
