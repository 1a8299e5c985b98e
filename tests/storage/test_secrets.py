"""The keyring: only real back ends count; the null and the plain-text ones are refused, alone or in a chain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked

from core.kernel.errors import Unavailable
from core.storage import secrets


@pytest.fixture(autouse=True)
def keyring_as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


class PlainFile(KeyringBackend):
    """A back end of the kind that writes plain text without saying so."""

    priority = 9.0  # type: ignore[assignment]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def set_password(self, service: str, username: str, password: str) -> None:
        self.path.write_text(password, encoding="utf-8")

    def get_password(self, service: str, username: str) -> str | None:
        return self.path.read_text(encoding="utf-8") if self.path.exists() else None


def test_the_null_back_end_is_refused() -> None:
    keyring.set_keyring(null.Keyring())
    assert secrets.usable_keyring() is None
    with pytest.raises(Unavailable):
        secrets.keep("centre", "a secret")
    assert secrets.recall("centre") is None


def test_the_failing_back_end_is_refused_without_another_error() -> None:
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(Unavailable):
        secrets.keep("centre", "a secret")
    assert secrets.recall("centre") is None


def test_a_plain_text_back_end_is_refused_and_never_written_to(tmp_path: Path) -> None:
    backend = PlainFile(tmp_path / "keys.txt")
    keyring.set_keyring(backend)
    with pytest.raises(Unavailable):
        secrets.keep("centre", "a secret")
    assert not backend.path.exists()
    backend.path.write_text("planted", encoding="utf-8")
    assert secrets.recall("centre") is None


def test_a_chain_of_such_back_ends_is_refused(tmp_path: Path) -> None:
    class Chain(chainer.ChainerBackend):
        backends = [PlainFile(tmp_path / "keys.txt"), null.Keyring(), fail.Keyring()]  # type: ignore[assignment]

    keyring.set_keyring(Chain())
    assert secrets.usable_keyring() is None
    with pytest.raises(Unavailable):
        secrets.keep("centre", "a secret")
    assert not (tmp_path / "keys.txt").exists()


def _as_real(**methods: object) -> KeyringBackend:
    """A back end that stands where a real one stands, so that what follows the allow-list can be tried."""
    kind = type("Keyring", (PlainFile,), {**methods, "__module__": "keyring.backends.SecretService"})
    return kind(Path("/nowhere"))  # type: ignore[no-any-return]


def test_a_real_back_end_inside_a_chain_is_found() -> None:
    kept: dict[str, str] = {}
    real = _as_real(
        set_password=lambda self, service, name, secret: kept.update({name: secret}),
        get_password=lambda self, service, name: kept.get(name),
    )

    class Chain(chainer.ChainerBackend):
        backends = [null.Keyring(), real]  # type: ignore[assignment]

    keyring.set_keyring(Chain())
    assert secrets.usable_keyring() is real
    secrets.keep("centre", "a secret")
    assert secrets.recall("centre") == "a secret"


def test_what_is_not_read_back_the_same_does_not_count_as_kept() -> None:
    keyring.set_keyring(
        _as_real(
            set_password=lambda self, service, name, secret: None,
            get_password=lambda self, service, name: None,
        )
    )
    with pytest.raises(Unavailable):
        secrets.keep("centre", "a secret")


def test_a_locked_keyring_is_said_in_words_without_the_secret() -> None:
    def locked(*_: object) -> None:
        raise KeyringLocked("locked")

    keyring.set_keyring(_as_real(set_password=locked, get_password=locked))
    with pytest.raises(Unavailable) as refusal:
        secrets.keep("centre", "a secret")
    assert "a secret" not in str(refusal.value)
    assert secrets.recall("centre") is None
