"""Languages: English in the source, Chinese as the default on screen.

A widget sets its texts in ``retranslate()`` and is told by Qt's ``LanguageChange`` event. The
catalogue is ``resources/translations/evenhand_zh_CN.ts``; ``python -m desktop.i18n --update`` brings
it up to date with the source and ``--check`` says whether it is. ``--fill FILE`` enters translations
from lines of ``English<TAB>Chinese`` (or ``Context<TAB>English<TAB>Chinese``, where the context is the class).
"""

from __future__ import annotations

import sys
from importlib.resources import as_file, files

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from core.kernel.words import Words

CHINESE, ENGLISH = "zh_CN", "en"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _State:
    language = ENGLISH
    translators: list[QTranslator] = []


def language() -> str:
    """``zh_CN`` or ``en``."""
    return _State.language


def use_language(app: QCoreApplication, name: str) -> None:
    """Switch every window to ``name`` now."""
    for translator in _State.translators:
        app.removeTranslator(translator)
    _State.language = name
    _State.translators = _load(name)
    QLocale.setDefault(QLocale(name))
    for translator in _State.translators:
        app.installTranslator(translator)


def in_language(words: Words) -> str:
    """What the core has to say, in the language in force."""
    return words.in_language(_State.language)


def in_short(words: Words) -> str:
    """The same without what stands in brackets at the end: ``… Village (specimen)``, ``… to income (per mille)``."""
    said = in_language(words).rstrip()
    opens = max(said.rfind("("), said.rfind("（"))
    return said[:opens].rstrip() if opens > 0 and said.endswith((")", "）")) else said


def money_text(fen: int) -> str:
    """``120,000.00``, the same in both languages."""
    from core.kernel.money import yuan_text  # Decimal and dates are not needed before the first window is up

    return yuan_text(fen)


def instant_text(instant: int, *, seconds: bool = False) -> str:
    """``2026-11-24 09:05`` in China's time."""
    from core.kernel.clock import local_text

    return local_text(instant, seconds=seconds)


def day_text(instant: int) -> str:
    """``2026-11-24``, the day in China."""
    from core.kernel.clock import local_date

    return local_date(instant).isoformat()


def moment_words(instant: int, *, seconds: bool = False) -> str:
    """``2026年11月24日 09:05`` or ``24 Nov 2026, 09:05``: for sentences and cards; lists keep to the short form."""
    clock = instant_text(instant, seconds=seconds).partition(" ")[2]
    return in_language(Words(f"{day_words(instant)} {clock}", f"{day_words(instant)}, {clock}"))


def day_words(instant: int) -> str:
    """``2026年11月24日`` or ``24 Nov 2026``: for sentences and cards."""
    return date_words(day_text(instant))


def date_words(iso: str) -> str:
    """The same for a day that is written ``2026-11-24``."""
    year, month, day = (int(part) for part in iso.split("-"))
    return in_language(Words(f"{year}年{month}月{day}日", f"{day} {_MONTHS[month - 1]} {year}"))


def number_text(number: int) -> str:
    """``1,204,877``."""
    return f"{number:,}"


def _load(name: str) -> list[QTranslator]:
    """Our catalogue and Qt's own (for its dialogs); English needs ours for singular and plural only."""
    loaded = []
    qt = QTranslator()
    if name == CHINESE and qt.load(
        "qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        loaded.append(qt)
    ours = QTranslator()
    catalogue = files("resources.translations") / f"evenhand_{name}.qm"
    if catalogue.is_file():
        with as_file(catalogue) as path:
            if ours.load(str(path)):
                loaded.append(ours)
    return loaded


if __name__ == "__main__":
    from desktop.catalogue import main

    sys.exit(main())
