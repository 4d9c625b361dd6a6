"""Client assertions, judged by PyJWT and by joserfc, which Authlib signs and verifies with.

Reads a list of {"assertion", "jwks", "alg", "aud", "clientId"} and gives the claims that each of the two found, or why it refused.
"""

import json
import sys

import jwt
from joserfc import jwt as jose
from joserfc.jwk import KeySet


def by_pyjwt(one):
    kid = jwt.get_unverified_header(one["assertion"])["kid"]
    key = next(key for key in jwt.PyJWKSet.from_dict(one["jwks"]).keys if key.key_id == kid)
    return jwt.decode(
        one["assertion"],
        key.key,
        algorithms=[one["alg"]],
        audience=one["aud"],
        issuer=one["clientId"],
        options={"require": ["exp", "iss", "sub", "aud", "jti"]},
    )


def by_joserfc(one):
    token = jose.decode(one["assertion"], KeySet.import_key_set(one["jwks"]), algorithms=[one["alg"]])
    who = {"essential": True, "value": one["clientId"]}
    registry = jose.JWTClaimsRegistry(iss=who, sub=who, aud={"essential": True, "value": one["aud"]})
    registry.validate(token.claims)
    return token.claims


def judge(how, one):
    try:
        return how(one)
    except Exception as error:
        return {"refused": type(error).__name__}


json.dump([{"pyjwt": judge(by_pyjwt, one), "joserfc": judge(by_joserfc, one)} for one in json.load(sys.stdin)], sys.stdout)
