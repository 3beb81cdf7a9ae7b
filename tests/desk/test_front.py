"""Are the committed stylesheet and scripts what their sources build? Where node is, they are built again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from desk.assets import STATIC

FRONT = STATIC.parent / "front"
BUILT = ("desk.css", "desk.js", "keep.js")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the npm project with its packages, those installed here already or installed anew."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not here: the stylesheet and scripts were not built again")
    copy = tmp_path_factory.mktemp("front")
    shutil.copytree(FRONT, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        ["npm", "ci", "--silent", "--prefer-offline"], cwd=copy, capture_output=True, timeout=240, check=False
    )
    if done.returncode and not os.environ.get("CI"):
        pytest.skip("npm could not install the packages: the stylesheet and scripts were not built again")
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return copy


def test_what_is_committed_is_what_the_sources_build(project: Path, tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=project, check=True, timeout=120)
    for name in BUILT:
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), f"{name}: run `make front`"


def test_the_lock_pins_every_package_by_hash_and_names_no_registry() -> None:
    lock = (FRONT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')
