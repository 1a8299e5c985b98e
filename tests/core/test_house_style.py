"""House rules that no linter knows: sizes, names, docstrings, broad excepts, lambdas that keep dialogs alive."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "tools",
    "base",
    "manager",
    "managers",
}

# The process boundaries: what escapes there would end a process or be lost with a thread, without a word. Each says why.
BROAD_EXCEPT_ALLOWED = re.compile(
    r"core/cli\.py|core/guardian/\w+\.py|core/(?:\w+/)+\w+_worker\.py|desktop/(app|tasks|__main__)\.py"
)
REASON = re.compile(r"# noqa: BLE001\s+\S+ \S+ \S+")


@cache
def modules() -> dict[str, tuple[str, ast.Module]]:
    found = {}
    for package in ("core", "desktop", "migrations", "resources"):
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found[path.relative_to(ROOT).as_posix()] = text, ast.parse(text)
    return found


def nodes(*kinds: type[ast.AST], under: str = "") -> Iterator[tuple[str, ast.AST]]:
    for path, (_, tree) in modules().items():
        if path.startswith(under):
            yield from ((path, node) for node in ast.walk(tree) if isinstance(node, kinds))


def is_revision(path: str) -> bool:
    """A revision is a list of what to make, in order; it is as long as it is, and never changes again."""
    return path.startswith("migrations/versions/")


def test_files_stay_short() -> None:
    lengths = {path: text.count("\n") for path, (text, _) in modules().items() if not is_revision(path)}
    assert {path: n for path, n in lengths.items() if n > MOST_LINES_OF_A_FILE} == {}


def test_functions_stay_short() -> None:
    too_long = {}
    for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MOST_LINES_OF_A_FUNCTION and not is_revision(path):
            too_long[f"{path}:{node.lineno} {node.name}"] = length
    assert too_long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path for path, (text, tree) in modules().items() if text.strip() and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_no_file_is_named_after_nothing() -> None:
    assert [path for path in modules() if Path(path).stem in NAMES_THAT_SAY_NOTHING] == []


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.body and isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False  # tidies up and lets it go on
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in caught
    )


def test_only_process_boundaries_catch_everything_and_say_why() -> None:
    broad = [
        f"{path}:{node.lineno}"
        for path, node in nodes(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler)
        and is_broad(node)
        and not (
            BROAD_EXCEPT_ALLOWED.fullmatch(path)
            and REASON.search(modules()[path][0].splitlines()[node.lineno - 1])
        )
    ]
    assert broad == []


def captures_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Lambda) and any(
        isinstance(name, ast.Name) and name.id == "self" for name in ast.walk(node.body)
    )


def test_no_connected_lambda_captures_self() -> None:
    keeping_alive = [
        f"{path}:{node.lineno}"
        for path, node in nodes(ast.Call, under="desktop/")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and any(captures_self(argument) for argument in node.args)
    ]
    assert keeping_alive == []
