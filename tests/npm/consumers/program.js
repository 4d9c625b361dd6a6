// Node, Deno, Bun and whatever bundlers make for them: the outcome is the last line printed.
import { outcome } from "./everything.js";

outcome().then((it) => console.log(JSON.stringify(it)));
