"""An outside service of time stamps (RFC 3161 over HTTP, section 3.4), as ``centre.toml`` names it.

[time_stamps]
address = "https://tsa.example/stamp"
certificates = "tsa.pem"       # its root, what stands between, its own; and its revocation lists where it gives any
deadline_ms = 5000             # for one try; three tries, then it is left alone for a minute
authority = "tsa-web.pem"      # who vouches for the web server, if not the system's own list

The service is believed for what the certificates in the file say, not for its address. They go on record, so that its
stamps are verified when the service and the file are long gone; a service is followed by another by adding to the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.archive.time_stamps import NoStamp
from core.kernel.errors import BadInput
from core.storage.patient_http import HttpSettings, NoAnswer, PatientHttp, WrongAnswer

_MEDIA = ("application/timestamp-query", "application/timestamp-reply")
_FIELDS = {"address": str, "certificates": str, "deadline_ms": int, "authority": str}
_LIST = b"-----BEGIN X509 CRL-----"


class OutsideTimeStamps:
    """One address; ``certificates`` and ``lists`` (DER) are what its stamps are held against."""

    #: A stamp brings its certificates along; with RSA they take some kilobytes.
    reserved = 12_288

    def __init__(
        self, settings: HttpSettings, certificates: tuple[bytes, ...], lists: tuple[bytes, ...] = ()
    ) -> None:
        self._line = PatientHttp(settings, _MEDIA)
        self.host = self._line.host
        self.certificates = certificates
        self.lists = lists

    def answer(self, request: bytes) -> bytes:
        """The service's response to ``request``; ``NoStamp`` where it gives none."""
        try:
            return self._line.ask(request, bytes)
        except NoAnswer as error:
            raise NoStamp(
                f"外部时间戳服务 {self.host} 未应答。",
                f"The time-stamping service {self.host} does not answer.",
            ) from error
        except WrongAnswer as error:
            raise NoStamp(
                f"外部时间戳服务 {self.host} 的应答无法使用：{error.words.zh}。",
                f"The answer of the time-stamping service {self.host} is of no use: {error.words.en}.",
            ) from error


def open_time_stamps(given: Mapping[str, Any], folder: Path) -> OutsideTimeStamps | None:
    """The service that the settings name, or ``None``. ``BadInput`` names the field that is wrong."""
    if not given:
        return None
    for name, value in given.items():
        if type(value) is not _FIELDS.get(name) or (isinstance(value, int) and value <= 0):
            raise _bad(name)
    for name in ("address", "certificates"):
        if name not in given:
            raise _bad(name)
    try:
        certificates, lists = _pinned((folder / given["certificates"]).read_bytes())
        authority = folder / given["authority"] if "authority" in given else None
        settings = HttpSettings(
            given["address"],
            deadline=given.get("deadline_ms", 5_000) / 1_000,
            failures_to_open=1,
            authority=authority,
        )
        return OutsideTimeStamps(settings, certificates, lists)
    except (OSError, ValueError) as error:  # a file that is missing or is none
        raise _bad("certificates, authority") from error


def _pinned(pem: bytes) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    certificates = [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(pem)]
    lists = [x509.load_pem_x509_crl(_LIST + part) for part in pem.split(_LIST)[1:]]
    return tuple(certificates), tuple(one.public_bytes(Encoding.DER) for one in lists)


def _bad(field: str) -> BadInput:
    return BadInput(
        f"设置文件 [time_stamps] 的 {field} 有误。", f"{field} of [time_stamps] in the settings is wrong."
    )
