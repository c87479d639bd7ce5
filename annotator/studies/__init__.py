"""Studies, their members, infants under a pseudonym, consent and protocol."""
