"""To which record a paper without a sheet may belong, by what is written on it."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive import tables as archive
from core.archive.keeping.tables import destruction
from core.archive.rules import parse_archival_number
from core.archive.scanning.rules import BY_NAME, BY_NUMBER
from core.kernel.errors import BadInput
from core.storage.work import Reading

_NUMBER = re.compile(
    r"[A-Z][A-Z0-9]{1,8}-[A-Z]{2,4}[·.・•][0-9]{4}[·.・•](?:Y|D[0-9]{2})(?:-[0-9]{4})?-[0-9]{4,7}", re.I
)
#: After these words a contract or a letter names the borrower.
_NAME = re.compile(r"(?:借款人|申请人|被告|甲方|客户姓名|姓名)[\s:：（(）)]*([\u3400-\u9fff·]{2,6})")
_MOST = 20


def suggestion_in(reading: Reading, words: str) -> tuple[UUID, str] | None:
    """The one record whose archival number stands in the text, else the one whose applicant does."""
    for found in _NUMBER.findall(words):
        try:
            number = parse_archival_number(found).text()
        except BadInput:
            continue
        if (row := _only(reading, archive.dossier.c.archival_number == number)) is not None:
            return row, BY_NUMBER
    for name in list(dict.fromkeys(_NAME.findall(words)))[:_MOST]:
        for shorter in range(len(name), 1, -1):  # 张三身份证 begins with 张三
            if (row := _only(reading, archive.dossier.c.applicant_name == name[:shorter])) is not None:
                return row, BY_NAME
    return None


def _only(reading: Reading, condition: Any) -> UUID | None:
    """The record that fulfils the condition, if it is one alone; of several nobody can tell."""
    gone = select(destruction.c.id).where(destruction.c.dossier_id == archive.dossier.c.id).exists()
    rows = reading.all(select(archive.dossier.c.id).where(condition, ~gone).limit(2))
    return rows[0].id if len(rows) == 1 else None
