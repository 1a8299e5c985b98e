"""Risk figures: decisions beside another engine's, a backtest of the source's book, near photos, the refusal table."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import cycle, islice
from typing import Any

from core.bench.dmn_peer import DmnPeer
from core.bench.measuring import Figure, Peer, seconds_of
from core.kernel.canonical import canonical_bytes
from core.kernel.clock import parse_instant
from core.kernel.errors import Tampered
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk.backtest import backtest
from core.risk.jdm import jdm_from_tables, variable_names
from core.risk.past_cases import read_past_case
from core.risk.photo_hash import measure_search
from core.risk.refusal_book import GRANTED, REFUSED, BookSize, refusal_book, refusal_table
from core.risk.risk_extra import import_extra
from core.risk.rule_set import default_rule_set, rule_set_texts
from core.risk.rule_tables import Folder
from core.risk.rules import application_from_package, inputs_from_package, screen
from core.risk.second_opinion import SecondOpinion

BOOK = sum(REFUSED.values()) + GRANTED
"""75,175: the households of the source's four years."""
DISTINCT = 2_000
_AS_OF = parse_instant("2026-11-24T09:05:00+08:00")


def measure_engines(count: int) -> list[Figure]:
    """``risk-engines`` and ``risk-dmn``: explained decisions a second, ours, zen-engine's and SpiffWorkflow's, on the
    same rules and inputs.

    Only cases in which nothing is in doubt, because zen-engine knows no doubts; both must agree on each.
    """
    texts = rule_set_texts(files("resources") / "rule_sets" / "2026-11")
    rules, names = default_rule_set(), variable_names(texts)
    cases = [(one.application, one.inputs) for one in islice(_sound_cases(), count)]
    second = SecondOpinion(texts)
    apart = sum(bool(second.check(*case, _AS_OF)) for case in cases[: max(200, count // 10)])
    if apart:
        raise Tampered(f"两个引擎有 {apart} 件意见不同。", f"The engines disagree on {apart} cases.")
    decision = import_extra("zen").ZenEngine().create_decision(json.dumps(jdm_from_tables(texts)))
    given = [_given(application, inputs, names) for application, inputs in cases]
    ours = min(seconds_of(lambda: [screen(rules, *case, _AS_OF) for case in cases]) for _ in range(3))
    plain = seconds_of(lambda: [decision.evaluate(one) for one in given])
    traced = seconds_of(lambda: [decision.evaluate(one, {"trace": True}) for one in given])
    dmn = _dmn_engine(texts, cases, given)
    return [
        Figure(
            "risk-engines",
            Words("筛查：同一规则集与输入，全部解释", "Screenings, explained, the same rules and inputs"),
            count,
            rate=count / ours,
            peer=Peer(Words("zen-engine，带跟踪", "zen-engine, traced"), count / traced),
            note=Words("各引擎逐件一致", "the engines agree on every case compared"),
            more={"zen_per_second_untraced": round(count / plain), "compared": max(200, count // 10)},
        ),
        *(
            Figure(
                "risk-dmn",
                Words("筛查：同一规则集导出为 DMN", "Screenings, the same rules exported as DMN"),
                len(one),
                rate=count / ours,
                peer=Peer(Words("SpiffWorkflow DMN", "SpiffWorkflow DMN"), len(one) / seconds),
                note=Words("逐件一致", "agrees on every case"),
            )
            for one, seconds in dmn
        ),
    ]


def _dmn_engine(
    texts: Folder, cases: list[tuple[Any, Any]], given: list[dict[str, Any]]
) -> list[tuple[list[Any], float]]:
    """SpiffWorkflow over the first of the cases and its seconds; empty where it is not installed.

    It is so much slower that it gets a part of them; it must agree on each.
    """
    if importlib.util.find_spec("SpiffWorkflow") is None:
        return []
    peer, rules = DmnPeer(texts), default_rule_set()
    some = given[: max(50, len(given) // 50)]
    said: list[dict[str, Any]] = []
    seconds = seconds_of(lambda: said.extend(peer.decide(one) for one in some))
    for case, theirs in zip(cases, said, strict=False):
        ours = screen(rules, case[0], case[1], _AS_OF)
        assert ours.rate is not None
        if (theirs["outcome"], theirs["limit"], theirs["rate"], theirs["points"], theirs["rejects"]["code"]) != (
            ours.outcome, ours.limit_fen, int(ours.rate * 10_000), ours.score.points, [one.code for one in ours.causes],
        ):  # fmt: skip
            raise Tampered("DMN 引擎意见不同。", "The DMN engine disagrees.")
    return [(some, seconds)]


def measure_backtest(count: int) -> list[Figure]:
    """``risk-backtest``: stored screenings read and screened again with two rule sets, a second.

    ``DISTINCT`` records are read over and over, each time from its JSON, as the database hands it over.
    """
    rules = default_rule_set()
    stored = [
        canonical_bytes(screen(rules, one.application, one.inputs, _AS_OF).to_json()).decode()
        for one in islice(_book_cases(), DISTINCT)
    ]
    read = (
        read_past_case(new_id(), f"样本-{number}", "yaodu", text)
        for number, text in enumerate(islice(cycle(stored), count))
    )
    found: list[Any] = []
    seconds = seconds_of(
        lambda: found.append(backtest(read, rules, count, lambda done, total: None, against=rules))
    )
    return [
        Figure(
            "risk-backtest",
            Words(
                "回测：读取存档并用两套规则重筛",
                "Backtest: stored screenings read, screened with two rule sets",
            ),
            count,
            rate=count / seconds,
            more={
                "seconds": round(seconds, 1),
                "distinct_records": DISTINCT,
                "changed": found[0].whole.changed,
            },
        )
    ]


def measure_photos(photos: int) -> list[Figure]:
    """``risk-photos``: exact near-duplicate search (up to eight bits of 64) among so many fingerprints."""
    speed = measure_search(photos)
    return [
        Figure(
            "risk-photos",
            Words("照片近似检索（8 位以内，精确）", "Near photos, within 8 bits of 64, exact"),
            speed.searches,
            p50=speed.search_us_p50 / 1000,
            p95=speed.search_us_p95 / 1000,
            note=Words(
                f"{photos:,} 张中埋下 {speed.planted}，找到 {speed.found}",
                f"{speed.found} of {speed.planted} planted among {photos:,} found",
            ),
            more={"photos": photos, "build_seconds": speed.build_seconds},
        )
    ]


def measure_refusals(divisor: int) -> list[Figure]:
    """``risk-refusals``: the source's refusal table from a generated book, counted by the rules alone."""
    size, rules = BookSize.part(divisor), default_rule_set()
    tables: list[Any] = []
    seconds = seconds_of(lambda: tables.append(refusal_table(rules, size, _AS_OF)))
    table = tables[0]
    if table.counts != dict(size.refused) or table.refused != sum(size.refused.values()):
        raise Tampered(f"拒绝表不符：{table.counts}。", f"The refusal table differs: {table.counts}.")
    counts = " / ".join(f"{row.count:,}" for row in table.rows)
    return [
        Figure(
            "risk-refusals",
            Words("拒绝表：由规则得出，与原文一致", "The refusal table, out of the rules, as in the source"),
            table.households,
            rate=table.households / seconds,
            note=Words(f"{counts}，共 {table.refused:,}", f"{counts} of {table.refused:,}"),
            more={"counts": table.counts, "refused": table.refused, "outcomes": dict(table.outcomes)},
        )
    ]


def _book_cases() -> Iterator[Any]:
    """Households of the source's book, a tenth of it, as they were screened."""
    rules = default_rule_set()
    for case in refusal_book(BookSize.part(10), _AS_OF):
        yield screen(rules, application_from_package(case, _AS_OF, 0), inputs_from_package(case), _AS_OF)


def _sound_cases() -> Iterator[Any]:
    return (one for one in _book_cases() if not one.doubts)


def _given(application: Any, inputs: Any, names: dict[str, str]) -> dict[str, Any]:
    """The inputs under the names of the exported decision."""
    asked = {name: getattr(application, name) for name in application.__slots__}
    known = asked | {item.name: item.value for item in inputs}
    return {names[name]: value for name, value in known.items() if name in names}
