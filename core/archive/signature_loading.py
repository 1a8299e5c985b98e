"""pyHanko, and what is built on it, takes half a second to load: not at the start, but when it is first needed.

Its modules import one another in circles. Of two threads that come in by different doors at the same time (the
guardian seals while somebody looks at signatures) each would find half of it missing and fail: so everybody comes in
by this one, where the second waits for the first.
"""

from __future__ import annotations

from importlib import import_module


def load_signatures() -> None:
    """To be called before :mod:`core.archive.pades` or :mod:`core.archive.signature_check` is imported in a function."""
    for name in ("core.archive.pades", "core.archive.signature_check"):
        import_module(name)
