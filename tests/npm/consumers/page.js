// A page: its outcome waits in a global for the test, with what else the test may ask of it.
import { generateKey } from "countersign";
import { outcome } from "./everything.js";

outcome().then(
  (it) => (globalThis.outcome = it),
  (error) => (globalThis.outcome = { thrown: String(error) }),
);

/** The Rust engine makes an RSA key in a Worker of the package's own, where it can start one. */
globalThis.makeRsa = async () => {
  const { kind } = await generateKey({ alg: "RS384", engine: "rust", signal: AbortSignal.timeout(20_000) });
  return kind;
};

/** What a worker of the page comes to. Bundlers look for just this form. */
globalThis.besides = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
