"""How fast tickets are signed blindly and recognised, and ballots are judged, on one core.

Peers: signing with Python's own `pow`, and with OpenSSL through `cryptography`, which signs what
it has read itself and offers no blind signing; the last is a bound, not an alternative.
"""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA384

from mingcha.core.ballot import Cast, Group, Paper, accept
from mingcha.core.blindrsa import KeyPair, blind, finalise, prepare, sign_blinded, verify
from mingcha.core.ticket import Drawn, code_of, ticket_digest
from mingcha.polls.keys import make_group_key

TICKETS, BALLOTS = 200, 2_000
TARGET_SIGNED, TARGET_JUDGED_US = 1_000, 15.0


def measure() -> dict[str, Any]:
    """Sign, recognise and judge; the best of many short rounds: a core that nobody else uses."""
    key = make_group_key()
    blinded = [secrets.randbelow(key.n).to_bytes(key.length, "big") for _ in range(TICKETS)]
    signed = _per_second(lambda one: sign_blinded(key, one), blinded)
    judged_us = 1e6 / _judged()
    return {
        "what": "tickets signed blindly with 2048 bits, each checked; ballots of 84 marks judged",
        "signed_per_second": round(signed),
        "target_signed": TARGET_SIGNED,
        "met_signed": signed >= TARGET_SIGNED,
        "peer_python_pow_per_second": round(
            _per_second(lambda one: _plain(key, one), blinded[:40])
        ),
        "peer_openssl_pss_per_second": round(_openssl(key)),
        "recognised_per_second": round(_recognised(key)),
        "judged_microseconds": round(judged_us, 1),
        "target_judged_microseconds": TARGET_JUDGED_US,
        "met_judged": judged_us <= TARGET_JUDGED_US,
    }


def _per_second(act: Callable[[Any], Any], things: Iterable[Any]) -> float:
    many = list(things)
    size = max(1, len(many) // 10)
    best = float("inf")
    for begin in [*range(0, len(many), size)] * 6:
        part = many[begin : begin + size]
        since = perf_counter()
        for thing in part:
            act(thing)
        best = min(best, (perf_counter() - since) / len(part))
    return 1 / best


def _plain(key: KeyPair, blinded: bytes) -> int:
    number, p, q = int.from_bytes(blinded, "big"), key.p, key.q
    by_p = pow(number, pow(key.e, -1, p - 1), p)
    by_q = pow(number, pow(key.e, -1, q - 1), q)
    return by_q + q * ((by_p - by_q) * pow(q, -1, p) % p)


def _openssl(key: KeyPair) -> float:
    d = pow(key.e, -1, (key.p - 1) * (key.q - 1))
    halves = (d % (key.p - 1), d % (key.q - 1), pow(key.q, -1, key.p))
    public = rsa.RSAPublicNumbers(key.e, key.n)
    private = rsa.RSAPrivateNumbers(key.p, key.q, d, *halves, public).private_key()
    pss, sha = PSS(MGF1(SHA384()), 48), SHA384()
    return _per_second(lambda one: private.sign(one, pss, sha), [b"ticket"] * TICKETS)


def _recognised(key: KeyPair) -> float:
    prepared = prepare(b"ticket", secrets.token_bytes(32))
    hidden = blind(key.n, prepared, salt=secrets.token_bytes(48), chance=secrets.randbelow(key.n))
    signature = finalise(key.n, prepared, sign_blinded(key, hidden.message), hidden.inverse)
    return _per_second(lambda one: verify(key.n, prepared, one), [signature] * 2_000)


def _judged() -> float:
    organs = tuple(f"MZ{n:03}" for n in range(84))
    groups = tuple(map(Group, ("deputy", "cppcc", "supervisor", "enterprise", "citizen")))
    paper = Paper(secrets.token_hex(16), organs, ("conduct",), 5, groups)
    codes = [code_of(secrets.token_bytes(15)) for _ in range(BALLOTS)]
    known = {ticket_digest(paper.poll, code): "citizen" for code in codes}
    casts = [Cast(Drawn(code), _marks(), secrets.token_bytes(16)) for code in codes]
    return _per_second(
        lambda cast: accept(paper, cast, group_of=known.get, genuine=lambda *_: False), casts
    )


def _marks() -> str:
    return "".join(secrets.choice("12345un-") for _ in range(84))


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    seen = measure()
    if parser.parse_args().json:
        print(json.dumps(seen, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in seen.items()))


if __name__ == "__main__":
    main()
