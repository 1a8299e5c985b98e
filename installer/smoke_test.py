"""Does an installed Evenhand work at all?  python installer/smoke_test.py [COMMAND, default: evenhand]

Lists its commands, makes a specimen package, checks it, and refuses the same package with one byte changed: that takes
the code, its resources, its libraries and its worker processes, wherever they were installed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run(command: list[str], expected: bool = True) -> str:
    answer = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    if (answer.returncode == 0) != expected:
        sys.exit(
            f"smoke test: {' '.join(command)} ended with {answer.returncode}\n{answer.stdout}{answer.stderr}"
        )
    return answer.stdout


def main() -> None:
    evenhand = sys.argv[1] if len(sys.argv) > 1 else "evenhand"
    run([evenhand, "--help"])
    with tempfile.TemporaryDirectory() as folder:
        run([evenhand, "package", "make", "--specimen", "1", "--out", folder])
        package = next(Path(folder).rglob("*.zip"))
        run([evenhand, "package", "check", str(package)])
        data = bytearray(package.read_bytes())
        data[len(data) // 2] ^= 1
        package.write_bytes(data)
        run([evenhand, "package", "check", str(package)], expected=False)
    sys.stdout.write(f"smoke test: {evenhand} works\n")


if __name__ == "__main__":
    main()
