<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>FactsCard</name>
    <message numerus="yes">
        <source>%n differ</source>
        <translation>
            <numerusform>%n differ</numerusform>
            <numerusform>%n differ</numerusform>
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
</context>
<context>
    <name>JudgementForm</name>
    <message numerus="yes">
        <source>%n not seen</source>
        <translation>
            <numerusform>%n not seen</numerusform>
            <numerusform>%n not seen</numerusform>
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
        <source>%n papers not seen</source>
        <translation>
            <numerusform>%n paper not seen</numerusform>
            <numerusform>%n papers not seen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n marks on the papers</source>
        <translation>
            <numerusform>%n mark on the papers</numerusform>
            <numerusform>%n marks on the papers</numerusform>
        </translation>
    </message>
</context>
</TS>
