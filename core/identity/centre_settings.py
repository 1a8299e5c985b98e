"""Settings of the whole centre that its database holds: two administrators change them, or the founding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from core.identity import tables
from core.identity.passphrase_rules import COMPLEXITY, LENGTH, RULE_WORDS, PassphraseRules
from core.kernel.words import Words
from core.storage.work import Reading

STEP_UP, PASSPHRASE_RULES = "step-up", "passphrase-rules"
OFF, APPROVALS = "off", "approvals"


@dataclass(frozen=True, slots=True)
class SettingChoices:
    """A setting, and what it can be set to; the first stands where nothing was ever set."""

    words: Words
    values: Mapping[str, Words]

    @property
    def default(self) -> str:
        return next(iter(self.values))


#: As the guard ``centre_setting_known`` knows them.
SETTINGS: Mapping[str, SettingChoices] = {
    STEP_UP: SettingChoices(
        Words("动态码", "Code at a decision"),
        {
            OFF: Words("不要求", "Not asked"),
            APPROVALS: Words("审批时要求", "Asked before approvals"),
        },
    ),
    PASSPHRASE_RULES: SettingChoices(
        Words("口令规则", "Rules for passphrases"),
        {LENGTH: RULE_WORDS[LENGTH], COMPLEXITY: RULE_WORDS[COMPLEXITY]},
    ),
}


def setting_in_force(reading: Reading, name: str) -> str:
    """What the setting ``name`` says now."""
    table = tables.centre_setting
    value = reading.scalar(
        select(table.c.value)
        .where(table.c.name == name)
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(1)
    )
    return SETTINGS[name].default if value is None else str(value)


def passphrase_rules(reading: Reading) -> PassphraseRules:
    """The rules that a new passphrase must keep at this centre."""
    return PassphraseRules.named(setting_in_force(reading, PASSPHRASE_RULES))
