"""The METS of a transfer package against the schema of version 1.12.1 itself (in the package metsrw; CC0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as files_of
from typing import Any

import pytest
from lxml import etree

from core.archive.moving.mets import mets_xml
from core.kernel.canonical import sha256_hex

#: What the schema wants of XLink (W3C, 1.1), which it would fetch from the net: names and, where there is a choice, it.
_ATTRIBUTES = {
    "href": "anyURI",
    "role": "string",
    "arcrole": "string",
    "title": "string",
    "label": "string",
    "from": "string",
    "to": "string",
    "show": ("new", "replace", "embed", "other", "none"),
    "actuate": ("onLoad", "onRequest", "other", "none"),
    "type": ("simple", "extended", "locator", "arc", "resource", "title", "none"),
}
_GROUPS = {
    "simpleLink": ("href", "role", "arcrole", "title", "show", "actuate", "type"),
    "extendedLink": ("type", "role", "title"),
    "locatorLink": ("type", "href", "role", "title", "label"),
    "arcLink": ("type", "arcrole", "title", "show", "actuate", "from", "to"),
}
_XSD = "http://www.w3.org/2001/XMLSchema"


def _xlink() -> str:
    parts = []
    for name, kind in _ATTRIBUTES.items():
        if isinstance(kind, str):
            parts.append(f'<x:attribute name="{name}" type="x:{kind}"/>')
            continue
        choices = "".join(f'<x:enumeration value="{one}"/>' for one in kind)
        inside = f'<x:simpleType><x:restriction base="x:string">{choices}</x:restriction></x:simpleType>'
        parts.append(f'<x:attribute name="{name}">{inside}</x:attribute>')
    for name, members in _GROUPS.items():
        refs = "".join(f'<x:attribute ref="l:{one}"/>' for one in members)
        parts.append(f'<x:attributeGroup name="{name}">{refs}</x:attributeGroup>')
    namespace = "http://www.w3.org/1999/xlink"
    head = f'<x:schema xmlns:x="{_XSD}" xmlns:l="{namespace}" targetNamespace="{namespace}">'
    return f"{head}{''.join(parts)}</x:schema>"


class _Here(etree.Resolver):
    def resolve(self, url: str | None, public_id: str | None, context: Any) -> Any:
        assert url is not None and url.endswith("/xlink.xsd"), url
        return self.resolve_string(_xlink(), context)


@cache
def schema() -> etree.XMLSchema:
    """The schema; nothing is fetched."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here())
    source = files_of("metsrw").joinpath("resources/mets.xsd").read_bytes()
    assert b"Version 1.12.1" in source
    return etree.XMLSchema(etree.fromstring(source, parser))


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return sha256_hex(self.content)


FILES = (
    File("dossier.pdf", b"%PDF-", "application/pdf"),
    File("metadata.xml", b"<x/>", "text/xml"),
    File("originals/申请表 1.jpg", b"\xff\xd8", "image/jpeg"),
    File("draws/review.json", b"{}", "application/json"),
    File("proof.json", b"{}", "application/json"),
)
VALUES = {"archival_number": "A002-DK·2026·D30-0412"}


def faults(xml: bytes) -> list[str]:
    held = schema()
    held.validate(etree.fromstring(xml))
    return [entry.message for entry in held.error_log]


@pytest.mark.parametrize("files", [FILES, FILES[:1], FILES[2:]])
def test_it_is_valid(files: tuple[File, ...]) -> None:
    assert faults(mets_xml(VALUES, files)) == []


@pytest.mark.parametrize(
    ("found", "other"),
    [
        (b'ROLE="CREATOR"', b'ROLE="MAKER"'),
        (b'CHECKSUMTYPE="SHA-256"', b'CHECKSUMTYPE="SHA256"'),
        (b'LOCTYPE="URL"', b'LOCTYPE="PATH"'),
        (b'MDTYPE="OTHER"', b""),
        (b"<mets:structMap", b"<mets:dmdSec/><mets:structMap"),
        (b'SIZE="5"', b'SIZE="five"'),
        (b'xlink:type="simple"', b'xlink:type="single"'),
    ],
)
def test_the_schema_would_notice(found: bytes, other: bytes) -> None:
    """All but references to files, which libxml2 does not look up: tests/core/test_archive_moving.py does."""
    xml = mets_xml(VALUES, FILES)
    assert found in xml
    assert faults(re.sub(re.escape(found), other, xml, count=1)) != []
