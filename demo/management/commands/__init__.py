"""Commands of the demo study."""
