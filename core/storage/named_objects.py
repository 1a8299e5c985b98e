"""A store in which only some objects are seen: of a place where several things keep theirs, the view of one."""

from __future__ import annotations

from collections.abc import Iterator, Set

from core.storage.object_store import ObjectStore, StoredObject


class NamedObjects:
    """The objects of ``store`` that bear one of ``names``; nothing is written or removed through it."""

    def __init__(self, store: ObjectStore, names: Set[str]) -> None:
        self._store = store
        self._names = names

    def read(self, name: str) -> bytes | None:
        return self._store.read(name) if name in self._names else None

    def has(self, name: str) -> bool:
        return name in self._names and self._store.has(name)

    def objects(self) -> Iterator[StoredObject]:
        return (found for found in self._store.objects() if found.name in self._names)

    def write(self, name: str, content: bytes) -> None:
        raise NotImplementedError

    def remove(self, name: str) -> None:
        raise NotImplementedError
