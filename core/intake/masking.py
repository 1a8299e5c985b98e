"""What readers of a case may see of its case.json: everything but ID, telephone and account numbers.

The full text is never a row that readers can select: the numbers lie apart, one row each, and the
package as it came lies encrypted in the blob store. The hash on record is that of the full text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.intake.plausibility import card_differences
from core.kernel.person_numbers import mask_account, mask_id_number, mask_phone


def readable_facts(case: Mapping[str, Any]) -> dict[str, Any]:
    """``case`` (case.json as it came) with its numbers masked, and under ``card_differences`` the fields
    where the card reads otherwise than what was typed: behind the masks this could not be seen."""
    return masked_facts(case) | {"card_differences": [one.field for one in card_differences(case)]}


def masked_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """case.json with ID, telephone and account numbers masked, whoever's they are. Masking twice changes nothing."""
    shown = dict(facts)
    shown["applicant"] = _person(facts["applicant"])
    shown["family"] = [_person(member) for member in facts["family"]]
    if facts.get("account") is not None:
        shown["account"] = facts["account"] | {"number": mask_account(facts["account"]["number"])}
    if facts["read_card"] is not None:
        shown["read_card"] = _person(facts["read_card"])
    return shown


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    hidden = dict(row)
    if hidden.get("id_number"):
        hidden["id_number"] = mask_id_number(hidden["id_number"])
    if hidden.get("phone"):
        hidden["phone"] = mask_phone(hidden["phone"])
    return hidden
