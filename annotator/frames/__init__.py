"""Frames drawn from videos as the protocol says: the plan, its dry run, the pictures."""
