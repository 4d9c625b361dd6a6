// A service worker answers each message with the outcome.
import { outcome } from "./everything.js";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) =>
  event.waitUntil(
    outcome().then(
      (it) => event.ports[0].postMessage(it),
      (error) => event.ports[0].postMessage({ thrown: String(error) }),
    ),
  ),
);
