"""README says what is there: every command and option in it exists, and the settings it shows are the defaults."""

import argparse
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from core.cli import _parser
from core.kernel.words import Words
from core.risk.fit import fit_parser
from core.settings import SETTINGS_FILE, CentreSettings, read_settings, write_settings

README = Path(__file__).parents[2] / "README.md"
BY_LANGUAGE = dict(zip(("zh", "en"), README.read_text(encoding="utf-8").split("## English\n"), strict=True))


def command_lines(text: str) -> list[list[str]]:
    """The words after ``evenhand`` or its short name ``eh``, one list for each command, in order; ``…`` left out."""
    code = "\n".join(re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    in_sentences = re.findall(r"`(evenhand [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    in_blocks = [line for line in code.splitlines() if line.startswith(("evenhand ", "eh "))]
    read = (shlex.split(line, comments=True)[1:] for line in (*in_blocks, *in_sentences))
    return [[word for word in words if word != "…"] for words in read]


def walked(words: list[str]) -> tuple[list[str], list[str]]:
    """The commands that a line goes through, and what of it there is not: options, or the command itself."""
    parser, options = _parser(), set[str]()
    path: list[str] = []
    for word in (*words, ""):
        ways = {
            name: way
            for action in parser._actions
            if isinstance(action, argparse._SubParsersAction)
            for name, way in action.choices.items()
        }
        options |= {name for action in parser._actions for name in action.option_strings}
        if word in ways:
            parser, path = ways[word], [*path, word]
    if path == ["risk", "fit"]:  # it reads its own options
        parser = fit_parser()
        options |= {name for action in parser._actions for name in action.option_strings}
    elif not parser.get_default("run"):
        return path, [f"no command: {words}"]
    return path, [word for word in words if word.startswith("-") and word not in options]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_every_command_and_option_exists(language: str) -> None:
    missing = {" ".join(words): walked(words)[1] for words in command_lines(BY_LANGUAGE[language])}
    assert len(missing) > 30
    assert {line: names for line, names in missing.items() if names} == {}


def test_both_languages_show_the_same_commands() -> None:
    paths = {
        language: sorted({" ".join(walked(words)[0]) for words in command_lines(text)})
        for language, text in BY_LANGUAGE.items()
    }
    assert paths["zh"] == paths["en"]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_the_settings_shown_are_the_defaults(language: str, tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", BY_LANGUAGE[language], re.DOTALL)
    plain = write_settings(tmp_path / "plain", Words("样本中心", "Specimen centre"), "A002")
    (tmp_path / "shown").mkdir()
    head = 'name_zh = "样本中心"\nname_en = "Specimen centre"\nfonds = "A002"\n'
    (tmp_path / "shown" / SETTINGS_FILE).write_text(head + shown, encoding="utf-8")
    read = read_settings(tmp_path / "shown")
    differing = {
        field.name
        for field in fields(CentreSettings)
        if getattr(read, field.name) != getattr(plain, field.name)
    }
    assert differing == {"folder", "store"}
    assert read.blobs == read.folder / "blobs"
    assert plain.blobs == plain.folder / "blobs"


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_settings_that_are_not_there_by_default_are_read(language: str, tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", BY_LANGUAGE[language], re.DOTALL)
    all_of_it = re.sub(
        r"^# (?!points|second_store|database|\[time|address|certificates)", "", shown, flags=re.MULTILINE
    )
    head = 'name_zh = "样本中心"\nname_en = "Specimen centre"\nfonds = "A002"\n'
    (tmp_path / SETTINGS_FILE).write_text(head + all_of_it, encoding="utf-8")
    read = read_settings(tmp_path)
    assert (read.policy.cap, [band.value for band in read.policy.committee]) == (20, [3])
    assert (read.telephone[:4], read.witnesses_needed) == ("0357", 2)
    assert [source["source"] for source in read.sources] == ["credit-bureau"]
