"""What a refused applicant is told: the reasons in plain words, whose data they rest on, and how a person looks again.

个人贷款管理办法 (2024) Art. 23: who is refused is told. 个人信息保护法 Art. 24: who is judged by a machine may have it explained, and
may refuse to be judged by a machine alone; Art. 45 and 46: may see and correct what is held about him.
The notice holds no points, no threshold of an anti-fraud source, nothing about anybody else, and no number of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.risk.explanation import CATEGORIES, REFUSE, Cause
from core.risk.input_contract import SOURCES
from core.risk.screening import Screening

# How each kind of reason is put to somebody who knows no bank's words.
_PLAIN: dict[str, Words] = {
    "credit-bureau": Words(
        "征信报告中的还款记录不符合本行的贷款条件",
        "The repayment record in your credit report does not meet our conditions",
    ),
    "court-spending-limit": Words(
        "人民法院公布的限制消费信息中有您的记录", "A court has published an order that limits your spending"
    ),
    "court-dishonest": Words(
        "人民法院公布的失信被执行人名单中有您的记录",
        "You are on the courts' list of dishonest judgment debtors",
    ),
    "anti-fraud": Words(
        "外部反欺诈核查提示申请存在风险", "An external anti-fraud check warns of a risk in this application"
    ),
    "multi-borrowing": Words(
        "您在多家互联网平台的借款超出本行可接受的范围",
        "What you owe to internet lenders is more than we can accept",
    ),
}
# Whom to ask where the data themselves are wrong.
_MEND: dict[str, Words] = {
    "credit-bureau": Words(
        "如认为征信记录有误，可向中国人民银行征信中心或报送机构提出异议（《征信业管理条例》第二十五条）。",
        "If your credit record is wrong, object to the Credit Reference Center of the People's Bank of China or to the lender "
        "that reported it (Regulation on the Credit Reporting Industry, Art. 25).",
    ),
    "court": Words(
        "如认为法院信息有误或已履行完毕，可向作出决定的执行法院申请更正或删除。",
        "If a court record is wrong, or you have meanwhile paid, ask the court that made it to correct or remove it.",
    ),
    "external-fraud": Words(
        "如认为反欺诈核查结果有误，请在申请人工复核时说明，本行将向数据提供方核实。",
        "If the anti-fraud check is wrong, say so when you ask for a review; we will check with its provider.",
    ),
    "multi-lending": Words(
        "如认为互联网借款信息有误或已结清，请在申请人工复核时提供结清证明。",
        "If the loans on record are wrong or paid off, bring proof when you ask for a review.",
    ),
}
# Said by category only: the rule itself would tell how to get round the check.
_WITHOUT_DETAIL = ("anti-fraud",)


@dataclass(frozen=True, slots=True)
class ReviewPath:
    """How a person's review is asked for: where, by which telephone of the bank, within how many days; how long it takes."""

    office: Words
    telephone: str
    ask_within_days: int = 30
    answered_within_days: int = 15


@dataclass(frozen=True, slots=True)
class NoticePart:
    """A paragraph with its heading; ``lines`` in the order they are read."""

    heading: Words
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The whole notice; :meth:`text` is what is printed and handed over."""

    title: Words
    case_number: str
    day: date
    parts: tuple[NoticePart, ...]

    def text(self, language: str) -> str:
        """The notice in one language (``zh_CN`` or ``en``), as plain text."""
        lines = [self.title.in_language(language), f"{self.case_number}    {self.day.isoformat()}"]
        for part in self.parts:
            lines += ["", part.heading.in_language(language)]
            lines += [line.in_language(language) for line in part.lines]
        return "\n".join(lines) + "\n"

    def to_json(self) -> dict[str, Any]:
        """Canonical-safe, for the record of what was said."""
        return {
            **self.title.to_json(),
            "case_number": self.case_number,
            "day": self.day.isoformat(),
            "parts": [
                {**part.heading.to_json(), "lines": [line.to_json() for line in part.lines]}
                for part in self.parts
            ],
        }


def refusal_notice(
    screening: Screening,
    *,
    case_number: str,
    product: Words,
    review: ReviewPath,
    day: date,
    by_person: tuple[Words, ...] = (),
) -> Notice:
    """The notice for a case refused by rule, or declined by a person for the reasons ``by_person``.

    Raises BadInput where there is neither: nobody was refused then.
    """
    refused = screening.outcome == REFUSE
    if not refused and not by_person:
        raise BadInput(
            "该申请未被拒绝，没有可告知的理由。", "The application was not refused; there is nothing to tell."
        )
    causes = screening.causes if refused else ()
    parts = [
        NoticePart(
            Words("一、申请与结果", "1. Your application and the result"),
            _result(screening, product, refused),
        ),
        NoticePart(Words("二、理由", "2. Reasons"), _reasons(causes, by_person)),
        NoticePart(Words("三、所依据的信息", "3. The information it rests on"), _sources(screening, causes)),
        NoticePart(Words("四、您的权利", "4. Your rights"), _rights(review, refused)),
    ]
    return Notice(
        Words("贷款申请未获通过告知书", "Notice that a loan application was not approved"),
        case_number,
        day,
        tuple(part for part in parts if part.lines),
    )


def _result(screening: Screening, product: Words, refused: bool) -> tuple[Words, ...]:
    asked, months = screening.application.amount_fen, screening.application.term_months
    amount = yuan_text(asked) if isinstance(asked, int) else "—"
    day = local_date(screening.as_of).isoformat()
    how = (
        Words(
            f"经自动审查规则（版本 {screening.rule_set_version}，{day}）审查，本次未获通过；该结论由系统按规则作出。",
            f"It was not approved under our automatic rules (version {screening.rule_set_version}, {day}); a computer "
            "applied them.",
        )
        if refused
        else Words("经人工审查审批，本次未获通过。", "People reviewed it, and it was not approved.")
    )
    return (
        Words(
            f"您申请的“{product.zh}” {amount} 元、{months} 个月，已经审查。",
            f"We have examined your application for “{product.en}”: ¥{amount} over {months} months.",
        ),
        how,
    )


def _reasons(causes: tuple[Cause, ...], by_person: tuple[Words, ...]) -> tuple[Words, ...]:
    """One line per category, with the rules that held where they may be told; then what a person said."""
    lines = []
    for category in dict.fromkeys(cause.category for cause in causes):
        plain = _PLAIN.get(category, CATEGORIES[category])
        told = [one.words for one in causes if one.category == category and category not in _WITHOUT_DETAIL]
        detail_zh, detail_en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
        lines.append(
            Words(f"· {plain.zh}：{detail_zh}。", f"· {plain.en}: {detail_en}.")
            if told
            else Words(f"· {plain.zh}。", f"· {plain.en}.")
        )
    return (*lines, *(Words(f"· {one.zh}", f"· {one.en}") for one in by_person))


def _sources(screening: Screening, causes: tuple[Cause, ...]) -> tuple[Words, ...]:
    """Whose data the causes rest on, of which day, and whom to ask where they are wrong."""
    used = {name for cause in causes for name in cause.inputs}
    days: dict[str, set[str]] = {}
    for item in screening.inputs:
        if item.name in used and isinstance(item.source, str) and isinstance(item.at, int):
            days.setdefault(item.source, set()).add(local_date(item.at).isoformat())
    lines = []
    for source, when in days.items():
        name, shown = SOURCES[source], ", ".join(sorted(when))
        lines.append(Words(f"· {name.zh}：取得日期 {shown}", f"· {name.en}: obtained on {shown}"))
        if source in _MEND:
            lines.append(_MEND[source])
    return tuple(lines)


def _rights(review: ReviewPath, refused: bool) -> tuple[Words, ...]:
    by_machine = Words(
        "· 您有权要求本行对自动审查的结论予以说明，并有权拒绝仅由系统作出决定（《个人信息保护法》第二十四条）。",
        "· You may have this automatic decision explained, and you may refuse to be judged by a computer alone (Personal "
        "Information Protection Law, Art. 24).",
    )
    return (
        *((by_machine,) if refused else ()),
        Words(
            f"· 您可在收到本告知书之日起 {review.ask_within_days} 日内申请人工复核：{review.office.zh}，电话 {review.telephone}。"
            f"由未参与本次审查的人员复核，{review.answered_within_days} 日内答复，不收费，也不影响您再次申请。",
            f"· Within {review.ask_within_days} days of receiving this you may ask for a review by a person: {review.office.en}, "
            f"telephone {review.telephone}. Somebody who had no part in it will look at it and answer within "
            f"{review.answered_within_days} days, free of charge; it does not count against you later.",
        ),
        Words(
            "· 您有权查阅、复制、更正本行保存的您的个人信息（《个人信息保护法》第四十五条、第四十六条）。",
            "· You may see, copy and correct the personal information we hold about you (Personal Information Protection Law, "
            "Art. 45 and 46).",
        ),
        Words(
            "本告知书依据《个人贷款管理办法》（2024 年）第二十三条作出。",
            "This notice is given under the Measures for the Administration of Personal Loans (2024), Art. 23.",
        ),
    )
