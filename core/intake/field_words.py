"""What a place in case.json is called: people read “the applicant's ID number”, not a path."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.kernel.words import Words

CASE = "case.json"
_PART = re.compile(r"\[(\d+)\]|\.?([A-Za-z_0-9]+)")
_UNKNOWN = Words("案件数据中的一项", "a field of the case data")

_OWN: Mapping[str, Words] = {
    CASE: Words("案件数据", "the case data as a whole"),
    "schema": Words("格式版本", "the version of the format"),
    "package_id": Words("案件包编号", "the id of the package"),
    "case_id": Words("案件标识", "the id of the case"),
    "round": Words("资料轮次", "the round of papers"),
    "specimen": Words("样本标记", "the mark of a specimen"),
    "institution": Words("机构", "the institution"),
    "village": Words("村", "the village"),
    "tablet": Words("平板编号", "the id of the tablet"),
    "branch_nonce": Words("机构随机数", "the branch's random number"),
    "supplements": Words("所补充的案件包编号", "the id of the package that is supplemented"),
    "product": Words("产品", "the product"),
    "amount_fen": Words("申请金额", "the amount asked for"),
    "term_months": Words("申请期限", "the term asked for"),
    "repayment": Words("还款方式", "the way of repayment"),
    "purpose": Words("贷款用途", "the purpose of the loan"),
    "applicant": Words("申请人资料", "the applicant's particulars"),
    "account": Words("收款账户", "the account to pay to"),
    "family": Words("家庭成员名单", "the list of family members"),
    "identity_check": Words("联网核查结果", "the online identity check"),
    "income": Words("收入清单", "the list of incomes"),
    "assets": Words("资产清单", "the list of assets"),
    "debts": Words("负债清单", "the list of debts"),
    "appraisal": Words("评议结果", "the appraisal"),
    "consents": Words("授权清单", "the list of consents"),
    "risk_inputs": Words("风险数据清单", "the list of risk inputs"),
    "positions": Words("位置清单", "the list of positions"),
    "capture": Words("采集记录", "the record of the capture"),
    "read_card": Words("证件读取结果", "what was read from the card"),
    "files": Words("文件清单", "the list of files"),
}

_PERSON: Mapping[str, Words] = {
    "name": Words("姓名", "name"),
    "sex": Words("性别", "sex"),
    "ethnicity": Words("民族", "ethnic group"),
    "birth_date": Words("出生日期", "date of birth"),
    "id_number": Words("身份证号", "ID number"),
    "id_valid_until": Words("证件有效期", "card's validity"),
    "id_issuer": Words("发证机关", "card's issuer"),
    "address": Words("住址", "address"),
    "phone": Words("手机号", "phone number"),
    "marital": Words("婚姻状况", "marital status"),
    "education": Words("文化程度", "education"),
    "occupation": Words("职业", "occupation"),
    "relation": Words("与申请人关系", "relation to the applicant"),
    "yearly_income_fen": Words("年收入", "yearly income"),
}
_PLACE: Mapping[str, Words] = {
    "kind": Words("种类", "kind"),
    "latitude_e7": Words("纬度", "latitude"),
    "longitude_e7": Words("经度", "longitude"),
    "datum": Words("坐标系", "datum"),
    "accuracy_cm": Words("精度", "accuracy"),
    "at": Words("时间", "time"),
}
_COMMON: Mapping[str, Words] = {
    "kind": Words("种类", "kind"),
    "note": Words("说明", "note"),
    "source": Words("来源", "source"),
    "serial": Words("流水号", "serial number"),
    "at": Words("时间", "time"),
    "face_score": Words("人脸比对分", "face score"),
}

#: What stands inside an object, with what the object is called before its field, and each field.
_OBJECTS: Mapping[str, tuple[Words, Mapping[str, Words]]] = {
    "applicant": (Words("申请人", "the applicant"), _PERSON),
    "account": (
        Words("收款账户的", "the account's"),
        {
            "holder": Words("户名", "holder"),
            "number": Words("账号", "number"),
            "bank": Words("开户行", "bank"),
        },
    ),
    "read_card": (Words("证件读取的", "the card as read"), _PERSON),
    "identity_check": (
        Words("联网核查", "the online identity check"),
        {**_COMMON, "result": Words("结论", "result")},
    ),
    "appraisal": (
        Words("评议", "the appraisal"),
        {
            **_COMMON,
            "list": Words("名单", "list"),
            "raters": Words("评议人数", "number of raters"),
            "score": Words("得分", "score"),
        },
    ),
}

#: The same for the entries of lists; ``{n}`` counts from 1.
_ENTRIES: Mapping[str, tuple[Words, Mapping[str, Words]]] = {
    "family": (Words("家庭成员第 {n} 人", "family member {n}"), _PERSON),
    "income": (
        Words("第 {n} 项收入", "income {n}"),
        {**_COMMON, "yearly_fen": Words("年金额", "yearly amount")},
    ),
    "assets": (Words("第 {n} 项资产", "asset {n}"), {**_COMMON, "value_fen": Words("价值", "value")}),
    "debts": (
        Words("第 {n} 项负债", "debt {n}"),
        {
            "creditor": Words("债权人", "creditor"),
            "balance_fen": Words("余额", "balance"),
            "monthly_fen": Words("月还款额", "monthly payment"),
        },
    ),
    "consents": (Words("第 {n} 项授权", "consent {n}"), {**_COMMON, "version": Words("版本", "version")}),
    "risk_inputs": (
        Words("第 {n} 项风险数据", "risk input {n}"),
        {**_COMMON, "name": Words("名称", "name"), "value": Words("取值", "value")},
    ),
    "positions": (Words("第 {n} 个位置", "position {n}"), _PLACE),
    "capture": (
        Words("第 {n} 条采集记录", "capture record {n}"),
        {
            **_COMMON,
            "action": Words("动作", "action"),
            "staff": Words("采集人", "staff login"),
            "device": Words("设备", "device"),
        },
    ),
    "files": (
        Words("第 {n} 个文件", "file {n}"),
        {
            **_COMMON,
            "name": Words("名称", "name"),
            "page": Words("页码", "page number"),
            "media_type": Words("类型", "media type"),
            "bytes": Words("大小", "size"),
            "sha256": Words("校验值", "hash"),
            "caption": Words("图注", "caption"),
            "taken_at": Words("拍摄时间", "time of taking"),
            "position": Words("拍摄位置", "place of taking"),
        },
    ),
}


def field_words(path: str) -> Words:
    """The name of the place ``path`` in case.json (``family[1].id_number``), in both languages.

    The English begins in lower case, with an article where one is due, to stand inside a sentence.
    A path that is not of the format gets a general name, never itself: it may have come from outside.
    """
    if path in _OWN:
        return _OWN[path]
    parts = [int(number) if number else name for number, name in _PART.findall(path)]
    match parts:
        case [str(whole), str(field)] if whole in _OBJECTS:
            return _of(*_OBJECTS[whole], field)
        case [str(whole), int(index)] if whole in _ENTRIES:
            return _numbered(_ENTRIES[whole][0], index)
        case [str(whole), int(index), str(field)] if whole in _ENTRIES:
            item, fields = _ENTRIES[whole]
            return _of(_numbered(item, index), fields, field)
        case ["files", int(index), "position", str(field)]:
            item = _numbered(_ENTRIES["files"][0], index)
            return _of(Words(f"{item.zh}拍摄位置", f"the place of taking of {item.en}"), _PLACE, field)
    return _UNKNOWN


def _numbered(item: Words, index: int) -> Words:
    return item.format(n=index + 1)


def _of(whole: Words, fields: Mapping[str, Words], field: str) -> Words:
    words = fields.get(field)
    if words is None:
        return _UNKNOWN
    if whole.en == "the applicant":
        return Words(f"{whole.zh}{words.zh}", f"the applicant's {words.en}")
    return Words(f"{whole.zh}{words.zh}", f"the {words.en} of {whole.en}")
