// The private half of a key, wherever it lies: in the wasm, with WebCrypto, or at somebody else's. Signed with, never shown.
import { named, wrong } from "./arguments.js";
import { call, CountersignError } from "./errors.js";
import { noWebCrypto } from "./engines/check.js";
import { nodeCrypto, privateKeyForNode, signWithNode } from "./engines/node.js";
import { ready } from "./module.js";
import { algOf, importPrivate, sign, subtle } from "#webcrypto";

/** In the wasm's memory. Other engines get a copy of their own when they first sign, which they do not give out again. */
export class HeldSecret {
  #held;
  #copies = new Map();

  constructor(held) {
    this.#held = held;
  }

  async sign(engine, alg, input) {
    if (engine === "auto" && nodeCrypto() !== undefined) {
      return signWithNode(this.#copy("node", privateKeyForNode), alg, input);
    }
    if (engine !== "rust" && subtle() !== undefined) {
      return sign(await this.#copy(alg, (der) => importPrivate(der, alg, false)), alg, input);
    }
    if (engine === "webcrypto") throw noWebCrypto();
    return call(() => this.#held.sign(alg, input));
  }

  async pkcs8() {
    return call(() => this.#held.exportPkcs8Pem());
  }

  async jwk(kid, alg) {
    return JSON.parse(call(() => this.#held.exportJwk(kid, alg)));
  }

  #copy(name, make) {
    if (!this.#copies.has(name)) {
      const der = call(() => this.#held.exportPkcs8Der());
      const copy = make(der);
      // WebCrypto has taken its own copy of the octets before it returned.
      der.fill(0);
      this.#copies.set(name, copy);
    }
    return this.#copies.get(name);
  }
}

/** A CryptoKey. One that may not be exported signs under its own algorithm, with WebCrypto. */
export class CryptoSecret {
  #key;
  #exported;

  constructor(key) {
    this.#key = key;
  }

  async sign(engine, alg, input) {
    if (engine !== "rust" && alg === algOf(this.#key.algorithm)) return sign(this.#key, alg, input);
    const says = `this CryptoKey signs ${algOf(this.#key.algorithm)} alone, with WebCrypto, and may not be exported`;
    return (await this.#elsewhere(says)).sign(engine, alg, input);
  }

  async pkcs8() {
    return (await this.#elsewhere("this CryptoKey was made not to be exported")).pkcs8();
  }

  async jwk(kid, alg) {
    return (await this.#elsewhere("this CryptoKey was made not to be exported")).jwk(kid, alg);
  }

  #elsewhere(says) {
    if (!this.#key.extractable) throw new CountersignError("not-extractable", says, { argument: "key" });
    this.#exported ??= subtle()
      .exportKey("pkcs8", this.#key)
      .then((der) => {
        const octets = new Uint8Array(der);
        const held = call(() => ready().PrivateKey.read(octets));
        octets.fill(0);
        return new HeldSecret(held);
      });
    return this.#exported;
  }
}

/** A signer elsewhere: a KMS, an HSM, a file. */
export class OutsideSecret {
  #signer;

  constructor(signer) {
    this.#signer = signer;
  }

  async sign(engine, alg, input) {
    if (alg !== this.#signer.alg) throw wrong("alg", `this signer makes ${this.#signer.alg}, not ${alg}`);
    const signature = await this.#signer.sign(input);
    if (!(signature instanceof Uint8Array)) {
      throw wrong("key", `sign(bytes) is to give a Uint8Array (R and S side by side for ECDSA), got ${named(signature)}`);
    }
    return signature;
  }

  async pkcs8() {
    throw new CountersignError("not-extractable", "the key of an external signer is not here to be exported", { argument: "key" });
  }

  jwk() {
    return this.pkcs8();
  }
}
