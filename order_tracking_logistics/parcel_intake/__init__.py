"""Parcels that other systems and files tell of: read in whole or refused, before anything is
written. :mod:`message` says what may be in one, :mod:`table` how files hold them, and
:mod:`matching` which of our deliveries, orders and products it speaks of.
"""
