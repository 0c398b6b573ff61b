"""Rules that find what is wrong with an order. Pure Python, plain values in, findings out."""
