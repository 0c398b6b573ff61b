"""A small corpus of clean and mistaken orders; the command beside the generator has a large one."""

import sys
from pathlib import Path

from odoo.tests import TransactionCase

sys.path.append(str(Path(__file__).parents[1] / "verification_corpus"))

import corpus  # noqa: E402

SEED, CLEAN, EACH, GOODS = 11, 200, 7, 150


class TestVerificationCorpus(TransactionCase):
    def test_mistakes_are_found_and_clean_orders_pass(self):
        world, cases = corpus.make(SEED, CLEAN, EACH, GOODS)
        outcome = corpus.check(self.env, world, cases)
        corpus.report(outcome)  # pytest shows it when something is not as it should be
        self.assertEqual(outcome.clean, CLEAN)
        self.assertGreaterEqual(outcome.found(advice=False), 0.97)
        self.assertGreaterEqual(outcome.found(advice=True), 0.97)
        # one order in two hundred is half a percent: two are what the goal of 1 % allows
        self.assertLessEqual(outcome.stopped_clean, 2, outcome.reasons)
