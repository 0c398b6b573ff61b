"""Clients that misbehave below HTTP: headers without end, bodies that drip, lengths that lie."""

import contextlib
import gzip
import socket

import pytest

from .site import SECONDS

LARGE = 10_000_000  # bytes of headers
GROWTH = 120_000_000  # bytes that the server may hold more after them
SLOW = 12  # clients that begin and do not go on
PUSH = "/logistics/push/easypost/"


@contextlib.contextmanager
def connected(site):
    with socket.create_connection(("127.0.0.1", site.server.port), SECONDS) as line:
        yield line


def raw(site, *parts):
    """What comes back for these bytes; empty when the server hung up."""
    with connected(site) as line:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                line.sendall(part)
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            return line.recv(65536)
    return b""


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def answers(site):
    return site.ask("GET", "/track").status == 200


def push(site, code="easypost"):
    token = next(token for name, token, _secret in site.known["connectors"] if name == code)
    return f"/logistics/push/{code}/{token}"


@pytest.mark.parametrize(
    "head",
    [
        b"X: " + b"a" * LARGE,
        b"\r\n".join(b"X-%d: a" % number for number in range(LARGE // 100)),
        b"Cookie: session_id=" + b"a" * LARGE,
    ],
    ids=["one", "many", "cookie"],
)
def test_ten_megabytes_of_headers_are_refused(site, head):
    held = site.memory()
    got = raw(site, b"GET /track HTTP/1.1\r\nHost: x\r\n", head, b"\r\n\r\n")
    assert status(got) in (0, 400, 431)
    assert site.memory() - held < GROWTH
    assert answers(site)


def test_an_address_without_end_is_refused(site):
    got = raw(site, b"GET /track?number=", b"a" * LARGE, b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert status(got) in (0, 400, 414)
    assert answers(site)


def test_others_are_served_while_clients_drip(site):
    """Half a request each: head, form, and the body of a push. Nothing of them is stored."""
    before = site.state()
    beginnings = (
        b"GET /track HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /track HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\nContent-Type: "
        b"application/x-www-form-urlencoded\r\n\r\nnumber=S0",
        f"POST {push(site)} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n{{".encode(),
    )
    with contextlib.ExitStack() as clients:
        lines = [clients.enter_context(connected(site)) for _ in range(SLOW)]
        for turn, line in enumerate(lines):
            line.sendall(beginnings[turn % len(beginnings)])
        assert answers(site) and answers(site)
        for line in lines:
            line.sendall(b"a")
        assert answers(site)
    assert answers(site)
    assert site.state() == before


@pytest.mark.parametrize("announced", [True, False])
def test_what_is_too_long_is_refused_before_it_is_stored(site, announced):
    before, held = site.state(), site.memory()
    for path, size in ((push(site), 3_000_000), ("/track", 3_000_000)):
        if announced:
            length = f"Content-Length: {100 * size}".encode()
            got = raw(site, f"POST {path} HTTP/1.1\r\nHost: x\r\n".encode(), length, b"\r\n\r\n{")
        else:
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
            got = raw(site, head.encode(), *[chunk] * (size // 0x10000), b"0\r\n\r\n")
        assert status(got) in (0, 400, 411, 413, 415, 422), got[:200]
    assert site.memory() - held < GROWTH
    assert site.state() == before


@pytest.mark.parametrize("length", [b"-1", b"abc", b"0x10", b"1e9", b"99999999999999999999"])
def test_lengths_that_lie(site, length):
    head = f"POST {push(site)} HTTP/1.1\r\nHost: x\r\nContent-Length: ".encode()
    got = raw(site, head + length + b"\r\n\r\n{}")
    assert status(got) < 500
    assert answers(site)


def test_what_is_packed_is_not_unpacked(site):
    """A small body that would be 500 MB."""
    before, held = site.state(), site.memory()
    bomb = gzip.compress(b"0" * 50_000_000)
    for code, _token, _secret in site.known["connectors"]:
        got = site.ask("POST", push(site, code), bomb, [("Content-Encoding", "gzip")])
        assert got.status in (404, 415)
    got = site.ask("POST", push(site), bomb)
    assert got.status == 401
    assert site.memory() - held < GROWTH
    assert site.state() == before
