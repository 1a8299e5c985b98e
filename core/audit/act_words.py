"""What each act is called on screen. An entry bears the name of its command; people read these words."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.words import Words

ACT_WORDS: Mapping[str, Words] = {
    "FoundCentre": Words("设立中心", "Found the centre"),
    "AskChange": Words("申请变更", "Ask for a change"),
    "AnswerChange": Words("答复变更申请", "Answer a request"),
    "SignIn": Words("登录", "Sign in"),
    "ReceivePackage": Words("接收案件包", "Take in a package"),
    "ScreenCase": Words("风险筛查", "Screen a case"),
    "DealCase": Words("随机分配", "Deal a case by lot"),
    "RedrawCase": Words("重新分配", "Deal a case anew"),
    "DeclareConflict": Words("申报利益冲突", "Declare a conflict of interest"),
    "AskRedraw": Words("申请重新分配", "Ask for a re-draw"),
    "AnswerRedraw": Words("答复重新分配申请", "Answer a request for a re-draw"),
    "GiveVote": Words("委员会表决", "Vote"),
    "CountVotes": Words("计票并记录决定", "Count votes"),
    "ChangeDrawKey": Words("更换抽签密钥", "Change the key of the draw"),
    "StartDuty": Words("开始办理", "Start a duty"),
    "MarkSeen": Words("看过材料", "See a paper"),
    "RevealNumber": Words("查看号码", "Reveal a number"),
    "GiveOpinion": Words("给出审查意见", "Give an opinion"),
    "Decide": Words("作出审批决定", "Decide"),
    "AskSupplement": Words("退回补件", "Ask for a supplement"),
    "ReturnToReview": Words("退回审查", "Return to review"),
    "WithdrawCase": Words("撤回案件", "Withdraw a case"),
    "RequestReview": Words("要求人工复核", "Ask for a person's review"),
    "RegisterRuleSet": Words("登记随附规则集", "Register the program's rule set"),
    "DraftRuleSet": Words("制定规则集", "Draft a rule set"),
    "CheckRuleSet": Words("复核规则集", "Check a rule set"),
    "AskWhatIf": Words("假设分析", "Ask what if"),
    "ComparePhotos": Words("并排比对照片", "Compare two photos"),
    "LookAgain": Words("复核引擎核对", "Have the second engine look"),
    "RaiseAlarm": Words("复核引擎报警", "Raise an alarm"),
    "TakeInRiskInputs": Words("接收风险数据", "Take in risk inputs"),
    "TakeInPostLoanFigures": Words("接收贷后数据", "Take in post-loan figures"),
    "AskStopEnd": Words("申请恢复自动推荐", "Ask that a stop end"),
    "ConfirmStopEnd": Words("确认恢复自动推荐", "Confirm that a stop ends"),
    "RegisterRetention": Words("登记初始保管期限规定", "Register the first retention policy"),
    "DraftRetention": Words("拟定保管期限规定", "Draft a retention policy"),
    "AnswerRetention": Words("批复保管期限规定", "Answer a retention policy"),
    "SettleLoan": Words("登记贷款结清", "Enter a settlement"),
    "PlaceHold": Words("冻结档案", "Hold a record"),
    "AskHoldLift": Words("申请解除档案冻结", "Ask that a hold be lifted"),
    "LiftHold": Words("解除档案冻结", "Lift a hold"),
    "MakeDisposal": Words("编制鉴定清单", "Make an appraisal list"),
    "AnswerDisposal": Words("批复鉴定清单", "Answer an appraisal list"),
    "WitnessDisposal": Words("监销签字", "Witness a destruction"),
    "DestroyRecord": Words("销毁档案", "Destroy a record"),
    "MakeTransfer": Words("制作移交包", "Make a transfer package"),
    "ImportRecords": Words("导入档案", "Import records"),
    "UndoBatch": Words("撤销导入批次", "Take a batch of imported records back"),
    "AskRecordLoan": Words("申请借阅档案", "Ask for a record"),
    "AnswerRecordLoan": Words("批复借阅申请", "Answer a request for a record"),
    "ReturnRecordLoan": Words("归还借阅档案", "Give a record back"),
    "ViewRecordPage": Words("查阅借阅档案", "Read a record on loan"),
    "MakeBox": Words("新建档案盒", "Make a box"),
    "FilePaper": Words("纸质档案装盒", "File papers"),
    "TakeStock": Words("盘点档案盒", "Take stock"),
    "ScanIn": Words("扫描归档", "Scan in"),
    "FileScan": Words("归入扫描件", "File a scanned paper"),
    "DiscardScan": Words("另行处理扫描件", "Put a scanned paper aside"),
    "ReadPapers": Words("录入材料文字", "Enter the words of papers"),
    "SealDossier": Words("封存卷宗", "Seal a dossier"),
    "MakeCheckReport": Words("出具检测报告", "Make a report of checks"),
    "ExportSearch": Words("导出检索结果", "Write a list of records out"),
    "OpenRecord": Words("打开档案", "Open a record"),
    "WaiveReview": Words("放弃人工复核", "Ask for no person's review"),
    "CheckDossier": Words("四性检测", "Check a record"),
    "CheckFixity": Words("存储核对", "Check stored files"),
    "IssueCertificates": Words("签发证书", "Issue certificates"),
    "RevokeCertificate": Words("吊销证书", "Revoke a certificate"),
    "RegisterWitness": Words("登记见证人", "Register a witness"),
    "RecordWitnessRefusal": Words("记录见证人拒签", "Record a witness's refusal"),
    "HandIn": Words("递交案件包", "Hand a package in"),
    "AnswerHandedIn": Words("答复递交的案件包", "Say what became of a package"),
    "GiveCommission": Words("交守护程序办理", "Give the guardian a commission"),
    "RecallCommission": Words("撤回交办", "Recall a commission"),
    "AnswerCommission": Words("答复交办事项", "Say what came of a commission"),
    "RecordBackup": Words("登记备份", "Put a backup on record"),
    "CollectOrphans": Words("清理无主文件", "Collect orphans"),
    "EndSessions": Words("中止过长的会话", "End sessions that held others up"),
    "SequenceLog": Words("日志编号", "Number the log"),
    "ChangePassphrase": Words("更换口令", "Change a passphrase"),
    "EnrolAuthenticator": Words("登记动态码", "Enrol an authenticator"),
    "TryCode": Words("输入动态码", "Try a code"),
    "StepUp": Words("动态码通过", "Give the right code"),
}


def act_words(act: str) -> Words:
    """The words for ``act``; an act of a later version is called by its own name."""
    return ACT_WORDS.get(act, Words(act, act))


def acts_named(text: str) -> list[str]:
    """The acts whose words, in either language, or whose own name contain ``text``."""
    sought = text.casefold()
    return [
        act
        for act, words in ACT_WORDS.items()
        if any(sought in name.casefold() for name in (act, words.zh, words.en))
    ]
