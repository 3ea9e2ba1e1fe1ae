"""How updates come in: fetched or delivered, read one by one, whatever the network does."""
