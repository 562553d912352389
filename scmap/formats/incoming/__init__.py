"""Files from outside: recognised, decoded and located with proof, record by record."""
