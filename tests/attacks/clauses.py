"""Guards weakened clause by clause: the text of a function with one condition less, for every condition in it.

A condition that refuses is weakened by being true less often, one that allows by being true more often;
``NOT`` turns the one into the other. What is yielded is always SQL that can be run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"'(?:[^']|'')*'|[A-Za-z_]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Weakened:
    """``gone`` is the condition that ``statement`` lacks; the second of the same words in one function is ``… (2)``."""

    gone: str
    statement: str


def weakened(function: str) -> Iterator[Weakened]:
    """Every function that is ``function`` (CREATE OR REPLACE FUNCTION …) with one condition less."""
    head, body = function.split("$$", 1)
    body = re.sub(r"--[^\n]*", "", body)  # a comment may hold words of SQL
    times: Counter[str] = Counter()
    for start, end, allows in _conditions(body):
        said = body[start:end]
        weak = list(_weaken(said, allows))
        if not allows:
            weak.append((f"the whole of: {said}", " false "))
        for gone, instead in weak:
            name = _short(gone)
            times[name] += 1
            told = name if times[name] == 1 else f"{name} ({times[name]})"
            yield Weakened(told, head + "$$" + body[:start] + instead + body[end:])


def _conditions(body: str) -> Iterator[tuple[int, int, bool]]:
    """Where conditions stand: those of refusals, and expressions that allow."""
    for found in re.finditer(r"(?<!END )\bIF\b", body):
        end = _until(body, found.end(), "THEN")
        if re.match(r"THEN\s+(PERFORM refuse|RETURN (false|NULL|0))", body[end:]):
            yield found.end(), end, False
        elif re.match(r"THEN\s+RETURN true", body[end:]):
            yield found.end(), end, True
    for found in re.finditer(
        r"\b(?:founded|cause) := (?!false)|\bRETURN QUERY\b|\bRETURN\b(?! QUERY| NEW| OLD| NULL| false| true| 0)",
        body,
    ):
        yield found.end(), _until(body, found.end(), ";"), True


def _until(text: str, start: int, word: str) -> int:
    """The place of ``word`` at the same depth as ``start``."""
    depth = 0
    for part in _WORD.finditer(text, start):
        token = part[0]
        if token.upper() == word and depth == 0:
            return part.start()
        depth += (token in ("(", "CASE")) - (token == ")" or token == "END")
    return len(text)


def _split(text: str, word: str) -> list[str]:
    parts, begin = [], 0
    while (end := _until(text, begin, word)) < len(text):
        parts.append(text[begin:end])
        begin = end + len(word)
    parts.append(text[begin:])
    for place in reversed(range(len(parts) - 1)):
        if re.search(r"\bBETWEEN\s+\S+\s*$", parts[place]):
            parts[place : place + 2] = [word.join(parts[place : place + 2])]
    return parts


def _weaken(text: str, allows: bool) -> Iterator[tuple[str, str]]:
    """(condition gone, text instead) for each condition in ``text``."""
    if text.lstrip().startswith("SELECT"):
        yield from _weaken_select(text, allows)
        return
    if text.lstrip().startswith("WITH"):
        begin = _until(text, 0, "SELECT")
        for gone, instead in _weaken_select(text[begin:], allows):
            yield gone, text[:begin] + instead
        return
    for word, dropping in (("OR", not allows), ("AND", allows)):
        parts = _split(text, word)
        if len(parts) > 1:
            for place, part in enumerate(parts):
                if dropping:
                    yield part, f" {word} ".join(parts[:place] + parts[place + 1 :])
                for gone, instead in _weaken(part, allows):
                    yield gone, f" {word} ".join([*parts[:place], instead, *parts[place + 1 :]])
            return
    stripped = text.strip()
    if stripped.startswith("NOT "):
        for gone, instead in _weaken(stripped[4:], not allows):
            yield gone, f" NOT {instead} "
        return
    if stripped.startswith("CASE"):
        yield from _weaken_case(stripped, allows)
        return
    before, inner, after = _parenthesis(stripped)
    if inner is not None and allows and before == "coalesce" and inner.endswith(", false"):
        yield "nothing known is false", f" coalesce({inner.removesuffix('false')}true){after} "
        for gone, instead in _weaken(inner.removesuffix(", false"), allows):
            yield gone, f" coalesce({instead}, false){after} "
    compared = inner is not None and inner.lstrip().startswith("CASE") and after.strip()
    if inner is not None and before.strip() in ("", "EXISTS") and not compared:
        # What is counted and must reach a number allows, even in a refusal.
        turned = inner.lstrip().startswith("SELECT") and re.match(r"\s*<(?!>)", after) is not None
        for gone, instead in _weaken(inner, allows != turned):
            yield gone, f" {before}({instead}){after} "


def _weaken_case(text: str, allows: bool) -> Iterator[tuple[str, str]]:
    """Each branch in turn with one condition less, and without any."""
    begin, last = 4, len(text) - len("END")
    while (then := _until(text[:last], begin, "THEN")) < last:
        when = _until(text[:last], then + 4, "WHEN")
        begin = min(when, _until(text[:last], then + 4, "ELSE"))
        yield from _weaken_branch(text, then + 4, begin, allows)
    if (otherwise := _until(text[:last], 4, "ELSE")) < last:
        yield from _weaken_branch(text, otherwise + 4, last, allows)


def _weaken_branch(text: str, begin: int, end: int, allows: bool) -> Iterator[tuple[str, str]]:
    said = text[begin:end]
    if said.strip() in ("true", "false"):
        return
    for gone, instead in (*_weaken(said, allows), (f"the branch: {said}", "true" if allows else "false")):
        yield gone, f"{text[:begin]} {instead} {text[end:]}"


def _parenthesis(text: str) -> tuple[str, str | None, str]:
    """The text before, inside and after the first parenthesis, where nothing but a cast follows it."""
    begin = text.find("(")
    if begin < 0:
        return text, None, ""
    end = _until(text[begin + 1 :] + " ", 0, ")") + begin + 1
    depth = 0
    for place in range(begin, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            end = place
            break
    return text[:begin], text[begin + 1 : end], text[end + 1 :]


def _weaken_select(text: str, allows: bool) -> Iterator[tuple[str, str]]:
    """Conditions of WHERE and of joins, in each part of a union."""
    unions = _split(text, "UNION")
    for place, part in enumerate(unions):
        where = _until(part, 0, "WHERE")
        ends = (
            [_until(part, where + 5, word) for word in ("ORDER", "LIMIT", "GROUP")]
            if where < len(part)
            else []
        )
        spans = [(where + 5, min(ends))] if ends else []
        spans += [(found, _end_of_join(part, found)) for found in _joins(part, where)]
        if all_of := re.match(r"[\s(]*SELECT bool_and(?=\()", part):
            spans += [(all_of.end() + 1, _until(part, all_of.end() + 1, ")"))]
            one_of = f"{all_of[0].removesuffix('and')}or{part[all_of.end() :]}"
            yield "all of them, not one", "UNION".join([*unions[:place], one_of, *unions[place + 1 :]])
        for begin, end in spans:
            condition = part[begin:end]
            changed = list(_weaken(condition, allows))
            if allows and len(_split(condition, "AND")) == 1 and len(_split(condition, "OR")) == 1:
                changed.append((condition, " true "))
            for gone, instead in changed:
                whole = part[:begin] + f" {instead} " + part[end:]
                yield gone, "UNION".join([*unions[:place], whole, *unions[place + 1 :]])


def _joins(part: str, where: int) -> Iterator[int]:
    begin = 0
    while (found := _until(part[:where], begin, "ON")) < where:
        yield found + 2
        begin = found + 2


def _end_of_join(part: str, begin: int) -> int:
    return min(_until(part, begin, word) for word in ("JOIN", "WHERE", "LEFT", "ORDER"))


def _short(text: str) -> str:
    return " ".join(text.split())
