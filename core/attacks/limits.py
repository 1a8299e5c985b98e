"""What a database server cannot refuse to somebody with a valid login, and what is done about each.

SECURITY.md tells of every one; a test compares. ``code`` names it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that is not held: ``what`` it is, and what is ``done`` about it."""

    code: str
    what: Words
    done: Words


LIMITS: tuple[Limit, ...] = (
    Limit(
        "own-timeouts",
        Words("会话可以取消自己的时间限制（statement_timeout 等）", "A session may lift its own time limits"),
        Words("守护程序终止失控的查询和空闲事务", "the guardian ends runaway queries and idle transactions"),
    ),
    Limit(
        "row-locks",
        Words("可对本人可改的行加锁并占住一段时间", "Rows that one may change can be kept locked for a time"),
        Words("他人等待 15 秒后得到提示；守护程序终止阻塞者", "others are told after 15 seconds; the guardian ends who blocks"),
    ),
    Limit(
        "table-locks",
        Words("可对有删除权的工作表（草稿、差事）加表锁；CREATE TRIGGER、CREATE RULE 在被拒之前会短暂取得表锁",
              "Working lists in which one may delete (drafts, errands) can be locked whole; CREATE TRIGGER and CREATE "
              "RULE take a table's lock before they are refused"),
        Words("事实表不受前者影响；守护程序终止阻塞者，数据库日志留有记录",
              "facts cannot be locked in the first way; the guardian ends who blocks, the server's log names him"),
    ),
    Limit(
        "heavy-queries",
        Words("笛卡尔积、递归、排序可占用处理器、内存和临时文件", "Cross joins, recursion and sorts use processor, memory, temporary files"),
        Words("临时文件有上限；连接数每人有限；守护程序终止失控的查询；工作内存由服务器配置",
              "temporary files are capped, connections per person limited, runaway queries ended by the guardian"),
    ),
    Limit(
        "connections",
        Words("每个登录可开到其连接上限；多人合谋可占满服务器", "Every login may open as many sessions as its limit; many in league fill the server"),
        Words("每人最多 20 个连接，为管理员保留连接（superuser_reserved_connections）",
              "20 for each, and connections are reserved for the server's keeper"),
    ),
    Limit(
        "own-password",
        Words("登录者可用 ALTER ROLE 更改自己的口令和会话设置，口令规则在服务器上不能强制",
              "A login may change its own password and settings by ALTER ROLE; the server cannot enforce the rules for passwords"),
        Words("TLS 客户端证书是第二道凭据；窗口按规则检查；定义者函数不依赖会话设置",
              "the TLS client certificate is a second credential, windows keep the rules, and no guard rests on a session's settings"),
    ),
    Limit(
        "statistics",
        Words("行数估计、表的大小、计数器（pg_class、pg_stat_*）和 EXPLAIN 告诉人有多少行，不告诉内容",
              "Row estimates, sizes, counters (pg_class, pg_stat_*) and EXPLAIN tell how many rows there are, not what is in them"),
        Words("列统计（pg_stats）对受行级安全保护的表不可见；数目不属秘密",
              "column statistics (pg_stats) are hidden where row security is; numbers of cases are no secret of the centre"),
    ),
    Limit(
        "notices",
        Words("SQL 命令 NOTIFY 不受权限控制，可填队列；LISTEN 可听到频道上的内容", "The command NOTIFY asks for no right and can fill a queue; LISTEN hears a channel"),
        Words("本程序不经通知传送任何内容；队列有 8 GB 上限，只影响发送者", "nothing is sent by notices here; the queue is bounded and only stops who sends"),
    ),
    Limit(
        "archive-search",
        Words("档案员按全文检索，可用试探得知号码是否存在", "An archive clerk searches whole texts and may find by probing that a number is there"),
        Words("检索是其职责；逐次显示号码须写明理由并入日志", "searching is the work; every number shown is in the log with its reason"),
    ),
    Limit(
        "seen-is-known",
        Words("号码一经显示，此人便已知晓", "After a number was shown, the person knows it"),
        Words("显示须有职责和理由，入日志，可查", "showing takes a duty and a reason, and is in the log"),
    ),
    Limit(
        "unlogged-insert",
        Words("绕过程序直接插入本人职权之内的事实，可不写日志", "A fact within one's own powers can be inserted without its entry in the log"),
        Words("核验逐条比对事实与日志，指出缺失的那一条；见证人已签的部分不能补写",
              "verification holds every fact against the log and names the one without; what witnesses signed cannot be filled in later"),
    ),
    Limit(
        "owner",
        Words("数据库所有者和超级用户可撤去约束、改写任何行", "The database's owner and superusers can take guards off and rewrite anything"),
        Words("目录比对（evenhand centre check）、日志核验与见证人使之显露；日常无人持有这些登录",
              "comparing the catalogue (evenhand centre check), verifying the log, and witnesses make it show; nobody at work holds these logins"),
    ),
    Limit(
        "existence",
        Words("唯一键冲突可透露某个已知编号的行存在", "A collision of unique keys may tell that a row with a known id is there"),
        Words("键为 74 位随机数，不可猜", "keys have 74 random bits and are not guessed"),
    ),
)  # fmt: skip
