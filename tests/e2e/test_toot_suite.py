"""toot's own integration tests, as its source package on PyPI holds them, against a unit in test mode.

Tests of functions that this release does not have are listed in `toot_expected_failures.toml`, with the reason. A test
that fails and is not listed fails the run; so does a listed one that passes, for then the list is out of date.
"""

from support import suites
from support.checks import Checks
from support.units import workplace

VERSION = "0.52.1"

checks = Checks("toot suite")
folder = workplace("toot-suite")
path = suites.source(folder, "toot", VERSION, f"toot-{VERSION}")
# Two of the tests read timelines without a token, as an open server allows.
unit = suites.unit(folder / "unit", reach="internet").start()
results = suites.run(
    path, folder / "report.xml", ["tests/integration"], prefix="tests.integration.",
    TOOT_TEST_BASE_URL=unit.url, XDG_CONFIG_HOME=str(folder / "config"),
)  # fmt: skip
expected = suites.expected("toot_expected_failures.toml")
suites.judge(checks, results, expected)
suites.stop(checks, unit)

passing = sum(outcome == "passed" for outcome, _ in results.values())
print(f"{passing} of toot's {len(results)} integration tests pass; the others, by reason:")
suites.reasons(results, expected)
checks.finish()
