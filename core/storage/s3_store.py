"""Objects in a bucket, through fsspec: put whole, read back, and only then taken as kept.

The server is not believed: what it acknowledged is read again and hashed before anybody rests on it. Names are
those of :class:`core.storage.object_store.FolderStore` below the place's prefix, so that a folder may be copied
into a bucket as it is, and back. An object goes up in one request, which S3 takes whole or not at all.

Credentials come from the operating system's keyring or from the environment, never from the settings file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from core.kernel.canonical import sha256_hex
from core.kernel.errors import Unavailable
from core.storage import secrets
from core.storage.object_store import S3Place, StoredObject

#: Read where the keyring holds nothing for the place.
KEY_VARIABLE, SECRET_VARIABLE = "EVENHAND_S3_KEY", "EVENHAND_S3_SECRET"

_TRIES = 3
_CONNECT_SECONDS, _READ_SECONDS = 5, 30
#: From this size on s3fs would cut an object into parts, of which an interrupted upload may leave some behind.
_ONE_REQUEST = 2**31
_PAGE = 1_000
T = TypeVar("T")


def keep_credentials(place: S3Place, key: str, secret: str) -> None:
    """Put a place's credentials into the keyring; ``Unavailable`` where there is no real one."""
    secrets.keep(_keyring_name(place), json.dumps({"key": key, "secret": secret}))


def credentials(place: S3Place) -> tuple[str, str]:
    """Key id and secret for a place; ``Unavailable`` where neither keyring nor environment has them."""
    kept = secrets.recall(_keyring_name(place))
    if kept is not None:
        found = json.loads(kept)
        return found["key"], found["secret"]
    key, secret = os.environ.get(KEY_VARIABLE), os.environ.get(SECRET_VARIABLE)
    if key and secret:
        return key, secret
    raise Unavailable(
        f"没有存储 {place} 的登录密钥：系统密钥环和环境变量 {KEY_VARIABLE}、{SECRET_VARIABLE} 中都没有。",
        f"There are no credentials for the store {place}: neither in the keyring nor in {KEY_VARIABLE}"
        f" and {SECRET_VARIABLE}.",
    )


def _keyring_name(place: S3Place) -> str:
    return f"s3 {place.endpoint} {place.bucket}"


def open_s3(place: S3Place) -> S3Store:
    """The store at ``place`` with its credentials; nothing is sent yet."""
    return S3Store(place, *credentials(place))


class S3Store:
    """Objects in a bucket. One connection pool, made when first used; safe to use from several threads."""

    def __init__(self, place: S3Place, key: str, secret: str) -> None:
        self.place = place
        self._errors = _error_types()
        self._files = _file_system(place, key, secret)

    def read(self, name: str) -> bytes | None:
        return self._asked(lambda: self._read(name))

    def _read(self, name: str) -> bytes | None:
        try:
            return bytes(self._files.cat_file(self._path(name)))
        except FileNotFoundError:
            self._files.info(self.place.bucket)  # a missing bucket is no missing paper
            return None

    def write(self, name: str, content: bytes) -> None:
        """Put, read back, compare; what came back otherwise is taken away, and tried again twice."""
        for _ in range(_TRIES):
            if self._asked(lambda: self._put(name, content)):
                return
        raise Unavailable(
            f"存储 {self.place} 收下的内容与发出的不一致，未采用。",
            f"The store {self.place} did not keep what it was sent; it was not taken as kept.",
        )

    def _put(self, name: str, content: bytes) -> bool:
        self._files.pipe_file(self._path(name), content, chunksize=_ONE_REQUEST)
        came_back = self._files.cat_file(self._path(name))
        if sha256_hex(came_back) == sha256_hex(content):
            return True
        self._files.rm_file(self._path(name))
        return False

    def has(self, name: str) -> bool:
        return self._asked(lambda: bool(self._files.exists(self._path(name))))

    def remove(self, name: str) -> None:
        self._asked(lambda: self._files.rm_file(self._path(name)))

    def objects(self) -> Iterator[StoredObject]:
        """Page after page, so that a large store is never held in memory whole; ages by the server's own clock."""
        asked: dict[str, Any] = {"Bucket": self.place.bucket, "Prefix": self._key(""), "MaxKeys": _PAGE}
        while True:
            page = self._asked(lambda: self._files.call_s3("list_objects_v2", **asked))
            now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
            for told in page.get("Contents", ()):
                yield StoredObject(
                    told["Key"].rsplit("/", 1)[1], (now - told["LastModified"]).total_seconds()
                )
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def _path(self, name: str) -> str:
        return f"{self.place.bucket}/{self._key(name)}"

    def _key(self, name: str) -> str:
        within = f"{name[:2]}/{name}" if name else ""
        return f"{self.place.prefix}/{within}" if self.place.prefix else within

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except self._errors as error:
            reason = _reason(error)
            raise Unavailable(
                f"存储 {self.place} 暂时无法使用（{reason}）。",
                f"The store {self.place} cannot be used right now ({reason}).",
            ) from error


def _reason(error: BaseException) -> str:
    """The kind of error, without addresses, keys or signatures that its text may carry."""
    kind = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    return str(kind or getattr(error, "strerror", "") or type(error).__name__)


def _libraries() -> tuple[Any, Any]:
    try:
        import botocore.exceptions
        import s3fs
    except ImportError as error:
        raise Unavailable(
            "本机未安装 S3 组件，请安装 evenhand[s3]。",
            "The S3 part is not installed on this machine; install evenhand[s3].",
        ) from error
    return s3fs, botocore.exceptions


def _error_types() -> tuple[type[BaseException], ...]:
    """What s3fs lets out: mostly OSError; of the layers below, what it did not translate."""
    _, boto = _libraries()
    return (OSError, boto.BotoCoreError, boto.ClientError, TimeoutError)


def _file_system(place: S3Place, key: str, secret: str) -> Any:
    s3fs, _ = _libraries()
    return s3fs.S3FileSystem(
        key=key,
        secret=secret,
        endpoint_url=place.endpoint or None,
        use_listings_cache=False,
        skip_instance_cache=True,
        client_kwargs={"region_name": place.region},
        config_kwargs={
            "connect_timeout": _CONNECT_SECONDS,
            "read_timeout": _READ_SECONDS,
            "retries": {"max_attempts": 2, "mode": "standard"},
            "s3": {"addressing_style": "path" if place.endpoint else "auto"},
            # Other makers' servers do not know Amazon's newer checksums; ours is the read back.
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        },
    )
