"""The revision that brought rule sets: what it holds is set aside on the way down and comes back."""

from __future__ import annotations

from core.risk.queries import RiskQueries
from core.storage import migrate
from tests.factories import centre


def test_rule_sets_survive_the_way_down_and_up() -> None:
    with centre() as house:
        drafted = house.draft_rules("risk1", "2026-12")
        house.check_rules("risk2", drafted)
        house.deliver_risk_input("court_dishonest")
        before = RiskQueries(house.storage("risk1")).rule_sets()
        engine = house.engine(house.guardian_id)
        migrate.downgrade(engine, "0001")
        with engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT count(*) FROM kept_0002_rule_set").scalar_one()
        migrate.upgrade(engine)
        engine.dispose()
        assert kept == 2
        assert RiskQueries(house.storage("risk1")).rule_sets() == before
        assert house.verify().ok
