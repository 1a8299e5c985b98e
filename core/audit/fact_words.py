"""What each kind of fact is called on screen; an entry of the log names the tables its facts stand in."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.words import Words

FACT_WORDS: Mapping[str, Words] = {
    "absence": Words("请假", "Absence"),
    "act_signature": Words("行为签名", "Signature of an act"),
    "alarm": Words("预警", "Alarm"),
    "authority": Words("审批权限", "Authority"),
    "backup_run": Words("备份", "Backup"),
    "blob": Words("存储的文件", "Stored file"),
    "card_reading": Words("证件读取", "Reading of the ID card"),
    "case_return": Words("退回补件", "Return for supplement"),
    "centre_key": Words("中心密钥", "Key of the centre"),
    "certificate": Words("证书", "Certificate"),
    "check_report": Words("检测报告", "Report of checks"),
    "record_opening": Words("打开档案", "Opening of a record"),
    "review_waiver": Words("放弃人工复核", "Waiver of a person's review"),
    "search_export": Words("导出检索结果", "List written out"),
    "check_run": Words("检测记录", "Run of checks"),
    "change_answer": Words("变更答复", "Answer to a request"),
    "change_request": Words("变更申请", "Request for a change"),
    "checkpoint": Words("检查点", "Checkpoint"),
    "command": Words("指令", "Command"),
    "comparison": Words("照片比对", "Comparison of photos"),
    "decision": Words("审批决定", "Decision"),
    "document": Words("资料页", "Paper"),
    "cosignature": Words("见证签名", "Cosignature"),
    "dossier": Words("卷宗", "Dossier"),
    "draw": Words("随机分配", "Draw"),
    "duty": Words("职责", "Duty"),
    "duty_end": Words("职责结束", "End of a duty"),
    "ended_session": Words("中止的会话", "Session that was ended"),
    "entry": Words("日志条目", "Log entry"),
    "fixity_run": Words("完好性检查", "Run of fixity checks"),
    "handed_in": Words("递交的案件包", "Package handed in"),
    "handed_in_result": Words("递交结果", "What became of a package handed in"),
    "institution": Words("机构", "Institution"),
    "leaf": Words("日志编号", "Leaf of the log"),
    "leaving": Words("离职", "Leaving"),
    "link_key": Words("关联特征", "Key that links packages"),
    "loan_case": Words("案件", "Case"),
    "opinion": Words("审查意见", "Opinion"),
    "orphan_run": Words("清理无主文件", "Collection of orphans"),
    "package": Words("案件包", "Case package"),
    "person_number": Words("证件与电话号码", "Number of a person"),
    "photo_key": Words("照片特征", "Fingerprint of a photo"),
    "photo_match": Words("相似照片", "Match of photos"),
    "post_loan_figure": Words("贷后数据", "Post-loan figures"),
    "quarantine": Words("隔离的案件包", "Package in quarantine"),
    "recommendation_stop": Words("停用自动推荐", "Stop of automated recommendation"),
    "redraw": Words("重新分配", "Re-draw"),
    "redraw_answer": Words("重新分配的答复", "Answer to a re-draw request"),
    "redraw_request": Words("重新分配申请", "Request for a re-draw"),
    "relationship": Words("登记的关系", "Relationship on record"),
    "relationship_end": Words("关系结束", "End of a relationship"),
    "reveal": Words("查看号码", "Reveal of a number"),
    "revocation": Words("证书吊销", "Revocation"),
    "revocation_list": Words("吊销列表", "Revocation list"),
    "risk_input": Words("风险数据", "Risk input"),
    "role_end": Words("岗位结束", "End of a role"),
    "role_grant": Words("岗位授予", "Grant of a role"),
    "rule_set": Words("规则集", "Rule set"),
    "rule_set_check": Words("规则集复核", "Check of a rule set"),
    "screening": Words("风险筛查", "Screening"),
    "second_look": Words("复核引擎核对", "Look of the second engine"),
    "sign_in": Words("登录", "Sign-in"),
    "staff": Words("人员", "Person on the staff"),
    "step": Words("案件步骤", "Step of a case"),
    "stop_end": Words("恢复自动推荐", "End of a stop"),
    "stop_end_request": Words("申请恢复自动推荐", "Request to end a stop"),
    "tablet": Words("平板", "Tablet"),
    "viewing": Words("看过的资料", "Viewing of a paper"),
    "village": Words("村", "Village"),
    "vote": Words("委员会表决", "Vote"),
    "vote_count": Words("计票", "Count of votes"),
    "what_if": Words("假设分析", "What-if"),
    "withdrawal": Words("撤回", "Withdrawal"),
    "witness": Words("见证人", "Witness"),
    "witness_end": Words("见证人停用", "Retirement of a witness"),
    "witness_refusal": Words("见证人拒签", "Refusal of a witness"),
    "failed_sign_in": Words("登录失败", "Failed sign-ins"),
    "passphrase_change": Words("更换口令", "Change of a passphrase"),
    "centre_setting": Words("中心设置", "Setting of the centre"),
    "totp_enrolment": Words("动态码登记", "Enrolment of an authenticator"),
    "totp_reset": Words("动态码重置", "Reset of an authenticator"),
    "step_up_attempt": Words("动态码尝试", "Try of a code"),
    "step_up": Words("动态码通过", "Code that was right"),
    "settlement": Words("贷款结清", "Settlement of a loan"),
    "record_hold": Words("档案冻结", "Hold on a record"),
    "hold_lift_request": Words("申请解除冻结", "Request to lift a hold"),
    "hold_lift": Words("解除冻结", "Lifting of a hold"),
    "disposal": Words("鉴定清单", "Appraisal list"),
    "disposal_item": Words("鉴定意见", "Verdict of an appraisal"),
    "disposal_answer": Words("鉴定清单批复", "Answer to an appraisal list"),
    "disposal_witness": Words("监销", "Witness of a destruction"),
    "destruction": Words("销毁清册", "Line in the register of destruction"),
    "transfer": Words("移交包", "Transfer package"),
    "import_batch": Words("导入批次", "Batch of imported records"),
    "imported_file": Words("导入档案的文件", "File of an imported record"),
    "batch_undone": Words("撤销导入批次", "Batch taken back"),
    "erasure": Words("清除内容", "Erasure"),
    "record_loan_request": Words("借阅申请", "Request for a loan of a record"),
    "record_loan_answer": Words("借阅批复", "Answer to a loan request"),
    "record_loan_return": Words("归还档案", "Return of a record"),
    "record_loan_view": Words("查阅借阅档案", "Viewing of a record on loan"),
    "paper_box": Words("档案盒", "Box of papers"),
    "paper_filing": Words("纸质档案入盒", "Filing of a paper twin"),
    "stock_take": Words("盘点", "Stock-take"),
}


def fact_words(table: str) -> Words:
    """The words for a fact of ``table``; a table of a later version is called by its own name."""
    return FACT_WORDS.get(table, Words(table, table))


def facts_named(text: str) -> list[str]:
    """The kinds of fact whose words, in either language, are ``text`` or begin with it."""
    sought = text.casefold()
    return [
        table
        for table, words in FACT_WORDS.items()
        if any(name.casefold().startswith(sought) for name in (table, words.zh, words.en))
    ]
