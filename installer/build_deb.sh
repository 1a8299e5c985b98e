#!/usr/bin/env bash
# A .deb of the bundle: dist/evenhand_VERSION_ARCH.deb. Through `make deb`, after `make bundle`.
# xz, not zstd: the dpkg of older UOS and Kylin desktops cannot read zstd.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(.venv/bin/python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
arch=$(dpkg --print-architecture)
root=build/deb
rm -rf "$root"
mkdir -p "$root"/{DEBIAN,opt,usr/bin,usr/share/applications,usr/share/icons/hicolor/scalable/apps,usr/share/doc/evenhand}

cp -a dist/evenhand "$root/opt/evenhand"
ln -s /opt/evenhand/evenhand "$root/usr/bin/evenhand"
ln -s /opt/evenhand/evenhand-window "$root/usr/bin/evenhand-window"
cp resources/icons/evenhand.svg "$root/usr/share/icons/hicolor/scalable/apps/evenhand.svg"
cp LICENSE "$root/usr/share/doc/evenhand/copyright"
cat >"$root/usr/share/applications/evenhand.desktop" <<DESKTOP
[Desktop Entry]
Type=Application
Name=Evenhand
Name[zh_CN]=公允集中审批
Comment=Centralized loan review and approval
Comment[zh_CN]=集中审批工作台
Exec=/opt/evenhand/evenhand-window
Icon=evenhand
Categories=Office;Finance;
StartupNotify=true
DESKTOP
cat >"$root/DEBIAN/control" <<CONTROL
Package: evenhand
Version: $version
Architecture: $arch
Maintainer: The Evenhand authors <evenhand@localhost>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: libc6 (>= 2.28), libglib2.0-0 | libglib2.0-0t64, libgl1, libegl1, libxkbcommon0, libfontconfig1, libdbus-1-3, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libxcb-xkb1, libxkbcommon-x11-0, fonts-noto-cjk
Recommends: libxcb-cursor0, ibus
Section: misc
Priority: optional
Description: centralized loan review and approval for rural banks
 Cases come from tablets as signed packages, are screened, dealt by verifiable
 lot to a reviewer and an approver, decided, and sealed into an archive.
CONTROL
dpkg-deb --root-owner-group -Zxz -z3 --build "$root" "dist/evenhand_${version}_${arch}.deb"
ls -lh "dist/evenhand_${version}_${arch}.deb"
