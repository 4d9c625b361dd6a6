// Makes one RSA key, off the thread that asked.
import * as glue from "#glue";
import { version } from "./version.js";

self.onmessage = ({ data: { module, kind } }) => {
  try {
    glue.initSync({ module });
    const pkcs8 = made(new glue.KeyGeneration(kind));
    self.postMessage({ pkcs8 }, [pkcs8.buffer]);
  } catch (thrown) {
    self.postMessage({ failed: typeof thrown === "string" ? thrown : JSON.stringify({ code: "internal", message: String(thrown) }) });
  }
};

// A message before this one would have been lost.
self.postMessage({ ready: version });

function made(generation) {
  for (;;) {
    const key = generation.advance();
    self.postMessage({ progress: JSON.parse(generation.progress) });
    if (key !== undefined) return key.exportPkcs8Der();
  }
}
