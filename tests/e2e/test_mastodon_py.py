"""Mastodon.py's own tests, live against a unit in test mode that `meent seed` has given what they expect.

Tests that cannot pass are listed in `mastodon_py_expected_failures.toml`, with the reason. A test that fails or is
skipped and is not listed fails the run; so does a listed one that passes, for then the list is out of date.
"""

import collections

from support import mastodon_py, suites
from support.checks import Checks, equal

# What they test is Mastodon's own: its administration, and its yearly reports.
OF_MASTODON = ("test_admin", "test_annual_reports")

checks = Checks("mastodon py")
results, log = mastodon_py.latest()
expected = suites.expected("mastodon_py_expected_failures.toml")
suites.judge(checks, results, expected)
with checks.check("the unit ends well"):
    equal(log, {"status": 0, "panicked": False})

exchanges = suites.exchanges(mastodon_py.recording)
asked = {entry["test"].removeprefix("tests/").replace(".py::", "::") for entry in exchanges}
files = collections.defaultdict(collections.Counter)
for name, (outcome, _) in results.items():
    files[name.split("::")[0]].update([outcome, "all"] + (["asked"] if name in asked else []))

print(f"{'file':28} passed failed skipped   of them ask the unit")
for file, counts in sorted(files.items()):
    print(f"{file:28} {counts['passed']:6} {counts['failed']:6} {counts['skipped']:7} {counts['asked']:6}")
for what, left_out in (("all", ()), ("without Mastodon's administration and yearly reports", OF_MASTODON)):
    counts = sum((count for file, count in files.items() if file not in left_out), collections.Counter())
    share = 100 * counts["passed"] / counts["all"]
    print(f"{what}: {counts['passed']} of {counts['all']} pass ({share:.1f} %), {counts['asked']} ask the unit")
live = [name for name in asked if name in results and name.split("::")[0] not in OF_MASTODON]
passing = sum(results[name][0] == "passed" for name in live)
print(f"of those that ask the unit: {passing} of {len(live)} pass ({100 * passing / len(live):.1f} %)")
print("the others, by reason:")
suites.reasons(results, expected)
checks.finish()
