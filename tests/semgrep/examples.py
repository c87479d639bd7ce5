# ruff: noqa  (every line is wrong on purpose: that is what the rules are there to find)
# mypy: ignore-errors
"""What each rule is there to find, one line each; never run. The comment names the rule."""

import pickle  # nothing-is-unpickled
import urllib.request  # nothing-is-fetched

numpy.load("x.npy", allow_pickle=True)  # nothing-is-unpickled
mark_safe(name)  # nothing-is-marked-safe
subprocess.run(name, shell=True)  # no-shell
Video.objects.get(pk=video_id)  # rows-are-asked-as-somebody
rows.filter(**request.query_params)  # filters-have-names
seconds = index / fps  # a-frame-is-not-its-number-over-a-rate
cv2.imwrite("x.png", picture)  # what-is-written-is-checked
lease_until = time.time() + 45  # leases-go-by-the-database-s-clock
