"""Order messages from outside, checked before anything is written. Pure Python.

A message is one JSON object: :mod:`message` says what may be in it. Reading it gives either
plain values or every mistake in it, never half of each; :mod:`matching` then says which
product, unit and customer it speaks of.
"""
