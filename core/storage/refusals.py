"""What a database says when it does not do something, in words for people, and whether to try again.

Four answers: it is refused (a guard, a right, a unique key), it went against another act and was undone whole
(:class:`Busy`), the line is gone and nobody knows whether it was done (:class:`LineLost`), or the database cannot
serve now (``Unavailable``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.kernel.errors import Busy, Conflict, EvenhandError, LineLost, NotAllowed, StepUpNeeded, Unavailable
from core.storage.tables import metadata

#: PostgreSQL's SQLSTATE for a right that is not there, and for a row that row security refuses.
_NO_RIGHT = "42501"
#: A function or a table that is not there. For who holds no role any more all of ours are gone from the search path (on
#: PostgreSQL 18 at once, on 15 from the next connection on); what is not ours is a wrong statement.
_NOT_THERE = frozenset({"42883", "42P01"})
_NAMED = re.compile(r'"(?:evenhand\.)?(\w+)"|\b(\w+)\(')
_ASKED_FIRST = frozenset({"hold", "session_staff", "session_holds", "sees_every_case", "may_see"})
#: Serialization failure, deadlock, lock not to be had in time: the transaction was undone, the same may go again.
_UNDONE = frozenset({"40001", "40P01", "55P03"})
#: No room on the server's disk, or a table beyond its limit.
_FULL = frozenset({"53100", "54000"})
#: No room in memory or for one more connection, a statement that took too long, a standby that takes no writes.
_CANNOT_NOW = frozenset({"53000", "53200", "53300", "53400", "57014", "25006"})
#: Connections that ended, or never came about; without any SQLSTATE the line broke before the server could speak.
_GONE = ("08", "57P")


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database come out as :class:`EvenhandError`; what is a defect of ours stays what it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Busy(
            "此机与数据库的连接都在使用，请稍后重试。",
            "All of this machine's connections are in use; try again shortly.",
        ) from error
    except DBAPIError as error:
        refused = _refused(error)
        if refused is None:
            raise
        raise refused from error


def _refused(error: DBAPIError) -> EvenhandError | None:
    """The answer for people; ``None`` for a statement that is wrong in itself."""
    state = getattr(error.orig, "sqlstate", None)
    if state == _NO_RIGHT:
        return NotAllowed("数据库不允许您这样做。", "The database does not allow you to do this.")
    if state in _NOT_THERE and _is_ours(str(error.orig)):
        return NotAllowed(
            "数据库中没有您可用的这一项：您的岗位可能刚被终止，或数据库尚未升级。",
            "The database has no such thing for you: your role may just have ended, or the database is still to be upgraded.",
        )
    if isinstance(error, IntegrityError):
        return _refusal(error)
    if state in _UNDONE or _sqlite_says(error, "locked"):
        return Busy(
            "同时有别的操作在进行，本次未记录任何内容，请再试一次。",
            "Another act was under way at the same time; nothing was recorded, try again.",
        )
    if state in _FULL or _sqlite_says(error, "full"):
        return Unavailable(
            "数据库所在磁盘已满，本次未记录任何内容，请通知系统管理员。",
            "The database's disk is full; nothing was recorded. Tell the system administrator.",
        )
    if state in _CANNOT_NOW:
        return Unavailable(
            "数据库暂时办不了，本次未记录任何内容，请稍后重试。",
            "The database cannot do this right now; nothing was recorded, try again shortly.",
        )
    if state is None and error.connection_invalidated or str(state or "-").startswith(_GONE):
        return _line_lost()
    return _other(error, state)


def _other(error: DBAPIError, state: str | None) -> EvenhandError | None:
    """SQLite's other troubles, and a connection that could not be made: libpq gives those no SQLSTATE."""
    if type(error).__name__ not in ("OperationalError", "InterfaceError"):
        return None
    if state is None and _from_postgresql(error):
        return _line_lost()
    return Unavailable(
        "数据库暂时不可用，内容已保留，请稍后重试。",
        "The database cannot be reached right now; nothing was lost, try again shortly.",
    )


def _is_ours(message: str) -> bool:
    """Whether what is not there, as the server says in whatever language, is a table or a function of the centre."""
    found = _NAMED.search(message.splitlines()[0])
    return found is not None and (found[1] in metadata.tables or found[2] in _ASKED_FIRST)


def _line_lost() -> LineLost:
    return LineLost(
        "与审批中心的连接断了；恢复后会自动继续，不会重复记录。",
        "The line to the centre is cut; it goes on by itself when the line is back, and nothing is done twice.",
    )


def _from_postgresql(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("psycopg")


def _sqlite_says(error: DBAPIError, word: str) -> bool:
    return not _from_postgresql(error) and word in str(error.orig)


#: Guards raise ``evenhand:<code>``; these are the sentences for people.
_REFUSALS: dict[str, tuple[type[EvenhandError], str, str]] = {
    "fact": (NotAllowed, "记录一经写入不得更改或删除。", "What is recorded is never changed or deleted."),
    "time": (NotAllowed, "记录时间只能由数据库给出。", "The time of a fact comes from the database only."),
    "session": (NotAllowed, "只能以本人身份操作。", "A person can act only in his or her own name."),
    "role": (NotAllowed, "您的岗位不能做这件事。", "Your role does not allow this."),
    "separation": (
        NotAllowed,
        "同一案件的调查、审查、审批须由不同的人担任。",
        "Investigation, review and approval of one case belong to different people.",
    ),
    "relationship": (
        NotAllowed,
        "与申请人有登记的关系，须回避。",
        "A relationship with the applicant is on record; the person must recuse.",
    ),
    "draw": (NotAllowed, "职责只能来自随机分配。", "A duty comes only from a draw."),
    "duty": (
        NotAllowed,
        "此案件没有分配给您，或您的职责已经结束。",
        "This case is not dealt to you, or your duty has ended.",
    ),
    "authority": (NotAllowed, "金额超出您的审批权限。", "The amount is above your authority."),
    "change": (
        NotAllowed,
        "人员、岗位和机构的变更须由一人申请、另一管理员确认。",
        "What one administrator asks about people, roles and institutions, another confirms.",
    ),
    "last": (
        NotAllowed,
        "每种管理员至少要留一人。",
        "One administrator of each kind must remain.",
    ),
    "checker": (
        NotAllowed,
        "规则集须由制表人以外的另一人、按原内容复核。",
        "A rule set is checked by somebody other than its maker, and as it was made.",
    ),
    "stop": (
        NotAllowed,
        "该产品的自动推荐已停用，须由一人申请、另一人确认后才能恢复。",
        "Automated recommendation of this product is stopped; one asks that it go on, and another confirms.",
    ),
    "late": (
        Conflict,
        "本案件的照片在筛查之后又出现在另一户的案件中，请先并排比对再给出意见。",
        "After the screening a photo of this case turned up in another household's; compare the two first.",
    ),
    "version": (
        Conflict,
        "这个版本号已有另一份生效的规则集，请换一个版本号。",
        "Another rule set in use bears this version; take another version.",
    ),
    "absence": (
        NotAllowed,
        "请假在结束以前才可更改，已开始的不改开始时间。",
        "An absence is changed until it is over, and one that has begun keeps its beginning.",
    ),
    "redraw": (
        NotAllowed,
        "重新分配须有依据：缺勤、离职、卸任，或申请已经另一人确认；每次只处理一项申请。",
        "A case is dealt anew for a cause on record, or once a second person has confirmed the request.",
    ),
    "second": (
        NotAllowed,
        "须由另一人确认：安全管理员，或与本案无关的审批员。",
        "A second person confirms this: a security administrator, or an approver without a duty on the case.",
    ),
    "conflict": (
        NotAllowed,
        "您已申报利益冲突，确认前不能对本案出具意见。",
        "You declared a conflict of interest; until it is decided you judge nothing on this case.",
    ),
    "vote": (
        NotAllowed,
        "委员会的决定只能由全部表决得出，表决齐全前不予公开。",
        "A committee's decision is what all its votes come to; none is shown before the last is in.",
    ),
    "committee": (
        NotAllowed,
        "金额超过委员会金额线，须由审批委员会决定。",
        "The amount is above the committee line: a committee decides.",
    ),
    "isolation": (
        NotAllowed,
        "只接受“读已提交”的事务。",
        "Only transactions that read what is committed are accepted.",
    ),
    "reveal": (
        NotAllowed,
        "须先登记查看理由，才能显示号码。",
        "The reason must be on record before a number is shown.",
    ),
    "throttled": (NotAllowed, "失败次数过多，请稍候再试。", "Too many failures; wait a while and try again."),
    "code": (NotAllowed, "动态码不对，或已用过。", "The code is wrong, or was used before."),
    "enrolled": (
        NotAllowed,
        "已登记动态码；更换须由两名管理员先重置。",
        "There is an authenticator already; two administrators reset it first.",
    ),
    "login": (
        Conflict,
        "数据库服务器上已有同名登录，且带有别处授予的权利，请安装人先清理，或换一个用户名。",
        "The database server has a login of this name with rights from elsewhere; the installer clears it first, or "
        "choose another name.",
    ),
    "for-once": (
        NotAllowed,
        "您的口令只供一次登录，请先更改口令。",
        "Your passphrase is good for once; change it before anything else.",
    ),
    "setting": (NotAllowed, "没有这样的设置。", "There is no such setting."),
    "step-up": (
        StepUpNeeded,
        "审批前须输入动态码。",
        "The code of your authenticator is needed before an approval.",
    ),
    "settled": (
        NotAllowed,
        "结清日期须是已批准贷款审批之后、今天或以前的日期。",
        "A settlement is of an approved loan, on a day between its decision and today.",
    ),
    "retention": (
        NotAllowed,
        "保管期限规定由一人拟定、另一人确认，从生效日起适用；档案按现行规定的一条定期限。",
        "A retention policy is drafted by one, confirmed by another and in force from its day on; a record has its "
        "period by a line of the one in force.",
    ),
    "hold": (
        NotAllowed,
        "冻结须有缘由；解除须由一人申请、另一人办理。",
        "A hold has its cause; one asks that it be lifted, and another lifts it.",
    ),
    "held": (NotAllowed, "档案在冻结中，不得销毁。", "The record is held; nothing of it goes."),
    "lent": (NotAllowed, "档案在借阅中，不得销毁。", "The record is on loan; nothing of it goes."),
    "due": (
        NotAllowed,
        "只有保管期满的档案可以列入鉴定清单，每件须写明处理和理由。",
        "Only records whose time is up are appraised, each with a verdict and a reason.",
    ),
    "listed": (
        NotAllowed,
        "档案已列入另一份未办结的鉴定清单。",
        "The record is on another appraisal list that is not finished.",
    ),
    "disposal": (
        NotAllowed,
        "销毁须按清单办理：一人制表，另一人批准，再由两名监销人见证。",
        "Nothing is destroyed but by a list: one makes it, another approves it, two more witness it.",
    ),
    "loan": (
        NotAllowed,
        "借阅须由本人申请、另一人批准，并在期限之内。",
        "A record is lent to who asked for it, once another has granted it, and within its term.",
    ),
    "batch": (
        NotAllowed,
        "导入批次由档案员整批办理：编号连续、随批登记；有档案借出时不得撤销。",
        "An archive clerk imports a batch whole, in one act and with the next numbers, and undoes it whole, "
        "never while one of its records is on loan.",
    ),
    "scan": (
        NotAllowed,
        "扫描件须按其原样归入现存的档案，或写明理由另行处理；已处理的不再处理。",
        "A scanned paper is filed as it came to a record that is there, or put aside for a reason, and once only.",
    ),
    "step": (Conflict, "案件已进入下一步，请刷新。", "The case has moved on; refresh it."),
    "exists": (Conflict, "这件事已有人先做了，请刷新。", "Somebody did this first; refresh."),
    "chain": (Conflict, "日志链已有新记录，请重试。", "The log has moved on; try again."),
}


def _refusal(error: DBAPIError) -> EvenhandError:
    message = str(error.orig)
    if "evenhand:" in message:
        code = message.split("evenhand:", 1)[1].split()[0]
        kind, zh, en = _REFUSALS[code]
        return kind(zh, en)
    if "UNIQUE" in message or getattr(error.orig, "sqlstate", None) == "23505":
        return Conflict("这件事已有人先做了，请刷新。", "Somebody did this first; refresh.")
    return NotAllowed("数据库的规则不允许这样写入。", "The rules of the database do not allow this.")
