"""What every app shares and nothing of their tables: ids, errors, pages, request checks."""
