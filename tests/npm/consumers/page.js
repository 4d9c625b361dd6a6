// A page: its outcome waits in a global for the test.
import { outcome } from "./everything.js";

outcome().then(
  (it) => (globalThis.outcome = it),
  (error) => (globalThis.outcome = { thrown: String(error) }),
);
