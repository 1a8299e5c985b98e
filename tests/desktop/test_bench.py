"""The quick benchmark measures everything it names and leaves a report that can be read. Nothing is timed here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.bench.measuring import Bar, Figure, Peer, percentile, timed_figure
from core.kernel.words import Words
from core.storage.private_cluster import binaries
from desktop.bench.command import TOGETHER
from desktop.bench.table import figures_table

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "draw-made", "draw-verified", "screening", "screening-stored", "package-in", "package-check", "decide",
    "seal", "log-verify", "archive-search", "archive-survey", "queue-first-paint", "queue-scroll",
    "inbox-first-paint", "inbox-scroll", "next-case", "next-case-alone", "photo-first-paint", "start",
]  # fmt: skip


@pytest.mark.timeout(600)
def test_quick_bench_measures_every_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "bench", "--quick", "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert report["not_measured"] == {}, done.stderr
    assert done.returncode == 0
    figures = {one["name"]: one for one in report["figures"]}
    assert list(figures) == NAMES
    assert all(one["n"] > 0 and one["what"]["zh"] and one["what"]["en"] for one in figures.values())
    assert all((one["met"] is None) == (one["bar"] is None) for one in figures.values())
    assert figures["draw-verified"]["more"]["candidates"] == 50
    assert figures["draw-verified"]["more"]["sound"] == figures["draw-verified"]["n"]
    assert figures["log-verify"]["more"]["sound"]
    assert report["machine"]["cores"] and report["machine"]["versions"]["PySide6-Essentials"]
    for name in NAMES:
        assert name in done.stdout
    assert not (tmp_path / "centres" / "work").exists()


def figure(**changes: object) -> Figure:
    words = Words("样本", "specimen")
    return Figure("one", words, 3, **changes)  # type: ignore[arg-type]


def test_times_are_compared_with_times_and_rates_with_rates() -> None:
    peer = Peer(Words("对照", "peer"), 4.0)
    assert timed_figure("a", peer.words, [0.002, 0.002, 0.009], peer=peer).ratio == 0.5
    assert figure(rate=8.0, peer=peer).ratio == 2.0
    assert figure(rate=8.0).ratio is None


def test_a_bar_is_met_at_its_edge_and_not_beyond() -> None:
    assert figure(p95=150.0, bar=Bar("p95", at_most=150)).met is True
    assert figure(p95=150.1, bar=Bar("p95", at_most=150)).met is False
    assert figure(rate=99.0, bar=Bar("rate", at_least=100)).met is False
    assert figure(p95=1.0).met is None


def test_percentiles_were_really_measured() -> None:
    values = [float(one) for one in range(1, 41)]
    assert (percentile(values, 50), percentile(values, 95), percentile(values, 100)) == (20.0, 38.0, 40.0)
    assert percentile([7.0], 95) == 7.0


def test_columns_stand_under_one_another_in_both_languages() -> None:
    lines = figures_table([figure(p50=1.5, p95=2.0, most=3.0, bar=Bar("p95", at_most=5))]).splitlines()
    assert lines[0].startswith("项目") and lines[1].startswith("measured")
    assert "✓" in lines[3]


@pytest.mark.timeout(300)
def test_figures_of_risk_are_measured_when_they_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "bench", "--quick", "--out", str(tmp_path), "risk"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    figures = {one["name"]: one for one in report["figures"]}
    figures.pop("risk-dmn", None)  # there where the extra `risk` is whole
    assert list(figures) == ["risk-engines", "risk-backtest", "risk-photos", "risk-refusals"]
    assert figures["risk-engines"]["ratio"] > 1
    assert figures["risk-backtest"]["more"]["changed"] == 0
    assert figures["risk-refusals"]["more"]["counts"] == {
        "credit-bureau": 126, "court-spending-limit": 8, "court-dishonest": 3, "anti-fraud": 18,
        "multi-borrowing": 116,
    }  # fmt: skip


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL 15 or later here")
@pytest.mark.timeout(300)
def test_the_archive_is_measured_beside_its_rivals(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "bench", "--quick", "--out", str(tmp_path), "archive"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    figures = {one["name"]: one for one in report["figures"]}
    assert figures["archive-index-sqlite"]["n"] == 20_000
    assert set(figures["archive-sqlite-three-characters"]["more"]["rivals_p50_ms"]) == {
        "LIKE",
        "FTS5 trigram",
    }
    assert set(figures["archive-sqlite-two-characters"]["more"]["rivals_p50_ms"]) == {"LIKE"}
    assert figures["archive-index-postgresql"]["n"] == 20_000
    assert set(figures["archive-postgresql-two-characters"]["more"]["rivals_p50_ms"]) == {"LIKE", "pg_trgm"}
    assert figures["archive-codes"]["more"]["read"] == figures["archive-codes"]["more"]["pages"]
    assert figures["archive-fixity"]["more"]["sound"]


@pytest.mark.timeout(300)
def test_quick_bench_measures_a_centre_with_a_server(tmp_path: Path) -> None:
    if binaries() is None:
        pytest.skip("no PostgreSQL 15 or later here: apt-get install postgresql")
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "bench", "--quick", "--out", str(tmp_path), "centre"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {
        one["name"]: one
        for one in json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["figures"]
    }
    assert set(figures) == set(TOGETHER["centre"])
    assert figures["decide-centre-8"]["ratio"] > 0
    assert figures["inbox-centre"]["n"] > 0
    assert figures["idle-windows"]["more"]["connections"] == 120
