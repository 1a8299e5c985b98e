"""What in a package should make a person look twice: card against typing, places, times.

All of it is notes. A faked photo is for risk and the reviewer to judge, not a reason to lose a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core.intake.rules import (
    REQUIRED_CONSENTS,
    FieldDifference,
    PackageFile,
    PackageNote,
    PackagePosition,
    Village,
)
from core.kernel.clock import DAY, local_date, parse_instant
from core.kernel.coordinates import distance_m
from core.kernel.person_numbers import id_number_note
from core.kernel.words import Words

FAR_FROM_VILLAGE_M = 5_000
FAR_FROM_DECLARED_M = 1_000
PHOTO_AGE = 30 * DAY
_OTHER_CONSENT = Words("授权书", "consent form")

_CARD_FIELDS: tuple[tuple[str, Words], ...] = (
    ("name", Words("姓名", "name")),
    ("id_number", Words("身份证号", "ID number")),
    ("address", Words("住址", "address")),
    ("id_valid_until", Words("证件有效期", "validity of the card")),
)


def card_differences(case: Mapping[str, Any]) -> tuple[FieldDifference, ...]:
    """Fields where the tablet read something else from the card than what was typed.

    Spaces and the case of the check character do not count; nothing read, nothing differs.
    """
    card, typed = case["read_card"], case["applicant"]
    if card is None:
        return ()
    return tuple(
        FieldDifference(name, words, typed[name], card[name])
        for name, words in _CARD_FIELDS
        if _plain(typed[name]) != _plain(card[name])
    )


def case_notes(
    case: Mapping[str, Any],
    files: Sequence[PackageFile],
    village: Village,
    today: date,
) -> tuple[PackageNote, ...]:
    """All notes on a package without faults, in the order people read a case."""
    positions = tuple(PackagePosition.from_json(item) for item in case["positions"])
    submitted = submission_time(case)
    notes: list[PackageNote] = [*person_notes(case, today), *consent_notes(case, submitted)]
    notes += place_notes(files, positions, village)
    for file in files:
        if file.kind == "site-photo":
            notes += time_notes(file, submitted, today)
    return tuple(notes)


def submission_time(case: Mapping[str, Any]) -> int | None:
    """The instant of the last ``submitted`` capture event, or ``None``."""
    times = [parse_instant(event["at"]) for event in case["capture"] if event["action"] == "submitted"]
    return max(times, default=None)


def person_notes(case: Mapping[str, Any], today: date) -> Iterator[PackageNote]:
    """Region code, sex, validity of the card, what the tablet read, and the online check."""
    applicant = case["applicant"]
    region = id_number_note(applicant["id_number"])
    if region is not None:
        yield PackageNote.of("region-code", "applicant.id_number", zh=region.zh, en=region.en)
    if ("男" if int(applicant["id_number"][16]) % 2 else "女") != applicant["sex"]:
        yield PackageNote.of("sex-differs", "applicant.sex")
    until = applicant["id_valid_until"]
    if until != "长期" and date.fromisoformat(until) < today:
        yield PackageNote.of("card-expired", "applicant.id_valid_until")
    if case["read_card"] is None:
        yield PackageNote.of("card-not-read", "read_card")
    for difference in card_differences(case):
        yield PackageNote.of("card-differs", difference.field, zh=difference.words.zh, en=difference.words.en)
    if case["identity_check"]["result"] != "match":
        yield PackageNote.of("identity-not-confirmed", "identity_check")


def consent_notes(case: Mapping[str, Any], submitted: int | None) -> Iterator[PackageNote]:
    """Consents must be given before the case is sent."""
    for consent in case["consents"]:
        if submitted is not None and parse_instant(consent["at"]) > submitted:
            words = REQUIRED_CONSENTS.get(consent["kind"], _OTHER_CONSENT)
            yield PackageNote.of("consent-after-submission", consent["kind"], zh=words.zh, en=words.en)


def place_notes(
    files: Sequence[PackageFile], positions: Sequence[PackagePosition], village: Village
) -> Iterator[PackageNote]:
    """Declared position and site photos against the village and each other, all in WGS-84."""
    declared = next((place for place in positions if place.kind == "declared"), None)
    if declared is None:
        yield PackageNote.of("no-declared-position", "positions")
    else:
        away = distance_m(declared.position, village.centre)
        if away > FAR_FROM_VILLAGE_M:
            yield PackageNote.of("declared-far-from-village", "positions", metres=f"{away:,}")
    for file in files:
        if file.kind != "site-photo":
            continue
        if file.position is None:
            yield PackageNote.of("photo-without-position", file.name)
            continue
        place = file.position.position
        away = distance_m(place, village.centre)
        if away > FAR_FROM_VILLAGE_M:
            yield PackageNote.of("photo-far-from-village", file.name, metres=f"{away:,}")
        away = distance_m(place, declared.position) if declared else 0
        if away > FAR_FROM_DECLARED_M:
            yield PackageNote.of("photo-far-from-declared", file.name, metres=f"{away:,}")


def time_notes(file: PackageFile, submitted: int | None, today: date) -> Iterator[PackageNote]:
    """A site photo is taken within thirty days before submission, and not in the future."""
    if file.taken_at is None:
        yield PackageNote.of("photo-without-time", file.name)
    elif local_date(file.taken_at) > today:
        yield PackageNote.of("photo-in-future", file.name)
    elif submitted is not None and file.taken_at > submitted:
        yield PackageNote.of("photo-after-submission", file.name)
    elif submitted is not None and submitted - file.taken_at > PHOTO_AGE:
        yield PackageNote.of("photo-old", file.name, days=(submitted - file.taken_at) // DAY)


def _plain(text: str) -> str:
    return "".join(text.split()).upper()
