"""What is wrong with a package, and what the branch should do: one sentence pair for each code.

The codes are stable: they are stored with quarantined packages and counted in figures.
``{about}`` is a place in the package (a file name of safe characters), never a value; for a field of
the case data ``{zh_place}`` and ``{en_place}`` are its name in either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.intake.field_words import field_words
from core.kernel.words import Words

_RESEND = "请在平板上重新导出并再次发送。"
_RESEND_EN = "Export it again on the tablet and resend it."
_REPORT = "请停用该平板并报告审批中心。"
_REPORT_EN = "Stop using the tablet and report it to the centre."

FAULT_WORDS: Mapping[str, Words] = {
    # the ZIP
    "not-a-package": Words(
        "文件不是案件包（不是 ZIP）。" + _RESEND, "The file is not a case package (not a ZIP). " + _RESEND_EN
    ),
    "cut-off": Words(
        "案件包不完整，传输中被截断。" + _RESEND,
        "The package is incomplete: it was cut off on the way. " + _RESEND_EN,
    ),
    "too-large": Words(
        "案件包过大（上限 {limit} MB）。请减小照片尺寸后重新发送。",
        "The package is too large (at most {limit} MB). Make the photos smaller and resend it.",
    ),
    "too-large-file": Words(
        "文件“{about}”过大（上限 {limit} MB）。请减小后重新发送。",
        "“{about}” is too large (at most {limit} MB). Make it smaller and resend the package.",
    ),
    "too-many-members": Words(
        "案件包内文件过多（上限 {limit} 个）。请删去多余照片后重新发送。",
        "The package holds too many files (at most {limit}). Remove surplus photos and resend it.",
    ),
    "unsafe-name": Words(
        "案件包内有不安全的文件名（路径、反斜杠或特殊字符），未解压。" + _REPORT,
        "The package holds an unsafe file name (a path, backslash or special character); nothing was unpacked. "
        + _REPORT_EN,
    ),
    "special-file": Words(
        "案件包内有链接或特殊文件，未解压。" + _REPORT,
        "The package holds a link or special file; nothing was unpacked. " + _REPORT_EN,
    ),
    "encrypted": Words(
        "案件包内有加密文件，无法检查。请不要给案件包加密码，重新导出并发送。",
        "The package holds an encrypted file, which cannot be checked. Export it without a password and resend it.",
    ),
    "unknown-compression": Words(
        "案件包使用了不支持的压缩方式。" + _RESEND,
        "The package uses an unsupported compression. " + _RESEND_EN,
    ),
    "duplicate-file": Words(
        "案件包内文件“{about}”出现了两次。" + _RESEND, "The package holds “{about}” twice. " + _RESEND_EN
    ),
    "bomb": Words(
        "案件包解压后异常膨胀，疑似压缩炸弹，已停止读取。" + _REPORT,
        "The package swells beyond reason when unpacked (a “ZIP bomb”); reading was stopped. " + _REPORT_EN,
    ),
    # the bag
    "not-a-bag": Words(
        "案件包缺少“{about}”或其内容不合规，不是有效的 BagIt 包。" + _RESEND,
        "“{about}” is missing or malformed, so the package is not a BagIt bag. " + _RESEND_EN,
    ),
    "changed-file": Words(
        "文件“{about}”与打包时不一致，传输中损坏或被改动。" + _RESEND,
        "“{about}” is not what was packed: damaged on the way, or altered. " + _RESEND_EN,
    ),
    "declared-missing": Words(
        "清单列出的文件“{about}”不在包内。" + _RESEND,
        "“{about}” is listed but not in the package. " + _RESEND_EN,
    ),
    "undeclared-file": Words(
        "包内文件“{about}”不在清单中。" + _RESEND,
        "“{about}” is in the package but not listed. " + _RESEND_EN,
    ),
    "unsigned": Words(
        "案件包没有平板签名。请用登记过的平板重新导出并发送。",
        "The package carries no tablet signature. Export it again on a registered tablet and resend it.",
    ),
    "unknown-tablet": Words(
        "发送案件包的平板没有在中心登记。请先登记平板，再重新发送。",
        "The tablet that made the package is not registered at the centre. Register it, then resend the package.",
    ),
    "wrong-signature": Words(
        "平板签名不对：案件包不是由所称的平板签发，或签发后被改动。" + _REPORT,
        "The tablet signature is wrong: the package was not signed by the tablet it names, or was altered since. "
        + _REPORT_EN,
    ),
    # the papers
    "unknown-type": Words(
        "文件“{about}”不是 JPEG、PNG 或 PDF。请换成照片或 PDF 后重新发送。",
        "“{about}” is neither JPEG, PNG nor PDF. Replace it by a photo or PDF and resend the package.",
    ),
    "not-a-pdf": Words(
        "文件“{about}”称为 PDF，但内容不是 PDF。请重新扫描后发送。",
        "“{about}” is called a PDF but is none. Scan the paper again and resend the package.",
    ),
    "broken-pdf": Words(
        "PDF 文件“{about}”打不开。请重新扫描后发送。",
        "The PDF “{about}” cannot be opened. Scan the paper again and resend the package.",
    ),
    "locked-pdf": Words(
        "PDF 文件“{about}”有密码。请去掉密码后重新发送。",
        "The PDF “{about}” is locked by a password. Remove it and resend the package.",
    ),
    "too-many-pages": Words(
        "PDF 文件“{about}”页数过多（上限 {limit} 页）。请拆分后重新发送。",
        "The PDF “{about}” has too many pages (at most {limit}). Split it and resend the package.",
    ),
    "broken-image": Words(
        "图片“{about}”无法完整打开。请重新拍摄后发送。",
        "The image “{about}” cannot be opened completely. Take it again and resend the package.",
    ),
    "huge-image": Words(
        "图片“{about}”像素过多（上限 {limit} 百万像素），未打开。请降低拍摄分辨率后重新发送。",
        "The image “{about}” has too many pixels (at most {limit} million) and was not opened. Take it at a lower resolution and resend the package.",
    ),
    "other-type": Words(
        "文件“{about}”的实际类型与所填类型不同。" + _RESEND,
        "“{about}” is of another type than declared. " + _RESEND_EN,
    ),
    # case.json
    "not-json": Words(
        "案件数据（case.json）不是有效的 JSON：{zh}。" + _RESEND,
        "The case data (case.json) is not valid JSON: {en}. " + _RESEND_EN,
    ),
    "wrong-version": Words(
        "案件包格式版本不受支持。请升级平板程序后重新导出并发送。",
        "The version of the package format is not supported. Update the tablet's program, export again and resend.",
    ),
    "schema": Words(
        "案件数据中，{zh_place}{zh}。请在平板上更正后重新发送。",
        "In the case data, {en_place} {en}. Correct it on the tablet and resend the package.",
    ),
    "file-entry": Words(
        "案件数据中对文件“{about}”的记载（大小、校验值或名称）与包内文件不符。" + _RESEND,
        "What the case data say about “{about}” (size, hash or name) does not fit the file. " + _RESEND_EN,
    ),
    "wrong-tablet": Words(
        "案件数据所填的平板与签名的平板不同。" + _RESEND,
        "The case data name another tablet than the one that signed. " + _RESEND_EN,
    ),
    # the case
    "id-number": Words(
        "{zh_place}：{zh}请核对证件后更正并重新发送。",
        "About {en_place}: {en} Check it against the card, correct it and resend the package.",
    ),
    "birth-date": Words(
        "填写的出生日期与身份证号中的不同。请核对证件后更正并重新发送。",
        "The date of birth typed is not the one in the ID number. Check the card, correct it and resend the package.",
    ),
    "unknown-village": Words(
        "所填的村不在本机构的村名单中。请选择正确的村后重新发送。",
        "The village is not on the institution's list. Choose the right village and resend the package.",
    ),
    "unknown-product": Words(
        "所填的产品不在产品目录中。请更新平板上的产品目录后重新发送。",
        "The product is not in the catalogue. Update the tablet's catalogue and resend the package.",
    ),
    "amount-range": Words(
        "申请金额不在该产品的范围内（{low}–{high} 元）。请更正后重新发送。",
        "The amount is outside the product's range (¥{low}–¥{high}). Correct it and resend the package.",
    ),
    "term-range": Words(
        "申请期限不是该产品的期限（{terms} 个月）。请更正后重新发送。",
        "The term is none of the product's ({terms} months). Correct it and resend the package.",
    ),
    "repayment-kind": Words(
        "该产品没有这种还款方式。请更正后重新发送。",
        "The product does not offer this way of repayment. Correct it and resend the package.",
    ),
    "missing-paper": Words(
        "缺少资料：{zh}，需要 {minimum} 页，现有 {have} 页。请补拍后重新发送。",
        "A paper is missing: {en}, {minimum} needed, {have} there. Add it and resend the package.",
    ),
    "missing-consent": Words(
        "缺少{zh}。请客户签署后重新发送。",
        "The {en} is missing. Have the customer sign it and resend the package.",
    ),
    # the centre's own books
    "package-id-used": Words(
        "此编号的案件包已经接收过，内容却不同。" + _REPORT,
        "A package of this id was taken in before, with other contents. " + _REPORT_EN,
    ),
    "tablet-institution": Words(
        "发送案件的平板不属于该机构。" + _REPORT,
        "The tablet that sent the case does not belong to the institution. " + _REPORT_EN,
    ),
    "investigator": Words(
        "提交人不是登记的客户经理，或与申请人有登记的关系，须回避。请由其他客户经理调查后重新发送。",
        "The sender is no registered customer manager, or has a relationship with the applicant on record. "
        "Have another manager investigate and send it.",
    ),
    "round": Words(
        "案件不在等待这一轮资料：可能已补充过，或没有被退回。请核对退回通知后重新发送。",
        "The case does not wait for this round of papers: it was supplemented already, or never returned. "
        "Compare with the return notice and resend the package.",
    ),
    # the reader itself
    "unreadable": Words(
        "案件包无法安全读取（检查程序中断或超出限制），已隔离。" + _RESEND,
        "The package could not be read safely (the checker stopped or hit its limits) and is kept aside. "
        + _RESEND_EN,
    ),
}

NOTE_WORDS: Mapping[str, Words] = {
    "region-code": Words("{zh_place}：{zh}", "About {en_place}: {en}"),
    "sex-differs": Words(
        "填写的性别与身份证号中的不同。", "The sex typed is not the one that the ID number encodes."
    ),
    "card-differs": Words(
        "证件读取的{zh}与填写的不同。", "The {en} read from the card is not what was typed."
    ),
    "card-not-read": Words("平板没有读取身份证。", "The tablet did not read the ID card."),
    "card-expired": Words("身份证已过有效期。", "The ID card is past its validity."),
    "identity-not-confirmed": Words(
        "联网核查没有确认身份。", "The online check did not confirm the identity."
    ),
    "no-declared-position": Words("没有填报经营地点位置。", "No declared position was given."),
    "declared-far-from-village": Words(
        "填报位置距村中心 {metres} 米。", "The declared position is {metres} m from the village centre."
    ),
    "photo-without-position": Words(
        "现场照片“{about}”没有位置。", "The site photo “{about}” has no position."
    ),
    "photo-far-from-village": Words(
        "照片“{about}”的拍摄位置距村中心 {metres} 米。",
        "The photo “{about}” was taken {metres} m from the village centre.",
    ),
    "photo-far-from-declared": Words(
        "照片“{about}”的拍摄位置距填报位置 {metres} 米。",
        "The photo “{about}” was taken {metres} m from the declared position.",
    ),
    "photo-without-time": Words(
        "现场照片“{about}”没有拍摄时间。", "The site photo “{about}” has no time of taking."
    ),
    "photo-in-future": Words(
        "照片“{about}”的拍摄时间晚于今天。", "The photo “{about}” claims to be taken later than today."
    ),
    "photo-old": Words(
        "照片“{about}”拍摄于提交前 {days} 天。",
        "The photo “{about}” was taken {days} days before submission.",
    ),
    "photo-after-submission": Words(
        "照片“{about}”拍摄于提交之后。", "The photo “{about}” was taken after submission."
    ),
    "photo-time-differs": Words(
        "照片“{about}”文件内的拍摄时间与所填不同。",
        "The time of taking inside the photo “{about}” is not the one declared.",
    ),
    "photo-position-differs": Words(
        "照片“{about}”文件内的位置与所填相距 {metres} 米。",
        "The position inside the photo “{about}” is {metres} m from the one declared.",
    ),
    "consent-after-submission": Words("{zh}的时间晚于提交时间。", "The {en} is dated after submission."),
}


def fault_words(code: str, about: str = "", **values: Any) -> Words:
    """The sentence for a fault ``code`` about a place in the package, its placeholders filled."""
    return _filled(FAULT_WORDS[code], about, values)


def note_words(code: str, about: str = "", **values: Any) -> Words:
    """The sentence for a note ``code`` about a place in the package, its placeholders filled."""
    return _filled(NOTE_WORDS[code], about, values)


def _filled(words: Words, about: str, values: Mapping[str, Any]) -> Words:
    place = field_words(about)
    return words.format(about=about, zh_place=place.zh, en_place=place.en, **values)
