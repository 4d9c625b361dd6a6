"""Keys, as cryptography and PyJWT read them.

Reads a list of {"pem"} or {"jwk"}, private each, and gives the public half of each as SubjectPublicKeyInfo in base64.
"""

import base64
import json
import sys

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


def read(one):
    if "pem" in one:
        return load_pem_private_key(one["pem"].encode(), password=None)
    return jwt.PyJWK(one["jwk"]).key


def spki(key):
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


json.dump([spki(read(one)) for one in json.load(sys.stdin)], sys.stdout)
