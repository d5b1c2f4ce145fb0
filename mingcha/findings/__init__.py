"""What was found, fed back, answered and confirmed; the one way into an order."""
