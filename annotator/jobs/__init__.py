"""Long work: the database owns its state, the broker only rings the bell."""
