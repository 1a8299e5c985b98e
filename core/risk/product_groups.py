"""products.csv: every product of the rule set with its category, so that tables may speak of ``@category``.

A row for ``@farm-business`` holds for every product of that category that has no row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.risk.rule_tables import Folder, Row, read_table

FILE = "products.csv"
MARK = "@"
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class ProductGroups:
    """Products by ``@category``, in file order."""

    members: Mapping[str, tuple[str, ...]]

    def spread(self, names: Iterable[str], row: Row) -> tuple[str, ...]:
        """``names`` with every ``@category`` written out; an unknown one, or a product twice, is an error."""
        found: list[str] = []
        for name in names:
            if name.startswith(MARK) and name not in self.members:
                listed = ", ".join(self.members)
                raise row.error(
                    f"{FILE} 中没有类别“{name}”，现有：{listed}。",
                    f"{FILE} has no category “{name}”; there are: {listed}.",
                )
            found += self.members.get(name, (name,))
        for name in found:
            if found.count(name) > 1:
                raise row.error(
                    f"产品“{name}”写了两次（单列与类别重叠）。",
                    f"Product “{name}” is meant twice, by its name and by its category.",
                )
        return tuple(found)

    def fill(self, rows: Mapping[str, _Row], products: Iterable[str]) -> dict[str, _Row]:
        """The row of every product that has one: its own, or else that of its category."""
        category = {name: mark for mark, names in self.members.items() for name in names}
        filled: dict[str, _Row] = {}
        for product in products:
            row = rows.get(product, rows.get(category.get(product, "")))
            if row is not None:
                filled[product] = row
        return filled


def read_groups(folder: Folder) -> ProductGroups:
    """products.csv, checked: no product twice."""
    members: dict[str, list[str]] = {}
    seen: set[str] = set()
    for row in read_table(folder, FILE, ("product", "category")):
        product, category = row.text("product"), row.text("category")
        if product in seen:
            raise row.error(f"产品“{product}”重复。", f"Product “{product}” is there twice.")
        if product.startswith(MARK) or "|" in product:
            raise row.error(
                f"产品编号“{product}”不能含“@”开头或“|”。", f"“{product}” cannot be a product's code."
            )
        seen.add(product)
        members.setdefault(MARK + category, []).append(product)
    return ProductGroups({mark: tuple(names) for mark, names in members.items()})
