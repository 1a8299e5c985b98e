"""The life of a case: which step may follow which, what status it gives, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from core.identity.rules import Role
from core.kernel.words import Words


class Stage(StrEnum):
    """The three duties that must lie with three people."""

    INVESTIGATION = "investigation"
    REVIEW = "review"
    APPROVAL = "approval"

    @property
    def words(self) -> Words:
        return _STAGE_WORDS[self]


_STAGE_WORDS = {
    Stage.INVESTIGATION: Words("调查", "Investigation"),
    Stage.REVIEW: Words("审查", "Review"),
    Stage.APPROVAL: Words("审批", "Approval"),
}

#: The role that a duty at a stage asks for.
ROLE_OF_STAGE = {
    Stage.INVESTIGATION: Role.CUSTOMER_MANAGER,
    Stage.REVIEW: Role.REVIEWER,
    Stage.APPROVAL: Role.APPROVER,
}


class Step(StrEnum):
    """A fact in the life of a case."""

    RECEIVED = "received"
    SCREENED = "screened"
    REFUSED = "refused"
    REVIEW_REQUESTED = "review-requested"
    REVIEW_DRAWN = "review-drawn"
    REVIEW_STARTED = "review-started"
    OPINION_GIVEN = "opinion-given"
    SUPPLEMENT_ASKED = "supplement-asked"
    APPROVAL_DRAWN = "approval-drawn"
    APPROVAL_STARTED = "approval-started"
    REVIEW_AGAIN = "review-again"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"

    @property
    def words(self) -> Words:
        return _STEP_WORDS[self]


_STEP_WORDS = {
    Step.RECEIVED: Words("案件包已接收", "Package received"),
    Step.SCREENED: Words("风险筛查通过，转人工", "Screened, to a person"),
    Step.REFUSED: Words("规则拒绝", "Refused by rule"),
    Step.REVIEW_REQUESTED: Words("申请人要求人工复核", "A person's review requested"),
    Step.REVIEW_DRAWN: Words("随机分配审查员", "Reviewer drawn by lot"),
    Step.REVIEW_STARTED: Words("开始审查", "Review started"),
    Step.OPINION_GIVEN: Words("出具审查意见", "Opinion given"),
    Step.SUPPLEMENT_ASKED: Words("退回补件", "Returned for supplement"),
    Step.APPROVAL_DRAWN: Words("随机分配审批员", "Approver drawn by lot"),
    Step.APPROVAL_STARTED: Words("开始审批", "Approval started"),
    Step.REVIEW_AGAIN: Words("退回审查", "Returned to review"),
    Step.APPROVED: Words("审批同意", "Approved"),
    Step.DECLINED: Words("审批否决", "Declined"),
    Step.WITHDRAWN: Words("申请人撤回", "Withdrawn by the applicant"),
    Step.SEALED: Words("卷宗封存归档", "Dossier sealed"),
}

#: Which steps may follow a step; ``None`` stands for the beginning. The database holds the same
#: table in ``migrations/guards``; a test compares the two.
NEXT: dict[Step | None, frozenset[Step]] = {
    None: frozenset({Step.RECEIVED}),
    Step.RECEIVED: frozenset({Step.SCREENED, Step.REFUSED, Step.WITHDRAWN}),
    Step.SCREENED: frozenset({Step.REVIEW_DRAWN, Step.WITHDRAWN}),
    Step.REFUSED: frozenset({Step.REVIEW_REQUESTED, Step.WITHDRAWN, Step.SEALED}),
    Step.REVIEW_REQUESTED: frozenset({Step.REVIEW_DRAWN, Step.WITHDRAWN}),
    Step.REVIEW_DRAWN: frozenset(
        {Step.REVIEW_STARTED, Step.OPINION_GIVEN, Step.SUPPLEMENT_ASKED, Step.WITHDRAWN}
    ),
    Step.REVIEW_STARTED: frozenset({Step.OPINION_GIVEN, Step.SUPPLEMENT_ASKED, Step.WITHDRAWN}),
    Step.OPINION_GIVEN: frozenset({Step.APPROVAL_DRAWN, Step.WITHDRAWN}),
    Step.SUPPLEMENT_ASKED: frozenset({Step.RECEIVED, Step.WITHDRAWN}),
    Step.APPROVAL_DRAWN: frozenset(
        {Step.APPROVAL_STARTED, Step.APPROVED, Step.DECLINED, Step.REVIEW_AGAIN, Step.WITHDRAWN}
    ),
    Step.APPROVAL_STARTED: frozenset({Step.APPROVED, Step.DECLINED, Step.REVIEW_AGAIN, Step.WITHDRAWN}),
    Step.REVIEW_AGAIN: frozenset({Step.REVIEW_DRAWN, Step.WITHDRAWN}),
    Step.APPROVED: frozenset({Step.SEALED}),
    Step.DECLINED: frozenset({Step.SEALED}),
    Step.WITHDRAWN: frozenset({Step.SEALED}),
    Step.SEALED: frozenset(),
}


class Status(StrEnum):
    """Where a case stands, in the words of the screen."""

    RECEIVED = "received"
    AWAITING_REVIEW = "awaiting-review"
    REFUSED = "refused"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    AWAITING_APPROVAL = "awaiting-approval"
    IN_APPROVAL = "in-approval"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"

    @property
    def words(self) -> Words:
        return _STATUS_WORDS[self]


_STATUS_WORDS = {
    Status.RECEIVED: Words("已接收", "Received"),
    Status.AWAITING_REVIEW: Words("待审查", "Awaiting review"),
    Status.REFUSED: Words("规则拒绝", "Refused by rule"),
    Status.IN_REVIEW: Words("审查中", "In review"),
    Status.RETURNED: Words("退回补件", "Returned for supplement"),
    Status.AWAITING_APPROVAL: Words("待审批", "Awaiting approval"),
    Status.IN_APPROVAL: Words("审批中", "In approval"),
    Status.APPROVED: Words("已同意", "Approved"),
    Status.DECLINED: Words("已否决", "Declined"),
    Status.WITHDRAWN: Words("已撤回", "Withdrawn"),
    Status.SEALED: Words("已归档", "Sealed"),
}

_STATUS_AFTER = {
    Step.RECEIVED: Status.RECEIVED,
    Step.SCREENED: Status.AWAITING_REVIEW,
    Step.REFUSED: Status.REFUSED,
    Step.REVIEW_REQUESTED: Status.AWAITING_REVIEW,
    Step.REVIEW_DRAWN: Status.AWAITING_REVIEW,
    Step.REVIEW_STARTED: Status.IN_REVIEW,
    Step.OPINION_GIVEN: Status.AWAITING_APPROVAL,
    Step.SUPPLEMENT_ASKED: Status.RETURNED,
    Step.APPROVAL_DRAWN: Status.AWAITING_APPROVAL,
    Step.APPROVAL_STARTED: Status.IN_APPROVAL,
    Step.REVIEW_AGAIN: Status.AWAITING_REVIEW,
    Step.APPROVED: Status.APPROVED,
    Step.DECLINED: Status.DECLINED,
    Step.WITHDRAWN: Status.WITHDRAWN,
    Step.SEALED: Status.SEALED,
}


def status_after(last: Step) -> Status:
    """The status of a case whose last step is ``last``. The one place that derives it."""
    return _STATUS_AFTER[last]


class Action(StrEnum):
    """What a person may do with a case just now."""

    START = "start"
    GIVE_OPINION = "give-opinion"
    ASK_SUPPLEMENT = "ask-supplement"
    DECIDE = "decide"
    VOTE = "vote"
    RETURN_TO_REVIEW = "return-to-review"
    WITHDRAW = "withdraw"
    REQUEST_REVIEW = "request-review"
    WAIVE_REVIEW = "waive-review"
    REVEAL = "reveal"
    DECLARE_CONFLICT = "declare-conflict"


_REVIEW_OPEN = frozenset({Step.REVIEW_DRAWN, Step.REVIEW_STARTED})
_APPROVAL_OPEN = frozenset({Step.APPROVAL_DRAWN, Step.APPROVAL_STARTED})


def allowed_actions(
    last: Step,
    duty: Stage | None,
    roles: frozenset[Role],
    own_institution: bool,
    *,
    on_committee: bool = False,
    conflict: bool = False,
) -> frozenset[Action]:
    """What somebody may do: ``duty`` is his or her open duty on the case, if any.

    ``own_institution``: the person works at the institution that sent the case. ``on_committee``: the duty is a seat
    on a committee. ``conflict``: the person has declared one, and nobody has decided on it. The database enforces the
    same; this is for showing only what will work.
    """
    actions: set[Action] = set()
    if duty is Stage.REVIEW and last in _REVIEW_OPEN:
        actions |= {Action.GIVE_OPINION, Action.ASK_SUPPLEMENT, Action.REVEAL, Action.DECLARE_CONFLICT}
    if duty is Stage.APPROVAL and last in _APPROVAL_OPEN:
        actions |= {Action.VOTE} if on_committee else {Action.DECIDE, Action.RETURN_TO_REVIEW}
        actions |= {Action.REVEAL, Action.DECLARE_CONFLICT}
    if conflict:
        actions.clear()
    if last in (Step.REVIEW_DRAWN, Step.APPROVAL_DRAWN) and actions:
        actions.add(Action.START)
    if Role.INTAKE_CLERK in roles or (Role.CUSTOMER_MANAGER in roles and own_institution):
        if Step.WITHDRAWN in NEXT[last]:
            actions.add(Action.WITHDRAW)
        if last is Step.REFUSED:
            actions |= {Action.REQUEST_REVIEW, Action.WAIVE_REVIEW}
    if Role.ARCHIVE_CLERK in roles and last is Step.SEALED:
        actions.add(Action.REVEAL)
    return frozenset(actions)


class Outcome(StrEnum):
    """What an opinion recommends or a decision settles."""

    APPROVE = "approve"
    DECLINE = "decline"

    @property
    def words(self) -> Words:
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {Outcome.APPROVE: Words("同意", "Approve"), Outcome.DECLINE: Words("否决", "Decline")}


@dataclass(frozen=True, slots=True)
class Reason:
    """An entry of the reason taxonomy. ``use``: approve, decline, supplement, review-again, conflict or reveal."""

    code: str
    use: str
    words: Words


REASONS: tuple[Reason, ...] = (
    Reason("income-clear", "approve", Words("还款来源清楚", "Source of repayment is clear")),
    Reason("limit-as-advised", "approve", Words("按系统建议额度", "Amount as the limit advises")),
    Reason("purpose-real", "approve", Words("用途真实合规", "Purpose is real and allowed")),
    Reason("assets-verified", "approve", Words("资产核实无误", "Assets verified")),
    Reason("good-standing", "approve", Words("村民评议良好", "Well appraised in the village")),
    Reason("differences-explained", "approve", Words("差异已核实", "Differences explained")),
    Reason("income-weak", "decline", Words("还款能力不足", "Too little income to repay")),
    Reason("purpose-doubtful", "decline", Words("用途存疑", "Purpose doubtful")),
    Reason("papers-contradict", "decline", Words("资料相互矛盾", "Papers contradict each other")),
    Reason("photo-doubtful", "decline", Words("照片真实性存疑", "Photos doubtful")),
    Reason("debts-high", "decline", Words("负债偏高", "Too much debt")),
    Reason("policy", "decline", Words("不符合信贷政策", "Against lending policy")),
    Reason("paper-missing", "supplement", Words("资料缺失", "A paper is missing")),
    Reason("paper-unreadable", "supplement", Words("影像不清晰", "A paper cannot be read")),
    Reason("paper-expired", "supplement", Words("证件已过期", "A paper has expired")),
    Reason("address-differs", "supplement", Words("住址与证件不一致", "Address differs from the card")),
    Reason("position-doubtful", "supplement", Words("拍摄位置需说明", "Position needs explaining")),
    Reason("opinion-unfounded", "review-again", Words("意见依据不足", "Opinion lacks grounds")),
    Reason("amount-unfounded", "review-again", Words("额度依据不足", "Amount lacks grounds")),
    Reason("check-again", "review-again", Words("关键事实需复核", "A key fact needs checking")),
    Reason("conflict-kin", "conflict", Words("亲属或姻亲", "Kin or in-law")),
    Reason("conflict-business", "conflict", Words("生意往来或债务", "Business or debts between us")),
    Reason("conflict-neighbour", "conflict", Words("同村或邻里", "Same village or neighbours")),
    Reason("conflict-earlier", "conflict", Words("此前经办过此人业务", "Dealt with this person before")),
    Reason("conflict-other", "conflict", Words("其他利益冲突", "Another conflict of interest")),
    Reason("compare-paper", "reveal", Words("与证件影像核对", "Compare with the card")),
    Reason("query-outside", "reveal", Words("外部系统查询", "Query another system")),
    Reason("call-applicant", "reveal", Words("联系申请人", "Call the applicant")),
    Reason("audit-check", "reveal", Words("稽核或档案查验", "Audit or archive check")),
)


def reasons_for(use: str) -> tuple[Reason, ...]:
    """The taxonomy for one use."""
    return tuple(reason for reason in REASONS if reason.use == use)


@dataclass(frozen=True, slots=True)
class ChecklistQuestion:
    """Something the reviewer must have looked at and answers with yes or no."""

    code: str
    words: Words


QUESTIONS: tuple[ChecklistQuestion, ...] = (
    ChecklistQuestion("identity", Words("身份证件与本人相符", "Identity papers match the person")),
    ChecklistQuestion("household", Words("家庭与婚姻状况清楚", "Family and marital status are clear")),
    ChecklistQuestion("purpose", Words("贷款用途真实", "The purpose is real")),
    ChecklistQuestion("income", Words("收入足以还款", "Income covers repayment")),
    ChecklistQuestion("assets", Words("资产与照片一致", "Assets agree with the photos")),
    ChecklistQuestion("place", Words("位置与申报一致", "Positions agree with what was declared")),
    ChecklistQuestion("consent", Words("授权与告知齐全", "Consents and notices are complete")),
    ChecklistQuestion("findings", Words("风险提示已逐项核实", "Every finding was looked into")),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Amount (fen), term (months), rate (% a year, text), reasons and answers of an opinion or decision."""

    outcome: Outcome
    amount_fen: int
    term_months: int
    rate: str
    repayment: str
    reasons: tuple[str, ...]
    conditions: str
    remark: str
    checklist: tuple[tuple[str, bool], ...]
    marks: tuple[tuple[str, int, int, int, int, int, str], ...] = ()


def judgement_fault(judgement: Judgement, *, with_checklist: bool) -> Words | None:
    """What keeps a judgement from being given, or ``None``."""
    use = judgement.outcome.value
    known = {reason.code for reason in reasons_for(use)}
    if not judgement.reasons:
        return Words("请至少选择一条理由。", "Choose at least one reason.")
    if not set(judgement.reasons) <= known:
        return Words("理由与结论不符。", "The reasons do not fit the outcome.")
    if judgement.outcome is Outcome.APPROVE and (judgement.amount_fen <= 0 or judgement.term_months <= 0):
        return Words("同意时须填写金额和期限。", "To approve, give an amount and a term.")
    answered = dict(judgement.checklist)
    if with_checklist and judgement.outcome is Outcome.APPROVE:
        open_questions = [question for question in QUESTIONS if question.code not in answered]
        if open_questions:
            return Words(
                f"核对清单还有 {len(open_questions)} 项未答。",
                f"{len(open_questions)} questions of the checklist are unanswered.",
            )
        if not all(answered.values()) and not judgement.remark.strip():
            return Words(
                "清单有“否”，请在说明中写明。", "The checklist has a “no”; explain it in the remark."
            )
    return None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything an opinion or decision was given on; its canonical hash binds the two."""

    case_id: UUID
    round: int
    facts_hash: str
    documents: tuple[tuple[str, str], ...]
    screening_hash: str
    rule_set_hash: str
    draw_hashes: tuple[str, ...]
    opinion_evidence: str | None = None
