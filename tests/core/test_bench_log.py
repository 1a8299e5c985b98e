"""The log's figures on both engines, small."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.bench.log import measure_log
from tests.centre_house import postgresql_centre
from tests.factories import centre


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_log_is_measured_and_stays_sound(engine: str) -> None:
    with centre() if engine == "sqlite" else postgresql_centre() as house:
        key = Ed25519PrivateKey.from_private_bytes(house.secrets.log_seed)
        found = measure_log(house.storage("guardian"), key, house.blobs, 5)
        figures = {one.name: one for one in found}
        assert list(figures) == ["log-appended", "log-numbered", "log-verified", "log-proved"]
        assert figures["log-numbered"].n == 6
        assert figures["log-verified"].more["findings"] == 0
        assert figures["log-proved"].more["proof_bytes"] % 32 == 0
        assert house.verify().ok
