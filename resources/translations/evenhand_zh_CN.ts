<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccessDesk</name>
    <message numerus="yes">
        <source>Since your last sign-in: %n failed attempt(s), the last at {time}.</source>
        <translation>
            <numerusform>自您上次登录以来，有 %n 次登录失败，最近一次在 {time}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your passphrase is to be changed (menu under your name).</source>
        <translation>您的口令已到期，请更换（姓名菜单）。</translation>
    </message>
    <message>
        <source>You have an authenticator. For another, ask two administrators to reset it.</source>
        <translation>您已登记动态码；如需更换，请由两名管理员重置。</translation>
    </message>
    <message>
        <source>Your passphrase is changed.</source>
        <translation>口令已修改。</translation>
    </message>
    <message>
        <source>The authenticator is set up.</source>
        <translation>动态码已登记。</translation>
    </message>
</context>
<context>
    <name>AccessDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ActButtons</name>
    <message>
        <source>Recommend</source>
        <translation>建议同意</translation>
    </message>
    <message>
        <source>Advise against</source>
        <translation>建议否决</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>否决</translation>
    </message>
    <message>
        <source>Return to review</source>
        <translation>退回审查</translation>
    </message>
    <message>
        <source>Ask for a person&apos;s review</source>
        <translation>要求人工复核</translation>
    </message>
    <message>
        <source>Applicant withdraws</source>
        <translation>申请人撤回</translation>
    </message>
    <message>
        <source>Vote for</source>
        <translation>同意（表决）</translation>
    </message>
    <message>
        <source>Vote against</source>
        <translation>否决（表决）</translation>
    </message>
    <message>
        <source>Conflict of interest</source>
        <translation>申报利益冲突</translation>
    </message>
    <message>
        <source>No review is asked for</source>
        <translation>放弃人工复核</translation>
    </message>
    <message>
        <source>Return for supplement</source>
        <translation>退回补件</translation>
    </message>
</context>
<context>
    <name>AdminForms</name>
    <message>
        <source>The centre</source>
        <extracomment>Stands for the centre, and for all products, among the choices.</extracomment>
        <translation>审批中心</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>新人员</translation>
    </message>
    <message>
        <source>The other administrator confirms and sets the first passphrase. Roles are asked for afterwards.</source>
        <translation>由另一管理员确认并设定初始口令；岗位另行申请。</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Grant: {role}</source>
        <translation>授予：{role}</translation>
    </message>
    <message>
        <source>End: {role}</source>
        <translation>结束：{role}</translation>
    </message>
    <message>
        <source>Role of {name}</source>
        <translation>{name}的岗位</translation>
    </message>
    <message>
        <source>From the confirmation on the person has the role, or has it no more.</source>
        <translation>自确认之时起生效。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>Group: {name}</source>
        <translation>产品类别：{name}</translation>
    </message>
    <message>
        <source>Authority of {name}</source>
        <translation>{name}的审批权限</translation>
    </message>
    <message>
        <source>The newest amount that covers a product is in force; 0 takes the authority away.</source>
        <translation>对每种产品，以最近一次涵盖它的金额为准；填 0 即取消权限。</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>All products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>Up to (yuan)</source>
        <translation>最高金额（元）</translation>
    </message>
    <message>
        <source>New: {kind}</source>
        <translation>登记：{kind}</translation>
    </message>
    <message>
        <source>End: {kind} ({whom})</source>
        <translation>结束：{kind}（{whom}）</translation>
    </message>
    <message>
        <source>Relationship of {name}</source>
        <translation>{name}的关系</translation>
    </message>
    <message>
        <source>Who is tied to an applicant is never drawn for the case. Name the applicant by a case number.</source>
        <translation>与申请人有关系的人不参加该案的随机分配。申请人以案件编号指明。</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Case number</source>
        <translation>案件编号</translation>
    </message>
    <message>
        <source>or choose a village</source>
        <translation>或选择下面的村</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>A new absence</source>
        <translation>新的请假</translation>
    </message>
    <message>
        <source>Instead of {start} – {end}</source>
        <translation>替代 {start} 至 {end}</translation>
    </message>
    <message>
        <source>Absence of {name}</source>
        <translation>{name}的请假</translation>
    </message>
    <message>
        <source>Who is absent is not drawn. An absence that has begun keeps its first day.</source>
        <translation>请假期间不参加随机分配。已开始的请假不改开始日期。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>首日</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>末日</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>{name} leaves</source>
        <translation>{name}离职</translation>
    </message>
    <message>
        <source>From the confirmation on the login is shut, sessions end, and open duties are drawn anew.</source>
        <translation>自确认之时起停用登录、结束会话，在手职责重新随机分配。</translation>
    </message>
    <message>
        <source>New institution</source>
        <translation>新机构</translation>
    </message>
    <message>
        <source>A county rural bank that sends cases.</source>
        <translation>报送案件的县域农村银行。</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>New tablet</source>
        <translation>新平板</translation>
    </message>
    <message>
        <source>Packages signed with this key are taken in from now on.</source>
        <translation>此后接收以此密钥签名的案件包。</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>公钥</translation>
    </message>
    <message>
        <source>64 hexadecimal digits</source>
        <translation>64 位十六进制数</translation>
    </message>
    <message>
        <source>New village</source>
        <translation>新村</translation>
    </message>
    <message>
        <source>The centre of the village in WGS-84 degrees, as the tablet shows it.</source>
        <translation>村中心的 WGS-84 经纬度，与平板显示一致。</translation>
    </message>
    <message>
        <source>Latitude</source>
        <translation>纬度</translation>
    </message>
    <message>
        <source>Longitude</source>
        <translation>经度</translation>
    </message>
</context>
<context>
    <name>AnswerDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Hand this first passphrase to the person; it is shown this once.</source>
        <translation>请将此初始口令交给本人，只显示这一次。</translation>
    </message>
    <message>
        <source>First passphrase</source>
        <translation>初始口令</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Why is it refused?</source>
        <translation>为何拒绝？</translation>
    </message>
    <message>
        <source>Reason (may stay empty)</source>
        <translation>说明（可不填）</translation>
    </message>
    <message>
        <source>Say why it is refused.</source>
        <translation>请写明拒绝的理由。</translation>
    </message>
    <message>
        <source>Make sure that it is the person who asks. Hand this passphrase over; it is shown this once and opens the door once, for choosing another. At a centre with a server it runs out after three days.</source>
        <translation>请先核实确是本人提出。请将此口令当面交给本人：只显示这一次，只供一次登录以更改口令；联网中心的口令三天后失效。</translation>
    </message>
</context>
<context>
    <name>ArchivePage</name>
    <message>
        <source>Archive</source>
        <translation>档案</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Filter by date and amount</source>
        <translation>按日期、金额筛选</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除查找条件</translation>
    </message>
    <message>
        <source>Find by a picture of the QR code</source>
        <translation>用二维码图片查找</translation>
    </message>
    <message>
        <source>Find by a picture on the clipboard</source>
        <translation>用剪贴板中的图片查找</translation>
    </message>
    <message>
        <source>Open dossier</source>
        <translation>打开卷宗</translation>
    </message>
    <message>
        <source>Export the sealed PDF</source>
        <translation>导出封存的 PDF</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>打开案件</translation>
    </message>
    <message>
        <source>Fonds {fonds} · credit</source>
        <translation>全宗 {fonds} · 信贷类</translation>
    </message>
    <message>
        <source>Date, amount</source>
        <translation>日期金额</translation>
    </message>
    <message>
        <source>QR picture</source>
        <translation>扫描图片</translation>
    </message>
    <message>
        <source>Paste QR</source>
        <translation>粘贴图片</translation>
    </message>
    <message>
        <source>Choose outcome, institution, year…</source>
        <translation>选择结论、机构、年度…</translation>
    </message>
    <message>
        <source>Find a record by a picture of its cover; you can also drop one here</source>
        <translation>用封面图片查找档案；也可把图片拖到这里</translation>
    </message>
    <message>
        <source>Find a record by the picture on the clipboard</source>
        <translation>用剪贴板中的图片查找档案</translation>
    </message>
    <message>
        <source>Reading the QR code…</source>
        <translation>正在识别二维码…</translation>
    </message>
    <message>
        <source>{number} kept</source>
        <translation>馆藏 {number} 件</translation>
    </message>
    <message>
        <source>What could not be sealed</source>
        <translation>未能封存的卷宗</translation>
    </message>
</context>
<context>
    <name>ArchiveResults</name>
    <message>
        <source>Archival no.</source>
        <translation>档号</translation>
    </message>
    <message>
        <source>Borrower</source>
        <translation>借款人</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Amount (yuan)</source>
        <translation>金额（元）</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>归档日期</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保管期限</translation>
    </message>
</context>
<context>
    <name>AskRedrawDialog</name>
    <message>
        <source>Ask for it</source>
        <translation>提出申请</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Ask for a re-draw</source>
        <translation>申请重新分配</translation>
    </message>
    <message>
        <source>Search: case, holder</source>
        <translation>搜索：案件、承办人</translation>
    </message>
    <message>
        <source>No duty is open.</source>
        <translation>没有未了的职责。</translation>
    </message>
    <message>
        <source>Another person confirms; the guardian then deals the case anew.</source>
        <translation>须由另一人确认，之后由守护程序重新抽签分配。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What is the matter</source>
        <translation>情况说明</translation>
    </message>
    <message>
        <source>Open duties</source>
        <translation>未了职责</translation>
    </message>
    <message>
        <source>Choose a duty and say what is the matter.</source>
        <translation>请选择一项职责并说明情况。</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>New person</source>
        <extracomment>What can be asked for, its key, and whether it is about the person who is chosen.</extracomment>
        <translation>新人员</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>审批权限</translation>
    </message>
    <message>
        <source>Relationship</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Absence</source>
        <translation>请假</translation>
    </message>
    <message>
        <source>Leaving</source>
        <translation>离职</translation>
    </message>
    <message>
        <source>New institution</source>
        <translation>新机构</translation>
    </message>
    <message>
        <source>New village</source>
        <translation>新村</translation>
    </message>
    <message>
        <source>New tablet</source>
        <translation>新平板</translation>
    </message>
    <message>
        <source>Revoke a certificate</source>
        <translation>吊销证书</translation>
    </message>
    <message>
        <source>New witness</source>
        <translation>登记见证人</translation>
    </message>
    <message>
        <source>Retire a witness</source>
        <translation>停用见证人</translation>
    </message>
    <message>
        <source>Forgotten passphrase</source>
        <translation>忘记口令</translation>
    </message>
    <message>
        <source>Lost authenticator</source>
        <translation>动态码丢失</translation>
    </message>
</context>
<context>
    <name>AuditDetail</name>
    <message>
        <source>Open the case</source>
        <translation>打开案件</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>稽核</translation>
    </message>
    <message>
        <source>Verify the log</source>
        <translation>核验日志</translation>
    </message>
    <message>
        <source>Log entries</source>
        <translation>日志条目</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Search the entries</source>
        <translation>查找日志条目</translation>
    </message>
    <message>
        <source>Read on in the detail</source>
        <translation>详情向下翻</translation>
    </message>
    <message>
        <source>Read back in the detail</source>
        <translation>详情向上翻</translation>
    </message>
    <message>
        <source>Custody of a case</source>
        <translation>案件保管链</translation>
    </message>
    <message>
        <source>Witnesses</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>Acts of administrators</source>
        <translation>管理员的行为</translation>
    </message>
    <message>
        <source>Choose a case in the custody list first.</source>
        <translation>请先在保管链列表中选择案件。</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Upkeep</source>
        <translation>维护</translation>
    </message>
    <message>
        <source>Save the custody</source>
        <translation>保存保管链</translation>
    </message>
</context>
<context>
    <name>BacktestMoves</name>
    <message>
        <source>Before ↓  after →</source>
        <translation>原结果 ↓&#x3000;现结果 →</translation>
    </message>
    <message>
        <source>What was said then</source>
        <translation>当时的结论</translation>
    </message>
    <message>
        <source>Tried</source>
        <translation>试算版本</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>比较对象</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Come out otherwise</source>
        <translation>结果不同</translation>
    </message>
    <message>
        <source>Limits before</source>
        <translation>原额度合计</translation>
    </message>
    <message>
        <source>Limits after</source>
        <translation>现额度合计</translation>
    </message>
    <message>
        <source>Limits moved</source>
        <translation>额度变化</translation>
    </message>
</context>
<context>
    <name>BacktestPart</name>
    <message>
        <source>Run the backtest</source>
        <translation>运行回测</translation>
    </message>
    <message>
        <source>Cancel the backtest</source>
        <translation>取消回测</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试算</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Rule set to try</source>
        <translation>要试算的规则集</translation>
    </message>
    <message>
        <source>Rule set to compare with</source>
        <translation>要对比的规则集</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Nothing tried yet</source>
        <translation>尚未试算</translation>
    </message>
    <message>
        <source>Every case ever screened is screened again with the rules you try. Nothing is changed.</source>
        <translation>用所选规则把历史上全部筛查重做一遍，只作比较，不改动任何案件。</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>The draft being edited</source>
        <translation>正在编辑的草稿</translation>
    </message>
    <message>
        <source>What was said then</source>
        <translation>当时的结论</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Written to {file}</source>
        <translation>已写入 {file}</translation>
    </message>
</context>
<context>
    <name>BacktestTables</name>
    <message>
        <source>Category</source>
        <translation>原因类别</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>案例</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>此处没有内容</translation>
    </message>
    <message>
        <source>No case comes out otherwise</source>
        <translation>没有案件结果不同</translation>
    </message>
    <message>
        <source>Both say the same of every case.</source>
        <translation>两者对每个案件的结论都相同。</translation>
    </message>
</context>
<context>
    <name>BoxesPart</name>
    <message>
        <source>New box…</source>
        <translation>新建档案盒…</translation>
    </message>
    <message>
        <source>File papers…</source>
        <translation>装盒…</translation>
    </message>
    <message>
        <source>Print labels…</source>
        <translation>打印标签…</translation>
    </message>
    <message>
        <source>Take stock</source>
        <translation>盘点</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>盘点</translation>
    </message>
    <message>
        <source>Scan or type what lies in the box: QR codes or archival numbers, one a line.</source>
        <translation>扫描或输入盒内的二维码或档号，每行一个。</translation>
    </message>
    <message>
        <source>What was read in the box</source>
        <translation>盒内读到的编号</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>档案盒</translation>
    </message>
    <message>
        <source>No boxes</source>
        <translation>没有档案盒</translation>
    </message>
    <message>
        <source>Where records have paper twins, make a box with Ctrl+N.</source>
        <translation>有纸质档案时，按 Ctrl+N 新建档案盒。</translation>
    </message>
    <message>
        <source>Shelf</source>
        <translation>架位</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>题名</translation>
    </message>
    <message>
        <source>New box</source>
        <translation>新建档案盒</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>The box is made; print its label.</source>
        <translation>档案盒已新建，请打印标签。</translation>
    </message>
    <message>
        <source>Archival numbers</source>
        <translation>档号</translation>
    </message>
    <message>
        <source>separated by spaces</source>
        <translation>用空格分隔</translation>
    </message>
    <message>
        <source>File papers into {shelf}</source>
        <translation>装入 {shelf}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>装盒</translation>
    </message>
    <message>
        <source>The papers are filed.</source>
        <translation>已装盒。</translation>
    </message>
    <message>
        <source>Print labels</source>
        <translation>打印标签</translation>
    </message>
    <message>
        <source>The labels are written; print them at 100 %.</source>
        <translation>标签已生成，请按 100% 打印。</translation>
    </message>
    <message>
        <source>Found: {count}</source>
        <translation>在盒内：{count}</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Belongs elsewhere</source>
        <translation>应在别处</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>无法识别</translation>
    </message>
</context>
<context>
    <name>CandidatesCard</name>
    <message>
        <source>Candidates</source>
        <translation>候选人</translation>
    </message>
    <message>
        <source>△ No candidate was left</source>
        <translation>△ 没有候选人可抽</translation>
    </message>
    <message>
        <source>Rule {version} · K = {k}</source>
        <translation>规则 {version} · K = {k}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Open cases</source>
        <translation>在手</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>份额</translation>
    </message>
    <message>
        <source>{name} · drawn</source>
        <translation>{name} · 分到</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Not drawn: {count}</source>
        <translation>不参与分配 {count} 人</translation>
    </message>
    <message>
        <source>Committee, seat {seat} of {seats}: candidates</source>
        <translation>委员会第 {seat}/{seats} 席：候选人</translation>
    </message>
    <message>
        <source>Who has least open weighs 2 to the power of K; each further case or point halves it.</source>
        <translation>在手最少者权重为 2 的 K 次方，每多一件（或一分）减半。</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>分值</translation>
    </message>
</context>
<context>
    <name>CaseColumns</name>
    <message>
        <source>Case number</source>
        <extracomment>Pages that are the same for everybody: pictured with the first who has them.</extracomment>
        <translation>案件编号</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Months</source>
        <translation>期限（月）</translation>
    </message>
    <message>
        <source>Screening</source>
        <translation>风险筛查</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Village and institution</source>
        <translation>村与机构</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>已等</translation>
    </message>
    <message>
        <source>Amount (¥)</source>
        <translation>金额（元）</translation>
    </message>
</context>
<context>
    <name>CaseCommands</name>
    <message>
        <source>Take the next case</source>
        <translation>取下一件</translation>
    </message>
    <message>
        <source>Next paper (→ in the viewer)</source>
        <translation>下一张（影像区按 →）</translation>
    </message>
    <message>
        <source>Paper before (← in the viewer)</source>
        <translation>上一张（影像区按 ←）</translation>
    </message>
    <message>
        <source>Next paper not seen (N in the viewer)</source>
        <translation>下一张未看（影像区按 N）</translation>
    </message>
    <message>
        <source>To the viewer</source>
        <translation>到影像区</translation>
    </message>
    <message>
        <source>To the thumbnails</source>
        <translation>到缩略图</translation>
    </message>
    <message>
        <source>Amount, term, rate</source>
        <translation>金额、期限、利率</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>核对清单</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>附带条件</translation>
    </message>
    <message>
        <source>Risk in full</source>
        <translation>风险明细</translation>
    </message>
    <message>
        <source>Household in full</source>
        <translation>家庭与收支明细</translation>
    </message>
    <message>
        <source>History in full</source>
        <translation>经过明细</translation>
    </message>
    <message>
        <source>To the map</source>
        <translation>到地图</translation>
    </message>
    <message>
        <source>Show the ID number</source>
        <translation>显示身份证号</translation>
    </message>
    <message>
        <source>The draw of this case</source>
        <translation>本案分配记录</translation>
    </message>
    <message>
        <source>Read the case again</source>
        <translation>重新读取案件</translation>
    </message>
    <message>
        <source>Cards down</source>
        <translation>右栏向下</translation>
    </message>
    <message>
        <source>Cards up</source>
        <translation>右栏向上</translation>
    </message>
    <message>
        <source>Notice to the applicant</source>
        <translation>告知书</translation>
    </message>
    <message>
        <source>To the cases</source>
        <translation>到案件列表</translation>
    </message>
</context>
<context>
    <name>CaseFinder</name>
    <message>
        <source>Case number or name  ( / )</source>
        <translation>案件编号或姓名（ / ）</translation>
    </message>
    <message>
        <source>Find a screened case</source>
        <translation>查找已筛查案件</translation>
    </message>
    <message>
        <source>Screened cases</source>
        <translation>已筛查案件</translation>
    </message>
    <message>
        <source>No screened case found</source>
        <translation>没有找到已筛查案件</translation>
    </message>
    <message>
        <source>Try a part of the number.</source>
        <translation>可只输入编号的一部分。</translation>
    </message>
    <message>
        <source>Nothing has been screened yet</source>
        <translation>尚无筛查</translation>
    </message>
    <message>
        <source>Every screening stands here at once.</source>
        <translation>每次筛查完成后立即列在这里。</translation>
    </message>
</context>
<context>
    <name>CaseHeader</name>
    <message>
        <source>Specimen · {name}</source>
        <translation>样本·{name}</translation>
    </message>
    <message>
        <source>Asks {offer}</source>
        <translation>申请 {offer}</translation>
    </message>
    <message>
        <source>ID number of the applicant</source>
        <translation>申请人身份证号</translation>
    </message>
    <message>
        <source>Dealt by lot</source>
        <translation>随机分配</translation>
    </message>
    <message>
        <source>Dealt by lot · verified ✓</source>
        <translation>随机分配·可验证 ✓</translation>
    </message>
    <message>
        <source>The draw does not verify ×</source>
        <translation>分配验证不符 ×</translation>
    </message>
    <message>
        <source>Recomputed from its public record just now; press to see it</source>
        <translation>刚刚按公开记录重新计算过；点击查看</translation>
    </message>
    <message>
        <source>Waiting {time}</source>
        <translation>已等 {time}</translation>
    </message>
    <message>
        <source>Today {done} / {all}</source>
        <translation>今日 {done} / {all}</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>Case</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>No case chosen</source>
        <translation>尚未选择案件</translation>
    </message>
    <message>
        <source>Take the case that waits longest for you, or open one from your desk.</source>
        <translation>可取等待最久的一件，或在“我的案件”中打开。</translation>
    </message>
    <message>
        <source>Take the next</source>
        <translation>取下一件</translation>
    </message>
    <message>
        <source>Opening the case…</source>
        <translation>正在打开案件…</translation>
    </message>
    <message>
        <source>Nothing else waits for you.</source>
        <translation>没有其他待办案件。</translation>
    </message>
    <message>
        <source>{number} {name}: {act}</source>
        <translation>{number} {name}：已{act}</translation>
    </message>
    <message>
        <source>Open one from the list of cases.</source>
        <translation>从案件列表中打开一件。</translation>
    </message>
    <message>
        <source>To the cases</source>
        <translation>到案件列表</translation>
    </message>
</context>
<context>
    <name>CasePart</name>
    <message>
        <source>Find a case</source>
        <translation>查找案件</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>复放</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>假设分析</translation>
    </message>
    <message>
        <source>Ask, on record</source>
        <translation>提问并留痕</translation>
    </message>
    <message>
        <source>Choose a case</source>
        <translation>请选择案件</translation>
    </message>
    <message>
        <source>Its causes, points, limit and price stand here as a picture.</source>
        <translation>原因、得分、额度与定价在此以图呈现。</translation>
    </message>
    <message>
        <source>Replayed: the same, byte for byte · {hash}</source>
        <translation>复放一致，逐字节相同 · {hash}</translation>
    </message>
    <message>
        <source>Replayed: NOT the same. Tell audit.</source>
        <translation>复放不一致，请告知稽核。</translation>
    </message>
</context>
<context>
    <name>CaseSender</name>
    <message numerus="yes">
        <source>Papers not looked at: %n. Press once more to go on all the same.</source>
        <translation>
            <numerusform>还有 %n 张未看。再按一次仍然提交。</numerusform>
        </translation>
    </message>
    <message>
        <source>See them</source>
        <translation>去看</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>The line is cut. This act is kept; it goes by itself when the line is back, once.</source>
        <translation>连接已断开。本次操作已保留，恢复后自动送出，只执行一次。</translation>
    </message>
    <message>
        <source>&quot;{typed}&quot; is no reason yet: Return takes one, Esc clears it.</source>
        <translation>“{typed}”还不是理由：按回车选定一条，按 Esc 清除。</translation>
    </message>
</context>
<context>
    <name>CaseText</name>
    <message>
        <source>{months} months</source>
        <translation>{months} 个月</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>CasesPage</name>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Choose a status</source>
        <translation>选择状态</translation>
    </message>
    <message>
        <source>Read the list again</source>
        <translation>刷新列表</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>No case stands here</source>
        <translation>此状态下没有案件</translation>
    </message>
    <message>
        <source>Choose another status, or wait for packages to come in.</source>
        <translation>可选择其他状态，或等待新的案件包。</translation>
    </message>
    <message>
        <source>Find a case by number or name</source>
        <translation>按编号或姓名查找案件</translation>
    </message>
    <message>
        <source>Case number or name, from two characters ( / )</source>
        <translation>案件编号或姓名，至少两个字 ( / )</translation>
    </message>
    <message>
        <source>Case number or name of the applicant</source>
        <translation>案件编号或申请人姓名</translation>
    </message>
    <message>
        <source>No case found for “{text}”</source>
        <translation>没有找到“{text}”</translation>
    </message>
    <message>
        <source>Search by case number or by the applicant&apos;s name; Escape shows all again.</source>
        <translation>可按案件编号或申请人姓名查找；按 Esc 显示全部。</translation>
    </message>
</context>
<context>
    <name>CentreAlarm</name>
    <message>
        <source>The database is not as it was set up</source>
        <translation>数据库与设置时不一致</translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) from the guards. Tell the auditors.</source>
        <translation>
            <numerusform>与规则文件有 %n 处不同，请告知稽核人员。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Something runs out</source>
        <translation>有期限将到</translation>
    </message>
</context>
<context>
    <name>ChangeForm</name>
    <message>
        <source>Ask for it</source>
        <translation>提出申请</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Give a reason: the other administrator decides by it.</source>
        <translation>请填写理由，另一管理员据此决定。</translation>
    </message>
</context>
<context>
    <name>CheckCard</name>
    <message>
        <source>Verification</source>
        <translation>核验</translation>
    </message>
    <message>
        <source>Recomputes the draw from its record and the centre&apos;s public key, step by step.</source>
        <translation>用记录和中心公钥从头重算，逐项核对。</translation>
    </message>
    <message>
        <source>Recomputing…</source>
        <translation>正在重算…</translation>
    </message>
    <message>
        <source>Does not hold: {count}</source>
        <translation>{count} 项不符</translation>
    </message>
    <message>
        <source>All {count} hold</source>
        <translation>{count} 项全部相符</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>Checklist</source>
        <translation>核对清单</translation>
    </message>
    <message>
        <source>Y yes · N no · ↑ ↓ move · Esc close</source>
        <translation>Y 是 · N 否 · ↑ ↓ 移动 · Esc 关闭</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>{question}: yes</source>
        <translation>{question}：是</translation>
    </message>
    <message>
        <source>{question}: no</source>
        <translation>{question}：否</translation>
    </message>
</context>
<context>
    <name>CheckpointCard</name>
    <message>
        <source>Newest checkpoint</source>
        <extracomment>What the detail can show of a line.</extracomment>
        <translation>最新检查点</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Copy the signed note</source>
        <translation>复制签名文本</translation>
    </message>
    <message>
        <source>None has been signed yet.</source>
        <translation>还没有签署。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>树根</translation>
    </message>
    <message>
        <source>Witnesses</source>
        <translation>见证</translation>
    </message>
</context>
<context>
    <name>ChecksTab</name>
    <message>
        <source>Checks</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>立即检测</translation>
    </message>
    <message>
        <source>Runs of the four checks</source>
        <translation>四性检测记录</translation>
    </message>
    <message>
        <source>Items of the run</source>
        <translation>检测项</translation>
    </message>
    <message>
        <source>Never checked</source>
        <translation>从未检测</translation>
    </message>
    <message>
        <source>Ctrl+Enter checks this record now.</source>
        <translation>Ctrl+回车立即检测此件。</translation>
    </message>
    <message>
        <source>No run chosen</source>
        <translation>未选检测记录</translation>
    </message>
    <message>
        <source>Checking the record…</source>
        <translation>正在检测…</translation>
    </message>
</context>
<context>
    <name>CodeDialog</name>
    <message>
        <source>Six digits</source>
        <translation>六位动态码</translation>
    </message>
    <message>
        <source>The centre asks for the code of your authenticator before an approval. It is good for ten minutes.</source>
        <translation>审批前须输入验证器应用上的动态码，十分钟内有效。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>动态码</translation>
    </message>
    <message>
        <source>Enter six digits.</source>
        <translation>请输入六位数字。</translation>
    </message>
</context>
<context>
    <name>ColumnChoice</name>
    <message>
        <source>Choose columns</source>
        <translation>选择显示的列</translation>
    </message>
    <message>
        <source>As at first</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>您要做什么？</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Nothing fits</source>
        <translation>没有匹配的命令</translation>
    </message>
</context>
<context>
    <name>ControlDetail</name>
    <message>
        <source>Nothing to do. Enter opens the record with every item and its evidence.</source>
        <translation>无需处置。回车打开档案，逐项查看依据。</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>档号</translation>
    </message>
    <message>
        <source>Borrower</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Occasion</source>
        <translation>时机</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>检测时间</translation>
    </message>
    <message>
        <source>Run of the four checks</source>
        <translation>四性检测</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处置</translation>
    </message>
    <message>
        <source>Restore what was not mended from a backup (evenhand backup restore), then read all files again; lend nothing of it before.</source>
        <translation>未修复的文件请从备份恢复（evenhand backup restore），再重读全部文件；恢复前不得借阅。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>Stored files read again</source>
        <translation>重读存储文件</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>报告期</translation>
    </message>
    <message>
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>至（不含）</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>不通过</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>出具时间</translation>
    </message>
    <message>
        <source>Sealed by the centre; Enter or Ctrl+E saves it as it is.</source>
        <translation>已加盖中心印章；回车或 Ctrl+E 按原样保存。</translation>
    </message>
    <message>
        <source>Report of the four checks</source>
        <translation>四性检测报告</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fonds</source>
        <translation>全宗号</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年度</translation>
    </message>
    <message>
        <source>First</source>
        <translation>首号</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>末号</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Twice</source>
        <translation>重号</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Records, with their pages counted through</source>
        <translation>件号、题名、页次</translation>
    </message>
    <message>
        <source>pp. {first}–{last}</source>
        <translation>第 {first}–{last} 页</translation>
    </message>
    <message>
        <source>Retention period</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Given</source>
        <translation>交办时间</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>办结时间</translation>
    </message>
    <message>
        <source>Ctrl+E saves what came of it ({size}); it is kept for {days} days.</source>
        <translation>按 Ctrl+E 保存结果（{size}），保留 {days} 天。</translation>
    </message>
    <message>
        <source>It goes on without this window; what comes of it will stand here.</source>
        <translation>关闭窗口后仍会继续办理，结果列在这里。</translation>
    </message>
    <message>
        <source>Commission</source>
        <translation>交办事项</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>ControlPage</name>
    <message>
        <source>Checks and numbers</source>
        <translation>检测与编号</translation>
    </message>
    <message>
        <source>Save the sealed report, or the list of the volume</source>
        <translation>保存检测报告或卷内目录</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>Nothing was checked yet</source>
        <translation>尚未检测</translation>
    </message>
    <message>
        <source>Every record is checked when it is sealed.</source>
        <translation>每件档案封存时即检测。</translation>
    </message>
    <message>
        <source>Stored files were not read again yet</source>
        <translation>尚未重读存储文件</translation>
    </message>
    <message>
        <source>The guardian does so every night.</source>
        <translation>守护程序每夜重读。</translation>
    </message>
    <message>
        <source>No report yet</source>
        <translation>尚无报告</translation>
    </message>
    <message>
        <source>The guardian makes one when a month is over; Ctrl+Enter makes one now.</source>
        <translation>每月结束后由守护程序出具；Ctrl+回车可立即出具。</translation>
    </message>
    <message>
        <source>No number was given yet</source>
        <translation>尚未编号</translation>
    </message>
    <message>
        <source>Runs of checks</source>
        <translation>检测记录</translation>
    </message>
    <message>
        <source>Stored files</source>
        <translation>存储文件</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>检测报告</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>档号与案卷</translation>
    </message>
    <message>
        <source>Stopped; what was done is on record</source>
        <translation>已停止；已完成的部分均有记录</translation>
    </message>
    <message>
        <source>Under way…</source>
        <translation>进行中…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{checked} records checked, {failed} with failed items</source>
        <translation>已检测 {checked} 件，{failed} 件有不通过项</translation>
    </message>
    <message>
        <source>{objects} files read again, {size}; faults: {faults}</source>
        <translation>已重读 {objects} 个文件，{size}；问题 {faults} 个</translation>
    </message>
    <message>
        <source>Report of {period}: {records} records, {failed} failed</source>
        <translation>{period} 检测报告：{records} 件，不通过 {failed} 件</translation>
    </message>
    <message>
        <source>Make a report</source>
        <translation>出具报告</translation>
    </message>
    <message>
        <source>Month, quarter or year: 2026-11, 2026-Q4, 2026</source>
        <translation>月、季或年：2026-11、2026-Q4、2026</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Check all records</source>
        <translation>检测全部档案</translation>
    </message>
    <message>
        <source>Read all files again</source>
        <translation>重读全部文件</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>保存目录</translation>
    </message>
    <message>
        <source>You have commissioned nothing yet</source>
        <translation>还没有交办事项</translation>
    </message>
    <message>
        <source>What the guardian does for you stands here, with what came of it.</source>
        <translation>交守护程序办理的事项及其结果列在这里。</translation>
    </message>
    <message>
        <source>Commissions</source>
        <translation>交办</translation>
    </message>
    <message>
        <source>Waiting for the guardian…</source>
        <translation>等待守护程序…</translation>
    </message>
    <message>
        <source>Save what came of it</source>
        <translation>保存结果</translation>
    </message>
</context>
<context>
    <name>ControlSaving</name>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>保存清单</translation>
    </message>
    <message>
        <source>Save what came of it</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>Saved {name}, byte for byte as sealed</source>
        <translation>已保存 {name}，与盖章原件逐字节相同</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
</context>
<context>
    <name>DefectDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>出了点问题</translation>
    </message>
    <message>
        <source>Nothing that was confirmed to you is lost. You can go on, or start again.</source>
        <translation>已向您确认的内容都没有丢失。可以继续，也可以重新启动。</translation>
    </message>
    <message>
        <source>Report number {number}</source>
        <translation>报告编号 {number}</translation>
    </message>
    <message>
        <source>Details without personal numbers: {file}</source>
        <translation>详情（不含证件号和电话）：{file}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>DemoPeople</name>
    <message>
        <source>People of this demonstration</source>
        <translation>演示人员</translation>
    </message>
    <message>
        <source>All of them are invented. Choose one to fill in login and passphrase.</source>
        <translation>均为虚构。点选一位即可填入登录名和口令。</translation>
    </message>
</context>
<context>
    <name>DeskPage</name>
    <message>
        <source>My desk</source>
        <translation>我的案件</translation>
    </message>
    <message>
        <source>Take the next case</source>
        <translation>办理下一件</translation>
    </message>
    <message>
        <source>Read the list again</source>
        <translation>刷新列表</translation>
    </message>
    <message>
        <source>Cases dealt to me</source>
        <translation>分配给我的案件</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>没有待办案件</translation>
    </message>
    <message>
        <source>New cases come by lot; this page shows them by itself.</source>
        <translation>新案件由系统随机分配，分到后会自动显示在这里。</translation>
    </message>
    <message>
        <source>Waiting for me</source>
        <translation>待我办理</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>最久等待</translation>
    </message>
    <message>
        <source>Done today</source>
        <translation>今日已办</translation>
    </message>
    <message>
        <source>Waiting at the centre</source>
        <translation>全中心待办</translation>
    </message>
    <message>
        <source>Nothing waits for you.</source>
        <translation>没有待办案件。</translation>
    </message>
</context>
<context>
    <name>DifferenceList</name>
    <message>
        <source>Differences from the guards</source>
        <translation>与规则文件的差异</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>  as set up: {text}</source>
        <translation>  应为：{text}</translation>
    </message>
    <message>
        <source>  found: {text}</source>
        <translation>  实为：{text}</translation>
    </message>
</context>
<context>
    <name>DossierView</name>
    <message>
        <source>Dossier</source>
        <translation>卷宗</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页</translation>
    </message>
    <message>
        <source>Unaltered</source>
        <translation>未改动</translation>
    </message>
    <message>
        <source>Damaged or missing</source>
        <translation>损坏或缺失</translation>
    </message>
</context>
<context>
    <name>DraftFolder</name>
    <message>
        <source>Folder with rule_set.toml and its tables</source>
        <translation>选择含 rule_set.toml 及各表的文件夹</translation>
    </message>
    <message>
        <source>Folder for the draft&apos;s files</source>
        <translation>选择保存草稿文件的文件夹</translation>
    </message>
</context>
<context>
    <name>DrawDetail</name>
    <message>
        <source>Verify now</source>
        <translation>现在核验</translation>
    </message>
    <message>
        <source>Export for outsiders</source>
        <translation>导出供外部核验</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>打开案件</translation>
    </message>
    <message>
        <source>No draw chosen</source>
        <translation>尚未选择</translation>
    </message>
    <message>
        <source>Choose a draw to see who could be drawn and why.</source>
        <translation>选择一次随机分配，查看谁可以分到、谁不能分到以及原因。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Record, public key and program, for outsiders to recompute the draw</source>
        <translation>记录、公钥和程序，供外部人员重算</translation>
    </message>
</context>
<context>
    <name>DrawList</name>
    <message>
        <source>Recomputed {done} of {total}</source>
        <translation>已核验 {done} / {total}</translation>
    </message>
    <message>
        <source>Every draw can be recomputed, and each names the one before it.</source>
        <translation>每次随机分配都可以重算，且环环相扣。</translation>
    </message>
    <message>
        <source>✗ {count} of {all} do not hold. Draw {number}: not so that “{words}”.</source>
        <translation>✗ {all} 次中有 {count} 次不符。第 {number} 号：“{words}”不成立。</translation>
    </message>
    <message>
        <source>✓ All {count} draws hold, and the chain is whole.</source>
        <translation>✓ 全部 {count} 次核验无误，链条完整。</translation>
    </message>
    <message>
        <source>Draws</source>
        <translation>分配记录</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>全部核验</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Progress of verifying all draws</source>
        <translation>全部核验的进度</translation>
    </message>
    <message>
        <source>No draw has been made yet</source>
        <translation>还没有分配记录</translation>
    </message>
    <message>
        <source>Each case is dealt by lot to a reviewer and an approver; every draw stands here for good.</source>
        <translation>每个案件都随机分配给审查员和审批员，每次分配都永久列在这里。</translation>
    </message>
</context>
<context>
    <name>DrawsPage</name>
    <message>
        <source>Draws</source>
        <translation>分配记录</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>现在核验</translation>
    </message>
    <message>
        <source>Export for outsiders</source>
        <translation>导出供外部核验</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>全部核验</translation>
    </message>
    <message>
        <source>Draws made: {count}</source>
        <translation>共 {count} 次</translation>
    </message>
    <message>
        <source>This draw does not hold. Tell audit.</source>
        <translation>这次分配与记录不符，请报告稽核。</translation>
    </message>
    <message>
        <source>Folder for record, key and program</source>
        <translation>存放记录、公钥和核验程序的文件夹</translation>
    </message>
    <message>
        <source>Written to {folder}. To check there: {command}</source>
        <translation>已写入 {folder}。在该文件夹中核验：{command}</translation>
    </message>
    <message>
        <source>Read on in the detail</source>
        <translation>详情向下翻</translation>
    </message>
    <message>
        <source>Read back in the detail</source>
        <translation>详情向上翻</translation>
    </message>
    <message>
        <source>Next seat of the committee</source>
        <translation>委员会下一席</translation>
    </message>
</context>
<context>
    <name>DriftPart</name>
    <message>
        <source>Month before</source>
        <translation>上一月</translation>
    </message>
    <message>
        <source>Next month</source>
        <translation>下一月</translation>
    </message>
    <message>
        <source>Drift by input (PSI)</source>
        <translation>各输入的漂移（PSI）</translation>
    </message>
    <message>
        <source>Refused by rule so far</source>
        <translation>迄今规则拒绝</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月份</translation>
    </message>
    <message>
        <source>Below {watch}: stable. From {watch}: shifting, watch it. From {bar}: changed, look into it.</source>
        <translation>低于 {watch}：稳定；{watch} 起：有变化，关注；{bar} 起：已改变，须查明。</translation>
    </message>
    <message>
        <source>One month is not enough</source>
        <translation>只有一个月，尚不能比较</translation>
    </message>
    <message>
        <source>Drift compares each month with the first; it stands here from the second month on.</source>
        <translation>漂移以首月为基准逐月比较，从第二个月起在此显示。</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s), against {base}</source>
        <translation>
            <numerusform>%n 件，对比 {base}</numerusform>
        </translation>
    </message>
    <message>
        <source>{refused} of {screened} screenings</source>
        <translation>{screened} 次筛查中拒绝 {refused} 次</translation>
    </message>
    <message>
        <source>All causes</source>
        <translation>合计</translation>
    </message>
    <message numerus="yes">
        <source>%n screening(s) had causes in more than one category and count in each.</source>
        <translation>
            <numerusform>其中 %n 次有多类原因，各类均计入。</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading all screenings…</source>
        <translation>正在读取全部筛查…</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>DuePart</name>
    <message>
        <source>Destroy</source>
        <translation>销毁</translation>
    </message>
    <message>
        <source>Extend…</source>
        <translation>延长保管…</translation>
    </message>
    <message>
        <source>Keep for ever</source>
        <translation>转为永久</translation>
    </message>
    <message>
        <source>Make the list</source>
        <translation>生成清单</translation>
    </message>
    <message>
        <source>Hold…</source>
        <translation>冻结…</translation>
    </message>
    <message>
        <source>Settled…</source>
        <translation>登记结清…</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>年数</translation>
    </message>
    <message>
        <source>Records that come due</source>
        <translation>到期的档案</translation>
    </message>
    <message>
        <source>No record comes due</source>
        <translation>没有到期的档案</translation>
    </message>
    <message>
        <source>Records are counted here once sealed.</source>
        <translation>卷宗封存后在此计入。</translation>
    </message>
    <message>
        <source>No records</source>
        <translation>没有档案</translation>
    </message>
    <message>
        <source>Choose a year at the left.</source>
        <translation>请在左侧选择年份。</translation>
    </message>
    <message>
        <source>{count} records are kept for ever. {waiting} wait for their settlement to be entered.</source>
        <translation>永久保管 {count} 件；待登记结清 {waiting} 件。</translation>
    </message>
    <message>
        <source>Keep it longer</source>
        <translation>延长保管期限</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>延长</translation>
    </message>
    <message>
        <source>Another person approves the list, then two more witness it. Only then is anything destroyed.</source>
        <translation>清单须经另一人批准，再由两名监销人签字，然后才会销毁。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Appraisal list of {count} records</source>
        <translation>{count} 件档案的鉴定清单</translation>
    </message>
    <message>
        <source>The record is held.</source>
        <translation>档案已冻结。</translation>
    </message>
    <message>
        <source>The settlement is entered.</source>
        <translation>结清日期已登记。</translation>
    </message>
    <message>
        <source>List {number} is made and waits for approval.</source>
        <translation>第 {number} 号清单已编制，待批准。</translation>
    </message>
</context>
<context>
    <name>EnrolmentDialog</name>
    <message>
        <source>Set up an authenticator</source>
        <translation>登记动态码</translation>
    </message>
    <message>
        <source>Scan this with an authenticator app on your own telephone. It is shown this once.</source>
        <translation>请用本人手机上的验证器应用扫描。此码只显示这一次。</translation>
    </message>
    <message>
        <source>Set it up</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>QR code for the authenticator app</source>
        <translation>供验证器应用扫描的二维码</translation>
    </message>
    <message>
        <source>Without a camera, type this into the app:</source>
        <translation>不能扫码时，在应用中输入：</translation>
    </message>
    <message>
        <source>Then enter the code that it shows</source>
        <translation>再输入应用显示的动态码</translation>
    </message>
    <message>
        <source>Enter six digits.</source>
        <translation>请输入六位数字。</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Export the sealed PDF</source>
        <translation>导出封存的 PDF</translation>
    </message>
    <message>
        <source>Saved {name}, byte for byte as sealed; SHA-256 {start}…</source>
        <translation>已保存 {name}，与封存时逐字节相同；SHA-256 {start}…</translation>
    </message>
</context>
<context>
    <name>FacetColumn</name>
    <message>
        <source>Outcome</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Year of decision</source>
        <translation>决定年度</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>FactsCard</name>
    <message>
        <source>Facts</source>
        <extracomment>Begins what stands there instead of a reading.</extracomment>
        <translation>资料核对</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>录入</translation>
    </message>
    <message>
        <source>Read / checked</source>
        <translation>识别 / 联网</translation>
    </message>
    <message>
        <source>All agree</source>
        <translation>全部一致</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>本人</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>家庭</translation>
    </message>
    <message>
        <source>Income</source>
        <translation>收入</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Debts</source>
        <translation>负债</translation>
    </message>
    <message>
        <source>Appraisal</source>
        <translation>评议</translation>
    </message>
    <message>
        <source>single</source>
        <translation>未婚</translation>
    </message>
    <message>
        <source>married</source>
        <translation>已婚</translation>
    </message>
    <message>
        <source>divorced</source>
        <translation>离异</translation>
    </message>
    <message>
        <source>widowed</source>
        <translation>丧偶</translation>
    </message>
    <message>
        <source>primary school</source>
        <translation>小学</translation>
    </message>
    <message>
        <source>junior middle school</source>
        <translation>初中</translation>
    </message>
    <message>
        <source>senior middle school</source>
        <translation>高中</translation>
    </message>
    <message>
        <source>college</source>
        <translation>大专及以上</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>earns {amount} a year</source>
        <translation>年收入 {amount}</translation>
    </message>
    <message>
        <source>{amount} a month</source>
        <translation>月还 {amount}</translation>
    </message>
    <message>
        <source>{raters} neighbours, {score} of 1000</source>
        <translation>{raters} 位村民，{score} / 1000</translation>
    </message>
    <message numerus="yes">
        <source>%n different</source>
        <translation>
            <numerusform>%n 处不一致</numerusform>
        </translation>
    </message>
    <message>
        <source>In {income} · owes {debts}</source>
        <translation>收入 {income} · 负债 {debts}</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>收款账户</translation>
    </message>
</context>
<context>
    <name>FailedState</name>
    <message>
        <source>This could not be loaded</source>
        <translation>未能加载</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
</context>
<context>
    <name>FairnessPage</name>
    <message>
        <source>Fairness of the draws</source>
        <translation>抽签公平性</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>重新统计</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>Counting all draws…</source>
        <translation>正在统计全部抽签…</translation>
    </message>
    <message>
        <source>Manager, bank and colleague: the least likely first</source>
        <translation>客户经理、机构与承办人：最不寻常的在前</translation>
    </message>
    <message>
        <source>Conflicts declared, and cases dealt anew</source>
        <translation>利益冲突申报与重新分配</translation>
    </message>
    <message>
        <source>Cases that wait because nobody can be drawn</source>
        <translation>因无人可分配而等待的案件</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{steered} of 100 steered: seen {seen} times of 100</source>
        <translation>每百次有 {steered} 次被操纵时，百次中发现 {seen} 次</translation>
    </message>
    <message>
        <source>These figures are a smoke detector; the control is that every draw is recomputed.</source>
        <translation>统计只是烟雾报警器；真正的控制是每次抽签都可复算。</translation>
    </message>
    <message>
        <source>In 1,000 draws: {seen}.</source>
        <translation>以 1,000 次抽签计：{seen}。</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>统计已停止。</translation>
    </message>
    <message>
        <source>Draws</source>
        <translation>抽签</translation>
    </message>
    <message>
        <source>Conflicts declared</source>
        <translation>利益冲突申报</translation>
    </message>
    <message>
        <source>Dealt anew</source>
        <translation>重新分配</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Alarms: {count}</source>
        <translation>预警 {count} 项</translation>
    </message>
    <message>
        <source>No alarm</source>
        <translation>无预警</translation>
    </message>
    <message>
        <source>Where r fell</source>
        <translation>r 的分布</translation>
    </message>
    <message>
        <source>Too few lots to judge: each tenth should hold at least five.</source>
        <translation>抽签次数太少，暂不能判断：每段应至少有五次。</translation>
    </message>
    <message>
        <source>chi-square {statistic} with {degrees} degrees: p = {p}.</source>
        <translation>卡方 {statistic}，自由度 {degrees}：p = {p}。</translation>
    </message>
    <message>
        <source>Lots without a choice, left out: {count}.</source>
        <translation>没有选择余地、未计入的抽签：{count} 次。</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>预警</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>客户经理</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Colleague</source>
        <translation>承办人</translation>
    </message>
    <message>
        <source>Met</source>
        <translation>相遇</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>应有</translation>
    </message>
    <message>
        <source>No draw had a choice yet.</source>
        <translation>尚无有选择余地的抽签。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Declared</source>
        <translation>申报</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>Nobody declared a conflict, and no case was dealt anew.</source>
        <translation>无人申报利益冲突，也没有重新分配。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Kept out</source>
        <translation>回避原因</translation>
    </message>
    <message>
        <source>No case waits for people.</source>
        <translation>没有案件在等待人员。</translation>
    </message>
    <message>
        <source>Written: {name}</source>
        <translation>已写出：{name}</translation>
    </message>
    <message>
        <source>Where the lots fell: r in tenths of W; the line is what even lots would give</source>
        <translation>抽签落点：r 在总权重 W 中的位置，按十分之一计；横线为均匀抽签应有的次数</translation>
    </message>
</context>
<context>
    <name>FilterRow</name>
    <message>
        <source>&amp;Decided</source>
        <translation>决定日期(&amp;D)</translation>
    </message>
    <message>
        <source>A&amp;mount</source>
        <translation>金额(&amp;M)</translation>
    </message>
    <message>
        <source>from 2026-11</source>
        <translation>自 2026-11</translation>
    </message>
    <message>
        <source>Decided from</source>
        <translation>决定日期起</translation>
    </message>
    <message>
        <source>to 2026-11-18</source>
        <translation>至 2026-11-18</translation>
    </message>
    <message>
        <source>Decided until</source>
        <translation>决定日期止</translation>
    </message>
    <message>
        <source>from 50000</source>
        <translation>不低于 5万</translation>
    </message>
    <message>
        <source>Amount at least, in yuan</source>
        <translation>金额下限（元）</translation>
    </message>
    <message>
        <source>to 200000</source>
        <translation>不高于 20万</translation>
    </message>
    <message>
        <source>Amount at most, in yuan</source>
        <translation>金额上限（元）</translation>
    </message>
    <message>
        <source>Write a day, a month or a year: 2026-11-18, 2026-11, 2026</source>
        <translation>请填日、月或年：2026-11-18、2026-11、2026</translation>
    </message>
    <message>
        <source>Write an amount in yuan: 80000 or 8万</source>
        <translation>请填金额（元）：80000 或 8万</translation>
    </message>
    <message>
        <source>Any reviewer</source>
        <translation>全部审查员</translation>
    </message>
    <message>
        <source>Any approver</source>
        <translation>全部审批员</translation>
    </message>
    <message>
        <source>Any village</source>
        <translation>全部村</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Nothing is archived yet</source>
        <translation>还没有档案</translation>
    </message>
    <message>
        <source>A case is sealed here by itself as soon as it is decided.</source>
        <translation>案件作出决定后自动封存到这里。</translation>
    </message>
    <message>
        <source>date and amount</source>
        <translation>日期、金额</translation>
    </message>
    <message>
        <source>Nothing found: {asked}</source>
        <translation>没有找到：{asked}</translation>
    </message>
    <message>
        <source>A name needs two characters, a number any four digits in a row; all words must be in the same record. Esc clears everything.</source>
        <translation>姓名两个字起，证件号或电话任意连续四位；几个词须在同一份档案中。按 Esc 清除全部条件。</translation>
    </message>
</context>
<context>
    <name>HeldDialog</name>
    <message>
        <source>Not sent yet</source>
        <translation>尚未发送</translation>
    </message>
    <message>
        <source>Waiting for the line. The window closes by itself when all of it has been sent.</source>
        <translation>正在等待连接。全部发送后窗口自动关闭。</translation>
    </message>
    <message>
        <source>The line to the centre is cut. What stands here goes by itself when it is back, each once. Who closes the window now gives it up: the centre has none of it.</source>
        <translation>与中心的连接已断。恢复后以上各项会自动发送，每项只一次。现在关闭窗口即放弃：中心不会收到。</translation>
    </message>
    <message>
        <source>Wait, then close</source>
        <translation>等发送后关闭</translation>
    </message>
    <message>
        <source>Give it up</source>
        <translation>放弃并关闭</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>继续工作</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>History</source>
        <translation>经过</translation>
    </message>
    <message numerus="yes">
        <source>%n cases of this person</source>
        <translation>
            <numerusform>同一人 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>returned for supplement</source>
        <translation>退回补件</translation>
    </message>
    <message>
        <source>returned to review</source>
        <translation>退回审查</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>You declared a conflict of interest; it waits for a second person.</source>
        <translation>您已申报利益冲突，等待另一人确认。</translation>
    </message>
    <message>
        <source>{when} {stage} taken from {name} and dealt anew: {reason}</source>
        <translation>{when} {stage}自 {name} 收回，重新分配：{reason}</translation>
    </message>
    <message>
        <source>Committee vote</source>
        <translation>委员会表决</translation>
    </message>
</context>
<context>
    <name>HistoryTab</name>
    <message>
        <source>History</source>
        <translation>过程</translation>
    </message>
    <message>
        <source>History of the record</source>
        <translation>档案过程</translation>
    </message>
    <message>
        <source>Nothing on record</source>
        <translation>没有记录</translation>
    </message>
</context>
<context>
    <name>HoldsPart</name>
    <message>
        <source>Lift the hold</source>
        <translation>解除冻结</translation>
    </message>
    <message>
        <source>Ask that it be lifted…</source>
        <translation>申请解除…</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Nothing is held</source>
        <translation>没有冻结的档案</translation>
    </message>
    <message>
        <source>A record is held from the calendar, with its cause.</source>
        <translation>在到期日历中选择档案并注明缘由即可冻结。</translation>
    </message>
    <message>
        <source>Another person is asked to lift it.</source>
        <translation>已申请由另一人解除。</translation>
    </message>
    <message>
        <source>The hold is lifted.</source>
        <translation>冻结已解除。</translation>
    </message>
</context>
<context>
    <name>ImageCanvas</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>sharpening…</source>
        <translation>正在取原图…</translation>
    </message>
    <message>
        <source>adjusted</source>
        <translation>自定明暗</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>增亮</translation>
    </message>
    <message>
        <source>more contrast</source>
        <translation>增强对比</translation>
    </message>
    <message>
        <source>F5 tries again; the other papers are not affected.</source>
        <translation>按 F5 重试；其他资料不受影响。</translation>
    </message>
    <message>
        <source>This paper cannot be shown</source>
        <translation>这份资料无法显示</translation>
    </message>
    <message>
        <source>No papers</source>
        <translation>没有资料</translation>
    </message>
    <message>
        <source>Nothing has been handed in here.</source>
        <translation>此处尚未提交任何资料。</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>资料</translation>
    </message>
</context>
<context>
    <name>IntakeDetail</name>
    <message>
        <source>Save the package as it came</source>
        <translation>原样保存案件包</translation>
    </message>
    <message>
        <source>Export the list for the branches</source>
        <translation>导出给网点的清单</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>打开案件</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>尚未选择</translation>
    </message>
    <message>
        <source>Choose a line to read what became of the package.</source>
        <translation>选择一行，查看案件包的处理结果。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Received as case {number}. Screening and the draw follow by themselves.</source>
        <translation>已接收，案件编号 {number}。风险筛查和随机分配将自动进行。</translation>
    </message>
    <message>
        <source>The file was not taken in. Nothing was changed.</source>
        <translation>文件没有接收，未作任何更改。</translation>
    </message>
    <message>
        <source>Not accepted. It is kept in quarantine; the branch has to do the following.</source>
        <translation>未能接收，已放入隔离区。请网点按以下各项处理。</translation>
    </message>
    <message>
        <source>This package was already received as {number}. Nothing was changed.</source>
        <translation>这个案件包早已接收为 {number}，未作任何更改。</translation>
    </message>
    <message>
        <source>This package is in quarantine already. The branch still has to do the following.</source>
        <translation>这个案件包早已在隔离区。仍须网点按以下各项处理。</translation>
    </message>
    <message>
        <source>Notes: {count}</source>
        <translation>提示 {count} 条</translation>
    </message>
    <message>
        <source>No notes</source>
        <translation>没有提示</translation>
    </message>
    <message>
        <source>Notes travel with the case for the reviewer to weigh.</source>
        <translation>提示随案件一并交给审查员斟酌。</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Tablet</source>
        <translation>平板</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>接收时间</translation>
    </message>
    <message>
        <source>Faults: {count}</source>
        <translation>问题 {count} 项</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>收到时间</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Handed in. The guardian reads it next; its answer appears here by itself.</source>
        <translation>已递交。守护程序随即读取，结果会自动显示在这里。</translation>
    </message>
</context>
<context>
    <name>IntakeLists</name>
    <message>
        <source>This session</source>
        <translation>本次接收</translation>
    </message>
    <message>
        <source>Received packages</source>
        <translation>已接收的案件包</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>隔离区</translation>
    </message>
    <message>
        <source>Nothing taken in yet</source>
        <translation>本次还没有接收案件包</translation>
    </message>
    <message>
        <source>Choose packages or a folder above, or drop ZIP files anywhere on this page.</source>
        <translation>请在上方选择案件包或文件夹，也可以把 ZIP 文件拖到本页任意位置。</translation>
    </message>
    <message>
        <source>No package has been received yet</source>
        <translation>还没有接收过案件包</translation>
    </message>
    <message>
        <source>Every accepted package stands here with the number of its case.</source>
        <translation>每个已接收的案件包连同案件编号都列在这里。</translation>
    </message>
    <message>
        <source>The quarantine is empty</source>
        <translation>隔离区为空</translation>
    </message>
    <message>
        <source>Packages that cannot be accepted are kept here with every reason, for the branch to mend.</source>
        <translation>不能接收的案件包连同全部原因留在这里，供网点补正。</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message>
        <source>Intake</source>
        <translation>收件</translation>
    </message>
    <message>
        <source>Take in packages</source>
        <translation>接收案件包</translation>
    </message>
    <message>
        <source>Take in a folder</source>
        <translation>接收整个文件夹</translation>
    </message>
    <message>
        <source>Export the list for the branches</source>
        <translation>导出给网点的清单</translation>
    </message>
    <message>
        <source>Save the package as it came</source>
        <translation>原样保存案件包</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>本次接收</translation>
    </message>
    <message>
        <source>Received packages</source>
        <translation>已接收的案件包</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>隔离区</translation>
    </message>
    <message>
        <source>Received {count}</source>
        <translation>已接收 {count}</translation>
    </message>
    <message>
        <source>Case packages (*.zip)</source>
        <translation>案件包 (*.zip)</translation>
    </message>
    <message>
        <source>In quarantine from this session: {count}</source>
        <translation>本次有 {count} 个案件包进入隔离区</translation>
    </message>
    <message>
        <source>Packages listed in {name}: {count}</source>
        <translation>已将 {count} 个案件包列入 {name}</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已保存为 {name}</translation>
    </message>
    <message>
        <source>△ In quarantine {count}</source>
        <translation>△ 隔离 {count}</translation>
    </message>
    <message>
        <source>Read on in the detail</source>
        <translation>详情向下翻</translation>
    </message>
    <message>
        <source>Read back in the detail</source>
        <translation>详情向上翻</translation>
    </message>
</context>
<context>
    <name>JudgementForm</name>
    <message>
        <source>Recommend</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Amount in yuan</source>
        <translation>金额（元）</translation>
    </message>
    <message>
        <source>Term in months</source>
        <translation>期限（月）</translation>
    </message>
    <message>
        <source>Rate, per cent a year</source>
        <translation>年利率（%）</translation>
    </message>
    <message>
        <source>Repayment</source>
        <translation>还款方式</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>附带条件</translation>
    </message>
    <message>
        <source>Remark: what you saw and why (Alt+M)</source>
        <translation>说明：看到什么、为何如此（Alt+M）</translation>
    </message>
    <message>
        <source>Conditions to be met (Alt+N)</source>
        <translation>附带条件（Alt+N）</translation>
    </message>
    <message>
        <source>Checklist {done} / {all}</source>
        <translation>清单 {done} / {all}</translation>
    </message>
    <message numerus="yes">
        <source>%n unseen</source>
        <translation>
            <numerusform>%n 张未看</numerusform>
        </translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>年利率</translation>
    </message>
</context>
<context>
    <name>KeepingForms</name>
    <message>
        <source>Cause</source>
        <translation>缘由</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>While it is held nothing of it goes. Two people are needed to lift a hold.</source>
        <translation>冻结期间任何内容不得销毁；解除冻结须两人办理。</translation>
    </message>
    <message>
        <source>Hold {number}</source>
        <translation>冻结 {number}</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Lift the hold on {number}</source>
        <translation>解除 {number} 的冻结</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Another person lifts it.</source>
        <translation>由另一人解除。</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提出申请</translation>
    </message>
    <message>
        <source>Settled on</source>
        <translation>结清日期</translation>
    </message>
    <message>
        <source>Its years count from this day. A later entry corrects an earlier one.</source>
        <translation>保管年限自这一天起算；后登记的更正先登记的。</translation>
    </message>
    <message>
        <source>Loan of {number} settled</source>
        <translation>{number} 的贷款已结清</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Archival number</source>
        <translation>档号</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>You read it on screen, with your name on every page. Every look is in the log.</source>
        <translation>仅在屏幕上查阅，每页印有您的姓名；每次查阅都记入日志。</translation>
    </message>
    <message>
        <source>Ask for a record</source>
        <translation>申请借阅档案</translation>
    </message>
</context>
<context>
    <name>KeepingTab</name>
    <message>
        <source>Keeping</source>
        <translation>保管</translation>
    </message>
    <message>
        <source>How long it is kept</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Loans</source>
        <translation>借阅</translation>
    </message>
    <message>
        <source>Enter the settlement…</source>
        <translation>登记结清…</translation>
    </message>
    <message>
        <source>Hold…</source>
        <translation>冻结…</translation>
    </message>
    <message>
        <source>Ask that it be lifted…</source>
        <translation>申请解除…</translation>
    </message>
    <message>
        <source>Lift the hold</source>
        <translation>解除冻结</translation>
    </message>
    <message>
        <source>Ask for a loan…</source>
        <translation>申请借阅…</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>归还</translation>
    </message>
    <message>
        <source>Nothing holds it.</source>
        <translation>没有冻结。</translation>
    </message>
    <message>
        <source>It was never lent.</source>
        <translation>从未借出。</translation>
    </message>
    <message>
        <source>not entered yet</source>
        <translation>尚未登记</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>By which rule</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Counted from</source>
        <translation>起算</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>办结日期</translation>
    </message>
    <message>
        <source>Settled on</source>
        <translation>结清日期</translation>
    </message>
    <message>
        <source>Free from</source>
        <translation>期满日期</translation>
    </message>
    <message>
        <source>Its time is up</source>
        <translation>保管期满</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现状</translation>
    </message>
    <message>
        <source>{cause} · {person}, {time}</source>
        <translation>{cause} · {person}，{time}</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>冻结中</translation>
    </message>
    <message>
        <source>{person} asks to lift</source>
        <translation>{person}申请解除</translation>
    </message>
    <message>
        <source>{person} · {purpose} · {time}</source>
        <translation>{person} · {purpose} · {time}</translation>
    </message>
    <message>
        <source>looked at {count} times</source>
        <translation>查阅 {count} 次</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>至 {time}</translation>
    </message>
    <message>
        <source>The settlement is entered.</source>
        <translation>已登记结清。</translation>
    </message>
    <message>
        <source>The record is held.</source>
        <translation>档案已冻结。</translation>
    </message>
    <message>
        <source>Another person is asked to lift it.</source>
        <translation>已请另一人解除。</translation>
    </message>
    <message>
        <source>The hold is lifted.</source>
        <translation>冻结已解除。</translation>
    </message>
    <message>
        <source>The archive is asked.</source>
        <translation>已向档案室提出申请。</translation>
    </message>
    <message>
        <source>The record is back.</source>
        <translation>档案已归还。</translation>
    </message>
    <message>
        <source>On appraisal list {number}</source>
        <translation>在第 {number} 号鉴定清单上</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys of this page</source>
        <translation>本页按键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>KeysetTable</name>
    <message>
        <source>Nothing here</source>
        <translation>这里还没有内容</translation>
    </message>
</context>
<context>
    <name>LaterPapersTab</name>
    <message>
        <source>Later papers</source>
        <translation>后补材料</translation>
    </message>
    <message>
        <source>Later papers of the record</source>
        <translation>本档案的后补材料</translation>
    </message>
    <message>
        <source>No later papers</source>
        <translation>没有后补材料</translation>
    </message>
    <message>
        <source>Lay a separator sheet of this record before a paper and scan them together.</source>
        <translation>将本档案的分隔页放在材料前面一起扫描即可归入。</translation>
    </message>
    <message>
        <source>Still missing: {papers}</source>
        <translation>尚缺：{papers}</translation>
    </message>
    <message>
        <source>Save the separator sheet</source>
        <translation>保存分隔页</translation>
    </message>
    <message>
        <source>Saved {name}; print it as it is</source>
        <translation>已保存 {name}，请按原大小打印</translation>
    </message>
    <message>
        <source>{file}, pages {pages} · filed by {name} · SHA-256 {hash}</source>
        <translation>{file} 第 {pages} 页 · 归档人 {name} · SHA-256 {hash}</translation>
    </message>
    <message>
        <source>Separator sheets</source>
        <translation>分隔页</translation>
    </message>
    <message>
        <source>One for each paper still missing and one for any other, to lay before them when they are scanned</source>
        <translation>每缺一种材料一张，另有一张供其他材料；扫描时放在该材料前面</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>&amp;Brightness</source>
        <translation>亮度(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Contrast</source>
        <translation>对比度(&amp;C)</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>恢复原样</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>The centre lets you in no more</source>
        <translation>审批中心已不接受您的登录</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>{time} 起离线</translation>
    </message>
    <message>
        <source>What you type is kept on this machine. The window goes on by itself when the line is back.</source>
        <translation>您输入的内容已保存在本机，连接恢复后窗口会自动继续。</translation>
    </message>
    <message>
        <source>Your access has ended or your passphrase was changed. Sign in again, or ask an administrator.</source>
        <translation>您的权限已终止或口令已更改，请重新登录或联系管理员。</translation>
    </message>
    <message>
        <source>Waiting to be sent, each once: {number}.</source>
        <translation>待送出 {number} 项，各只执行一次。</translation>
    </message>
</context>
<context>
    <name>LineCard</name>
    <message>
        <source>Entry</source>
        <translation>日志条目</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>not numbered yet</source>
        <translation>尚未编号</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>In chain</source>
        <translation>链内序号</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>哈希</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>前一条</translation>
    </message>
    <message>
        <source>Facts: {count}</source>
        <translation>记录 {count} 条</translation>
    </message>
    <message>
        <source>△ Not as recorded</source>
        <translation>△ 与记录不符</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Leaf number</source>
        <translation>树内序号</translation>
    </message>
    <message>
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>{size} entries, by {needed} or more</source>
        <translation>{size} 条，至少 {needed} 名见证人</translation>
    </message>
    <message>
        <source>Cosigned</source>
        <translation>签名时间</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>条数</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Files are carried</source>
        <translation>文件交换</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>公钥</translation>
    </message>
    <message>
        <source>All in all</source>
        <translation>总体</translation>
    </message>
</context>
<context>
    <name>ListsPart</name>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Refuse…</source>
        <translation>不批准…</translation>
    </message>
    <message>
        <source>Sign as witness</source>
        <translation>监销签字</translation>
    </message>
    <message>
        <source>Appraisal lists</source>
        <translation>鉴定清单</translation>
    </message>
    <message>
        <source>Lines of the list</source>
        <translation>清单条目</translation>
    </message>
    <message>
        <source>Lists are made of records that are due, in the calendar.</source>
        <translation>在到期日历中从到期档案生成清单。</translation>
    </message>
    <message>
        <source>No appraisal list</source>
        <translation>没有鉴定清单</translation>
    </message>
    <message>
        <source>No list chosen</source>
        <translation>未选择清单</translation>
    </message>
    <message>
        <source>Choose one at the left.</source>
        <translation>请在左侧选择。</translation>
    </message>
    <message>
        <source>List {number}: made by {maker}; approved by {approver}; witnesses: {witnesses}; destroyed {done} of {all}</source>
        <translation>第 {number} 号清单：制表 {maker}；批准 {approver}；监销 {witnesses}；已销毁 {done}/{all}</translation>
    </message>
    <message>
        <source>Approve list {number}</source>
        <translation>批准第 {number} 号清单</translation>
    </message>
    <message>
        <source>Refuse list {number}</source>
        <translation>不批准第 {number} 号清单</translation>
    </message>
    <message>
        <source>Two witnesses must still sign before anything is destroyed.</source>
        <translation>还须两名监销人签字，才会销毁。</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>不批准</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>The list is approved.</source>
        <translation>清单已批准。</translation>
    </message>
    <message>
        <source>The list is refused.</source>
        <translation>清单未获批准。</translation>
    </message>
    <message>
        <source>With the second signature content and keys of {count} records are destroyed. This cannot be undone.</source>
        <translation>第二名监销人签字后，{count} 件档案的内容和密钥即被销毁，无法恢复。</translation>
    </message>
    <message>
        <source>Witness the destruction of list {number}</source>
        <translation>监销第 {number} 号清单</translation>
    </message>
    <message>
        <source>Signed as witness.</source>
        <translation>已监销签字。</translation>
    </message>
    <message>
        <source>List {number}: made by {maker}; refused by {approver}: {reason}</source>
        <translation>第 {number} 号清单：{maker}制表；{approver}未批准：{reason}</translation>
    </message>
</context>
<context>
    <name>LoadingState</name>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>LoanReader</name>
    <message>
        <source>Back</source>
        <extracomment>Pixels of the picture that is asked for: A4 at about 150 dpi.</extracomment>
        <translation>返回</translation>
    </message>
    <message>
        <source>Earlier page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Later page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Page of the record on loan</source>
        <translation>借阅档案的页面</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在载入…</translation>
    </message>
    <message>
        <source>{number} · page {page} of {pages} · until {ends}</source>
        <translation>{number} · 第 {page}/{pages} 页 · 到期 {ends}</translation>
    </message>
</context>
<context>
    <name>LoansPart</name>
    <message>
        <source>Mine</source>
        <translation>我的借阅</translation>
    </message>
    <message>
        <source>To be answered</source>
        <translation>待批复</translation>
    </message>
    <message>
        <source>On loan</source>
        <translation>借阅中</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>逾期</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>查阅</translation>
    </message>
    <message>
        <source>Ask for a record…</source>
        <translation>申请借阅…</translation>
    </message>
    <message>
        <source>Grant</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Refuse…</source>
        <translation>不批准…</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>归还</translation>
    </message>
    <message>
        <source>Loans of records</source>
        <translation>档案借阅</translation>
    </message>
    <message>
        <source>You have borrowed no record</source>
        <translation>您没有借阅档案</translation>
    </message>
    <message>
        <source>Ask for one by its archival number, with Ctrl+N.</source>
        <translation>按 Ctrl+N，用档号申请借阅。</translation>
    </message>
    <message>
        <source>No request waits</source>
        <translation>没有待批复的申请</translation>
    </message>
    <message>
        <source>No record is on loan</source>
        <translation>没有借出的档案</translation>
    </message>
    <message>
        <source>Nothing is overdue</source>
        <translation>没有逾期未还</translation>
    </message>
    <message>
        <source>The archive is asked.</source>
        <translation>已向档案室申请。</translation>
    </message>
    <message>
        <source>The record is lent.</source>
        <translation>已批准借阅。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Refuse to lend {number}</source>
        <translation>不批准借阅 {number}</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>不批准</translation>
    </message>
    <message>
        <source>The request is refused.</source>
        <translation>申请未获批准。</translation>
    </message>
    <message>
        <source>The record is back.</source>
        <translation>档案已归还。</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Locked. Your draft and your place are kept.</source>
        <translation>已锁定。草稿和当前位置都已保留。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
</context>
<context>
    <name>LogLists</name>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Search the entries</source>
        <translation>查找日志条目</translation>
    </message>
    <message>
        <source>No entry found</source>
        <translation>没有找到日志条目</translation>
    </message>
    <message>
        <source>Try part of a name, an act, or a case number.</source>
        <translation>请试试姓名、行为或案件编号的一部分。</translation>
    </message>
    <message>
        <source>No checkpoint has been signed yet</source>
        <translation>还没有签署检查点</translation>
    </message>
    <message>
        <source>The guardian signs one whenever it has numbered new entries.</source>
        <translation>守护程序每次为新条目编号后都会签署一个。</translation>
    </message>
    <message>
        <source>Not verified yet</source>
        <translation>尚未核验</translation>
    </message>
    <message>
        <source>Verify the log to compare everything with it.</source>
        <translation>核验日志，逐一比对全部内容。</translation>
    </message>
    <message>
        <source>All of it agrees</source>
        <translation>全部吻合</translation>
    </message>
    <message>
        <source>Every fact and file is as it was recorded.</source>
        <translation>每条记录、每个文件都与当初一致。</translation>
    </message>
    <message>
        <source>No case is chosen, or nothing in it has changed hands</source>
        <translation>未选案件，或该案尚无交接</translation>
    </message>
    <message>
        <source>Type a case number, or choose an entry of a case before you come here.</source>
        <translation>输入案件编号，或先在日志中选中该案的一条再切换过来。</translation>
    </message>
    <message>
        <source>No witness is registered</source>
        <translation>尚未登记见证人</translation>
    </message>
    <message>
        <source>Without one nobody outside can tell whether the log was cut at its end.</source>
        <translation>没有见证人，外部无法判断日志末尾是否被截短。</translation>
    </message>
    <message>
        <source>Custody</source>
        <translation>保管链</translation>
    </message>
    <message>
        <source>Witnesses</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>Case number  ( / )</source>
        <translation>案件编号（ / ）</translation>
    </message>
    <message>
        <source>Choose a case by its number</source>
        <translation>按编号选择案件</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>日志条目</translation>
    </message>
    <message>
        <source>Search  ( / )</source>
        <translation>搜索（ / ）</translation>
    </message>
    <message>
        <source>Person, role, act, case, day or fact</source>
        <translation>人员、岗位、行为、案件、日期或记录</translation>
    </message>
    <message>
        <source>Nothing was kept up yet</source>
        <translation>还没有维护记录</translation>
    </message>
    <message>
        <source>The guardian makes a backup every day, restores it aside, and says here whether it is good.</source>
        <translation>守护程序每天备份并在别处恢复核验，结果显示在这里。</translation>
    </message>
    <message>
        <source>Upkeep</source>
        <translation>维护</translation>
    </message>
</context>
<context>
    <name>LotCard</name>
    <message>
        <source>Draw {number} · {stage}</source>
        <translation>第 {number} 号 · {stage}分配</translation>
    </message>
    <message>
        <source>△ Nobody could be drawn</source>
        <translation>△ 没有候选人可抽</translation>
    </message>
    <message>
        <source>● Drawn: {name}</source>
        <translation>● 分配给 {name}</translation>
    </message>
    <message>
        <source>{note}.</source>
        <translation>{note}。</translation>
    </message>
    <message>
        <source>{note}: the lot fell on {r} of {total} (counted from 0), in the share of {name}.</source>
        <translation>{note}：在 {total} 份中抽到第 {r} 份（从 0 数起），落在{name}的份额内。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Go to</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Keys of this page</source>
        <translation>本页按键</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
</context>
<context>
    <name>MapCanvas</name>
    <message>
        <source>Schematic base map · not reviewed</source>
        <translation>示意底图 · 未经审图</translation>
    </message>
    <message>
        <source>Base map · not reviewed</source>
        <translation>底图 · 未经审图</translation>
    </message>
    <message>
        <source>Tiles not reachable</source>
        <translation>瓦片无法访问</translation>
    </message>
    <message>
        <source>{distance} from {place}</source>
        <translation>距{place} {distance}</translation>
    </message>
</context>
<context>
    <name>MapCard</name>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>All F</source>
        <translation>全部 F</translation>
    </message>
    <message>
        <source>Show all positions (F)</source>
        <translation>显示全部位置（F）</translation>
    </message>
    <message>
        <source>Area W</source>
        <translation>全区 W</translation>
    </message>
    <message>
        <source>Show the whole area (W)</source>
        <translation>显示全区（W）</translation>
    </message>
    <message>
        <source>Lines D</source>
        <translation>距离 D</translation>
    </message>
    <message>
        <source>Draw the distances (D)</source>
        <translation>画出距离（D）</translation>
    </message>
    <message>
        <source>Nearer (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Farther (-)</source>
        <translation>缩小（-）</translation>
    </message>
    <message>
        <source>Map of the positions</source>
        <translation>位置地图</translation>
    </message>
    <message>
        <source>No positions in this case.</source>
        <translation>本案没有位置信息。</translation>
    </message>
    <message>
        <source>Positions were converted: {way}</source>
        <translation>坐标已换算：{way}</translation>
    </message>
</context>
<context>
    <name>MarkTool</name>
    <message>
        <source>What is to be seen here? Enter keeps it</source>
        <translation>此处要看什么？按 Enter 保存</translation>
    </message>
    <message>
        <source>Note on the mark</source>
        <translation>标注说明</translation>
    </message>
</context>
<context>
    <name>MaskedField</name>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>MetadataTab</name>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
    <message>
        <source>Read from metadata.xml in the sealed dossier itself; numbers of people stand masked.</source>
        <translation>读自封存卷宗内的 metadata.xml；证件号码已掩去。</translation>
    </message>
    <message>
        <source>Metadata of the record</source>
        <translation>档案元数据</translation>
    </message>
    <message>
        <source>No metadata inside</source>
        <translation>卷宗内无元数据</translation>
    </message>
    <message>
        <source>The dossier is of a version that carried none.</source>
        <translation>此卷宗由不附元数据的早期版本封存。</translation>
    </message>
</context>
<context>
    <name>MovingBatches</name>
    <message>
        <source>Batches that came in</source>
        <translation>导入批次</translation>
    </message>
    <message>
        <source>Why the whole batch is taken back</source>
        <translation>撤销整批的原因</translation>
    </message>
    <message>
        <source>Take the batch back</source>
        <translation>撤销整批</translation>
    </message>
    <message>
        <source>No batch has come in</source>
        <translation>还没有导入批次</translation>
    </message>
    <message>
        <source>What is taken in from a package or a list stands here and can be taken back as a whole.</source>
        <translation>从移交包或清单导入的档案按批列在这里，可以整批撤销。</translation>
    </message>
    <message>
        <source>The batch was taken back: its records are found no more.</source>
        <translation>整批已撤销，其中的档案不再检索得到。</translation>
    </message>
</context>
<context>
    <name>MovingIn</name>
    <message>
        <source>Checking the package…</source>
        <translation>正在核验移交包…</translation>
    </message>
    <message>
        <source>Checking the list, row by row…</source>
        <translation>正在逐行核对清单…</translation>
    </message>
    <message>
        <source>Take records in</source>
        <translation>导入档案</translation>
    </message>
    <message>
        <source>Transfer package…</source>
        <translation>移交包…</translation>
    </message>
    <message>
        <source>Legacy list (CSV)…</source>
        <translation>旧档案清单（CSV）…</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>I have compared the root certificate with the sender by another way</source>
        <translation>已通过其他途径与移交方核对根证书</translation>
    </message>
    <message>
        <source>Nothing is being looked at</source>
        <translation>还没有要导入的内容</translation>
    </message>
    <message>
        <source>Open a transfer package, or the list of a legacy archive with its folder of files.</source>
        <translation>请打开移交包，或旧档案清单及其文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>Take in %n record(s)</source>
        <translation>
            <numerusform>导入 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>{source}: {good} can come in, {bad} are faulty and stay out; {files} files, {size} MB</source>
        <translation>{source}：可导入 {good} 件，有误 {bad} 件不导入；{files} 个文件，{size} MB</translation>
    </message>
    <message>
        <source>Sealed by {who}. Root certificate SHA-256 {root}</source>
        <translation>印章：{who}。根证书 SHA-256 {root}</translation>
    </message>
    <message>
        <source>Open a transfer package</source>
        <translation>打开移交包</translation>
    </message>
    <message>
        <source>Open the list of a legacy archive</source>
        <translation>打开旧档案清单</translation>
    </message>
    <message>
        <source>Choose the folder with its files</source>
        <translation>选择文件所在文件夹</translation>
    </message>
    <message>
        <source>Taking the records in…</source>
        <translation>正在导入档案…</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) taken in as one batch.</source>
        <translation>
            <numerusform>已作为一批导入 %n 件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled; nothing was taken in.</source>
        <translation>已取消，没有导入任何内容。</translation>
    </message>
</context>
<context>
    <name>MovingOut</name>
    <message>
        <source>Making the transfer package…</source>
        <translation>正在制作移交包…</translation>
    </message>
    <message>
        <source>Transfer records out</source>
        <translation>移交档案</translation>
    </message>
    <message>
        <source>Name, number, village, year…</source>
        <translation>姓名、档号、村、年度…</translation>
    </message>
    <message>
        <source>Search for the records to transfer</source>
        <translation>查找要移交的档案</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接收方</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Name of the archive that receives them</source>
        <translation>接收档案的单位名称</translation>
    </message>
    <message>
        <source>Leave out or put back</source>
        <translation>不移交 / 恢复</translation>
    </message>
    <message>
        <source>Make the package…</source>
        <translation>制作移交包…</translation>
    </message>
    <message>
        <source>No record found</source>
        <translation>没有找到档案</translation>
    </message>
    <message>
        <source>Search for the records that are to go.</source>
        <translation>查找要移交的档案。</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) go</source>
        <translation>
            <numerusform>将移交 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>A package holds at most {number} records</source>
        <translation>一个移交包最多 {number} 件</translation>
    </message>
    <message>
        <source>Where to put the transfer package</source>
        <translation>移交包存放位置</translation>
    </message>
    <message>
        <source>{name}: {count} records, sealed; SHA-256 {start}…</source>
        <translation>{name}：{count} 件，已加盖印章；SHA-256 {start}…</translation>
    </message>
    <message>
        <source>{made} Checks failed for {count}; see checks.pdf in it.</source>
        <translation>{made} 其中 {count} 件检测有不通过项，见包内 checks.pdf。</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>已取消，没有写入任何内容。</translation>
    </message>
</context>
<context>
    <name>MovingPage</name>
    <message>
        <source>Out and in</source>
        <translation>移交与导入</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Transfer out</source>
        <translation>移交</translation>
    </message>
    <message>
        <source>Take in</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Transfers made</source>
        <translation>已移交</translation>
    </message>
</context>
<context>
    <name>MovingTransfers</name>
    <message>
        <source>Packages that went out</source>
        <translation>已移交的包</translation>
    </message>
    <message>
        <source>No package was made</source>
        <translation>还没有制作移交包</translation>
    </message>
    <message>
        <source>Every transfer package is listed here with its hash.</source>
        <translation>每个移交包及其哈希列在这里。</translation>
    </message>
</context>
<context>
    <name>MyAbsencePage</name>
    <message>
        <source>My absences</source>
        <translation>我的请假</translation>
    </message>
    <message>
        <source>Read the list again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Absences on record</source>
        <translation>已登记的请假</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>我的申请</translation>
    </message>
    <message>
        <source>No absence to come</source>
        <translation>没有将来的请假</translation>
    </message>
    <message>
        <source>Who is absent is not drawn. Ask for an absence in time.</source>
        <translation>请假期间不参加随机分配。请提前申请。</translation>
    </message>
    <message>
        <source>Nothing asked for</source>
        <translation>没有申请</translation>
    </message>
    <message>
        <source>Ask for an absence</source>
        <translation>申请请假</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Withdrawn.</source>
        <translation>已撤回。</translation>
    </message>
    <message>
        <source>Asked; an administrator confirms.</source>
        <translation>已申请，待管理员确认。</translation>
    </message>
    <message>
        <source>Call off</source>
        <translation>取消请假</translation>
    </message>
    <message>
        <source>It is not needed</source>
        <translation>不再需要</translation>
    </message>
</context>
<context>
    <name>NotesCard</name>
    <message>
        <source>Found on arrival</source>
        <translation>收件提示</translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n 项待核</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeButton</name>
    <message>
        <source>Notice to the applicant</source>
        <extracomment>Those who face the applicant; the centre holds whose cases these may be.</extracomment>
        <translation>告知书</translation>
    </message>
    <message>
        <source>Save the notice to the applicant</source>
        <translation>保存给申请人的告知书</translation>
    </message>
    <message>
        <source>Written to {file}</source>
        <translation>已写入 {file}</translation>
    </message>
</context>
<context>
    <name>OpinionCard</name>
    <message>
        <source>Checklist all yes</source>
        <translation>清单全部为是</translation>
    </message>
    <message>
        <source>On condition: {text}</source>
        <translation>附带条件：{text}</translation>
    </message>
    <message>
        <source>Answered no: {questions}</source>
        <translation>清单答“否”：{questions}</translation>
    </message>
    <message numerus="yes">
        <source>Not seen: %n</source>
        <translation>
            <numerusform>%n 张未看</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Marks on papers: %n</source>
        <translation>
            <numerusform>影像标注 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>Opinion</source>
        <translation>审查意见</translation>
    </message>
    <message>
        <source>Committee: {given} of {size} votes are in. They stay sealed until the last.</source>
        <translation>委员会：已收 {given}/{size} 票，齐票前均密封。</translation>
    </message>
</context>
<context>
    <name>OriginalsTab</name>
    <message>
        <source>Originals</source>
        <translation>原件</translation>
    </message>
    <message>
        <source>Save as it is</source>
        <translation>按原样保存</translation>
    </message>
    <message>
        <source>Write the original out, byte for byte</source>
        <translation>逐字节写出原件</translation>
    </message>
    <message>
        <source>Originals of the record</source>
        <translation>档案原件</translation>
    </message>
    <message>
        <source>No originals</source>
        <translation>没有原件</translation>
    </message>
    <message>
        <source>This record has no papers beside its dossier.</source>
        <translation>此件除卷宗外没有其他材料。</translation>
    </message>
    <message>
        <source>Save the original</source>
        <translation>保存原件</translation>
    </message>
    <message>
        <source>Saved {name}, byte for byte</source>
        <translation>已逐字节保存 {name}</translation>
    </message>
</context>
<context>
    <name>PaperStrip</name>
    <message>
        <source>Papers of the case</source>
        <translation>案件资料</translation>
    </message>
    <message>
        <source>No papers</source>
        <translation>没有资料</translation>
    </message>
</context>
<context>
    <name>PaperView</name>
    <message>
        <source>Paper viewer</source>
        <translation>资料查看</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>The whole paper; once more: its width</source>
        <translation>显示整张；再按一次按宽度显示</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>One pixel of the original to one of the screen</source>
        <translation>原图一个像素对应屏幕一个像素</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Turn a quarter clockwise</source>
        <translation>顺时针旋转 90°</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>Brighter, more contrast, plain; Shift+B for sliders</source>
        <translation>依次为增亮、增强对比、原样；Shift+B 打开滑块</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>A magnifying glass at the pointer</source>
        <translation>在指针处放大原图</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Keep this paper at the left, go on at the right</source>
        <translation>这张留在左侧，右侧继续翻看</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Drag a rectangle, or Insert; then write the note</source>
        <translation>拖出一个方框，或按 Insert；再写说明</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>The paper before</source>
        <translation>上一张资料</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>The paper after</source>
        <translation>下一张资料</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大显示</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小显示</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Towards the top of an enlarged paper</source>
        <translation>放大后向上移动</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Towards the foot of an enlarged paper</source>
        <translation>放大后向下移动</translation>
    </message>
    <message>
        <source>Light and contrast…</source>
        <translation>亮度与对比度…</translation>
    </message>
    <message>
        <source>Two sliders</source>
        <translation>用滑块调节</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open a paper again that failed</source>
        <translation>重新打开未能显示的资料</translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>Change your passphrase</source>
        <translation>修改口令</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Present passphrase</source>
        <translation>现用口令</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New passphrase once more</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Please fill in all three fields.</source>
        <translation>请填写三个栏目。</translation>
    </message>
    <message>
        <source>The two new passphrases differ.</source>
        <translation>两次输入的新口令不同。</translation>
    </message>
</context>
<context>
    <name>PeopleLists</name>
    <message>
        <source>Login</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>May approve up to (yuan)</source>
        <translation>最高可审批（元）</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Whom or what it concerns</source>
        <translation>涉及</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>申请时间</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>答复人</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>答复时间</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>首日</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>末日</translation>
    </message>
    <message>
        <source>Name or key</source>
        <translation>名称或公钥</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Read the list again</source>
        <translation>刷新列表</translation>
    </message>
    <message>
        <source>Search: login, name, institution, role</source>
        <translation>搜索：用户名、姓名、机构、岗位</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索人员</translation>
    </message>
    <message>
        <source>Nobody like this</source>
        <translation>没有这样的人员</translation>
    </message>
    <message>
        <source>Search for something else.</source>
        <translation>请换个词搜索。</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待答复的申请</translation>
    </message>
    <message>
        <source>What one administrator asks for stands here until another answers.</source>
        <translation>一位管理员的申请列在这里，直到另一位答复。</translation>
    </message>
    <message>
        <source>Nothing has been answered yet</source>
        <translation>还没有已答复的申请</translation>
    </message>
    <message>
        <source>No institution yet</source>
        <translation>还没有机构</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Asked; another administrator confirms.</source>
        <translation>已申请，待另一管理员确认。</translation>
    </message>
    <message>
        <source>To be answered</source>
        <translation>待答复</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>Places and tablets</source>
        <translation>机构与平板</translation>
    </message>
</context>
<context>
    <name>PersonMenu</name>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Text: normal</source>
        <translation>字号：标准</translation>
    </message>
    <message>
        <source>Text: larger</source>
        <translation>字号：较大</translation>
    </message>
    <message>
        <source>Text: largest</source>
        <translation>字号：最大</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Keys of this page</source>
        <translation>本页按键</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Change your passphrase…</source>
        <translation>修改口令…</translation>
    </message>
    <message>
        <source>Set up an authenticator…</source>
        <translation>登记动态码…</translation>
    </message>
</context>
<context>
    <name>PersonPanel</name>
    <message>
        <source>Choose a person to see the record.</source>
        <translation>选择一人，查看其记录。</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>The centre</source>
        <translation>审批中心</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>审批权限</translation>
    </message>
    <message>
        <source>Ties</source>
        <translation>关系</translation>
    </message>
    <message>
        <source>Absences</source>
        <translation>请假</translation>
    </message>
    <message>
        <source>With the founding</source>
        <translation>设立中心时登记</translation>
    </message>
    <message>
        <source>Asked by {asker} ({reason}), confirmed by {confirmer}</source>
        <translation>{asker}申请（{reason}），{confirmer}确认</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>My desk</source>
        <translation>我的案件</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>收件</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>档案</translation>
    </message>
    <message>
        <source>Draws</source>
        <translation>分配记录</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>稽核</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Case file</source>
        <translation>案件详情</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Absence</source>
        <translation>请假</translation>
    </message>
    <message>
        <source>Fairness</source>
        <translation>公平性</translation>
    </message>
    <message>
        <source>Re-draws</source>
        <translation>重新分配</translation>
    </message>
    <message>
        <source>Records kept</source>
        <translation>档案保管</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检测与编号</translation>
    </message>
    <message>
        <source>Out and in</source>
        <translation>移交与导入</translation>
    </message>
    <message>
        <source>Scans</source>
        <translation>扫描件</translation>
    </message>
</context>
<context>
    <name>PolicyEditor</name>
    <message>
        <source>Add a line</source>
        <translation>增加一条</translation>
    </message>
    <message>
        <source>Hand it in</source>
        <translation>提交确认</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>New retention policy</source>
        <translation>新的保管期限规定</translation>
    </message>
    <message>
        <source>Lines are read from the top; the first that fits a record gives its period, and what none fits is kept for ever. Another person confirms the policy. Records sealed already keep their periods.</source>
        <translation>自上而下，第一条符合的决定期限；没有一条符合的永久保管。规定由另一人确认后生效；已封存的档案期限不变。</translation>
    </message>
    <message>
        <source>In force from</source>
        <translation>生效日</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Loans</source>
        <translation>贷款</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>Counted from</source>
        <translation>起算</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 处</translation>
    </message>
    <message>
        <source>Line {place}: {what}</source>
        <translation>第 {place} 条：{what}</translation>
    </message>
    <message>
        <source>Shorter: {what}</source>
        <translation>缩短：{what}</translation>
    </message>
    <message>
        <source>Longer: {what}</source>
        <translation>延长：{what}</translation>
    </message>
    <message>
        <source>No period changes against the policy in force.</source>
        <translation>与现行规定相比，期限没有变化。</translation>
    </message>
    <message>
        <source>That holds for records sealed from then on; those sealed already keep theirs.</source>
        <translation>只适用于此后封存的档案；已封存的期限不变。</translation>
    </message>
</context>
<context>
    <name>PolicyPart</name>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Refuse…</source>
        <translation>不同意…</translation>
    </message>
    <message>
        <source>New policy from this one…</source>
        <translation>以此拟定新规定…</translation>
    </message>
    <message>
        <source>Retention policies</source>
        <translation>保管期限规定</translation>
    </message>
    <message>
        <source>Lines of the policy</source>
        <translation>规定的条目</translation>
    </message>
    <message>
        <source>No policy on record</source>
        <translation>没有登记规定</translation>
    </message>
    <message>
        <source>The guardian registers the first when it starts.</source>
        <translation>守护程序启动时登记第一份。</translation>
    </message>
    <message>
        <source>No policy chosen</source>
        <translation>未选择规定</translation>
    </message>
    <message>
        <source>Choose one at the left.</source>
        <translation>请在左侧选择。</translation>
    </message>
    <message>
        <source>Policy {number}, in force from {since}: drafted by {maker}, {answer}.</source>
        <translation>第 {number} 号规定，{since} 起生效：{maker}拟定，{answer}。</translation>
    </message>
    <message>
        <source>with which the centre began</source>
        <translation>中心设立时的规定</translation>
    </message>
    <message>
        <source>waits for another person</source>
        <translation>待另一人确认</translation>
    </message>
    <message>
        <source>refused by {person}</source>
        <translation>{person}不同意</translation>
    </message>
    <message>
        <source>confirmed by {person}</source>
        <translation>{person}确认</translation>
    </message>
    <message>
        <source>The policy is handed in; another person confirms it.</source>
        <translation>规定已提交，请另一人确认。</translation>
    </message>
    <message>
        <source>Confirm policy {number}</source>
        <translation>确认第 {number} 号规定</translation>
    </message>
    <message>
        <source>Refuse policy {number}</source>
        <translation>不同意第 {number} 号规定</translation>
    </message>
    <message>
        <source>From {since} on, records are sealed by its lines. Those sealed already keep their periods.</source>
        <translation>{since} 起按本规定封存档案；已封存的期限不变。</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>The policy is confirmed.</source>
        <translation>规定已确认。</translation>
    </message>
    <message>
        <source>The policy is refused.</source>
        <translation>已答复不同意。</translation>
    </message>
</context>
<context>
    <name>PolicyRow</name>
    <message>
        <source>Line {place}</source>
        <extracomment>Widths at text scale 1: number, outcome, loans, institution, period, counted from; the remark takes the rest.</extracomment>
        <translation>第 {place} 条</translation>
    </message>
    <message>
        <source>Take line {place} out</source>
        <translation>删去第 {place} 条</translation>
    </message>
    <message>
        <source>Take this line out</source>
        <translation>删去本条</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Loans</source>
        <translation>贷款</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>Counted from</source>
        <translation>起算</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Any outcome</source>
        <translation>全部结果</translation>
    </message>
    <message>
        <source>All products</source>
        <translation>全部产品</translation>
    </message>
    <message>
        <source>All institutions</source>
        <translation>全部机构</translation>
    </message>
</context>
<context>
    <name>QrScan</name>
    <message>
        <source>There is no picture on the clipboard. Copy a picture of the cover first.</source>
        <translation>剪贴板中没有图片，请先复制封面图片。</translation>
    </message>
    <message>
        <source>Picture with the dossier&apos;s QR code</source>
        <translation>选择带卷宗二维码的图片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>ReasonChips</name>
    <message>
        <source>+ Reason</source>
        <translation>+ 理由</translation>
    </message>
    <message>
        <source>Type to find</source>
        <translation>输入即找</translation>
    </message>
    <message>
        <source>Find a reason</source>
        <translation>查找理由</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>Show a personal number</source>
        <translation>显示个人号码</translation>
    </message>
    <message>
        <source>Show for 30 seconds</source>
        <translation>显示 30 秒</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why do you need to see this number?</source>
        <translation>为什么需要查看该号码？</translation>
    </message>
    <message>
        <source>The reason is recorded with your name and the time.</source>
        <translation>理由将连同您的姓名和时间一起记录。</translation>
    </message>
    <message>
        <source>In your own words</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>Reason in your own words</source>
        <translation>查看理由的补充说明</translation>
    </message>
    <message>
        <source>Please say what for.</source>
        <translation>请说明用途。</translation>
    </message>
</context>
<context>
    <name>ReasonPicker</name>
    <message>
        <source>Reasons for</source>
        <translation>同意理由</translation>
    </message>
    <message>
        <source>Reasons against</source>
        <translation>否决理由</translation>
    </message>
    <message>
        <source>To supplement</source>
        <translation>补充事由</translation>
    </message>
    <message>
        <source>To review again</source>
        <translation>退审事由</translation>
    </message>
    <message>
        <source>For</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Against</source>
        <translation>否决</translation>
    </message>
    <message>
        <source>Supplement</source>
        <translation>补充</translation>
    </message>
    <message>
        <source>Review again</source>
        <translation>退审</translation>
    </message>
    <message>
        <source>{use}: {reason}</source>
        <translation>{use}：{reason}</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>利益冲突</translation>
    </message>
</context>
<context>
    <name>RecordCard</name>
    <message>
        <source>Record and proof</source>
        <translation>记录与证明</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>证明</translation>
    </message>
    <message>
        <source>Record hash</source>
        <translation>记录哈希</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一条</translation>
    </message>
    <message>
        <source>none: this is the first draw</source>
        <translation>无，这是第一次分配</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>公钥</translation>
    </message>
    <message>
        <source>Anybody checks the exported files with Python alone, by this line:</source>
        <translation>导出后，任何人只用 Python 即可核验，命令如下：</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>RecordForm</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fill in: {name}</source>
        <translation>请填写：{name}</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>Dossier</source>
        <translation>卷宗</translation>
    </message>
    <message>
        <source>Record: {part}</source>
        <translation>档案：{part}</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>档案</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Dossier</source>
        <extracomment>Pages that are named; a record with more is read from the first of them.</extracomment>
        <translation>卷宗</translation>
    </message>
    <message>
        <source>First page of the dossier</source>
        <translation>卷宗首页</translation>
    </message>
    <message>
        <source>Open dossier</source>
        <translation>打开卷宗</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the sealed PDF as it is, byte for byte</source>
        <translation>原样保存封存的 PDF，逐字节不变</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>打开案件</translation>
    </message>
    <message>
        <source>No record chosen</source>
        <translation>未选中档案</translation>
    </message>
    <message>
        <source>Choose one with ↑ and ↓.</source>
        <translation>用 ↑、↓ 选择一份档案。</translation>
    </message>
    <message>
        <source>Unaltered</source>
        <translation>未改动</translation>
    </message>
    <message>
        <source>Damaged or missing</source>
        <translation>损坏或缺失</translation>
    </message>
    <message>
        <source>Checked just now against the hash that was sealed: {sha256}</source>
        <translation>刚刚与封存时的哈希核对：{sha256}</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保管期限</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Originals</source>
        <translation>原件</translation>
    </message>
    <message>
        <source>Draws</source>
        <translation>分配记录</translation>
    </message>
    <message>
        <source>Audit proof</source>
        <translation>审计证明</translation>
    </message>
    <message>
        <source>{count} · {size}</source>
        <translation>{count} 件 · {size}</translation>
    </message>
    <message>
        <source>Show the draws: {draws}</source>
        <translation>查看随机分配记录：{draws}</translation>
    </message>
    <message>
        <source>{entries} · not yet in a checkpoint</source>
        <translation>{entries} · 待下一检查点</translation>
    </message>
    <message>
        <source>{entries} · leaf {leaf}</source>
        <translation>{entries} · 第 {leaf} 叶</translation>
    </message>
    <message>
        <source>{number} pages</source>
        <translation>{number} 页</translation>
    </message>
    <message>
        <source>{number} entries</source>
        <translation>{number} 条</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Not valid: {count}</source>
        <translation>签名无效 {count}</translation>
    </message>
    <message>
        <source>Signatures valid: {count}</source>
        <translation>签名有效 {count}</translation>
    </message>
    <message>
        <source>Transfer package: {source}</source>
        <translation>移交包：{source}</translation>
    </message>
    <message>
        <source>Legacy list: {source}</source>
        <translation>旧档案清单：{source}</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入自</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>Found in</source>
        <translation>见于</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>期限依据</translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>Records kept</source>
        <translation>档案保管</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>到期日历</translation>
    </message>
    <message>
        <source>Appraisal and disposal</source>
        <translation>鉴定与销毁</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Loans</source>
        <translation>借阅</translation>
    </message>
    <message>
        <source>Boxes and stock</source>
        <translation>档案盒与盘点</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>销毁清册</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>期限规定</translation>
    </message>
</context>
<context>
    <name>RedrawsPage</name>
    <message>
        <source>Re-draw requests</source>
        <translation>重新分配申请</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Nothing waits for a second person</source>
        <translation>没有等待第二人确认的申请</translation>
    </message>
    <message>
        <source>When somebody declares a conflict of interest or asks for a re-draw, it stands here.</source>
        <translation>有人申报利益冲突或申请重新分配时，会显示在这里。</translation>
    </message>
    <message>
        <source>Put on record. The guardian deals the case anew where it was confirmed.</source>
        <translation>已记录。确认的申请由守护程序重新分配案件。</translation>
    </message>
    <message>
        <source>Ask for a re-draw</source>
        <translation>申请重新分配</translation>
    </message>
    <message>
        <source>Asked. A second person confirms or refuses.</source>
        <translation>已提出，待第二人确认或拒绝。</translation>
    </message>
</context>
<context>
    <name>RegisterPart</name>
    <message>
        <source>Copy the whole hash</source>
        <translation>复制完整哈希</translation>
    </message>
    <message>
        <source>Register of destroyed records</source>
        <translation>销毁清册</translation>
    </message>
    <message>
        <source>Nothing was ever destroyed</source>
        <translation>从未销毁档案</translation>
    </message>
    <message>
        <source>What goes by an approved and witnessed list stands here for ever.</source>
        <translation>经批准、监销后销毁的档案永久登记在此。</translation>
    </message>
    <message>
        <source>The hash is on the clipboard.</source>
        <translation>哈希已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>RequestPanel</name>
    <message>
        <source>Choose a request to see what would be different.</source>
        <translation>选择一项申请，查看会有什么变化。</translation>
    </message>
    <message>
        <source>What would be different</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>变更前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>变更后</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>答复人</translation>
    </message>
    <message>
        <source>Its reason</source>
        <translation>答复说明</translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Records found</source>
        <extracomment>What everybody sees at first; the rest is there for who chooses it. By what a click on a column sorts. Typed faster than this, letters and digits are one word that the cursor jumps to.</extracomment>
        <translation>找到的档案</translation>
    </message>
</context>
<context>
    <name>RiskCard</name>
    <message>
        <source>Risk</source>
        <translation>风险结论</translation>
    </message>
    <message>
        <source>Not screened yet.</source>
        <translation>尚未筛查。</translation>
    </message>
    <message>
        <source>Rules {version} · {hash}</source>
        <translation>规则集 {version} · {hash}</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>黑</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>List</source>
        <translation>名单</translation>
    </message>
    <message>
        <source>Advised limit</source>
        <translation>建议额度</translation>
    </message>
    <message>
        <source>of {points} points</source>
        <translation>满分 {points}</translation>
    </message>
    <message>
        <source>IRR {rate} %</source>
        <translation>内部收益率 {rate} %</translation>
    </message>
    <message>
        <source>No hard rule applies</source>
        <translation>硬性规则均未触发</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>利率</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>额度</translation>
    </message>
    <message>
        <source>Scorecard</source>
        <translation>评分卡</translation>
    </message>
    <message>
        <source>Rate a year</source>
        <translation>年利率</translation>
    </message>
    <message>
        <source>Terms in full</source>
        <translation>利率、额度、评分明细</translation>
    </message>
    <message>
        <source>{category}: {cause}</source>
        <translation>{category}：{cause}</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>年利率(单利)</translation>
    </message>
</context>
<context>
    <name>RiskPage</name>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Rule sets</source>
        <translation>规则集</translation>
    </message>
    <message>
        <source>One case</source>
        <translation>单个案件</translation>
    </message>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>Drift and refusals</source>
        <translation>漂移与拒绝</translation>
    </message>
    <message>
        <source>No rule set is in force</source>
        <translation>没有生效的规则集</translation>
    </message>
    <message>
        <source>In force: {version}</source>
        <translation>生效中：{version}</translation>
    </message>
</context>
<context>
    <name>RuleSetHead</name>
    <message>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>New draft</source>
        <translation>新建草稿</translation>
    </message>
    <message>
        <source>Load a folder</source>
        <translation>从文件夹装入</translation>
    </message>
    <message>
        <source>Save to a folder</source>
        <translation>保存到文件夹</translation>
    </message>
    <message>
        <source>Press again to discard</source>
        <translation>再按一次即放弃</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃草稿</translation>
    </message>
    <message>
        <source>Submit draft</source>
        <translation>提交草稿</translation>
    </message>
    <message>
        <source>Check and approve</source>
        <translation>复核通过</translation>
    </message>
    <message>
        <source>Remark of the checker</source>
        <translation>复核意见</translation>
    </message>
</context>
<context>
    <name>RuleSetSide</name>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>On record</source>
        <translation>登记信息</translation>
    </message>
    <message>
        <source>Differences from the rule set in force</source>
        <translation>与生效规则集的差异</translation>
    </message>
    <message>
        <source>Go to the row</source>
        <translation>转到该行</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>检查中…</translation>
    </message>
    <message>
        <source>Complete, no gaps</source>
        <translation>完整，无缺口</translation>
    </message>
    <message>
        <source>Not usable yet</source>
        <translation>尚不可用</translation>
    </message>
    <message>
        <source>Came with the program</source>
        <translation>随程序提供</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>尚未复核</translation>
    </message>
    <message>
        <source>Maker</source>
        <translation>制表人</translation>
    </message>
    <message>
        <source>Handed in</source>
        <translation>提交时间</translation>
    </message>
    <message>
        <source>Checker</source>
        <translation>复核人</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>复核时间</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起始日</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>截止日</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>内容哈希</translation>
    </message>
    <message>
        <source>Other than {version}</source>
        <translation>与 {version} 不同</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>until replaced</source>
        <translation>至被替代</translation>
    </message>
</context>
<context>
    <name>RuleSetsPart</name>
    <message>
        <source>Load a folder</source>
        <translation>从文件夹装入</translation>
    </message>
    <message>
        <source>Submit draft</source>
        <translation>提交草稿</translation>
    </message>
    <message>
        <source>Check and approve</source>
        <translation>复核通过</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>增加一行</translation>
    </message>
    <message>
        <source>Remove the row</source>
        <translation>删除该行</translation>
    </message>
    <message>
        <source>Take the last change back</source>
        <translation>撤销上次改动</translation>
    </message>
    <message>
        <source>Next table</source>
        <translation>下一张表</translation>
    </message>
    <message>
        <source>Table before</source>
        <translation>上一张表</translation>
    </message>
    <message>
        <source>Rule sets</source>
        <translation>规则集</translation>
    </message>
    <message>
        <source>No rule set on record</source>
        <translation>尚无规则集</translation>
    </message>
    <message>
        <source>Load a folder to hand in the first.</source>
        <translation>请从文件夹装入并提交第一份。</translation>
    </message>
    <message>
        <source>{version} from {day}</source>
        <translation>{version}，{day} 起</translation>
    </message>
    <message>
        <source>Draft, not handed in</source>
        <translation>草稿，未提交</translation>
    </message>
    <message>
        <source>Saved to {folder}</source>
        <translation>已保存到 {folder}</translation>
    </message>
    <message>
        <source>Handed in; another risk manager must check it.</source>
        <translation>已提交，须由另一位风险经理复核。</translation>
    </message>
    <message>
        <source>Checked; it is in force from its first day on.</source>
        <translation>已复核，自起始日起生效。</translation>
    </message>
</context>
<context>
    <name>RuleTablesView</name>
    <message>
        <source>Tables of the rule set</source>
        <translation>规则集各表</translation>
    </message>
    <message>
        <source>{enter} edits · {add} adds a row · {remove} removes it · {undo} takes the last change back</source>
        <translation>{enter} 编辑 · {add} 增加一行 · {remove} 删除该行 · {undo} 撤销上次改动</translation>
    </message>
</context>
<context>
    <name>ScansPage</name>
    <message>
        <source>Scans to be filed</source>
        <translation>待归档扫描件</translation>
    </message>
    <message>
        <source>File to…</source>
        <translation>归入…</translation>
    </message>
    <message>
        <source>Put aside…</source>
        <translation>另行处理…</translation>
    </message>
    <message>
        <source>Take a stack in…</source>
        <translation>接收扫描件…</translation>
    </message>
    <message>
        <source>General separator sheet</source>
        <translation>通用分隔页</translation>
    </message>
    <message>
        <source>Scanned papers that wait</source>
        <translation>待归档的扫描件</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待归档的扫描件</translation>
    </message>
    <message>
        <source>What a separator sheet names is filed by itself; take a stack in with Ctrl+O.</source>
        <translation>分隔页指明档案的材料自动归档；按 Ctrl+O 接收扫描件。</translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s)</source>
        <translation>
            <numerusform>%n 份待归档</numerusform>
        </translation>
    </message>
    <message>
        <source>no suggestion</source>
        <translation>没有建议</translation>
    </message>
    <message>
        <source>{file}, pages {pages}</source>
        <translation>{file} 第 {pages} 页</translation>
    </message>
    <message>
        <source>Waits as</source>
        <translation>等待原因</translation>
    </message>
    <message>
        <source>May be of</source>
        <translation>建议归入</translation>
    </message>
    <message>
        <source>Because</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Filed.</source>
        <translation>已归档。</translation>
    </message>
    <message>
        <source>Archival number</source>
        <translation>档号</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>材料</translation>
    </message>
    <message>
        <source>File to a record</source>
        <translation>归入档案</translation>
    </message>
    <message>
        <source>File</source>
        <translation>归入</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>It is filed nowhere; its file is kept.</source>
        <translation>不归入任何档案；文件仍予保留。</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Put aside.</source>
        <translation>已另行处理。</translation>
    </message>
    <message>
        <source>Take a stack in</source>
        <translation>接收扫描件</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>{name}: {pages} pages, {filed} filed, {waiting} wait</source>
        <translation>{name}：{pages} 页，归档 {filed} 份，待归档 {waiting} 份</translation>
    </message>
    <message>
        <source>Save the separator sheet</source>
        <translation>保存分隔页</translation>
    </message>
    <message>
        <source>Saved {name}; print it as it is</source>
        <translation>已保存 {name}，请按原大小打印</translation>
    </message>
    <message>
        <source>File it</source>
        <translation>按建议归档</translation>
    </message>
</context>
<context>
    <name>ScreeningPicture</name>
    <message>
        <source>Why</source>
        <translation>结论与原因</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>额度</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>定价</translation>
    </message>
    <message>
        <source>Repayment</source>
        <translation>还款计划</translation>
    </message>
    <message>
        <source>Rules {version} · {hash}</source>
        <translation>规则集 {version} · {hash}</translation>
    </message>
    <message>
        <source>No hard rule holds, nothing was found, every input is sound.</source>
        <translation>未触发硬拒绝，没有发现，各项输入均有效。</translation>
    </message>
    <message>
        <source>{points} of {best}</source>
        <translation>{points} / {best} 分</translation>
    </message>
    <message>
        <source>No price while inputs are in doubt.</source>
        <translation>输入存疑时不定价。</translation>
    </message>
    <message>
        <source>{rate} a year · IRR {irr}</source>
        <translation>年利率 {rate} · IRR {irr}</translation>
    </message>
    <message>
        <source>No plan without a limit and a price.</source>
        <translation>没有额度或定价，不生成还款计划。</translation>
    </message>
    <message>
        <source>First</source>
        <translation>首期</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>末期</translation>
    </message>
    <message>
        <source>All interest</source>
        <translation>利息合计</translation>
    </message>
    <message>
        <source>A year</source>
        <translation>年化</translation>
    </message>
    <message>
        <source>Day count</source>
        <translation>计息方式</translation>
    </message>
    <message>
        <source>{category}: {words}</source>
        <translation>{category}：{words}</translation>
    </message>
    <message numerus="yes">
        <source>%n payment(s) for {amount}</source>
        <translation>
            <numerusform>{amount}，分 %n 期</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search the archive</source>
        <translation>查找档案</translation>
    </message>
    <message>
        <source>Name, number, village, amount or date</source>
        <translation>姓名、号码、村名、金额或日期</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>{number} found</source>
        <translation>{number} 件</translation>
    </message>
    <message>
        <source>{number} found · {ms} ms</source>
        <translation>{number} 件 · {ms} 毫秒</translation>
    </message>
    <message>
        <source>A name from two characters (&quot;in quotes&quot;: just this name), any four digits of an ID or phone number, a village, an amount, a date; or scan a dossier&apos;s QR code</source>
        <translation>姓名两个字起（加“引号”则仅此姓名）、证件号或电话任意四位、村名、金额、日期都可以；扫描卷宗二维码也可以</translation>
    </message>
</context>
<context>
    <name>Searches</name>
    <message>
        <source>Keep this search</source>
        <translation>保存此检索</translation>
    </message>
    <message>
        <source>Kept searches</source>
        <translation>已存检索</translation>
    </message>
    <message>
        <source>Write the list out (CSV, PDF)</source>
        <translation>导出清单（CSV、PDF）</translation>
    </message>
    <message>
        <source>Sort by the next column</source>
        <translation>按下一列排序</translation>
    </message>
    <message>
        <source>Name of the search (one of the same name is replaced):</source>
        <translation>检索名称（同名则替换）：</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>The search is kept</source>
        <translation>检索已保存</translation>
    </message>
    <message>
        <source>Thrown away</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>Write the list out</source>
        <translation>导出清单</translation>
    </message>
    <message>
        <source>records.csv</source>
        <translation>档案清单.csv</translation>
    </message>
    <message>
        <source>Writing the list…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelled: no list was written</source>
        <translation>已取消，未写出清单</translation>
    </message>
    <message>
        <source>{number} records in {name}; numbers are masked, and the export is on record</source>
        <translation>已导出 {number} 件到 {name}；证件号码已掩去，本次导出已留痕</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存检索</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>已存检索</translation>
    </message>
    <message>
        <source>Write out</source>
        <translation>导出清单</translation>
    </message>
    <message>
        <source>Nothing kept yet: Ctrl+S keeps a search</source>
        <translation>尚未保存检索：Ctrl+S 保存</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>The line to the centre is back.</source>
        <translation>与审批中心的连接已恢复。</translation>
    </message>
    <message>
        <source>No guardian is at work at the centre: what is handed in and decided waits.</source>
        <translation>中心的守护程序不在岗：递交的案件包和已作的决定都在等待处理。</translation>
    </message>
    <message numerus="yes">
        <source>It was last here %n minute(s) ago.</source>
        <translation>
            <numerusform>它上次在岗是 %n 分钟前。</numerusform>
        </translation>
    </message>
    <message>
        <source>The guardian is at work again.</source>
        <translation>守护程序已恢复工作。</translation>
    </message>
    <message>
        <source>You were given this passphrase for once. Choose one of your own.</source>
        <translation>这是只供一次登录的口令，请改为您自己的口令。</translation>
    </message>
</context>
<context>
    <name>SignInWindow</name>
    <message>
        <source>Please enter both login and passphrase.</source>
        <translation>请输入登录名和口令。</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Nobody chooses the case, nobody decides alone, and both can be checked.</source>
        <translation>案件无人能选，决定无人独断，两者皆可验证。</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translation>登录名(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>口令(&amp;P)</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Caps Lock is on</source>
        <translation>大写锁定已打开</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>StopChip</name>
    <message numerus="yes">
        <source>%n recommendation(s) stopped</source>
        <translation>
            <numerusform>%n 项自动推荐已停用</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} asks that it end; another has to confirm it</source>
        <translation>{name} 申请恢复，须由另一人确认</translation>
    </message>
</context>
<context>
    <name>StopsCard</name>
    <message>
        <source>{recommended} recommended · {bad} turned bad ({foretold} foretold) · {overdue} overdue by over 30 days · {overruled} overruled · score PSI {psi}</source>
        <translation>推荐 {recommended} 笔 · 不良 {bad} 笔（预计 {foretold}）· 逾期 30 天以上 {overdue} 笔 · 人工推翻 {overruled} 笔 · 评分 PSI {psi}</translation>
    </message>
    <message>
        <source>It will stop at {bad} bad loans, {overdue} overdue by over 30 days, {times} times the bad loans foretold, a score PSI of {psi}, or {overruled} overruled; shares count from {least} loans on.</source>
        <translation>达到任一停用线即停：不良 {bad}、逾期 30 天以上 {overdue}、不良达预计的 {times} 倍、评分 PSI {psi}、人工推翻 {overruled}；满 {least} 笔起计算占比。</translation>
    </message>
    <message>
        <source>Stop rule for automated recommendation</source>
        <translation>自动推荐的停用规则</translation>
    </message>
    <message>
        <source>Ask that it end</source>
        <translation>申请恢复</translation>
    </message>
    <message>
        <source>Confirm that it ends</source>
        <translation>确认恢复</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Judged automatically once post-loan data come in</source>
        <translation>贷后数据到来后自动判定</translation>
    </message>
    <message numerus="yes">
        <source>%n in force</source>
        <translation>
            <numerusform>%n 项停用中</numerusform>
        </translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自</translation>
    </message>
    <message>
        <source>Asks</source>
        <translation>申请</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Another risk manager has to confirm it.</source>
        <translation>须由另一名风险经理确认。</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停用中</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Asked; another risk manager has to confirm it.</source>
        <translation>已申请，须由另一名风险经理确认。</translation>
    </message>
    <message>
        <source>Automated recommendation goes on.</source>
        <translation>自动推荐已恢复。</translation>
    </message>
    <message>
        <source>Why may it go on?</source>
        <translation>自动推荐为何可以恢复？</translation>
    </message>
</context>
<context>
    <name>SupposedValues</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>原值</translation>
    </message>
    <message>
        <source>Suppose</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>yes or no; “none” for no value</source>
        <translation>填“是”或“否”；没有值填“无”</translation>
    </message>
    <message>
        <source>One of: {choices}</source>
        <translation>可填：{choices}</translation>
    </message>
    <message>
        <source>{lower} to {upper}; “none” for no value</source>
        <translation>{lower} 至 {upper}；没有值填“无”</translation>
    </message>
</context>
<context>
    <name>TakingBar</name>
    <message>
        <source>Take in packages</source>
        <translation>接收案件包</translation>
    </message>
    <message>
        <source>Take in a folder</source>
        <translation>接收整个文件夹</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>or drop ZIP files anywhere on this page</source>
        <translation>也可以把 ZIP 文件拖到本页任意位置</translation>
    </message>
    <message>
        <source>Let go to take in: {count}</source>
        <translation>松开即接收 {count} 个</translation>
    </message>
    <message>
        <source>Progress of taking in</source>
        <translation>接收进度</translation>
    </message>
    <message>
        <source>Reading {number} of {total}: {name}</source>
        <translation>正在读取第 {number} 个，共 {total} 个：{name}</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Person and settings</source>
        <translation>个人与设置</translation>
    </message>
</context>
<context>
    <name>TrustForms</name>
    <message>
        <source>New witness</source>
        <translation>登记见证人</translation>
    </message>
    <message>
        <source>Another administrator confirms. Without an address, files are carried to the witness.</source>
        <translation>须由另一名管理员确认。不填地址时，以文件与见证人交换。</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>公钥</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Retire a witness</source>
        <translation>停用见证人</translation>
    </message>
    <message>
        <source>It is asked no more, and what it signed counts no longer.</source>
        <translation>不再向其请求签名，其已有签名不再计数。</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>{what} …{serial}, until {day}</source>
        <translation>{what} …{serial}，至 {day}</translation>
    </message>
    <message>
        <source>Revoke a certificate of {name}</source>
        <translation>吊销{name}的证书</translation>
    </message>
    <message>
        <source>The guardian puts it on the list of revoked certificates once it is confirmed.</source>
        <translation>确认后，守护程序将其列入证书吊销列表。</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>缘由</translation>
    </message>
    <message>
        <source>{name} forgot the passphrase</source>
        <translation>{name} 忘记口令</translation>
    </message>
    <message>
        <source>Who confirms hands over a passphrase that is good for once. From then on the old one opens nothing; what the person signed stays signed.</source>
        <translation>确认人将一次性口令交给本人，旧口令随即作废；此人以前的签名仍然有效。</translation>
    </message>
    <message>
        <source>{name} lost the authenticator</source>
        <translation>{name} 的动态码丢失</translation>
    </message>
    <message>
        <source>From the confirmation on its codes are good no more, and another may be set up.</source>
        <translation>确认之后旧动态码作废，可重新登记。</translation>
    </message>
</context>
<context>
    <name>UnsealedChip</name>
    <message>
        <source>△ Not sealed: {count}</source>
        <translation>△ 未能封存：{count}</translation>
    </message>
    <message>
        <source>These dossiers could not be sealed</source>
        <translation>以下卷宗未能封存</translation>
    </message>
    <message>
        <source>Open the first case</source>
        <translation>打开第一个案件</translation>
    </message>
    <message>
        <source>The guardian tries again by itself, at least every quarter of an hour.</source>
        <translation>守护程序会自动重试，至多每隔一刻钟一次。</translation>
    </message>
</context>
<context>
    <name>VerifyCard</name>
    <message>
        <source>The whole log</source>
        <translation>整个日志</translation>
    </message>
    <message>
        <source>Verify the log</source>
        <translation>核验日志</translation>
    </message>
    <message>
        <source>Verifying the log</source>
        <translation>正在核验日志</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>日志条目</translation>
    </message>
    <message>
        <source>Leaves</source>
        <translation>树叶</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Stored files</source>
        <translation>存储文件</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>正在核验…</translation>
    </message>
    <message>
        <source>Every fact, entry, checkpoint and stored file is being compared.</source>
        <translation>正在逐一比对每条记录、日志、检查点和存储文件。</translation>
    </message>
    <message>
        <source>Compares every fact and file with what the log bears witness to.</source>
        <translation>将每条记录和每个文件与日志所证明的内容比对。</translation>
    </message>
    <message>
        <source>All of it agrees</source>
        <translation>全部吻合</translation>
    </message>
    <message>
        <source>Not as recorded: {count}</source>
        <translation>{count} 处与记录不符</translation>
    </message>
    <message>
        <source>Verified {time}</source>
        <translation>核验于 {time}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>ViewerHeader</name>
    <message>
        <source>Look: {finding}</source>
        <translation>注意：{finding}</translation>
    </message>
    <message>
        <source>{metres} m from the address</source>
        <translation>距申报地址 {metres} 米</translation>
    </message>
    <message>
        <source>{kilometres} km from the address</source>
        <translation>距申报地址 {kilometres} 公里</translation>
    </message>
</context>
<context>
    <name>WaitingChip</name>
    <message>
        <source>△ Nobody to deal to: {count}</source>
        <translation>△ 无人可分配：{count}</translation>
    </message>
</context>
<context>
    <name>WhatIfPanel</name>
    <message>
        <source>Suppose</source>
        <translation>假设</translation>
    </message>
    <message>
        <source>What the rules would say</source>
        <translation>规则会怎么说</translation>
    </message>
    <message>
        <source>Asked before</source>
        <translation>此前提问</translation>
    </message>
    <message>
        <source>Ask, on record</source>
        <translation>提问并留痕</translation>
    </message>
    <message>
        <source>Back to the picture</source>
        <translation>返回图示</translation>
    </message>
    <message>
        <source>Why do you ask? (stands in the log)</source>
        <translation>为何提问？（记入日志）</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Inputs to change</source>
        <translation>可改动的输入</translation>
    </message>
    <message>
        <source>Type another value in the column “Suppose”, then ask. The case itself is not changed.</source>
        <translation>在“假设”一列填入另一个值，再提问。案件本身不变。</translation>
    </message>
    <message>
        <source>Flips to: {outcome}</source>
        <translation>结论翻转为：{outcome}</translation>
    </message>
    <message>
        <source>Stays: {outcome}</source>
        <translation>结论不变：{outcome}</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>原来</translation>
    </message>
    <message>
        <source>After</source>
        <translation>假设后</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Causes</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Doubts</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>分数档</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>额度</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>年利率</translation>
    </message>
</context>
<context>
    <name>_Group</name>
    <message>
        <source>{seen} / {count} seen</source>
        <translation>{seen} / {count} 已看</translation>
    </message>
</context>
<context>
    <name>_Thumbnail</name>
    <message>
        <source>not seen yet</source>
        <translation>未看</translation>
    </message>
    <message>
        <source>! cannot open</source>
        <translation>! 打不开</translation>
    </message>
</context>
<context>
    <name>_Tokens</name>
    <message>
        <source>Take away</source>
        <translation>移除</translation>
    </message>
</context>
</TS>
