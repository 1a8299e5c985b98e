"""Secrets in the operating system's keyring, and nowhere in plain text.

Only real back ends are used: the null back end "stores" and forgets, and others write plain text
without saying so. What is written is read back before it counts as kept.
"""

from __future__ import annotations

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from core.kernel.errors import Unavailable

_SERVICE = "evenhand"
_REAL = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.Windows",
        "keyring.backends.macOS",
    }
)


def usable_keyring() -> KeyringBackend | None:
    """The keyring in force, or a real one inside a chain; ``None`` where there is none to trust."""
    backend = keyring.get_keyring()
    candidates = getattr(backend, "backends", [backend])
    return next((one for one in candidates if type(one).__module__ in _REAL), None)


def keep(name: str, secret: str) -> None:
    """Keep ``secret`` under ``name``; :class:`Unavailable` where no real keyring takes it."""
    backend = usable_keyring()
    try:
        if backend is not None:
            backend.set_password(_SERVICE, name, secret)
            if backend.get_password(_SERVICE, name) == secret:
                return
    except KeyringError:
        pass  # said below, in words
    raise Unavailable(
        "此机没有可用的系统密钥环，秘密未保存。",
        "This machine has no usable keyring; the secret was not kept.",
    )


def recall(name: str) -> str | None:
    """The secret under ``name``, or ``None`` where there is none or no real keyring."""
    backend = usable_keyring()
    if backend is None:
        return None
    try:
        return backend.get_password(_SERVICE, name)
    except KeyringError:
        return None
