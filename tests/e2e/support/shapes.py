"""Which fields JSON answers have: for each call, the types of every field and whether it is always there."""

import collections
import json
import re
from urllib.parse import urlsplit

# An object is an entity that has these keys, the first that fits.
ENTITIES = [
    ("Status", {"uri", "visibility", "media_attachments"}),
    ("CredentialAccount", {"acct", "source", "avatar"}),
    ("Account", {"acct", "avatar", "followers_count"}),
    ("StatusEdit", {"content", "spoiler_text", "created_at", "account"}),
    ("Attachment", {"preview_url", "blurhash"}),
    ("Relationship", {"followed_by", "blocking"}),
    ("Poll", {"options", "expired"}),
    ("PreviewCard", {"provider_name", "html"}),
    ("Emoji", {"shortcode", "static_url"}),
    ("Mention", {"id", "username", "acct"}),
    ("Quote", {"state", "quoted_status"}),
    ("ShallowQuote", {"state", "quoted_status_id"}),
    ("NotificationGroup", {"group_key", "notifications_count"}),
    ("Notification", {"type", "group_key", "created_at"}),
    ("Notification", {"type", "account", "created_at"}),
    ("Tag", {"name", "url", "history"}),
    ("FeaturedTag", {"name", "statuses_count"}),
    ("Filter", {"filter_action", "context"}),
    ("FilterV1", {"phrase", "whole_word"}),
    ("List", {"replies_policy", "title"}),
    ("Report", {"action_taken", "forwarded"}),
    ("Conversation", {"last_status", "unread"}),
    ("PushSubscription", {"endpoint", "alerts"}),
]

# What stands for what in a path: the rest are numbers.
NAMES = [
    (r"^/api/v1/tags/[^/]+", "/api/v1/tags/{name}"),
    (r"^/api/v1/timelines/tag/[^/]+", "/api/v1/timelines/tag/{name}"),
    (r"/reactions/[^/]+$", "/reactions/{name}"),
    (r"^/api/v2/notifications/(?!policy|unread_count|clear)[^/]+", "/api/v2/notifications/{key}"),
    (r"^/@[^/]+", "/@{name}"),
    (r"/\d+(?=/|$)", "/{id}"),
]


def call_of(method, url):
    """`GET /api/v1/accounts/{id}` for a request."""
    path = urlsplit(url).path
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return f"{method} {path.rstrip('/') or '/'}"


def entity_of(value, where):
    return next((name for name, keys in ENTITIES if keys <= value.keys()), where)


def type_of(value):
    if value is None:
        return "null"
    for kind, name in ((bool, "boolean"), ((int, float), "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"


class Shapes:
    """`fields[call][field]`, a field being `Entity.key`: its types; `objects[call][entity]`: how many were seen."""

    def __init__(self):
        self.fields = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
        self.objects = collections.defaultdict(collections.Counter)

    def add(self, method, url, status, text):
        if not 200 <= status < 300 or not text:
            return
        try:
            answer = json.loads(text)
        except ValueError:
            return
        call = call_of(method, url)
        self._walk(call, call.split(" ")[1], answer)

    def _walk(self, call, where, value):
        if isinstance(value, list):
            for item in value:
                self._walk(call, where, item)
        elif isinstance(value, dict):
            entity = entity_of(value, where)
            self.objects[call][entity] += 1
            for key, member in value.items():
                field = f"{entity}.{key}"
                self.fields[call][field][type_of(member)] += 1
                self._walk(call, field, member)


def differences(there, here):
    """Where `here` differs from `there`, as {(field, what): [calls]}, over the calls that both know."""
    found = collections.defaultdict(list)
    for call, fields in there.fields.items():
        if call not in here.fields and call not in here.objects:
            continue
        for field, types in fields.items():
            entity = field.rpartition(".")[0]
            parents = here.objects[call][entity]
            if not parents:
                continue
            ours = here.fields[call].get(field)
            if ours is None:
                always = sum(types.values()) == there.objects[call][entity]
                found[field, "absent" if always else "absent (there: at times)"].append(call)
                continue
            if sum(types.values()) == there.objects[call][entity] and sum(ours.values()) < parents:
                found[field, "absent at times"].append(call)
            if "null" in ours and "null" not in types:
                found[field, f"null (there: {' or '.join(sorted(types))})"].append(call)
            known, seen = set(types) - {"null"}, set(ours) - {"null"}
            if known and not seen <= known:
                found[field, f"{' or '.join(sorted(seen))} (there: {' or '.join(sorted(types))})"].append(call)
    return found
