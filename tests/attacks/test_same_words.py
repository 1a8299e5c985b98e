"""Guards of one name say the same on both engines, word for word but for each engine's way of writing it.

Clauses are weakened one by one on PostgreSQL only (test_mutants.py): what is found there holds for SQLite
where the words are the same. Guards that say it in words of their own are listed with the reason.
"""

from __future__ import annotations

import re

import core.tables  # noqa: F401  every area's tables join the metadata
from core.storage import migrate
from core.storage.tables import fact_tables

Said = dict[tuple[str, str], str]

_JSON = "JSON is read by other functions, and ids in it have hyphens"
_STEPS = "PostgreSQL asks one branch after another, for it would prepare all of one expression's queries"
_SECRETS = "codes are counted by definer functions: at a centre nobody may read the secrets of others"
_ROW_NUMBERS = "SQLite's rows have numbers by which they could be replaced"
_PLAN = "PostgreSQL asks whether there is a vote, and so reads the long record of the draw once less"
OWN_WORDS = {
    "batch_undone_whole": "of one machine's clerks nobody is of one bank alone; at a centre the right to insert says the role",
    "commission_by_role": "on one machine the window does the work itself at once, and who has its file sees every record",
    "change_answer_by_another": _JSON,
    "change_request_within_power": _JSON,
    "decision_below_committee_line": _JSON,
    "decision_counts_votes": "PostgreSQL looks the seats up once",
    "decision_on_own_duty": _PLAN,
    "decision_within_authority": _PLAN,
    "decision_stepped_up": _SECRETS,
    "vote_stepped_up": _SECRETS,
    "draw_says_what_it_is": _JSON,
    "draw_with_committed_nonce": "SQLite has no SHA-256; there the verification of draws computes it",
    "draw_with_key_in_force": _JSON,
    "duty_end_founded": _STEPS,
    "duty_from_a_draw": _JSON,
    "duty_in_its_place": _JSON,
    "errand_put_off_by_guardian": _ROW_NUMBERS,
    "errand_when_due": _ROW_NUMBERS,
    "redraw_with_cause": _STEPS,
    "retention_line_sound": "each engine has its own patterns of strings",
    "retention_policy_for_what_comes": "PostgreSQL fails on a day that the calendar has not, so its parts are looked at",
    "settlement_of_a_loan": "PostgreSQL fails on a day that the calendar has not, so it is sought among the days there were",
    "step_founded": _STEPS,
    "step_up_attempt_in_turn": _SECRETS,
    "step_up_by_its_code": _SECRETS,
    "totp_enrolment_once": _SECRETS,
}  # fmt: skip
#: Of every table, by a pattern of its own engine: whoever left has no session at a centre; contents as JSON; one
#: function for every table that can be emptied.
PATTERNS = ("_by_whom", "_confirmed")
ERASABLE = ("blob", "dossier", "paper_page", "person_number")

_PLAIN = (
    (r"--[^\n]*", ""),
    (r"IS NOT DISTINCT FROM", "IS"),
    (r"IS DISTINCT FROM", "IS NOT"),
    (r"CAST\(unixepoch\('subsec'\) \* 1000000 AS INTEGER\)", "database_time()"),
    (r"\(extract\(epoch FROM clock_timestamp\(\)\) \* 1000000\)::bigint", "database_time()"),
    (r"date\('now', '\+8 hours'\)", "today()"),
    (r"to_char\(day_in_china\(database_time\(\)\), 'YYYY-MM-DD'\)", "today()"),
    (r"::\w+", ""),
    (r"\bstrpos\(", "instr("),
    (r"\bELSE 0 END", "ELSE false END"),
    (r"\bELSE 1 END", "ELSE true END"),
    # What closes after CASE … END is one parenthesis more where PostgreSQL wants it in its own.
    (r"\(\s*CASE\b", "CASE"),
    (r"\bEND\b[\s)]*", "END "),
    (r"\s+", " "),
    (r"\( ", "("),
    (r" \)", ")"),
)
_REFUSES = re.compile(
    r"BEGIN\s+(?:PERFORM pg_advisory_xact_lock\([^;]*;\s*)?IF\b(.*?)\bTHEN PERFORM refuse\('[\w-]+'\); END IF;"
    r"\s+RETURN (?:NEW|OLD);\s+END",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"CREATE TRIGGER (\w+) (?:BEFORE|AFTER) .*? ON (\w+)\s(.*?)BEGIN SELECT RAISE", re.DOTALL
)


def _plain(text: str) -> str:
    for found, instead in _PLAIN:
        text = re.sub(found, instead, text)
    return text.strip()


def _sqlite() -> Said:
    found = {}
    for statement in migrate.guard_statements("sqlite"):
        if made := _TRIGGER.match(statement):
            found[made[1], made[2]] = _plain(re.sub(r"^\s*WHEN\b", "", made[3]))
    return found


def _postgresql() -> Said:
    found, functions = {}, {}
    for statement in migrate.guard_statements("postgresql"):
        words = statement.split()
        if statement.startswith("CREATE OR REPLACE FUNCTION"):
            refuses = _REFUSES.search(statement)
            functions[words[4].partition("(")[0]] = refuses[1] if refuses else statement
        elif words[:4] == ["CREATE", "OR", "REPLACE", "TRIGGER"]:
            called = re.search(r"(?:WHEN \((.*)\)\s+)?EXECUTE FUNCTION (\w+)\((.*?)\)", statement, re.DOTALL)
            assert called is not None, statement
            found[words[4], words[words.index("ON") + 1]] = _plain(_condition(functions, *called.groups()))
    return found


def _condition(functions: dict[str, str], when: str | None, function: str, arguments: str) -> str:
    if function == "refused":
        return when or ""
    if function == "written_in_role":
        one = f"IN ({arguments})" if "," in arguments else f"= {arguments}"
        return f"NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role {one})"
    return functions[function]


def test_guards_of_one_name_say_the_same_in_the_same_words() -> None:
    ours, theirs = _sqlite(), _postgresql()
    both = set(ours) & set(theirs)
    generic = {f"{table.name}{end}" for table in fact_tables() for end in PATTERNS}
    generic |= {f"{table}_never_updated" for table in ERASABLE}
    differ = {name for name, table in both if ours[name, table] != theirs[name, table]} - generic
    assert differ == set(OWN_WORDS)
    assert len(both) > 500
