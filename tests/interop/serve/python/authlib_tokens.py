"""Authlib as a client: PrivateKeyJWT with requests.

Reads {"tokenEndpoint", "clientId", "pem", "alg"?, "headers"?, "claims"?, "lifetime"?, "scope", "times"}, asks so many times,
and tells of each what came and what was sent.
"""

import json
import sys
import time

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey, RSAKey

asked = json.load(sys.stdin)
alg = asked.get("alg")
kind = ECKey if alg and alg.startswith("ES") else RSAKey


class AsSmartWants(PrivateKeyJWT):
    """Claims of its own for each assertion: those that are given once keep their `jti` and their `exp`."""

    def sign(self, auth, token_endpoint):
        self.claims = {"exp": int(time.time()) + asked["lifetime"]}
        return super().sign(auth, token_endpoint)


method = (AsSmartWants if "lifetime" in asked else PrivateKeyJWT)(
    asked["tokenEndpoint"], claims=asked.get("claims"), headers=asked.get("headers"), alg=alg
)
session = OAuth2Session(
    asked["clientId"],
    kind.import_key(asked["pem"]),
    token_endpoint_auth_method="private_key_jwt",
    scope=asked["scope"],
)
session.register_client_auth_method(method)


def ask():
    try:
        token = session.fetch_token(asked["tokenEndpoint"], grant_type="client_credentials")
        return {"token": dict(token)}
    except Exception as error:
        return {"error": getattr(error, "error", None), "says": str(error)}


json.dump([ask() for _ in range(asked.get("times", 1))], sys.stdout)
