"""What can be done with a case here, and the commands that do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.cases.case_rows import CaseView
from core.cases.committee import GiveVote, Voting
from core.cases.redraw import DeclareConflict, Redraws
from core.cases.rules import Action, Judgement, Outcome, judgement_fault
from core.cases.service import (
    AskSupplement,
    CaseService,
    Decide,
    GiveOpinion,
    RequestReview,
    ReturnToReview,
    WaiveReview,
    WithdrawCase,
)
from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text, rate_from_text
from desktop.casework.drafts import Draft
from desktop.widgets.buttons import DANGER, OUTLINED, PRIMARY, QUIET

Command = (
    GiveOpinion
    | Decide
    | GiveVote
    | DeclareConflict
    | AskSupplement
    | ReturnToReview
    | WithdrawCase
    | RequestReview
    | WaiveReview
)


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the form: offered where ``action`` is allowed; its reasons are those for ``use``."""

    name: str
    action: Action
    use: str
    key: str
    kind: str

    @property
    def outcome(self) -> Outcome | None:
        return Outcome(self.use) if self.use in (Outcome.APPROVE, Outcome.DECLINE) else None


ACTS: tuple[Act, ...] = (
    Act("recommend", Action.GIVE_OPINION, "approve", "Ctrl+Return", PRIMARY),
    Act("approve", Action.DECIDE, "approve", "Ctrl+Return", PRIMARY),
    Act("vote", Action.VOTE, "approve", "Ctrl+Return", PRIMARY),
    Act("supplement", Action.ASK_SUPPLEMENT, "supplement", "Ctrl+R", OUTLINED),
    Act("review-again", Action.RETURN_TO_REVIEW, "review-again", "Ctrl+R", OUTLINED),
    Act("recommend-no", Action.GIVE_OPINION, "decline", "Ctrl+D", DANGER),
    Act("decline", Action.DECIDE, "decline", "Ctrl+D", DANGER),
    Act("vote-no", Action.VOTE, "decline", "Ctrl+D", DANGER),
    Act("conflict", Action.DECLARE_CONFLICT, "conflict", "Ctrl+Shift+C", QUIET),
    Act("request-review", Action.REQUEST_REVIEW, "", "Ctrl+Return", PRIMARY),
    Act("waive-review", Action.WAIVE_REVIEW, "", "Ctrl+R", OUTLINED),
    Act("withdraw", Action.WITHDRAW, "", "Ctrl+D", DANGER),
)


def acts_for(view: CaseView) -> tuple[Act, ...]:
    """The acts that will work on this case, in the order of the buttons."""
    return tuple(act for act in ACTS if act.action in view.actions)


def has_judgement(acts: Sequence[Act]) -> bool:
    """True where amount, term, rate and repayment are asked for."""
    return any(act.outcome is not None for act in acts)


def has_checklist(acts: Sequence[Act]) -> bool:
    """True where the questions of the checklist are asked."""
    return any(act.action is Action.GIVE_OPINION for act in acts)


def judgement_of(draft: Draft, outcome: Outcome) -> Judgement:
    """The typed form as a judgement. Raises :class:`BadInput` for what is no amount, term or rate."""
    against = outcome is Outcome.DECLINE
    return Judgement(
        outcome,
        0 if against else fen_from_text(draft.amount),
        0 if against else term_from_text(draft.term),
        "0" if against else rate_text(rate_from_text(draft.rate)),
        draft.repayment,
        draft.reasons,
        draft.conditions.strip(),
        draft.remark.strip(),
        draft.checklist,
        draft.marks,
    )


def term_from_text(text: str) -> int:
    """Whole months, 1 to 360. Raises :class:`BadInput`."""
    cleaned = text.strip().removesuffix("个月").removesuffix("months").strip()
    if not cleaned:
        raise BadInput("请填写期限的月数，如 24。", "Write the term in months, as 24.")
    if not cleaned.isascii() or not cleaned.isdigit() or not 1 <= int(cleaned) <= 360:
        raise BadInput(
            f"“{text}”不是期限，请写月数，如 24。", f"“{text}” is not a term; write months, as 24."
        )
    return int(cleaned)


def rate_text(rate: Decimal) -> str:
    """A rate as judgements carry it: plain digits, at least two places."""
    return f"{rate:.2f}" if rate == rate.quantize(Decimal("0.01")) else f"{rate:f}"


def command_for(act: Act, view: CaseView, draft: Draft, unseen: int) -> Command:
    """The command of ``act`` with what was typed. Raises :class:`BadInput` saying what is missing."""
    if act.outcome is not None:
        judgement = judgement_of(draft, act.outcome)
        opinion = act.action is Action.GIVE_OPINION
        fault = judgement_fault(judgement, with_checklist=opinion)
        if fault is not None:
            raise BadInput(fault.zh, fault.en)
        make = GiveOpinion if opinion else GiveVote if act.action is Action.VOTE else Decide
        return make(draft.command_id, view.id, judgement, view.evidence_hash, unseen)
    remark = draft.remark.strip()
    if act.use:
        if not draft.reasons:
            raise BadInput("请至少选择一条理由。", "Choose at least one reason.")
        if act.action is Action.DECLARE_CONFLICT:
            return _conflict(view, draft)
        hand_back = AskSupplement if act.action is Action.ASK_SUPPLEMENT else ReturnToReview
        return hand_back(draft.command_id, view.id, draft.reasons, remark)
    if not remark:
        raise BadInput("请在说明中写明原委。", "Say in the remark how it came about.")
    if act.action is Action.WAIVE_REVIEW:
        return WaiveReview(draft.command_id, view.id, remark)
    close = WithdrawCase if act.action is Action.WITHDRAW else RequestReview
    return close(draft.command_id, view.id, remark)


def _conflict(view: CaseView, draft: Draft) -> DeclareConflict:
    if not draft.remark.strip():
        raise BadInput("请在说明中写明利益冲突的情况。", "Say in the remark what the conflict is.")
    return DeclareConflict(draft.command_id, view.id, draft.reasons, draft.remark.strip())


@dataclass(frozen=True, slots=True)
class CaseHands:
    """The parts of the core that take what is done here."""

    cases: CaseService
    voting: Voting
    redraws: Redraws


def sender_of(act: Act, hands: CaseHands) -> Callable[..., object]:
    """The function of the core that takes the command of ``act``."""
    cases = hands.cases
    senders: dict[Action, Callable[..., object]] = {
        Action.VOTE: hands.voting.give,
        Action.DECLARE_CONFLICT: hands.redraws.declare_conflict,
        Action.GIVE_OPINION: cases.give_opinion,
        Action.DECIDE: cases.decide,
        Action.ASK_SUPPLEMENT: cases.ask_supplement,
        Action.RETURN_TO_REVIEW: cases.return_to_review,
        Action.WITHDRAW: cases.withdraw,
        Action.REQUEST_REVIEW: cases.request_review,
        Action.WAIVE_REVIEW: cases.waive_review,
    }
    return senders[act.action]
