// RSA keys without WebCrypto: a Worker makes them where there is one, else the calling thread, a few milliseconds at a time.
import { call, asError } from "./errors.js";
import { module, ready } from "./module.js";
import { version } from "./version.js";

/** Gives the wasm's key. `signal` ends the search; `onProgress` hears how far it is. */
export async function generateRsa(kind, onProgress, signal) {
  const worker = startWorker();
  if (worker === undefined) return here(kind, onProgress, signal);
  try {
    const pkcs8 = await there(worker, kind, onProgress, signal);
    const held = call(() => ready().PrivateKey.read(pkcs8));
    pkcs8.fill(0);
    return held;
  } catch (error) {
    if (error !== NOT_STARTED) throw error;
    return here(kind, onProgress, signal);
  } finally {
    worker.terminate();
  }
}

/** How long a Worker may take to start, in milliseconds. */
const PATIENCE = 5000;

const NOT_STARTED = new Error("the Worker did not start");

function startWorker() {
  if (typeof Worker !== "function") return undefined;
  try {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch {
    return undefined;
  }
}

function there(worker, kind, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const settle = (how) => (value) => {
      clearTimeout(waiting);
      signal?.removeEventListener("abort", stop);
      how(value);
    };
    // A bundler may have left another's worker.js at that address.
    const waiting = setTimeout(() => settle(reject)(NOT_STARTED), PATIENCE);
    worker.onerror = (event) => {
      event.preventDefault?.();
      settle(reject)(NOT_STARTED);
    };
    worker.onmessage = ({ data }) => {
      if (data.ready === version) {
        clearTimeout(waiting);
        worker.postMessage({ module: module(), kind });
      } else if (data.progress) onProgress?.(data.progress);
      else if (data.failed) settle(reject)(asError(data.failed));
      else settle(resolve)(data.pkcs8);
    };
  });
}

async function here(kind, onProgress, signal) {
  const generation = call(() => new (ready().KeyGeneration)(kind));
  try {
    for (;;) {
      const key = call(() => generation.advance());
      onProgress?.(JSON.parse(generation.progress));
      if (key !== undefined) return key;
      await aTurn();
      signal?.throwIfAborted();
    }
  } finally {
    generation.free();
  }
}

/** Lets others run. A timer would wait for milliseconds each time. */
function aTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
