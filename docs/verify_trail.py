"""Check the trail of a matter: python3 verify_trail.py FILE-OR-ADDRESS  (needs nothing but Python).

Every step of a matter is an entry; each entry's hash covers its content and the hash before it. Whoever changes, removes or inserts
one entry must change every later hash, and then the published root of the day no longer fits.
"""

import hashlib
import json
import sys
import urllib.request
from pathlib import Path


def problems(trail):
    """Everything that does not hold, in words; an empty list for a trail that is what was written."""
    found, previous, hashes = [], "", {}
    for place, one in enumerate(trail["entries"], start=1):
        if one["seq"] != place:
            found.append(f"entry {place} is missing: the next one is {one['seq']}")
        if one["previous"] != previous:
            found.append(f"entry {one['seq']} does not continue the one before it")
        if not one.get("sealed"):
            body = {name: one[name] for name in ("id", "verb", "actor", "at", "reason", "data", "site", "public", "previous")}
            body["subject"] = [*trail["subject"], one["seq"]]
            text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            if hashlib.sha256(text.encode()).hexdigest() != one["hash"]:
                found.append(f"entry {one['seq']} ({one['verb']}, {one['at']}) is not what was written")
        previous = hashes[one["seq"]] = one["hash"]
    if (len(hashes), previous) != (trail["head"]["seq"], trail["head"]["hash"]):
        found.append("the end is not the end that was kept: entries were cut off or added")
    for root in trail["roots"]:
        if hashes.get(root["seq"]) != root["hash"]:
            found.append(f"entry {root['seq']} is not the one under the root of {root['day']}")
    return found


if __name__ == "__main__":
    source = sys.argv[1]
    if source.startswith(("https://", "http://")):
        with urllib.request.urlopen(source) as answer:  # noqa: S310
            given = json.load(answer)
    else:
        given = json.loads(Path(source).read_text(encoding="utf-8"))
    wrong = problems(given)
    print("\n".join(wrong) or f"{given['number']}: {len(given['entries'])} entries, all as they were written.")
    print("\n".join(f"Compare with the page of roots: {one['day']} {one['root']}" for one in given["roots"][-1:]))
    sys.exit(1 if wrong else 0)
