// Three threads at once, each with its own copy of the package.
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { outcome } from "./everything.js";

const one = () =>
  new Promise((resolve, reject) => new Worker(new URL(import.meta.url)).once("message", resolve).once("error", reject));

if (isMainThread) {
  Promise.all([one(), one(), one()]).then((all) => console.log(JSON.stringify(all)));
} else {
  outcome().then((it) => parentPort.postMessage(it));
}
