"""A plugin of pytest: writes down every HTTP exchange of the tests, a JSON object a line, in the file E2E_RECORDING."""

import email.utils
import json
import os
import time

import requests

_send = requests.adapters.HTTPAdapter.send


def is_live(answer):
    """What a test takes from an old recording has an old date."""
    date = email.utils.parsedate_to_datetime(answer.headers["Date"]) if "Date" in answer.headers else None
    return date is not None and abs(time.time() - date.timestamp()) < 60


def send(self, request, stream=False, **options):
    answer = _send(self, request, stream=stream, **options)
    if not is_live(answer):
        return answer
    kind = answer.headers.get("Content-Type", "")
    body = request.body if isinstance(request.body, str) else None
    entry = {
        "test": os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0],
        "method": request.method,
        "url": request.url,
        "body": body,
        "status": answer.status_code,
        # A stream has no end that could be waited for.
        "answer": answer.text if "json" in kind else None,
    }
    with open(os.environ["E2E_RECORDING"], "a", encoding="utf-8") as record:
        record.write(json.dumps(entry) + "\n")
    return answer


requests.adapters.HTTPAdapter.send = send
