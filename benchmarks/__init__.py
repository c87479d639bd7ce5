"""One file per question; each prints a table, writes results/<name>.json and exits 1 when a promise is broken."""
