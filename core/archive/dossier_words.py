"""The dossier's own words: headings, labels, fixed sentences. Chinese leads, English stands small beside."""

from __future__ import annotations

from core.kernel.words import Words

TITLE = Words("信贷审批卷宗", "Credit approval dossier")
SPECIMEN = Words("样本", "Specimen")
SPECIMEN_NOTE = Words("人物、机构与数据均为虚构", "All people, institutions and figures are invented")
CONTENTS = Words("目录", "Contents")
APPLICATION = Words("申请", "Application")
EVIDENCE = Words("证据材料", "Evidence")
SCREENING = Words("风险筛查", "Screening")
MAP = Words("位置", "Positions")
OPINIONS = Words("审查与审批意见", "Opinions")
DECISION = Words("审批决定", "Decision")
DRAWS = Words("随机分配记录", "Draw records")
HISTORY = Words("办理经过", "History")
AUDIT = Words("审计证明", "Audit proof")
SIGNATURES = Words("签署", "Signatures")
NUMERALS = "〇一二三四五六七八九十"
"""Chapter numbers in Chinese, by index."""

ARCHIVAL_NUMBER = Words("档号", "Archival number")
DOSSIER_ID = Words("卷宗识别码", "Dossier id")
SCAN = Words("扫码调档", "Scan to find the record")
INSTITUTION = Words("经办机构", "Institution")
VILLAGE = Words("所在村", "Village")
APPLICANT = Words("申请人", "Applicant")
ID_NUMBER = Words("证件号码", "ID number")
PRODUCT = Words("产品", "Product")
APPLIED = Words("申请金额", "Applied for")
APPROVED = Words("批准金额", "Approved for")
TERM = Words("期限", "Term")
RATE = Words("年利率", "Rate a year")
REPAYMENT = Words("还款方式", "Repayment")
PURPOSE = Words("用途", "Purpose")
OUTCOME = Words("结论", "Outcome")
DECIDED = Words("决定日期", "Decided")
SEALED = Words("封存时间", "Sealed")
RETENTION = Words("保管期限", "Retention")
UNTIL = Words("至", "until")
FROM_SETTLEMENT = Words("自贷款结清起", "from the settlement of the loan")
ORIGINALS = Words("原件", "Originals")
PIECES = Words("件", "files")
CASE_ID = Words("案件编号", "Case")

MONTHS = Words("个月", "months")
YUAN = Words("元", "yuan")
NONE = Words("无", "None")
YES = Words("是", "Yes")
NO = Words("否", "No")
NOT_APPLICABLE = Words("不适用", "n/a")
PAGE_OF = Words("第 {page} 页 / 共 {pages} 页", "Page {page} of {pages}")
CONFIDENTIAL = Words("内部资料 · 含个人信息 · 按保管期限保存", "Internal · personal data · kept for its term")

PAPER_PAGE = Words("第 {page} 页", "page {page}")
TAKEN = Words("拍摄", "Taken")
MARK = Words("标记", "Mark")
SHA256 = Words("原件 SHA-256", "SHA-256 of the original")

CAUSES = Words("原因与提示", "Causes and findings")
NO_CAUSES = Words("未发现拒绝原因或提示", "No cause or finding")
SCORE = Words("评分", "Score")
CHARACTERISTIC = Words("项目", "Characteristic")
VALUE = Words("取值", "Value")
POINTS = Words("得分", "Points")
BEST = Words("满分", "Best")
LOST = Words("失分", "Lost")
LIMIT = Words("额度", "Limit")
PRICE = Words("定价", "Price")
IRR = Words("内部收益率", "IRR")
RULE_SET = Words("规则版本", "Rule set")
RULE_HASH = Words("规则哈希", "Rule set hash")
INPUT_HASH = Words("输入哈希", "Input hash")
SCREENED = Words("筛查时间", "Screened")
STEP = Words("步骤", "Step")
FIGURE = Words("数值", "Figure")
TOTAL = Words("合计", "Total")

NUMBER = Words("序号", "No.")
KIND = Words("类别", "Kind")
COORDINATES = Words("纬度, 经度", "Latitude, longitude")
DATUM = Words("坐标系", "Datum")
ACCURACY = Words("精度", "Accuracy")
DISTANCE = Words("距申报地址", "From the declared place")

STAFF = Words("经办人", "By")
GIVEN = Words("时间", "At")
AMOUNT = Words("金额", "Amount")
REASONS = Words("理由", "Reasons")
CONDITIONS = Words("条件", "Conditions")
TEXT = Words("意见", "Opinion")
ITEM = Words("事项", "Item")
ANSWER = Words("核查", "Answer")
NOTE = Words("说明", "Note")
SEEN_HASH = Words("所阅材料哈希", "Seen (hash)")

CANDIDATE = Words("候选人", "Candidate")
OPEN_LOAD = Words("在办", "Open")
WEIGHT = Words("权重", "Weight")
EXCLUDED = Words("未参加抽取的原因", "Why excluded")
DRAWN = Words("抽中", "Drawn")
RESULT = Words("结果", "Result")
DRAWN_AT = Words("抽取时间", "Drawn at")
REASON = Words("事由", "Reason")
ALPHA = Words("输入摘要 α", "Input alpha")
PROOF = Words("证明 π", "Proof pi")
LOT = Words("抽签数 r / 总权重", "r / total")
RECORD_HASH = Words("记录哈希", "Record hash")
KEY = Words("中心公钥", "Centre key")
POLICY = Words("规则", "Policy")
RECOMPUTE = Words(
    "任何人凭本记录与中心公钥即可重算本次抽取（ECVRF-EDWARDS25519-SHA512-TAI，RFC 9381）。",
    "Anyone can recompute this draw from the record and the centre's public key (RFC 9381).",
)

TIME = Words("时间", "Time")
WHO = Words("人员", "Who")
ACT = Words("事项", "Act")
ENTRY = Words("条目", "Entry")
ENTRY_HASH = Words("条目哈希", "Entry hash")
CHAIN_HEAD = Words("链头", "Chain head")
AUDIT_NOTE = Words(
    "每一条目的哈希包含前一条目的哈希；改动任何一处，其后各条都不再相符。",
    "Each entry's hash covers the one before it; a change anywhere breaks all that follow.",
)
SEAL = Words("中心印章", "Centre's seal")
SIGN_ON_COVER = Words("电子签名见封面", "Signed on the cover")
UNSIGNED = Words("未签名", "Not signed")
CERTIFICATE = Words("证书序列号", "Certificate serial")
STATEMENT = Words("所签意见 SHA-256", "SHA-256 of what was signed")
SIGN_NOTE = Words(
    "电子签名附于本文件，位置在封面；任何 PDF 阅读器均可验证。",
    "Electronic signatures are attached to this file, on its cover; any PDF reader verifies them.",
)


def every_text() -> tuple[str, ...]:
    """All fixed texts, so that their characters are in the cut fonts."""
    words = [value for value in globals().values() if isinstance(value, Words)]
    return (NUMERALS, *(text for pair in words for text in (pair.zh, pair.en)))
