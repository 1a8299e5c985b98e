"""One trigger for all that guards the inserts of a table, made out of the guards that the files say one by one.

PostgreSQL prepares a function's rights and settings for every call of it, and reads and compiles the condition of every
trigger anew for every statement. A decision's inserts pass 26 guards: in one function for each table all that guards a
decision took a fifth to a third less of the server's time (fast tenth of 390 decisions, two runs at load 7 and 9: 1.34 → 0.85
and 1.27 → 1.01 ms of processor time, on top of 1.1 without any guard).
The files keep a guard to itself, with a name, a reason and the words it has on SQLite; here they become blocks of one
function, in the order in which PostgreSQL would fire them, each as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TRIGGER = re.compile(
    r"CREATE OR REPLACE TRIGGER (\w+) BEFORE INSERT ON (\w+)\s+FOR EACH ROW\s+"
    r"(?:WHEN \((?P<when>.*)\)\s+)?EXECUTE FUNCTION (?P<function>\w+)\((?P<arguments>.*)\);",
    re.DOTALL,
)
_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (\w+)\(\) RETURNS trigger\s+LANGUAGE plpgsql SECURITY DEFINER (.*?) AS \$\$"
    r"\s*(.*)\bRETURN NEW;\s*END \$\$;",
    re.DOTALL,
)
FIXED_PATH = "SECURITY DEFINER SET search_path = evenhand, pg_temp"
PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan"


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard of inserts: its trigger's name, the table, and its block of plpgsql, labelled with the name."""

    name: str
    table: str
    block: str


def in_one(statements: Iterable[str]) -> list[str]:
    """``statements`` with one function and one trigger for every table instead of the guards of its inserts."""
    made = list(statements)
    guards = list(guards_of(made))
    gone = {(guard.table, guard.name) for guard in guards}
    rest = [one for one in made if not ((found := _TRIGGER.match(one)) and (found[2], found[1]) in gone)]
    called = "\n".join(one for one in rest if "TRIGGER" in one)
    rest = [
        one for one in rest
        if not ((found := _FUNCTION.match(one)) and f"EXECUTE FUNCTION {found[1]}(" not in called)
    ]  # fmt: skip
    by_table: dict[str, list[Guard]] = {}
    for guard in sorted(guards, key=lambda one: (one.table, one.name)):
        by_table.setdefault(guard.table, []).append(guard)
    for table, those in by_table.items():
        rest += [function(table, those), trigger(table)]
    return rest


def guards_of(statements: Iterable[str]) -> Iterable[Guard]:
    """Every guard of an insert that can be a block of one function: those that the owner of logins runs cannot."""
    made = list(statements)
    found_functions = (found for one in made if (found := _FUNCTION.match(one)))
    functions = {found[1]: found[3] for found in found_functions if not found[1].startswith("login_")}
    for one in made:
        found = _TRIGGER.match(one)
        if found is None:
            continue
        name, table = found[1], found[2]
        if found["function"] == "refused":
            condition = f"IF {found['when'] or 'true'} THEN PERFORM refuse({found['arguments']}); END IF;"
            yield Guard(name, table, f"<<{name}>>\nBEGIN\n  {condition}\nEND;")
        elif found["function"] in functions:
            body = functions[found["function"]].replace("RETURN NEW;", f"EXIT {name};")
            body = body.replace("ANY (TG_ARGV)", f"ANY (ARRAY[{found['arguments']}])")
            yield Guard(name, table, f"<<{name}>>\n{body.rstrip()}\nEND;")


def inserted(table: str) -> str:
    """The name of the trigger that guards the inserts of ``table``, and of its function."""
    return f"{table}_inserted"


def function(table: str, guards: Iterable[Guard]) -> str:
    """The function of ``table`` that goes through ``guards`` in turn."""
    blocks = "\n".join(guard.block for guard in guards)
    return (
        f"CREATE OR REPLACE FUNCTION {inserted(table)}() RETURNS trigger\nLANGUAGE plpgsql {FIXED_PATH} {PLANNED_ONCE} AS $$\n"
        f"BEGIN\n{blocks}\nRETURN NEW;\nEND $$;"
    )


def trigger(table: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {inserted(table)} BEFORE INSERT ON {table}\n"
        f"FOR EACH ROW EXECUTE FUNCTION {inserted(table)}();"
    )
