"""Secrets in addresses are hidden in logs."""

import logging

import accesslog

ADDRESS = "/logistics/push/easypost/SxugRXwDBaZo-bjdLobxtgIVd"
HIDDEN = "/logistics/push/easypost/***"
PAGE = "/my/orders/7/tracking?access_token="
accesslog.hide(r"(/logistics/push/[^/\s?]*/)[^\s?\"']+")  # as the add-on with pushes does


def test_the_token_is_hidden_wherever_it_stands():
    for before, after in (
        (ADDRESS, HIDDEN),
        (f"POST {ADDRESS} HTTP/1.1", f"POST {HIDDEN} HTTP/1.1"),
        (f"https://shop.example{ADDRESS}?x=1", f"https://shop.example{HIDDEN}?x=1"),
        (f'"{ADDRESS}"', f'"{HIDDEN}"'),
        ("/logistics/push/easypost", "/logistics/push/easypost"),
        ("/web/login", "/web/login"),
        (f"GET {PAGE}aB-_9.x&lang=en_US HTTP/1.1", f"GET {PAGE}***&lang=en_US HTTP/1.1"),
        (f"GET {PAGE}aB%2D9 HTTP/1.1", f"GET {PAGE}*** HTTP/1.1"),
        ("/feedback/unsubscribe?lang=x&token=voice.9", "/feedback/unsubscribe?lang=x&token=***"),
        ("/receipt/0123456789abcdef0?c=1", "/receipt/***?c=1"),
        ("/my/orders/7/receipt/2", "/my/orders/7/receipt/2"),
        (200, 200),
    ):
        assert accesslog.masked(before) == after


def test_a_log_line_is_masked_and_the_filter_is_there_once(caplog):
    accesslog.install()
    accesslog.install()
    logger = logging.getLogger("werkzeug")
    assert len([f for f in logger.filters if isinstance(f, accesslog.HideTokens)]) == 1
    with caplog.at_level(logging.INFO, "werkzeug"):
        logger.info('127.0.0.1 "%s" %s %s', f"POST {ADDRESS} HTTP/1.1", "200", "-")
    assert HIDDEN in caplog.text and ADDRESS not in caplog.text
