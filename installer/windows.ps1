# Evenhand on Windows 10 and later: a virtual environment, the locked dependencies, the bundle, and a ZIP to hand out.
#   powershell -ExecutionPolicy Bypass -File installer\windows.ps1           the whole
#   powershell -ExecutionPolicy Bypass -File installer\windows.ps1 -RunOnly  only what it takes to run from this folder
param([switch]$RunOnly)
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

function Invoke-Step([string]$title, [scriptblock]$work) {
    Write-Host "  ..  $title"
    & $work
    if ($LASTEXITCODE -ne 0) { throw "$title failed ($LASTEXITCODE)" }
}

$python = $null
foreach ($version in "3.13", "3.12", "3.11") {
    & py "-$version" -c "pass" 2>$null
    if ($LASTEXITCODE -eq 0) { $python = $version; break }
}
if (-not $python) { throw "Evenhand needs Python 3.11, 3.12 or 3.13 (python.org, with the py launcher)." }

$venv = ".venv\Scripts\python.exe"
if (-not (Test-Path $venv)) { Invoke-Step "virtual environment, Python $python" { py "-$python" -m venv .venv } }
Invoke-Step "locked dependencies" { & $venv -m pip install -q --require-hashes -r installer\requirements.lock }
Invoke-Step "the evenhand command" { & $venv -m pip install -q --no-deps --no-index --no-build-isolation -e . }
Invoke-Step "smoke test" { & $venv installer\smoke_test.py .venv\Scripts\evenhand.exe }
if ($RunOnly) { Write-Host "Start it with: .venv\Scripts\evenhand.exe demo"; exit 0 }

Invoke-Step "PyInstaller" { & $venv -m pip install -q --require-hashes -r installer\bundle.lock }
Invoke-Step "bundle" { & $venv -m PyInstaller --noconfirm --log-level WARN --workpath build\pyinstaller installer\evenhand.spec }
Invoke-Step "smoke test of the bundle" { & $venv installer\smoke_test.py dist\evenhand\evenhand.exe }
Compress-Archive -Force -Path dist\evenhand -DestinationPath dist\evenhand-windows.zip
Write-Host "dist\evenhand-windows.zip"
