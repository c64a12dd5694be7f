"""The entities of the client API, compared with what a real Mastodon answered.

Mastodon.py's source package holds the recorded answers of real servers; the answers of ours are those that its suite
gets when it runs live. Every field of theirs has to be here with the same types and nullability, for each call that
both have. What differs is printed as a table; `entities_explained.toml` says why, and a difference that it does not
name is a failure, as is an explanation of nothing.
"""

import fnmatch
import tomllib

import yaml
from support import mastodon_py, shapes, suites
from support.checks import Checks, equal
from support.units import ROOT

checks = Checks("entities")
mastodon_py.latest()

there, here = shapes.Shapes(), shapes.Shapes()
recorded = 0
for folder in ("cassettes", "cassettes_entity_tests", "cassettes_special"):
    for file in sorted((mastodon_py.cassettes() / folder).glob("*.yaml")):
        if file.name.endswith(".ws.yaml"):
            continue
        for one in yaml.load(file.read_text(), Loader=yaml.CSafeLoader)["interactions"]:
            answer = one["response"]
            recorded += 1
            body = answer["body"]["string"]
            text = body.decode(errors="replace") if isinstance(body, bytes) else body
            there.add(one["request"]["method"], one["request"]["uri"], answer["status"]["code"], text)
for one in suites.exchanges(mastodon_py.recording):
    here.add(one["method"], one["url"], one["status"], one["answer"])

both = sorted(set(there.objects) & set(here.objects))
found = shapes.differences(there, here)
explained = tomllib.loads((ROOT / "tests/e2e/entities_explained.toml").read_text())
explained = {pattern: reason for reason, patterns in explained.items() for pattern in patterns}
used = set()


def reason_of(field, what):
    for pattern, reason in explained.items():
        if fnmatch.fnmatchcase(f"{field}: {what}", pattern) or fnmatch.fnmatchcase(field, pattern):
            used.add(pattern)
            return reason
    return None


fields = {field for call in both for field in there.fields[call]}
print(f"{recorded} recorded answers, {len(both)} calls that both have, {len(fields)} fields of entities")
print(f"{'field':58} {'here':44} calls  why")
for (field, what), calls in sorted(found.items()):
    reason = reason_of(field, what)
    print(f"{field:58} {what:44} {len(calls):5}  {reason or 'NOT EXPLAINED, e.g. ' + calls[0]}")

with checks.check("answers of a real Mastodon are compared with ours"):
    assert len(both) > 50, both
unexplained = [f"{field}: {what}" for (field, what) in found if not reason_of(field, what)]
with checks.check("every difference is explained"):
    equal(sorted(unexplained), [])
with checks.check("every explanation explains something"):
    equal(sorted(set(explained) - used), [])
print("calls compared:", ", ".join(both))
print("recorded, and not answered here:", ", ".join(sorted(set(there.objects) - set(both))))
checks.finish()
