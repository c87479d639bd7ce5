"""Tests against a real server: several processes, real signals, a real browser."""
