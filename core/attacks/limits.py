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
        Words("时间限制由窗口自设（语句 60 秒、等锁 15 秒、空闲事务 5 分钟），别的客户端可以不设，会话也可以取消",
              "Time limits are what windows set for themselves (60 s a statement, 15 s for a lock, 5 min for an idle transaction); another client has none, and a session may lift them"),
        Words("守护程序只要在运行，就终止失控的查询、空闲事务，使他人等待而自己已持续 20 秒（自己也在等锁的，60 秒）的事务，以及满一小时的事务",
              "the guardian, while one runs, ends runaway queries, idle transactions, whoever others wait for after 20 seconds (60 if he waits for a lock himself), and transactions after an hour"),
    ),
    Limit(
        "row-locks",
        Words("可对本人可改的行加锁并占住一段时间", "Rows that one may change can be kept locked for a time"),
        Words("他人等待 15 秒后得到提示；守护程序终止使他人等待的会话", "others are told after 15 seconds; the guardian ends who blocks"),
    ),
    Limit(
        "table-locks",
        Words("CREATE TRIGGER、CREATE RULE 在被拒之前会短暂取得表锁", "CREATE TRIGGER and CREATE RULE take a table's lock before they are refused"),
        Words("LOCK TABLE 一概被拒，人员没有整表的更改、删除权；守护程序终止使他人等待的会话；装入 evenhand centre init 所写各行的服务器（log_lock_waits）日志留有记录",
              "LOCK TABLE is refused, as no person may update or delete in a table as such; the guardian ends who blocks; where the server has the lines of evenhand centre init "
              "(log_lock_waits) its log names him"),
    ),
    Limit(
        "heavy-queries",
        Words("笛卡尔积、递归、排序可占用处理器、内存和临时文件", "Cross joins, recursion and sorts use processor, memory, temporary files"),
        Words("会话自己不能放宽 temp_file_limit；evenhand centre init 写入 2GB，未装入这些行的服务器没有上限，evenhand centre check 会指出；每人连接有限；守护程序终止失控的查询",
              "nobody can lift temp_file_limit for himself; evenhand centre init writes 2GB, a server without its lines has no "
              "limit, and evenhand centre check says so; connections per person are limited, runaway queries ended by the guardian"),
    ),
    Limit(
        "connections",
        Words("每个登录可开到其连接上限；多人合谋可占满服务器", "Every login may open as many sessions as its limit; many in league fill the server"),
        Words("每人最多 20 个连接；evenhand centre init 所写各行另设 400 个总数、为管理员保留 5 个（PostgreSQL 默认为 100 与 3）",
              "20 for each; the lines of evenhand centre init allow 400 in all and keep 5 for the server's keeper (PostgreSQL's own: 100 and 3)"),
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
    Limit(
        "draw-time",
        Words("守护程序掌握何时抽签：先后之间在岗的人可能不同", "The guardian decides when it draws, and who is at work may differ by then"),
        Words("每一步都有时间，等候多久可查；候选人及其理由都在抽签记录中，任何人可重算",
              "every step has its time, so how long a case waited is on record; candidates and reasons are on the draw's record"),
    ),
    Limit(
        "open-votes",
        Words("未齐的票在备份中（votes_kept），能打开备份的守护程序主机可读",
              "Votes that are not all in are in backups (votes_kept), and the guardian's machine, which opens backups, can read them"),
        Words("只有守护程序的登录有此函数，人员没有；备份加密，密钥只在那台主机，须由不参加表决的人管理",
              "the function is the guardian's login's alone; backups are encrypted with a key on that machine, kept by somebody who has no vote"),
    ),
    Limit(
        "disposed-in-backups",
        Words("已处置档案的内容和密钥仍在此前的备份中，直到备份到期", "Contents and keys of disposed records stay in earlier backups until those expire"),
        Words("备份按保存天数删除（每周一份保留至四倍天数），随最后一份备份删去其文件；从旧备份恢复后须重做处置",
              "backups are removed after the days that the settings say (one of each week after four times as many), "
              "papers with the last that names them; after a restore from an older one disposals are done again"),
    ),
)  # fmt: skip
