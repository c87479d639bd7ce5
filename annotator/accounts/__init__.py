"""People who sign in: sessions, second factor, invitations, named expiring API tokens."""
