//! What `js/webcrypto.js` exports: the package's JavaScript uses the same.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/js/webcrypto.js")]
unsafe extern "C" {
    /// A key in the host's keeping.
    #[derive(Clone, Debug)]
    pub(crate) type CryptoKey;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn extractable(this: &CryptoKey) -> bool;

    /// A pair as `generateKey` gives it.
    pub(crate) type CryptoKeyPair;

    #[wasm_bindgen(method, getter, js_name = privateKey)]
    pub(crate) fn private_key(this: &CryptoKeyPair) -> CryptoKey;

    #[wasm_bindgen(method, getter, js_name = publicKey)]
    pub(crate) fn public_key(this: &CryptoKeyPair) -> CryptoKey;

    #[wasm_bindgen(js_name = isThere)]
    pub(crate) fn is_there() -> bool;

    #[wasm_bindgen(catch)]
    pub(crate) fn generate(alg: &str, bits: usize, extractable: bool) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = exportSpki)]
    pub(crate) fn export_spki(key: &CryptoKey) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = importPrivate)]
    pub(crate) fn import_private(
        pkcs8: Uint8Array,
        alg: &str,
        extractable: bool,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = importSpki)]
    pub(crate) fn import_spki(spki: Uint8Array, alg: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch)]
    pub(crate) fn sign(key: &CryptoKey, alg: &str, input: Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch)]
    pub(crate) fn verify(
        key: &CryptoKey,
        alg: &str,
        input: Uint8Array,
        signature: Uint8Array,
    ) -> Result<Promise, JsValue>;
}
