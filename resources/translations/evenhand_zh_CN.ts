<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CaseColumns</name>
    <message>
        <source>Case number</source>
        <translation>案件编号</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Institution and village</source>
        <translation>机构与村</translation>
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
</context>
<context>
    <name>CaseText</name>
    <message>
        <source>{amount} yuan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{months} months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation type="unfinished"></translation>
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
        <translation>可选择其他状态，或等待新的资料包。</translation>
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
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>Nothing waits for you.</source>
        <translation>没有待办案件。</translation>
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
        <source>Nobody has a login yet</source>
        <translation>还没有用户</translation>
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
        <source>Roles</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>May approve up to (yuan)</source>
        <translation>审批权限（元）</translation>
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
