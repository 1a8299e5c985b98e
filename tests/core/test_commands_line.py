"""The command line tells in both languages what is wrong, and leaves with the status that README says."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli import _parser, main


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said on the error stream; status 1 is checked."""
    assert main(words) == 1
    out, said = capsys.readouterr()
    assert out == ""
    return said


def in_both_languages(said: str) -> bool:
    """Two sentences, a Chinese one and one without any Chinese but quoted names."""
    first, second = said.splitlines()[-2:]
    return bool(re.search(r"[\u4e00-\u9fff]", first)) and not re.search(r"[\u4e00-\u9fff]", second)


@pytest.mark.parametrize(
    ("words", "chinese"),
    [
        (["nosuch"], "不能是"),
        (["draw", "verify"], "缺少：file, --key"),
        (["archive", "transfer", "--to", "x", "--recipient", "y"], "须给出其中之一：--numbers --year"),
        (["archive", "transfer", "--numbers", "x", "--year", "2026"], "不能与“--numbers”同用"),
        (["archive", "retention", "--year", "abc"], "须为整数"),
        (["risk", "end-stop", "abc", "--remark", "x"], "不能是 'abc'"),
        (["demo", "--out"], "“--out”之后缺少内容"),
        (["archive", "hold", "place", "x", "--reason", "whim"], "可用："),
        (["window", "--nosuch"], "不认识：--nosuch"),
        (["risk", "fit"], "缺少：CSV, --target, --bad"),
    ],
)
def test_wrong_usage_is_said_in_both_languages(
    words: list[str], chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert chinese in said
    assert in_both_languages(said)
    assert said.startswith("usage: evenhand")


def test_no_centre_is_said_before_a_passphrase_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVENHAND_PASSPHRASE", raising=False)
    said = refused(capsys, "--centre", str(tmp_path / "none"), "--as", "archive1", "archive", "retention")
    assert "There is no centre in" in said


def test_no_witness_is_said_before_a_passphrase_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVENHAND_PASSPHRASE", raising=False)
    assert "There is no witness in" in refused(capsys, "witness", "show", "--folder", str(tmp_path))


def test_a_backup_that_is_not_there_is_named_before_a_passphrase_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "nosuch.backup")
    said = refused(capsys, "backup", "restore", missing, "--to", str(tmp_path / "to"), "--key", missing)
    assert said.count(f"“{missing}”") == 2


def test_a_place_that_cannot_be_written_is_an_answer_and_no_defect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("样本", encoding="utf-8")
    inside = str(tmp_path / "file" / "inside")
    said = refused(capsys, "package", "make", "--specimen", "1", "--out", inside)
    assert "无法读取或写入" in said
    assert "cannot be read or written" in said


def every_argument(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, way in action.choices.items():
                yield from every_argument(way, (*path, name))
        elif not isinstance(action, (argparse._HelpAction, argparse._VersionAction)):
            yield (
                " ".join((*path, action.option_strings[0] if action.option_strings else action.dest)),
                action,
            )


def test_every_argument_says_what_it_is_for() -> None:
    arguments = dict(every_argument(_parser()))
    assert len(arguments) > 100
    assert [name for name, action in arguments.items() if not action.help] == []
