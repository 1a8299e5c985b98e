"""What somebody supposes of a case and has not asked yet; it outlives the window.

Inputs of rules and a remark, never a name or a number of a person: it lies in a file of the person's own beside
the settings, and goes once it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.kernel.errors import Unavailable

_MOST = 200


@dataclass(frozen=True, slots=True)
class WhatIfDraft:
    """As typed, by input, and why."""

    typed: Mapping[str, str]
    remark: str

    def __bool__(self) -> bool:
        return bool(self.typed or self.remark)


class WhatIfDrafts:
    """One person's, by screening; the oldest go when there are very many."""

    def __init__(self, folder: Path, staff_id: UUID) -> None:
        self._file = folder / f"what-if-{staff_id.hex}.json"

    def read(self, screening_id: UUID) -> WhatIfDraft:
        """The draft; an empty one where there is none, or none that can be read."""
        return self._all().get(str(screening_id), WhatIfDraft({}, ""))

    def keep(self, screening_id: UUID, draft: WhatIfDraft) -> None:
        """In place of the one before; an empty one is dropped. ``Unavailable`` where the disk does not take it."""
        drafts = self._all()
        before = drafts.pop(str(screening_id), None)
        if draft:
            drafts[str(screening_id)] = draft
        elif before is None:
            return
        kept = list(drafts.items())[-_MOST:]
        data = {key: {"typed": dict(one.typed), "remark": one.remark} for key, one in kept}
        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            new.replace(self._file)
        except OSError as error:
            raise Unavailable(
                f"假设的草稿无法保存在本机（{error.strerror}）。",
                f"What is supposed cannot be kept on this machine ({error.strerror}).",
            ) from error

    def _all(self) -> dict[str, WhatIfDraft]:
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            return {
                str(key): WhatIfDraft({str(k): str(v) for k, v in one["typed"].items()}, str(one["remark"]))
                for key, one in data.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
