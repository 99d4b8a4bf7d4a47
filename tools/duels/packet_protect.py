# SPDX-License-Identifier: Apache-2.0
"""The duels of packet_protect: OpenSSL's EVP by itself, on the same bytes, one thread."""
from duels.bench import Duel, debian_package

CIPHERS = {"aes_128_gcm": "AES-128-GCM", "chacha20_poly1305": "ChaCha20-Poly1305"}
WHAT = {"bare": "sealed, headers not masked", "masked": "sealed, each header masked by a call of EVP"}


def against_evp(bench, cipher, what):
    version = debian_package("libssl-dev")
    axes = [f"cipher={cipher}"]  # 256 packets of 1,200 bytes
    folder = bench.problem("packet_protect", axes)
    return Duel(f"packet_protect {cipher} {what}", bench.ours("packet_protect", [*axes, "workers=1"], "batches"),
                bench.driver_side("OpenSSL " + version, f"{CIPHERS[cipher]} by EVP, contexts kept; {WHAT[what]}",
                                  bench.driver("evp_packets", "-lcrypto"), what, cipher, folder))


def duels(options):
    for cipher in CIPHERS:
        for what in WHAT:
            yield "packet_protect", 1, lambda b, t, cipher=cipher, what=what: against_evp(b, cipher, what)
