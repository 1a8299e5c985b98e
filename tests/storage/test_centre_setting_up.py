"""A centre set up by the command, over TCP with exactly the lines it writes: who comes in, and who does not."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import keyring
import psycopg
import pytest
from keyring.backends import fail
from psycopg import conninfo

from core.app import open_centre, open_guardian
from core.cli import main
from core.identity.workstation import Workstation
from core.kernel.errors import EvenhandError, NotAllowed, Unavailable
from core.settings import read_settings
from core.storage.postgresql import ClientTls, login_role
from tests.postgres import SUPERUSER, Cluster, start_cluster

PASSPHRASES = {
    "wangsystem": "样本 the system is up 2026",
    "lisecurity": "样本 the doors are shut 2026",
    "zhaoaudit": "样本 the books are open 2026",
    "guardian": "样本 the guardian sleeps not",
}
PEOPLE = (
    "--system",
    "wangsystem=王系统（样本）",
    "--security",
    "lisecurity=李安全（样本）",
    "--audit",
    "zhaoaudit=赵审计（样本）",
)


@dataclass(frozen=True)
class Setting:
    """A server, the guardian's folder, and where workstations come from."""

    cluster: Cluster
    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "centre"

    @property
    def database(self) -> str:
        return f"host=127.0.0.1 port={self.cluster.port} dbname=evenhand"

    @property
    def passphrases(self) -> Path:
        return self.home / "passphrases.toml"

    def init(self, *more: str) -> int:
        return main([
            "centre", "init", "--database", self.database, "--folder", str(self.folder),
            "--installer", f"host={self.cluster.folder} port={self.cluster.port} user={SUPERUSER}",
            "--passphrases", str(self.passphrases), *PEOPLE, *more,
        ])  # fmt: skip

    def workstation(self, name: str) -> Path:
        return self.home / name


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def bare() -> Iterator[Setting]:
    """A server without a centre."""
    cluster = start_cluster(port=free_port())
    home = Path(tempfile.mkdtemp(prefix="eh-setting-up-"))
    made = Setting(cluster, home)
    lines = [f"{login} = {json.dumps(one, ensure_ascii=False)}\n" for login, one in PASSPHRASES.items()]
    made.passphrases.write_text("".join(lines), encoding="utf-8")
    made.passphrases.chmod(0o600)
    yield made
    cluster.stop()
    shutil.rmtree(home)


def has_tls(setting: Setting) -> bool:
    return setting.cluster.run("SHOW ssl_library") != [("",)]


@pytest.fixture(scope="module")
def standing(bare: Setting) -> Setting:
    """The centre as the command leaves it, with the server's files in place."""
    if not has_tls(bare):
        pytest.skip("this PostgreSQL was built without TLS")
    with redirect_stdout(StringIO()) as said:
        assert bare.init("--write-server-files") == 0
    assert "Workstations must reach that very place" in said.getvalue()  # no --store was given
    deadline = time.monotonic() + 30
    while bare.cluster.run("SHOW ssl") != [("on",)]:
        assert time.monotonic() < deadline
    return bare


@pytest.fixture(scope="module")
def joined(standing: Setting) -> Setting:
    """Two people have joined from workstations of their own."""
    keyring.set_keyring(fail.Keyring())
    for login in ("wangsystem", "lisecurity"):
        join(standing, login)
    return standing


def join(setting: Setting, login: str) -> None:
    folder = setting.workstation(login)
    os.environ["EVENHAND_PASSPHRASE"] = PASSPHRASES[login]
    try:
        front = ["--centre", str(folder), "--as", login, "centre", "join"]
        assert (
            main([*front, "--profile", str(setting.folder / "workstation")]) == 1
        )  # the certificate is to come
        request, answer = folder / "access" / f"{login}.csr", folder / "answer.crt"
        certify = ["--centre", str(setting.folder), "centre", "certify", str(request), "--out", str(answer)]
        assert main([*certify, "--passphrases", str(setting.passphrases)]) == 0
        assert main([*front, "--certificate", str(answer)]) == 0
    finally:
        del os.environ["EVENHAND_PASSPHRASE"]


def test_a_server_that_knows_no_tls_is_refused_before_anything_is_made(
    bare: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    if has_tls(bare):
        pytest.skip("this PostgreSQL was built with TLS")
    assert bare.init("--write-server-files") == 1
    assert "built without TLS" in capsys.readouterr().err
    assert not bare.folder.exists()
    assert bare.cluster.run("SELECT 1 FROM pg_database WHERE datname = 'evenhand'") == []
    assert "BEGIN evenhand" not in (bare.cluster.folder / "data" / "pg_hba.conf").read_text(encoding="utf-8")


def test_three_people_found_it_and_none_of_them_has_business(standing: Setting) -> None:
    rows = standing.cluster.run(
        "SELECT login, role FROM evenhand.staff JOIN evenhand.role_grant ON staff_id = staff.id ORDER BY role",
        "evenhand",
    )
    assert rows == [
        ("zhaoaudit", "audit-administrator"),
        ("guardian", "guardian"),
        ("lisecurity", "security-administrator"),
        ("wangsystem", "system-administrator"),
    ]


def test_a_second_founding_is_refused_in_words(standing: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    assert standing.init() == 1
    assert "stands already" in capsys.readouterr().err


def test_from_another_folder_it_is_refused_too(standing: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    assert standing.init("--folder", str(standing.home / "another")) == 1
    assert "one centre to a server" in capsys.readouterr().err


def test_a_second_centre_in_another_database_is_refused(
    standing: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    other = replace(standing, home=standing.home)
    assert main([
        "centre", "init", "--database", other.database.replace("dbname=evenhand", "dbname=second"),
        "--folder", str(standing.home / "second"), "--passphrases", str(standing.passphrases), *PEOPLE,
        "--installer", f"host={standing.cluster.folder} port={standing.cluster.port} user={SUPERUSER}",
    ]) == 1  # fmt: skip
    assert "one centre to a server" in capsys.readouterr().err
    assert standing.cluster.run("SELECT 1 FROM pg_database WHERE datname = 'second'") == []


def test_backups_on_record_are_read_anywhere_and_made_where_the_guardian_is(
    joined: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run_as(joined, "wangsystem", PASSPHRASES["wangsystem"], "backup", "list") == 0
    assert "There is no backup yet" in capsys.readouterr().out
    assert run_as(joined, "wangsystem", PASSPHRASES["wangsystem"], "backup", "make") == 1
    assert "is not the guardian's folder" in capsys.readouterr().err


def test_who_may_not_come_in_by_the_socket_is_told_whose_account_may(
    bare: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    hba = bare.cluster.folder / "data" / "pg_hba.conf"
    before = hba.read_text(encoding="utf-8")
    bare.cluster.run("CREATE ROLE eh_no_account LOGIN")
    hba.write_text(f"local all eh_no_account peer\n{before}", encoding="utf-8")
    bare.cluster.run("SELECT pg_reload_conf()")
    try:
        where = f"host={bare.cluster.folder} port={bare.cluster.port} user=eh_no_account"
        assert bare.init("--folder", str(bare.home / "x"), "--installer", where) == 1
        assert "sudo -u eh_no_account evenhand" in capsys.readouterr().err
    finally:
        hba.write_text(before, encoding="utf-8")
        bare.cluster.run("SELECT pg_reload_conf()")
        bare.cluster.run("DROP ROLE eh_no_account")


def test_the_same_person_does_not_hold_two_powers(bare: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    again = ("--audit", "wangsystem=王系统（样本）")
    assert main([
        "centre", "init", "--database", bare.database, "--folder", str(bare.home / "x"),
        "--passphrases", str(bare.passphrases), *PEOPLE, *again,
    ]) == 1  # fmt: skip
    assert "three different people" in capsys.readouterr().err


def test_a_file_of_passphrases_that_others_can_read_is_refused(
    bare: Setting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_to_all = tmp_path / "p.toml"
    open_to_all.write_text('wangsystem = "x"\n', encoding="utf-8")
    open_to_all.chmod(0o644)
    assert bare.init("--passphrases", str(open_to_all)) == 1
    assert "chmod 600" in capsys.readouterr().err


def test_no_passphrase_and_no_key_is_anywhere_in_plain_text(joined: Setting) -> None:
    for path in (*joined.folder.rglob("*"), *joined.workstation("wangsystem").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            assert not any(one.encode() in content for one in PASSPHRASES.values()), path
            if path.name != "server.key":  # the server reads it at its start, without anybody at hand
                assert b"BEGIN PRIVATE KEY" not in content and b"BEGIN EC PRIVATE" not in content, path
    for secret in (
        joined.workstation("wangsystem") / "access" / "wangsystem.key",
        joined.folder / "guardian.json",
    ):
        assert secret.stat().st_mode & 0o077 == 0


def test_whoever_joined_comes_in_by_tls_with_certificate_and_passphrase(joined: Setting) -> None:
    with open_centre(joined.workstation("wangsystem"), "wangsystem", PASSPHRASES["wangsystem"]) as app:
        assert app.staff.login == "wangsystem"
        with app._storage.reading() as reading:
            row = reading.connection.exec_driver_sql(
                "SELECT ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            ).one()
    assert row[:2] == (True, "TLSv1.3")
    assert "CN=eh_wangsystem" in row[2]


def test_the_guardian_comes_in_the_same_way(joined: Setting) -> None:
    house = open_guardian(joined.folder, PASSPHRASES["guardian"])
    try:
        assert house.guardian.run_round().troubles == ()
    finally:
        house.close()


def tls(setting: Setting, login: str) -> ClientTls:
    made = Workstation(setting.workstation(login)).client_tls(login, PASSPHRASES[login])
    assert made is not None
    return made


def knock(setting: Setting, login: str, passphrase: str, **parameters: str) -> str:
    """What the server answers to a client that does as it likes; empty when it lets him in."""
    try:
        address = conninfo.make_conninfo(
            setting.database, user=login_role(login), password=passphrase, **parameters
        )
        psycopg.connect(address).close()
    except psycopg.OperationalError as refusal:
        return str(refusal)
    return ""


def test_right_certificate_and_right_passphrase_and_nothing_less(joined: Setting) -> None:
    own, others = tls(joined, "wangsystem").parameters(), tls(joined, "lisecurity").parameters()
    right = PASSPHRASES["wangsystem"]
    root = {"sslmode": "verify-full", "sslrootcert": own["sslrootcert"]}
    none = {"sslcert": "/nonexistent", "sslkey": "/nonexistent"}
    assert knock(joined, "wangsystem", right, **own) == ""
    assert "authentication failed" in knock(joined, "wangsystem", "wrong", **own)
    assert "authentication failed" in knock(joined, "wangsystem", right, **others)
    assert "valid client certificate" in knock(joined, "wangsystem", right, **root, **none)
    assert "rejects connection" in knock(joined, "wangsystem", right, sslmode="disable")
    assert "rejects connection" in knock(
        replace(joined), "wangsystem", right, host=str(joined.cluster.folder), sslmode="disable"
    )
    assert "rejects connection" in knock(joined, "wangsystem", right, dbname="postgres", **own)


def test_a_certificate_of_another_authority_is_worth_nothing(joined: Setting, tmp_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

    from core.archive.certificates import Issuer, fresh_key, make_access_certificate, make_root
    from core.kernel.clock import system_now

    own = tls(joined, "wangsystem")
    key, now = fresh_key(), system_now()
    issuer = Issuer(make_root("冒充", key, now, specimen=True), key)
    private = load_pem_private_key(own.key.read_bytes(), own.key_secret.encode())
    made = make_access_certificate(issuer, private.public_key(), "冒充", "eh_wangsystem", now)
    forged = tmp_path / "forged.crt"
    forged.write_bytes(made.public_bytes(Encoding.PEM))
    assert x509.load_pem_x509_certificate(forged.read_bytes())
    said = knock(
        joined, "wangsystem", PASSPHRASES["wangsystem"], **replace(own, certificate=forged).parameters()
    )
    assert "unknown ca" in said or "alert" in said


def test_a_signing_certificate_of_the_same_authority_does_not_open_the_door(joined: Setting) -> None:
    """What signs papers bears a person's name, and never one that begins like a login role."""
    from core.archive.certificates import marked

    assert not marked("eh_wangsystem", specimen=False).startswith("eh_")


def test_a_server_that_is_not_the_centres_gets_no_passphrase(joined: Setting, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(joined.workstation("wangsystem"), tmp_path / "w"))
    other = Path(shutil.copytree(joined.workstation("wangsystem"), tmp_path / "x"))
    settings = (folder / "centre.toml").read_text(encoding="utf-8")
    (folder / "centre.toml").write_text(settings.replace("127.0.0.1", "localhost"), encoding="utf-8")
    with pytest.raises(Unavailable, match="no passphrase was sent"):
        open_centre(folder, "wangsystem", PASSPHRASES["wangsystem"])
    assert Workstation(folder).slots.unreported() == ()  # nobody failed
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from core.archive.certificates import der, fresh_key, make_root
    from core.kernel.clock import system_now

    strange = x509.load_der_x509_certificate(der(make_root("冒充", fresh_key(), system_now(), specimen=True)))
    (other / "root.pem").write_bytes(strange.public_bytes(Encoding.PEM))
    with pytest.raises(Unavailable, match="no passphrase was sent"):
        open_centre(other, "wangsystem", PASSPHRASES["wangsystem"])


def test_another_workstations_certificate_is_not_taken(
    joined: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = joined.workstation("wangsystem")
    theirs = joined.workstation("lisecurity") / "access" / "lisecurity.crt"
    os.environ["EVENHAND_PASSPHRASE"] = PASSPHRASES["wangsystem"]
    try:
        assert (
            main(
                [
                    "--centre",
                    str(folder),
                    "--as",
                    "wangsystem",
                    "centre",
                    "join",
                    "--certificate",
                    str(theirs),
                ]
            )
            == 1
        )
    finally:
        del os.environ["EVENHAND_PASSPHRASE"]
    assert "does not answer this workstation's request" in capsys.readouterr().err


def test_who_has_not_joined_from_here_is_told_to(joined: Setting) -> None:
    with pytest.raises(Unavailable, match="join first"):
        open_centre(joined.workstation("wangsystem"), "zhaoaudit", PASSPHRASES["zhaoaudit"])


def test_failed_tries_at_a_workstation_wait(joined: Setting, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(joined.workstation("wangsystem"), tmp_path / "w"))
    said = []
    for _ in range(4):
        with pytest.raises(NotAllowed) as refusal:
            open_centre(folder, "wangsystem", "not the passphrase")
        said.append(refusal.value.words.en)
    assert said[:3] == ["Wrong user name or passphrase."] * 3
    assert "wait" in said[3]


def check(setting: Setting, *more: str) -> int:
    os.environ["EVENHAND_PASSPHRASE"] = PASSPHRASES["wangsystem"]
    try:
        folder = setting.workstation("wangsystem")
        return main(["--centre", str(folder), "--as", "wangsystem", "centre", "check", *more])
    finally:
        del os.environ["EVENHAND_PASSPHRASE"]


def test_the_check_names_each_difference(joined: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(joined) == 0
    capsys.readouterr()
    spoils = {
        "ALTER ROLE eh_lisecurity SUPERUSER": "power of eh_lisecurity",
        "GRANT pg_read_all_data TO eh_zhaoaudit": "foreign group pg_read_all_data of eh_zhaoaudit",
        "ALTER ROLE eh_zhaoaudit SET search_path = public": "setting of eh_zhaoaudit search_path",
        "GRANT SELECT ON evenhand.blob TO eh_zhaoaudit": "grant blob eh_zhaoaudit",
        "ALTER ROLE eh_zhaoaudit CONNECTION LIMIT -1": "unlimited eh_zhaoaudit",
        "CREATE EXTENSION pgcrypto": "extension pgcrypto",
    }
    for sql in spoils:
        joined.cluster.run(sql, "evenhand")
    try:
        assert check(joined, "--json") == 1
        found = {one["name"]: one["what"] for one in json.loads(capsys.readouterr().out)["differences"]}
        assert found == dict.fromkeys(spoils.values(), "strange")
    finally:
        for sql in ("DROP EXTENSION pgcrypto", "ALTER ROLE eh_zhaoaudit CONNECTION LIMIT 20", "ALTER ROLE eh_lisecurity NOSUPERUSER", "REVOKE pg_read_all_data FROM eh_zhaoaudit",
                    "ALTER ROLE eh_zhaoaudit RESET ALL", "REVOKE SELECT ON evenhand.blob FROM eh_zhaoaudit"):  # fmt: skip
            joined.cluster.run(sql, "evenhand")
    assert check(joined) == 0


def test_the_installer_can_reckon_it_afresh_from_the_files(joined: Setting) -> None:
    where = f"host={joined.cluster.folder} port={joined.cluster.port} user={SUPERUSER}"
    assert main(["--centre", str(joined.folder), "centre", "check", "--installer", where]) == 0
    joined.cluster.run("ALTER TABLE evenhand.decision DISABLE TRIGGER decision_inserted", "evenhand")
    try:
        assert main(["--centre", str(joined.folder), "centre", "check", "--installer", where]) == 1
    finally:
        joined.cluster.run("ALTER TABLE evenhand.decision ENABLE TRIGGER decision_inserted", "evenhand")


def test_the_lines_are_put_in_once(joined: Setting) -> None:
    hba = joined.cluster.folder / "data" / "pg_hba.conf"
    before = hba.read_text(encoding="utf-8")
    where = f"host={joined.cluster.folder} port={joined.cluster.port} user={SUPERUSER}"
    assert main([
        "--centre", str(joined.folder), "centre", "server-files", "--database", joined.database,
        "--installer", where, "--passphrases", str(joined.passphrases), "--write-server-files",
    ]) == 0  # fmt: skip
    assert hba.read_text(encoding="utf-8") == before
    assert before.count("BEGIN evenhand") == 1
    assert before.endswith("local all cluster trust\nlocal all all scram-sha-256\n")


def test_a_setting_is_asked_by_one_and_a_passphrase_changed_by_its_owner(
    joined: Setting, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, new = joined.workstation("lisecurity"), "样本 the doors are shut again"
    front = ["--centre", str(folder), "--as", "lisecurity"]
    os.environ["EVENHAND_PASSPHRASE"], os.environ["EVENHAND_NEW_PASSPHRASE"] = PASSPHRASES["lisecurity"], new
    try:
        assert main([*front, "setting", "ask", "step-up", "approvals", "--reason", "样本"]) == 0
        assert main([*front, "setting", "ask", "colour", "red", "--reason", "样本"]) == 1
        assert main([*front, "setting", "list"]) == 0
        told = capsys.readouterr().out
        assert (
            "step-up = off: 动态码 · 不要求 / Code at a decision · Not asked" in told
        )  # nobody has confirmed it yet
        assert main([*front, "requests", "list"]) == 0
        assert "Code at a decision · Not asked → Asked before approvals" in capsys.readouterr().out
        assert main([*front, "passphrase"]) == 0
        with pytest.raises(NotAllowed):
            open_centre(folder, "lisecurity", PASSPHRASES["lisecurity"])
        open_centre(folder, "lisecurity", new).close()
        os.environ["EVENHAND_PASSPHRASE"], os.environ["EVENHAND_NEW_PASSPHRASE"] = (
            new,
            PASSPHRASES["lisecurity"],
        )
        assert main([*front, "passphrase"]) == 0
    finally:
        del os.environ["EVENHAND_PASSPHRASE"], os.environ["EVENHAND_NEW_PASSPHRASE"]
    app = open_centre(folder, "lisecurity", PASSPHRASES["lisecurity"])
    app.unlock(PASSPHRASES["lisecurity"])
    with pytest.raises(NotAllowed):
        app.unlock(new)
    app.close()


def test_settings_say_what_the_workstation_was_told(joined: Setting) -> None:
    said = read_settings(joined.workstation("wangsystem")).database_url
    assert conninfo.conninfo_to_dict(said) == conninfo.conninfo_to_dict(joined.database)
    with pytest.raises(EvenhandError):
        read_settings(joined.home)


def run_as(setting: Setting, login: str, passphrase: str, *words: str) -> int:
    """A command of the command line from ``login``'s own workstation."""
    os.environ["EVENHAND_PASSPHRASE"] = passphrase
    try:
        return main(["--centre", str(setting.workstation(login)), "--as", login, *words])
    finally:
        del os.environ["EVENHAND_PASSPHRASE"]


def test_who_forgot_the_passphrase_comes_in_again_with_another_key(
    joined: Setting, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a keyring the forgotten passphrase alone opened the workstation's key: that is made anew too."""
    login, own = "zhaoaudit", "样本 the books are closed 2027"
    join(joined, login)
    capsys.readouterr()
    ask = ("reset-passphrase", login, "--reason", "样本忘记")
    assert run_as(joined, "lisecurity", PASSPHRASES["lisecurity"], *ask) == 0
    request_id = capsys.readouterr().out.split("→ ")[1].split()[0]
    answer = ("requests", "answer", request_id, "confirmed")
    assert run_as(joined, "lisecurity", PASSPHRASES["lisecurity"], *answer) == 1  # who asked
    capsys.readouterr()
    assert run_as(joined, "wangsystem", PASSPHRASES["wangsystem"], "requests", "list") == 0
    assert f"! {request_id}" in capsys.readouterr().out
    assert run_as(joined, "wangsystem", PASSPHRASES["wangsystem"], *answer) == 0
    handed = capsys.readouterr().out.rstrip().rsplit("[", 1)[1].rstrip("]")
    assert run_as(joined, login, PASSPHRASES[login], "requests", "list") == 1
    assert (
        run_as(joined, login, handed, "requests", "list") == 1
    )  # this opens the door, and not the key to it
    assert run_as(joined, login, handed, "centre", "join", "--new-key") == 1
    request, issued = joined.workstation(login) / "access" / f"{login}.csr", joined.folder / "again.crt"
    certify = ["--centre", str(joined.folder), "centre", "certify", str(request), "--out", str(issued)]
    assert main([*certify, "--passphrases", str(joined.passphrases)]) == 0
    assert run_as(joined, login, handed, "centre", "join", "--certificate", str(issued)) == 0
    capsys.readouterr()
    assert run_as(joined, login, handed, "requests", "list") == 1
    assert "evenhand passphrase" in capsys.readouterr().err
    monkeypatch.setenv("EVENHAND_NEW_PASSPHRASE", own)
    assert run_as(joined, login, handed, "passphrase") == 0
    assert run_as(joined, login, own, "requests", "list") == 0
