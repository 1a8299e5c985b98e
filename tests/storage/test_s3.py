"""The papers' store on real S3 servers: the same promises as in a folder, and nothing for who holds its credentials."""

from __future__ import annotations

import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import keyring
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from core.archive.fixity import Fixity
from core.cli import main
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, Tampered, Unavailable
from core.kernel.ids import new_id
from core.settings import read_settings
from core.storage import s3_store
from core.storage.blobs import Blobs
from core.storage.object_store import FolderStore, S3Place, store_place
from core.storage.s3_store import KEY_VARIABLE, SECRET_VARIABLE, S3Store, open_s3
from core.storage.tables import blob
from tests.factories import House, centre
from tests.storage.s3_servers import BUCKET, Server, free_port, moto, rclone

pytest.importorskip("s3fs", reason="no s3fs here: pip install evenhand[s3]")

PAPER = "户口簿，样本，不是真的 ".encode() * 60


@dataclass(frozen=True, slots=True)
class Store:
    command_id: UUID


@pytest.fixture(scope="module", params=[moto, rclone], ids=["moto", "rclone"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    start: Callable[[Path], AbstractContextManager[Server]] = request.param
    with tempfile.TemporaryDirectory(prefix="eh-s3-") as folder, start(Path(folder)) as running:
        yield running


@pytest.fixture
def house(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A centre whose papers lie on the server, each test in a folder of its own."""
    monkeypatch.setenv(KEY_VARIABLE, server.key)
    monkeypatch.setenv(SECRET_VARIABLE, server.secret)
    with centre() as house:
        house.blobs = Blobs(server.place(house.folder.name))
        yield house


def put(house: House, content: bytes, *, commit: bool = True) -> str:
    with house.storage("guardian").work(Store(new_id())) as work:
        digest = house.blobs.put(work, content, "image/jpeg")
        if commit:
            work.commit({})
    return digest


def get(house: House, digest: str) -> bytes:
    with house.storage("guardian").reading() as reading:
        return house.blobs.get(reading, digest)


def raw(house: House) -> dict[str, bytes]:
    """Everything the store's own credentials read: names and bytes."""
    store = house.blobs.store
    assert isinstance(store, S3Store)
    return {one.name: store.read(one.name) or b"" for one in store.objects()}


def test_what_is_put_is_got_and_the_store_s_credentials_read_nothing(house: House) -> None:
    digest = put(house, PAPER)
    assert get(house, digest) == PAPER
    ((name, sealed),) = raw(house).items()
    assert sha256_hex(sealed) == name != digest
    assert PAPER[:24] not in sealed and len(sealed) == 12 + len(PAPER) + 16
    row = house.all(select(blob))[0]
    key = bytes.fromhex(row.key)
    assert AESGCM(key).decrypt(sealed[:12], sealed[12:], digest.encode()) == PAPER
    for guess in (bytes(32), bytes.fromhex(name), bytes.fromhex(digest)):  # all that the store knows
        with pytest.raises(InvalidTag):
            AESGCM(guess).decrypt(sealed[:12], sealed[12:], digest.encode())


def test_a_whole_case_with_its_papers_lives_there(house: House) -> None:
    case_id = house.new_case()
    assert case_id
    assert house.verify().ok
    assert set(raw(house)) == {row.object for row in house.all(select(blob))}


def test_missing_changed_and_exchanged_objects_are_noticed(house: House) -> None:
    one, other = put(house, b"first"), put(house, b"second")
    names = {row.sha256: row.object for row in house.all(select(blob))}
    store = house.blobs.store
    mine = store.read(names[one])
    store.write(names[one], store.read(names[other]) or b"")
    with pytest.raises(Tampered):
        get(house, one)
    store.write(names[one], (mine or b"")[:-1] + b"\0")
    assert not house.blobs.intact(names[one])
    store.remove(names[one])
    assert not store.has(names[one])
    with pytest.raises(Tampered):
        get(house, one)
    found = house.verify()
    assert [finding.kind for finding in found.findings] == ["blob"]


def test_orphans_are_listed_with_their_age_and_collected_and_named_objects_stay(house: House) -> None:
    digest = put(house, PAPER)
    put(house, b"never committed", commit=False)
    with house.storage("guardian").reading() as reading:
        (orphan,) = house.blobs.orphans(reading, older_than_seconds=-5)
        assert -5 <= orphan.age < 120  # whole seconds, by the server's clock
        assert house.blobs.collect_orphans(reading, older_than_seconds=3600) == 0
        assert house.blobs.collect_orphans(reading, older_than_seconds=-5) == 1
        assert list(house.blobs.orphans(reading, older_than_seconds=-5)) == []
    assert get(house, digest) == PAPER


def test_a_long_list_comes_page_by_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_store, "_PAGE", 2)
    for number in range(5):
        put(house, b"%d" % number)
    assert set(raw(house)) == {row.object for row in house.all(select(blob))}


@pytest.mark.parametrize("second", ["s3", "folder"])
def test_fixity_copies_to_a_second_store_and_mends_from_it(house: House, server: Server, second: str) -> None:
    put(house, PAPER), put(house, b"another")
    place = server.place(f"{house.folder.name}-2") if second == "s3" else house.folder / "second"
    fixity = Fixity(house.storage("guardian"), house.blobs, place)
    run = fixity.run(from_start=True)
    assert (run.objects, run.copied, run.faults) == (2, 2, ())
    first, other = sorted(raw(house))
    house.blobs.store.remove(first)
    house.blobs.store.write(other, b"rubbish")
    run = fixity.run(from_start=True)
    assert sorted((fault.found, fault.mended) for fault in run.faults) == [
        ("changed", True),
        ("missing", True),
    ]
    assert house.verify().ok


def test_an_answer_that_lies_is_not_believed(house: House) -> None:
    """The read back sees what the server kept; three tries, then nothing is left and nothing recorded."""
    store = house.blobs.store
    assert isinstance(store, S3Store)
    files, sent = store._files, []

    class Forgetful:
        """Keeps half of what it is sent, on a real server."""

        def pipe_file(self, path: str, content: bytes, **more: Any) -> None:
            sent.append(path)
            files.pipe_file(path, content[: len(content) // 2], **more)

        def __getattr__(self, name: str) -> Any:
            return getattr(files, name)

    store._files = Forgetful()
    with pytest.raises(Unavailable, match="did not keep"):
        put(house, PAPER)
    store._files = files
    assert len(sent) == 3
    assert raw(house) == {}
    assert house.all(select(blob)) == []
    assert get(house, put(house, PAPER)) == PAPER


def test_a_store_out_of_reach_is_no_missing_paper(house: House, server: Server) -> None:
    digest = put(house, PAPER)
    away = Blobs(S3Place(BUCKET, house.folder.name, f"http://127.0.0.1:{free_port()}"))
    house.blobs = away
    with pytest.raises(Unavailable):
        get(house, digest)
    with pytest.raises(Unavailable):
        put(house, b"another paper")
    house.blobs = Blobs(S3Place("no-such-bucket", "", server.endpoint))
    with pytest.raises(Unavailable):
        get(house, digest)


def test_a_wrong_key_is_refused_by_a_server_that_asks(house: House, server: Server) -> None:
    if server.name == "moto":
        pytest.skip("moto asks for no sign-in")
    store = S3Store(server.place(house.folder.name), server.key, "guessed")
    with pytest.raises(Unavailable) as refused:
        store.write("ab" * 32, b"content")
    assert "guessed" not in str(refused.value) and server.key not in str(refused.value)


def test_a_folder_carried_into_a_bucket_is_the_same_store(house: House, tmp_path: Path) -> None:
    folder = FolderStore(tmp_path)
    put(house, PAPER)
    for name, sealed in raw(house).items():
        folder.write(name, sealed)
    in_bucket, house.blobs = house.blobs, Blobs(tmp_path)
    assert get(house, sha256_hex(PAPER)) == PAPER
    assert sorted(one.name for one in folder.objects()) == sorted(
        one.name for one in in_bucket.store.objects()
    )


def test_settings_name_the_place_and_hold_no_credentials(house: House) -> None:
    file = house.folder / "centre.toml"
    text = file.read_text(encoding="utf-8")
    address = "s3://papers/linfen?endpoint=https://s3.bank.example"
    file.write_text(text + f'\n[centre]\nstore = "{address}"\nsecond_store = "s3://copy"\n', encoding="utf-8")
    settings = read_settings(house.folder)
    assert settings.blobs == S3Place("papers", "linfen", "https://s3.bank.example")
    assert settings.second_blobs == S3Place("copy")
    for wrong in ("s3://", "s3://key:secret@papers", "s3://papers?secret=x"):
        with pytest.raises(BadInput):
            store_place(house.folder, wrong)


def test_the_command_tries_the_store_and_leaves_nothing(
    house: House, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = server.place(house.folder.name)
    file = house.folder / "centre.toml"
    named = f'\n[centre]\nstore = "{place}?endpoint={server.endpoint}"\n'
    file.write_text(file.read_text(encoding="utf-8") + named, encoding="utf-8")
    assert main(["--centre", str(house.folder), "store", "check"]) == 0
    assert str(place) in capsys.readouterr().out
    assert raw(house) == {}
    monkeypatch.delenv(KEY_VARIABLE)
    assert main(["--centre", str(house.folder), "store", "check"]) == 1
    assert "no credentials" in capsys.readouterr().err
    assert main(["--centre", str(house.folder), "store", "check", "--second"]) == 1


def test_credentials_come_from_the_keyring_before_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}

    class Ring:
        """What a real keyring keeps, for a machine of the tests that has none."""

        def set_password(self, service: str, name: str, secret: str) -> None:
            kept[name] = secret

        def get_password(self, service: str, name: str) -> str | None:
            return kept.get(name)

    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    place = server.place("keyring")
    with pytest.raises(Unavailable, match="no credentials"):
        open_s3(place)
    Ring.__module__ = "keyring.backends.SecretService"
    monkeypatch.setattr(keyring, "get_keyring", Ring)
    s3_store.keep_credentials(place, server.key, server.secret)
    assert json.loads(next(iter(kept.values()))) == {"key": server.key, "secret": server.secret}
    monkeypatch.setenv(KEY_VARIABLE, "another")
    monkeypatch.setenv(SECRET_VARIABLE, "another")
    open_s3(place).write("cd" * 32, PAPER)
    assert open_s3(place).read("cd" * 32) == PAPER


def test_rclone_asks_who_one_is_and_moto_does_not(server: Server) -> None:
    asked = f"{server.endpoint}/{BUCKET}?list-type=2"
    if server.name == "moto":
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
    else:
        with pytest.raises(urllib.error.HTTPError, match="40[03]"):
            urllib.request.urlopen(asked, timeout=10)
