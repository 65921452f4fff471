"""The wheel, in an environment of its own and away from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT

SEED = ROOT / "specs" / "connectparticipant" / "type_defs.md"


def test_the_wheel_works_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "generator/templates/pydantic/module.py.jinja" in names
    assert not [name for name in names if name.startswith(("tests/", "specs/", "generated/"))]

    # The dependencies are those installed here; the package itself is the wheel's.
    (tmp_path / "site").mkdir()
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    run = "import runpy; runpy.run_module('generator', run_name='__main__')"
    script = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {run}"
    arguments = ["build", "--source", SEED, "--target", "typescript", "--out", tmp_path / "out"]
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "out" / "typescript" / "connectparticipant.ts").read_text()
    assert made == (ROOT / "generated" / "typescript" / "connectparticipant.ts").read_text()
