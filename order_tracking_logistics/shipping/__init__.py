"""What parcels mean for a company: their numbers, their state, when to ask again, when to stop
asking a source, and what the orders in them learn. Pure Python."""
