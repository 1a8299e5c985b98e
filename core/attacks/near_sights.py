"""Looking at a case by people who are near it: colleagues with other cases, others of its bank, who had the role."""

from __future__ import annotations

from collections.abc import Iterator

from core.attacks.outcome import Outcome
from core.attacks.placing import placed
from core.attacks.sights import WAYS, looked
from core.attacks.specimen_ring import SpecimenRing

#: A reviewer of other cases; somebody of the case's bank whose role sees no cases.
NEAR = ("reviewer2", "risk4")
#: Their roles end; their logins are still in the groups of the database.
_FORMER = ("auditor1", "intake1", "archive1", "guardian")
_TABLES = {"loan_case": "id", "opinion": "case_id"}
_ANOTHER_LOCK = "SELECT evenhand.hold(rpad('another', 44, 'x'))"


def attempts(ring: SpecimenRing) -> Iterator[Outcome]:
    """Every way of looking by each of them, and what functions would tell them."""
    for who in NEAR:
        yield from _looks(ring, who)
    for who in _FORMER:
        yield from _formerly(ring, who)
    case = ring.case("review-started")
    several = f"SELECT n FROM evenhand.cases_of_applicant('{case}') AS n WHERE n > 1"
    yield looked(ring, "reviewer1", "cases of others counted as the applicant's", several, "reading")
    given = ring.one("commission", "staff_id = ?", ring.staff["archive1"])["id"]
    key = f"SELECT 1 WHERE evenhand.commission_key('{given}') IS NOT NULL"
    yield looked(ring, "auditor1", "the key of another's commission", key, "reading")
    for who in ("reviewer1", "admin1"):
        yield looked(ring, who, "any lock as long as a command's", _ANOTHER_LOCK, "burning")
        other = f"SELECT evenhand.hold('draws {case}')"
        yield looked(ring, who, "any lock that ends in a case's number", other, "burning")
    sealed = ring.one(
        "loan_case", "id NOT IN (SELECT case_id FROM duty WHERE staff_id = ?)", ring.staff["reviewer2"]
    )
    chain = f"SELECT evenhand.hold('chain {sealed['id']}')"
    yield looked(ring, "reviewer2", "the chain of a case that one has no part in", chain, "burning")


def _formerly(ring: SpecimenRing, who: str) -> list[Outcome]:
    """As somebody whose role has ended, and who was given another."""
    with ring.rolled_back():
        me = ring.staff[who]
        placed(ring, "role_end", role_grant_id=ring.one("role_grant", "staff_id = ?", me)["id"], staff_id=me)
        placed(ring, "role_grant", role="archive-clerk" if who == "guardian" else "reviewer", staff_id=me)
        if who == "guardian":
            hashes = "SELECT 1 FROM evenhand.hidden_facts('person_number')"
            return [looked(ring, who, "hashes of hidden facts, once one's role has ended", hashes, "reading")]
        return list(_looks(ring, who))


def _looks(ring: SpecimenRing, who: str) -> Iterator[Outcome]:
    """Every way of looking at a case that ``who`` has no part in."""
    for table, key in _TABLES.items():
        case = ring.rows.made[table][0][key]
        for way, sql in WAYS.items():
            yield looked(ring, who, f"{way}: {table}", sql.format(table=table, key=key, case=case))
