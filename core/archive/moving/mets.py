"""METS (Library of Congress, version 1.12.1) for one record, valid against its schema: what it consists of, and the SHA-256 of every file.

The order of elements is the schema's: metsHdr, dmdSec, fileSec, structMap. Descriptive metadata are referred to where
they lie (the XML in the structure of DA/T 48).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

METS, XLINK = "http://www.loc.gov/METS/", "http://www.w3.org/1999/xlink"
_GROUPS = (
    ("originals/", "original"),
    ("later/", "later"),
    ("draws/", "draws"),
    ("dossier.", "dossier"),
    ("", "evidence"),
)


class Described(Protocol):
    """A file that is named in the description."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def media_type(self) -> str: ...
    @property
    def sha256(self) -> str: ...


def mets_xml(values: Mapping[str, Any], files: Sequence[Described]) -> bytes:
    """UTF-8 XML; the same record gives the same bytes."""
    register_namespace("mets", METS)
    register_namespace("xlink", XLINK)
    root = Element(
        _m("mets"), {"OBJID": values["archival_number"], "TYPE": "信贷审批卷宗", "PROFILE": "evenhand/1"}
    )
    head = SubElement(root, _m("metsHdr"))
    agent = SubElement(head, _m("agent"), {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"})
    SubElement(agent, _m("name")).text = "Evenhand"
    described = next((one for one in files if one.name == "metadata.xml"), None)
    if described is not None:
        section = SubElement(root, _m("dmdSec"), {"ID": "dmd-1"})
        where = {"MDTYPE": "OTHER", "OTHERMDTYPE": "DA/T 48-2009", "LOCTYPE": "URL"}
        SubElement(section, _m("mdRef"), where | _file(described) | {_x("href"): described.name})
    grouped = _grouped(files)
    section = SubElement(root, _m("fileSec"))
    for use, members in grouped.items():
        group = SubElement(section, _m("fileGrp"), {"USE": use})
        for key, one in members:
            entry = SubElement(group, _m("file"), {"ID": key} | _file(one))
            SubElement(entry, _m("FLocat"), {"LOCTYPE": "URL", _x("type"): "simple", _x("href"): one.name})
    structure = SubElement(root, _m("structMap"), {"TYPE": "logical"})
    whole = {"TYPE": "record", "LABEL": values["archival_number"]}
    top = SubElement(structure, _m("div"), whole | ({"DMDID": "dmd-1"} if described is not None else {}))
    for use, members in grouped.items():
        part = SubElement(top, _m("div"), {"TYPE": use})
        for key, _one in members:
            SubElement(part, _m("fptr"), {"FILEID": key})
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _grouped(files: Sequence[Described]) -> dict[str, list[tuple[str, Described]]]:
    groups: dict[str, list[tuple[str, Described]]] = {}
    for number, one in enumerate(files, start=1):
        use = next(use for start, use in _GROUPS if one.name.startswith(start))
        groups.setdefault(use, []).append((f"file-{number:04d}", one))
    return groups


def _file(one: Described) -> dict[str, str]:
    size = str(len(one.content))
    return {"MIMETYPE": one.media_type, "SIZE": size, "CHECKSUMTYPE": "SHA-256", "CHECKSUM": one.sha256}


def _m(tag: str) -> str:
    return f"{{{METS}}}{tag}"


def _x(name: str) -> str:
    return f"{{{XLINK}}}{name}"
