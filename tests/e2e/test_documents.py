"""The documents at the root and in `deploy/`: their links lead somewhere, and the commands they name exist."""

import re

from support import processes
from support.checks import Checks, equal
from support.units import MEENT, ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md")])

checks = Checks("documents")

for document in DOCUMENTS:
    text = document.read_text()
    with checks.check(f"{document.relative_to(ROOT)}: links"):
        links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        local = [link for link in links if not re.match(r"\w+:", link)]
        equal([link for link in local if not (document.parent / link).exists()], [], "links that lead nowhere")

with checks.check("every `meent` command that the documents name"):
    named = set()
    for document in DOCUMENTS:
        code = re.findall(r"`([^`\n]+)`|^    (.+)$", document.read_text(), re.M)
        for line in (one or other for one, other in code):
            # Up to two words after the program's name: a command and its subcommand.
            named |= set(re.findall(r"(?:^|[ /])meent ((?:user|peer|token|search|emoji) [a-z-]+|[a-z]+)\b", line))
    assert len(named) > 3, named
    unknown = [
        words for words in sorted(named) if processes.run([MEENT, *words.split(), "--help"]).returncode != 0
    ]  # fmt: skip
    equal(unknown, [], "unknown commands")

checks.finish()
