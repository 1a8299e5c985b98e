"""The pages of a transfer package that any browser shows, today and in thirty years: plain HTML, no script, no font."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from core.archive.rules import RecordOutcome
from core.kernel.clock import local_text
from core.kernel.money import yuan_text
from core.kernel.words import Words

_HEAD = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 sans-serif; color: #1f2933; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; }} table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #cbd2d9; vertical-align: top; }}
.en {{ color: #52606d; }} code {{ overflow-wrap: anywhere; font-size: .8rem; }} .amount {{ text-align: right; }}
</style>
</head>
<body>
"""
_FOOT = "</body>\n</html>\n"
_COLUMNS = (
    Words("档号", "Archival number"),
    Words("姓名（题名）", "Name (title)"),
    Words("机构", "Institution"),
    Words("金额（元）", "Amount (yuan)"),
    Words("结果", "Outcome"),
    Words("日期", "Decided"),
)


def index_page(said: Mapping[str, Any], records: Sequence[tuple[str, Mapping[str, Any]]]) -> bytes:
    """The list of records with their folders, each a link; ``said`` is what the package's own list says."""
    title = f"电子档案移交包 · {said['centre']['zh']}"
    lines = [_HEAD.format(title=escape(title)), f"<h1>{escape(title)}</h1>\n"]
    lines.append(
        f'<p class="en" lang="en">Transfer of records · {escape(said["centre"]["en"])}</p>\n<table>\n'
    )
    pairs = (
        (Words("接收方", "To"), said["recipient"]),
        (Words("事由", "Reason"), said["reason"] or "—"),
        (Words("制作时间", "Made"), local_text(said["made_at"], seconds=True)),
        (Words("件数", "Records"), str(len(records))),
    )
    lines += [f"<tr><th>{_both(words)}</th><td>{escape(text)}</td></tr>\n" for words, text in pairs]
    lines.append("</table>\n<p>")
    links = (("README.txt", "说明 / Read me"), ("checks.pdf", "四性检测报告 / Report of the four checks"))
    lines.append(" · ".join(f'<a href="{name}">{text}</a>' for name, text in links))
    lines.append("</p>\n<table>\n<tr>")
    lines += [f"<th>{_both(words)}</th>" for words in _COLUMNS]
    lines.append("</tr>\n")
    lines += [_line(folder, values) for folder, values in records]
    return "".join([*lines, "</table>\n", _FOOT]).encode()


def _line(folder: str, values: Mapping[str, Any]) -> str:
    number = escape(values["archival_number"])
    return (
        f'<tr><td><a href="{folder}/index.html">{number}</a></td>'
        f"<td>{escape(values['applicant_name'])}</td>"
        f"<td>{escape(values['institution']['zh'])}</td>"
        f'<td class="amount">{yuan_text(values["amount_fen"])}</td>'
        f"<td>{escape(RecordOutcome(values['outcome']).words.zh)}</td>"
        f"<td>{escape(values['decided'][:10])}</td></tr>\n"
    )


def record_page(values: Mapping[str, Any], files: Sequence[tuple[str, Words, int]]) -> bytes:
    """One record: what is registered of it, and its files, each a link."""
    number = values["archival_number"]
    lines = [
        _HEAD.format(title=escape(number)),
        '<p><a href="../../index.html">← 全部 / All records</a></p>\n',
    ]
    lines.append(f"<h1>{escape(number)}</h1>\n<table>\n")
    outcome = RecordOutcome(values["outcome"]).words
    product = values["product"]
    pairs = (
        (_COLUMNS[1], values["applicant_name"]),
        (_COLUMNS[2], f"{values['institution']['zh']} / {values['institution']['en']}"),
        (Words("村", "Village"), f"{values['village']['zh']} / {values['village']['en']}"),
        (Words("产品", "Product"), " / ".join(product.get(key, product["code"]) for key in ("zh", "en"))),
        (_COLUMNS[3], yuan_text(values["amount_fen"])),
        (_COLUMNS[4], f"{outcome.zh} / {outcome.en}"),
        (_COLUMNS[5], values["decided"]),
        (Words("保管期限", "Retention"), values["retention"]),
        (Words("卷宗页数", "Pages of the dossier"), str(values["pages"])),
    )
    lines += [f"<tr><th>{_both(words)}</th><td>{escape(text)}</td></tr>\n" for words, text in pairs]
    lines.append("</table>\n<h1>文件 / Files</h1>\n<table>\n")
    known = {one["name"]: one["sha256"] for one in values["files"]}
    for name, words, size in files:
        digest = f"<br><code>SHA-256 {known[name]}</code>" if name in known else ""
        link = f'<a href="{escape(name, quote=True)}">{escape(name)}</a>{digest}'
        lines.append(f'<tr><td>{_both(words)}</td><td>{link}</td><td class="amount">{size:,}</td></tr>\n')
    return "".join([*lines, "</table>\n", _FOOT]).encode()


def _both(words: Words) -> str:
    return f'{escape(words.zh)}<br><span class="en" lang="en">{escape(words.en)}</span>'


README = """电子档案移交包 / Transfer of records
====================================

1. 用任何浏览器打开 index.html，即可查看每件档案及其文件，不需要任何专用软件。
   Open index.html in any browser: every record with its files. No special program is needed.

2. 完整性：本包为 BagIt 包（RFC 8493）。在上一级文件夹运行
   Integrity: this is a BagIt bag (RFC 8493). In the folder above, run
       sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt

3. 印章：tagmanifest-sha256.txt.p7s 是移交方印章的 CMS 签名（RFC 5652），证书链在 seal-chain.pem。
   The seal: a CMS signature (RFC 5652); its certificates are in seal-chain.pem.
       openssl cms -verify -binary -inform DER -in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt \\
         -CAfile seal-chain.pem -purpose any -out /dev/null
   请用其他途径向移交方核对根证书的 SHA-256：
   Compare the SHA-256 of the root certificate with the sender by another way:
       {root}

4. 抽签和日志：verify_draw.py、verify_proof.py 是独立的 Python 程序，只需本包和 keys 文件夹中的公钥。
   Draws and log: verify_draw.py and verify_proof.py are programs of their own; they need this package
   and the public keys in the folder keys, nothing else.
       python3 verify_draw.py records/0001/draws/1.json keys/draw.txt
       python3 verify_proof.py records/0001/proof.json --log-key "$(cat keys/log.txt)"

5. 每件档案的文件夹 / In the folder of each record:
   dossier.*      封存的卷宗，逐字节未变 / the dossier, byte for byte as it was sealed
   metadata.xml   归档元数据（DA/T 48 结构）/ descriptive metadata
   originals/     原件，逐字节未变；文件名由系统编 / originals, byte for byte, under names of ours
   later/         封存之后收到的材料 / papers that came after sealing
   draws/         随机分配记录 / records of the draws
   proof.json     日志证明 / proof of the log
   checks.json    移交时的四性检测 / the four checks at transfer
   mets.xml       METS 描述 / METS description
   record.json    登记项，供接收系统导入 / registered values, for the system that takes the record in
"""
