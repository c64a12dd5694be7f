"""toot's own integration tests, as its source package on PyPI holds them, against a unit in test mode.

Tests of functions that this release does not have are listed in `toot_expected_failures.toml`, with the reason. A test
that fails and is not listed fails the run; so does a listed one that passes, for then the list is out of date.
"""

import collections
import os
import pathlib
import shutil
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ElementTree

from support import processes
from support.checks import Checks, equal
from support.units import Unit, workplace

VERSION = "0.52.1"
# Two of the tests name this address.
ADDRESS = "localhost:3000"

checks = Checks("toot suite")
folder = workplace("toot-suite")


def source():
    """toot's source package, unpacked beside the build."""
    unpacked = folder / f"toot-{VERSION}"
    if not unpacked.exists():
        folder.mkdir(parents=True, exist_ok=True)
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = processes.run([*download, "--no-binary", ":all:", "-d", str(folder), f"toot=={VERSION}"], timeout=300)
        assert done.returncode == 0, done.stderr
        with tarfile.open(folder / f"toot-{VERSION}.tar.gz") as package:
            package.extractall(folder, filter="data")
    return unpacked


def run_suite(path):
    """Runs the tests; returns {name: None or what went wrong}."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    environment = {**os.environ, "TOOT_TEST_BASE_URL": f"http://{ADDRESS}", "XDG_CONFIG_HOME": str(folder / "config")}
    done = processes.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", "tests/integration"],
        cwd=path, env=environment, timeout=900,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    results = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname').removeprefix('tests.integration.')}::{case.get('name')}"
        problem = next(
            (case.find(kind) for kind in ("failure", "error", "skipped") if case.find(kind) is not None), None
        )
        results[name] = None if problem is None else (problem.get("message") or problem.tag).splitlines()[0]
    return results


shutil.rmtree(folder / "unit", ignore_errors=True)
unit = Unit(
    folder / "unit",
    {
        "domain": ADDRESS,
        "public_url": f"http://{ADDRESS}",
        "bind": "127.0.0.1:3000",
        "data_dir": str(folder / "unit/data"),
        "database_url": f"sqlite://{folder}/unit/data/meent.db",
        "test_mode": True,
    },
)
unit.start()
results = run_suite(source())
expected = tomllib.loads((pathlib.Path(__file__).parent / "toot_expected_failures.toml").read_text())
expected = {name: reason for reason, names in expected.items() for name in names}

for name, problem in results.items():
    if problem is None and name not in expected:
        checks.passed += 1
        continue
    if problem is not None and name in expected:
        continue
    checks.failed += 1
    print(f"FAILED  {name}: {problem or 'is listed as an expected failure, and passes: take it off the list'}")

with checks.check("every name on the list of expected failures is a test"):
    equal(sorted(set(expected) - set(results)), [])
with checks.check("the unit ends well"):
    equal(unit.stop(), 0, "exit status")
    assert "panicked" not in unit.log.read_text(), "something panicked: see the log"

passing = sum(problem is None for problem in results.values())
print(f"{passing} of toot's {len(results)} integration tests pass; the others, by reason:")
for reason, number in collections.Counter(expected[name] for name in results if name in expected).items():
    print(f"  {number:3} {reason}")
checks.finish()
