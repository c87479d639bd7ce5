"""Commands that bring scales in."""
