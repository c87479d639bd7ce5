"""The report of a study: methods, numbers and figures, each with the hashes it comes from."""
