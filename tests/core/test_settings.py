"""A settings file that is wrong says where, in both languages; nothing in it is passed over."""

from pathlib import Path

import pytest

from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.settings import SETTINGS_FILE, read_settings, write_settings


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[archive]\nreview_day = 30", "[archive] review_day"),
        ("[archiv]\nreview_days = 30", "archiv"),
        ('[archive]\nreview_days = "30"', "[archive] review_days = '30': 整数 / a whole number"),
        ("[archive]\nreview_days = true", "[archive] review_days = True"),
        (
            '[archive]\ncheck_reports = "weekly"',
            "[archive] check_reports = 'weekly': month / quarter / never",
        ),
        ("[centre]\ntelephone = 357", "[centre] telephone = 357: 文字 / text"),
        ("[centre]\nread_cards = 1", "[centre] read_cards = 1: true / false"),
        ("[backup]\nhour = 1", "[backup] hour"),
        ("[log", "Expected ']'"),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str, tmp_path: Path) -> None:
    write_settings(tmp_path, Words("样本中心", "Specimen centre"), "A002")
    file = tmp_path / SETTINGS_FILE
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_settings(tmp_path)
    assert named in refused.value.words.en
    assert named in refused.value.words.zh


def test_a_store_alone_is_a_setting_of_the_centre(tmp_path: Path) -> None:
    made = write_settings(tmp_path, Words("样本中心", "Specimen centre"), "A002", store="s3://papers/bank")
    assert made.store == "s3://papers/bank"
    assert made.on_one_machine
