"""Whether a library of COSE and CWT takes entries under keys: one JSON line in, one word out.

    {"entry": HEX, "key": HEX, "kid": HEX}  ->  the payload's length, or "refused"
"""

import json
import sys

from cwt import COSE, COSEKey

# RFC 9053 and RFC 9864: an octet key pair on Ed25519, for the algorithm Ed25519 alone.
KTY, KID, ALG, CRV, X = 1, 2, 3, -1, -2
OKP, ED25519, CURVE = 1, -19, 6

for line in sys.stdin:
    asked = json.loads(line)
    kid, x = (bytes.fromhex(asked[field]) for field in ("kid", "key"))
    key = COSEKey.new({KTY: OKP, KID: kid, ALG: ED25519, CRV: CURVE, X: x})
    try:
        payload = COSE.new().decode(bytes.fromhex(asked["entry"]), key)
        print(len(payload), flush=True)
    except Exception:
        print("refused", flush=True)
