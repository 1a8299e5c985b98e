"""The acts that entries name, in words. An act is the name of its command."""

from __future__ import annotations

from core.kernel.words import Words

ACT_WORDS: dict[str, Words] = {
    "FoundCentre": Words("建立审批中心", "Centre founded"),
    "SignIn": Words("登录", "Signed in"),
    "ReceivePackage": Words("接收资料包", "Package received"),
    "ScreenCase": Words("风险筛查", "Case screened"),
    "DealCase": Words("随机分配", "Dealt by lot"),
    "StartDuty": Words("开始办理", "Work begun"),
    "MarkSeen": Words("查看资料", "Papers opened"),
    "RevealNumber": Words("查看完整号码", "Number shown in full"),
    "GiveOpinion": Words("出具审查意见", "Opinion given"),
    "Decide": Words("作出审批决定", "Decision made"),
    "AskSupplement": Words("退回补充资料", "Supplement asked for"),
    "ReturnToReview": Words("退回审查", "Returned to review"),
    "WithdrawCase": Words("申请人撤回", "Withdrawn by the applicant"),
    "RequestReview": Words("要求人工复核", "A person's review requested"),
    "SealDossier": Words("卷宗封存", "Dossier sealed"),
}


def act_words(act: str) -> Words:
    """The act in words; an act of a later version keeps its name."""
    return ACT_WORDS.get(act, Words(act, act))
