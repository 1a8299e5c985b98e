<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccessDesk</name>
    <message numerus="yes">
        <source>Since your last sign-in: %n failed attempt(s), the last at {time}.</source>
        <translation>
            <numerusform>Since your last sign-in: %n failed attempt, the last at {time}.</numerusform>
            <numerusform>Since your last sign-in: %n failed attempts, the last at {time}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaseSender</name>
    <message numerus="yes">
        <source>Papers not looked at: %n. Press once more to go on all the same.</source>
        <translation>
            <numerusform>Papers not looked at: %n. Press once more to go on all the same.</numerusform>
            <numerusform>Papers not looked at: %n. Press once more to go on all the same.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CentreAlarm</name>
    <message numerus="yes">
        <source>%n difference(s) from the guards. Tell the auditors.</source>
        <translation>
            <numerusform>%n difference from the guards. Tell the auditors.</numerusform>
            <numerusform>%n differences from the guards. Tell the auditors.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DriftPart</name>
    <message numerus="yes">
        <source>%n case(s), against {base}</source>
        <translation>
            <numerusform>%n case, against {base}</numerusform>
            <numerusform>%n cases, against {base}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n screening(s) had causes in more than one category and count in each.</source>
        <translation>
            <numerusform>%n screening had causes in more than one category and count in each.</numerusform>
            <numerusform>%n screenings had causes in more than one category and count in each.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FactsCard</name>
    <message numerus="yes">
        <source>%n different</source>
        <translation>
            <numerusform>%n different</numerusform>
            <numerusform>%n different</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message numerus="yes">
        <source>%n cases of this person</source>
        <translation>
            <numerusform>%n case of this person</numerusform>
            <numerusform>%n cases of this person</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JudgementForm</name>
    <message numerus="yes">
        <source>%n unseen</source>
        <translation>
            <numerusform>%n unseen</numerusform>
            <numerusform>%n unseen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovingIn</name>
    <message numerus="yes">
        <source>Take in %n record(s)</source>
        <translation>
            <numerusform>Take in %n record</numerusform>
            <numerusform>Take in %n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) taken in as one batch.</source>
        <translation>
            <numerusform>%n record taken in as one batch.</numerusform>
            <numerusform>%n records taken in as one batch.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovingOut</name>
    <message numerus="yes">
        <source>%n record(s) go</source>
        <translation>
            <numerusform>%n record go</numerusform>
            <numerusform>%n records go</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NotesCard</name>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n to look at</numerusform>
            <numerusform>%n to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpinionCard</name>
    <message numerus="yes">
        <source>Not seen: %n</source>
        <translation>
            <numerusform>Not seen: %n</numerusform>
            <numerusform>Not seen: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Marks on papers: %n</source>
        <translation>
            <numerusform>Marks on papers: %n</numerusform>
            <numerusform>Marks on papers: %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RuleSetSide</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScansPage</name>
    <message numerus="yes">
        <source>%n wait(s)</source>
        <translation>
            <numerusform>%n wait</numerusform>
            <numerusform>%n waits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScreeningPicture</name>
    <message numerus="yes">
        <source>%n payment(s) for {amount}</source>
        <translation>
            <numerusform>%n payment for {amount}</numerusform>
            <numerusform>%n payments for {amount}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message numerus="yes">
        <source>It was last here %n minute(s) ago.</source>
        <translation>
            <numerusform>It was last here %n minute ago.</numerusform>
            <numerusform>It was last here %n minutes ago.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StopChip</name>
    <message numerus="yes">
        <source>%n recommendation(s) stopped</source>
        <translation>
            <numerusform>%n recommendation stopped</numerusform>
            <numerusform>%n recommendations stopped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StopsCard</name>
    <message numerus="yes">
        <source>%n in force</source>
        <translation>
            <numerusform>%n in force</numerusform>
            <numerusform>%n in force</numerusform>
        </translation>
    </message>
</context>
</TS>
