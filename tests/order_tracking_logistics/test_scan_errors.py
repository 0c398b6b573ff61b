"""Mistakes mixed into picks are all caught, and right scans are never stopped."""

from . import pick_errors
from .test_scan_station import ScanCase


class TestPickErrors(ScanCase):
    def test_every_mistake_is_caught_and_nothing_else(self):
        figures = pick_errors.run(self.env, 20, share=0.6)
        self.assertEqual(set(figures.made), set(pick_errors.KINDS))
        self.assertEqual(figures.caught, figures.made)
        self.assertEqual((figures.false_alarms, figures.wrong), ([], []))
