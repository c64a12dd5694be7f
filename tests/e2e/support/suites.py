"""Test suites of client programs, as their source packages on PyPI hold them, run against a unit in test mode."""

import collections
import json
import os
import pathlib
import shutil
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ElementTree

from . import processes
from .checks import equal
from .units import ROOT, Unit

# The address that these suites name.
ADDRESS = "localhost:3000"


def source(folder, package, version, unpacked):
    """The source package, unpacked in `folder`; `unpacked` is the name of the folder inside it."""
    path = folder / unpacked
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = processes.run(
            [*download, "--no-binary", ":all:", "-d", str(folder), f"{package}=={version}"], timeout=300
        )
        assert done.returncode == 0, done.stderr
        with tarfile.open(folder / f"{unpacked}.tar.gz") as archive:
            archive.extractall(folder, filter="data")
    return path


def unit(folder, **changes):
    """A unit in test mode at the address of the suites, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    return Unit(
        folder,
        {
            "domain": ADDRESS,
            "public_url": f"http://{ADDRESS}",
            "bind": "127.0.0.1:3000",
            "data_dir": str(folder / "data"),
            "database_url": f"sqlite://{folder}/data/meent.db",
            "test_mode": True,
            **changes,
        },
    )


def run(path, report, tests, *flags, prefix, seconds=900, **environment):
    """Runs pytest in `path`; returns {name: (outcome, what was said)}, the outcome being passed, failed or skipped.

    A name is `file::test`, without `prefix` in front of it.
    """
    report.unlink(missing_ok=True)
    done = processes.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *flags, *tests],
        cwd=path, env={**os.environ, **environment}, timeout=seconds,
    )  # fmt: skip
    assert report.exists(), done.stdout[-4000:] + done.stderr[-4000:]
    results = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname').removeprefix(prefix)}::{case.get('name')}"
        outcome, said = "passed", ""
        for kind, means in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
            found = case.find(kind)
            # A test that its own suite expects to fail, and that did, is a passed one.
            if found is not None and outcome != "failed" and found.get("type") != "pytest.xfail":
                outcome, said = means, (found.get("message") or found.tag).splitlines()[0]
        results[name] = (outcome, said)
    return results


def expected(name):
    """The list of expected failures beside the tests, `[reason = list of tests]`, as {test: reason}."""
    lists = tomllib.loads((ROOT / "tests" / "e2e" / name).read_text())
    return {test: reason for reason, tests in lists.items() for test in tests}


def judge(checks, results, wanted):
    """Counts each test: one that fails and is not listed is a failure, and so is a listed one that passes."""
    for name, (outcome, said) in results.items():
        if outcome == "passed" and name not in wanted:
            checks.passed += 1
        elif outcome == "passed":
            checks.failed += 1
            print(f"FAILED  {name}: is listed as an expected failure, and passes: take it off the list")
        elif name not in wanted:
            checks.failed += 1
            print(f"FAILED  {name}: {said}")
    with checks.check("every name on the list of expected failures is a test"):
        equal(sorted(set(wanted) - set(results)), [])


def stop(checks, unit):
    with checks.check("the unit ends well"):
        equal(unit.stop(), 0, "exit status")
        assert "panicked" not in unit.log.read_text(), "something panicked: see the log"


def reasons(results, wanted):
    """Prints how many tests fail for each reason."""
    for reason, number in collections.Counter(wanted[name] for name in results if name in wanted).items():
        print(f"  {number:3} {reason}")


def exchanges(path):
    """What the recorder (`recorder.py`) wrote down, one exchange after the other."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def recorder(path):
    """The flags and the environment that make pytest record what its tests send and get, in the file `path`."""
    pathlib.Path(path).unlink(missing_ok=True)
    return ["-p", "recorder"], {
        "PYTHONPATH": str(pathlib.Path(__file__).parent / "plugins"),
        "E2E_RECORDING": str(path),
    }
