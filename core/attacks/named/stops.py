"""Attacks on the stop of automated recommendation."""

from __future__ import annotations

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me, new_row


def figures(ring: Ring) -> None:
    """Figures in the session's own name."""
    ring.insert("post_loan_figure", new_row(ring, "post_loan_figure") | {"staff_id": me(ring), "period": "x"})


def stop_of(**changed: str) -> Script:
    """A stop on figures of the session's own, but for what is changed."""

    def script(ring: Ring) -> None:
        figure = ring.one("post_loan_figure", "id NOT IN (SELECT figure_id FROM recommendation_stop)")
        said = {"institution": figure["institution"], "product": figure["product"], "staff_id": me(ring)}
        row = fresh(ring.one("recommendation_stop"), ring.now(), figure_id=figure["id"], **said)
        ring.insert("recommendation_stop", row | changed)

    return script


def _asked(ring: Ring) -> Row:
    """A request on a stop that stands."""
    return ring.one("stop_end_request", "stop_id NOT IN (SELECT stop_id FROM stop_end)")


def ask_end(ring: Ring) -> None:
    ring.insert("stop_end_request", fresh(_asked(ring), ring.now(), staff_id=me(ring)))


def end(ring: Ring) -> None:
    """Confirm, in the session's own name, that the stop ends."""
    asked = _asked(ring)
    row = fresh(ring.one("stop_end"), ring.now(), stop_id=asked["stop_id"], request_id=asked["id"])
    ring.insert("stop_end", row | {"staff_id": me(ring)})


def pass_while_stopped(ring: Ring) -> None:
    """A screening that recommends by itself, of a case whose product is stopped."""
    stop = ring.one("recommendation_stop", "id NOT IN (SELECT stop_id FROM stop_end)")
    case = ring.one(
        "loan_case",
        "product = ? AND institution_id IN (SELECT id FROM institution WHERE code = ?)",
        stop["product"],
        stop["institution"],
    )
    row = fresh(ring.one("screening"), ring.now(), case_id=case["id"], round=98, outcome="pass")
    ring.insert("screening", row)


ATTACKS: tuple[Attack, ...] = (
    Attack("post-loan figures from a reviewer", "reviewer1", figures, "role", "post_loan_figure_by_risk_manager"),
    Attack("a stop of another product than the figures are of", "risk1", stop_of(product="another"), "step", "recommendation_stop_of_its_figures"),
    Attack("a stop of another bank than the figures are of", "risk1", stop_of(institution="another"), "step"),
    Attack("a stop on another's figures", "risk2", stop_of(), "step"),
    Attack("ask as a reviewer that a stop end", "reviewer1", ask_end, "role", "stop_end_request_by_risk_manager"),
    Attack("end a stop as an auditor", "auditor1", end, "role", "stop_end_by_risk_manager"),
    Attack("end a stop that one asked to end", "risk1", end, "stop", "stop_end_by_another"),
    Attack("recommend by machine while that is stopped", "guardian", pass_while_stopped, "stop", "screening_while_stopped"),
)  # fmt: skip
