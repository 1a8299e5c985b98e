"""What one person at one machine prefers. Kept in a small INI file, and never anything secret."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

LANGUAGES = ("zh_CN", "en")
THEME_NAMES = ("light", "dark")
TEXT_SCALES = (1.0, 1.15, 1.3)


class Settings:
    """Preferences read and written through ``file``; unknown values fall back to the default."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        return self._one_of("language", LANGUAGES)

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def theme(self) -> str:
        return self._one_of("theme", THEME_NAMES)

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def text_scale(self) -> float:
        return float(self._one_of("text_scale", tuple(str(scale) for scale in TEXT_SCALES)))

    @text_scale.setter
    def text_scale(self, value: float) -> None:
        self._store.setValue("text_scale", str(value))

    @property
    def idle_lock_minutes(self) -> int:
        """Minutes without a key or the mouse before the window locks; 0 means never."""
        text = str(self._store.value("idle_lock_minutes", "10"))
        return int(text) if text.isdecimal() else 10

    @idle_lock_minutes.setter
    def idle_lock_minutes(self, value: int) -> None:
        self._store.setValue("idle_lock_minutes", str(max(0, value)))

    @property
    def last_login(self) -> str:
        return str(self._store.value("last_login", ""))

    @last_login.setter
    def last_login(self, value: str) -> None:
        self._store.setValue("last_login", value)

    @property
    def geometry(self) -> QByteArray:
        """Where the main window stood, as Qt saved it; empty at the first start."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    def columns(self, person: str, table: str) -> tuple[str, ...]:
        """The columns that ``person`` (a login) wants to see in ``table``; empty where nothing was chosen."""
        return tuple(key for key in str(self._store.value(f"columns/{person}/{table}", "")).split(" ") if key)

    def keep_columns(self, person: str, table: str, keys: tuple[str, ...]) -> None:
        self._store.setValue(f"columns/{person}/{table}", " ".join(keys))

    def flush(self) -> None:
        self._store.sync()

    def _one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = str(self._store.value(name, allowed[0]))
        return value if value in allowed else allowed[0]
