// A web worker: one message, the outcome.
import { outcome } from "./everything.js";

outcome().then(
  (it) => postMessage(it),
  (error) => postMessage({ thrown: String(error) }),
);
