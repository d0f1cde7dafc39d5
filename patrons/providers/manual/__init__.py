"""Bank transfers: the giver's bank moves the money, and a member of staff says that it came."""
