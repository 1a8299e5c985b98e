"""The demonstration centre: three invented banks, their people, and specimen tablets.

Everybody is invented (样本). The passphrases and tablet keys are public, so nothing real belongs here.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.founding import Founding, found_centre, found_postgresql_centre
from core.identity.centre import Installer
from core.identity.rules import Role
from core.identity.service import NewInstitution, NewStaff, NewTablet, NewVillage
from core.intake.bag import TabletKey
from core.intake.places import load_villages
from core.intake.reader import read_package
from core.intake.rules import PackageReport
from core.intake.specimen import make_specimen
from core.intake.specimen_flavours import FLAVOURS, flavour_of
from core.kernel.clock import MINUTE, local_date, system_now
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.products.rules import Catalogue, load_catalogue
from core.settings import CATALOGUE, CentreSettings, resource

PLACES = "demo/places.toml"
GUARDIAN_PASSPHRASE = "sample-guardian-2026"
#: The products that specimens are drawn and worded for, whatever else the catalogue holds.
DEMO_PRODUCTS = ("greenhouse", "orchard", "livestock", "homestead", "shop", "salaried")
WAN = 1_000_000  # 10,000 yuan in fen


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration, with the passphrase that the sign-in window shows."""

    login: str
    name: str
    institution: str
    roles: tuple[Role, ...]
    passphrase: str
    authority_fen: int = 0


def _person(login: str, name: str, institution: str, *roles: Role, authority_fen: int = 0) -> DemoPerson:
    return DemoPerson(login, name, institution, roles, f"sample-{login}-2026", authority_fen)


PEOPLE: tuple[DemoPerson, ...] = (
    _person("reviewer1", "李审查", "", Role.REVIEWER),
    _person("reviewer2", "韩审查", "", Role.REVIEWER),
    _person("reviewer3", "冯审查", "hongtong", Role.REVIEWER),
    _person("approver1", "周审批", "", Role.APPROVER, authority_fen=50 * WAN),
    _person("approver2", "吴审批", "", Role.APPROVER, authority_fen=20 * WAN),
    _person("approver3", "郑审批", "xiangfen", Role.APPROVER, authority_fen=10 * WAN),
    _person("intake1", "孙收件", "", Role.INTAKE_CLERK),
    _person("archive1", "赵档案", "", Role.ARCHIVE_CLERK),
    _person("auditor1", "钱稽核", "", Role.AUDITOR),
    _person("risk1", "魏风险", "", Role.RISK_MANAGER),
    _person("risk2", "蒋风险", "", Role.RISK_MANAGER),
    _person("manager1", "王经理", "yaodu", Role.CUSTOMER_MANAGER),
    _person("manager2", "陈经理", "hongtong", Role.CUSTOMER_MANAGER),
    _person("manager3", "刘经理", "xiangfen", Role.CUSTOMER_MANAGER),
    _person("admin1", "何系统", "", Role.SYSTEM_ADMINISTRATOR),
    _person("admin2", "吕安全", "", Role.SECURITY_ADMINISTRATOR),
    _person("admin3", "施审计", "", Role.AUDIT_ADMINISTRATOR),
)


def specimen_tablet(institution: str) -> TabletKey:
    """The specimen tablet of an institution; its key follows from a public sentence."""
    seed = hashlib.sha256(f"evenhand specimen tablet of {institution}".encode()).digest()
    return TabletKey(f"{institution}-tablet-1", Ed25519PrivateKey.from_private_bytes(seed))


def demo_founding() -> Founding:
    """What the demonstration centre begins with."""
    places = tomllib.loads(resource(PLACES).read_text(encoding="utf-8"))
    institutions = tuple(
        NewInstitution(place["code"], place["zh"], place["en"]) for place in places["institution"]
    )
    villages = tuple(
        NewVillage(
            place["code"],
            place["institution"],
            place["zh"],
            place["en"],
            place["latitude_e7"],
            place["longitude_e7"],
        )
        for place in places["village"]
    )
    return Founding(
        name=Words("示范集中审批中心（样本）", "Demonstration approval centre (specimen)"),
        fonds="A002",
        institutions=institutions,
        villages=villages,
        staff=tuple(
            NewStaff(
                new_id(),
                person.login,
                person.name,
                person.institution,
                person.roles,
                person.authority_fen,
            )
            for person in PEOPLE
        ),
        tablets=tuple(_tablet(place.code) for place in institutions),
        passphrases={person.login: person.passphrase for person in PEOPLE},
    )


def found_demo_centre(folder: Path) -> CentreSettings:
    """Found the demonstration centre in ``folder`` and leave the list of its people beside it."""
    return _with_people(found_centre(folder, demo_founding()))


def found_demo_centre_on_server(folder: Path, installer: Installer) -> CentreSettings:
    """The same in the empty database of ``installer``; ``folder`` is the guardian's and the workstations' at once."""
    founding = demo_founding()
    return _with_people(
        found_postgresql_centre(folder, founding, installer, guardian_passphrase=GUARDIAN_PASSPHRASE)
    )


def _with_people(settings: CentreSettings) -> CentreSettings:
    settings.demo_people.write_text(
        json.dumps([_shown(person) for person in PEOPLE], ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return settings


def _tablet(institution: str) -> NewTablet:
    key = specimen_tablet(institution)
    return NewTablet(key.tablet, institution, key.public_hex)


def _shown(person: DemoPerson) -> dict[str, object]:
    words = [role.words.to_json() for role in person.roles]
    return {"login": person.login, "name": person.name, "roles": words, "passphrase": person.passphrase}


def make_demo_specimen(
    number: int, out: Path, now: int, catalogue: Catalogue, photos: Path | None = None
) -> Path:
    """Specimen ``number`` as one of the demonstration's tablets would send it."""
    villages = list(load_villages(resource(PLACES)).values())
    village = villages[number % len(villages)]
    manager = next(
        person.login
        for person in PEOPLE
        if person.institution == village.institution and Role.CUSTOMER_MANAGER in person.roles
    )
    kind = FLAVOURS[flavour_of(number)]
    return make_specimen(
        number,
        out,
        specimen_tablet(village.institution),
        institution=village.institution,
        village=village,
        staff_login=manager,
        now=now - MINUTE,
        catalogue=catalogue,
        photos=photos,
        product=kind.product or DEMO_PRODUCTS[(number * 5 + number // 6) % len(DEMO_PRODUCTS)],
    )


def check_specimen(path: Path) -> PackageReport:
    """Read a package with the demonstration's tablets and places, without any centre."""
    places = tomllib.loads(resource(PLACES).read_text(encoding="utf-8"))
    keys = {
        key.tablet: key.public_hex for key in (specimen_tablet(one["code"]) for one in places["institution"])
    }
    with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
        return read_package(
            path,
            keys,
            load_catalogue(resource(CATALOGUE)),
            load_villages(resource(PLACES)),
            local_date(system_now()),
            Path(folder),
        )
