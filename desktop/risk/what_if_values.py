"""The inputs of a screening as a table: what was, and what to suppose instead."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.kernel.errors import BadInput
from core.risk.explanation import Value
from core.risk.input_contract import InputSpec
from desktop import i18n, theme
from desktop.risk.case_reading import CaseOfRisk
from desktop.risk.risk_text import input_value

_Index = QModelIndex | QPersistentModelIndex
_YES, _NO, _NONE = ("yes", "是", "true", "1"), ("no", "否", "false", "0"), ("none", "无", "—", "-")
_SCALES = {"fen": 100, "permille": 10}
NAME, NOW, INSTEAD = range(3)


class SupposedValues(QAbstractTableModel):
    """Third column editable; ``edited`` fires when what is supposed has changed."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._specs: tuple[InputSpec, ...] = ()
        self._case: CaseOfRisk | None = None
        self._typed: dict[str, str] = {}

    def show_case(self, case: CaseOfRisk, typed: Mapping[str, str]) -> None:
        """The inputs of ``case`` with what was ``typed`` already, by input."""
        self.beginResetModel()
        self._specs = tuple(spec for spec in case.specs if spec.source != "computed")
        names = {spec.name for spec in self._specs}
        self._case, self._typed = case, {name: text for name, text in typed.items() if name in names}
        self.endResetModel()

    def typed(self) -> dict[str, str]:
        """What is supposed, as typed."""
        return dict(self._typed)

    def changes(self) -> dict[str, int | str | bool | None]:
        """Input → supposed value; ``BadInput`` names what cannot be read."""
        return {
            spec.name: read_value(spec, self._typed[spec.name], self._products())
            for spec in self._specs
            if spec.name in self._typed
        }

    def clear(self) -> None:
        self.beginResetModel()
        self._typed = {}
        self.endResetModel()
        self.edited.emit()

    def line_of(self, name: str) -> int:
        return next((number for number, spec in enumerate(self._specs) if spec.name == name), -1)

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 2)
        self.layoutChanged.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._specs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        spec = self._specs[index.row()]
        typed = self._typed.get(spec.name, "")
        if role == Qt.ItemDataRole.BackgroundRole and typed:
            return theme.tokens().colour("amber_ground")
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == NAME:
            return theme.tokens().colour("second")
        if role == Qt.ItemDataRole.ToolTipRole:
            # A long name may be cut in its column.
            return f"{i18n.in_language(spec.words)}\n{self._hint(spec)}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if index.column() == INSTEAD:
                return typed
            return i18n.in_language(spec.words) if index.column() == NAME else self._now(spec)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != INSTEAD:
            return False
        name, text = self._specs[index.row()].name, str(value).strip()
        if text == self._typed.get(name, ""):
            return False
        self._typed.pop(name, None)
        if text:
            self._typed[name] = text
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), 2))
        self.edited.emit()
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == INSTEAD else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Input"), self.tr("Was"), self.tr("Suppose"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _now(self, spec: InputSpec) -> str:
        if self._case is None:
            return ""
        screening = self._case.view.screening
        value: Value = dict(zip(screening.names, screening.values, strict=True)).get(spec.name)
        if isinstance(value, str) and value in self._products():
            return i18n.in_language(self._products()[value])
        return input_value(spec, value)

    def _hint(self, spec: InputSpec) -> str:
        """What can be typed."""
        if spec.type == "bool":
            return self.tr("yes or no; “none” for no value")
        if spec.type == "text":
            return self.tr("One of: {choices}").format(choices=", ".join(spec.choices[:12]))
        scale = _SCALES.get(spec.unit, 1)
        return self.tr("{lower} to {upper}; “none” for no value").format(
            lower=i18n.number_text(spec.lower // scale), upper=i18n.number_text(spec.upper // scale)
        )

    def _products(self) -> Mapping[str, Any]:
        return self._case.products if self._case is not None else {}


def read_value(spec: InputSpec, text: str, products: Mapping[str, Any]) -> int | str | bool | None:
    """``text`` as a value of ``spec``: money in yuan, shares in per cent, yes or no, a product by name or code."""
    plain = text.strip()
    if plain.casefold() in _NONE:
        return None
    if spec.type == "bool":
        if plain.casefold() not in (*_YES, *_NO):
            raise _unreadable(spec, plain)
        return plain.casefold() in _YES
    if spec.type == "text":
        named = (code for code, words in products.items() if plain in (words.zh, words.en))
        return next(named, plain)
    try:
        value = Decimal(plain.replace(",", "").replace("，", "")) * _SCALES.get(spec.unit, 1)
    except InvalidOperation as error:
        raise _unreadable(spec, plain) from error
    if not value.is_finite() or value != value.to_integral_value():
        raise _unreadable(spec, plain)
    return int(value)


def _unreadable(spec: InputSpec, text: str) -> BadInput:
    return BadInput(
        f"“{spec.words.zh}”不能是“{text}”，请改正。", f"“{spec.words.en}” cannot be “{text}”; mend it."
    )
