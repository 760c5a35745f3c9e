"""Who moves: a case is one applicant with dependants, and carries a whole number of people."""
