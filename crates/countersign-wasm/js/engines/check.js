// Who checks signatures: the host's own cryptography, where it has some, is faster than any wasm.
import { CountersignError } from "../errors.js";
import { nodeCrypto, verifyWithNode, publicKeyForNode } from "./node.js";
import { importPublic, subtle, verify } from "#webcrypto";

export const ENGINES = ["auto", "webcrypto", "rust"];

/** The checker of an engine, for the keys of one set; nothing where the wasm does it itself. */
export function checkerOf(engine, jwkOf) {
  if (engine === "rust") return undefined;
  if (engine === "auto" && nodeCrypto() !== undefined) return new NodeChecker(jwkOf);
  if (subtle() !== undefined) return new WebCryptoChecker(jwkOf, engine === "auto");
  if (engine === "auto") return undefined;
  throw noWebCrypto();
}

export function noWebCrypto() {
  const says = 'there is no WebCrypto here (a page on plain http has none); use the engine "auto" or "rust"';
  return new CountersignError("engine-unavailable", says, { argument: "engine" });
}

class NodeChecker {
  #keys = new Map();

  constructor(jwkOf) {
    this.jwkOf = jwkOf;
  }

  check(entry, alg, input, signature) {
    let key = this.#keys.get(entry);
    if (key === undefined) this.#keys.set(entry, (key = publicKeyForNode(this.jwkOf(entry))));
    // A build of OpenSSL may lack something: nothing said, the wasm decides.
    return key === null ? undefined : verifyWithNode(key, alg, input, signature);
  }
}

class WebCryptoChecker {
  #keys = new Map();

  constructor(jwkOf, yields) {
    this.jwkOf = jwkOf;
    this.yields = yields;
  }

  checkLater(entry, alg, input, signature) {
    const name = `${entry} ${alg}`;
    const key = this.#keys.get(name);
    if (key !== undefined && !(key instanceof Promise)) return verify(key, alg, input, signature);
    // What is given is good until this returns.
    return this.#first(name, entry, alg, input.slice(), signature.slice());
  }

  async #first(name, entry, alg, input, signature) {
    try {
      if (!this.#keys.has(name)) this.#keys.set(name, importPublic(this.jwkOf(entry), alg));
      const key = await this.#keys.get(name);
      this.#keys.set(name, key);
      return await verify(key, alg, input, signature);
    } catch (error) {
      this.#keys.delete(name);
      if (this.yields) return undefined;
      throw new CountersignError("engine-failed", `WebCrypto cannot check ${alg} with this key: ${error.message}`, { cause: error });
    }
  }
}
