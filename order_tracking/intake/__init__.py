"""Order messages from outside, checked before anything is written. Pure Python."""
