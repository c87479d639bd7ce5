"""Frame labels: who looks at which frame, what they say of it, and what the protocol says by rule."""
