"""Frame labels as files of other programs, in both directions."""
