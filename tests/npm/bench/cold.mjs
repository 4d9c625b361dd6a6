// One process, one start: `node cold.mjs FILE NAME` with the material on stdin.
import { text } from "node:stream/consumers";
import { startCold } from "./measure.mjs";

const [file, name] = process.argv.slice(2);
console.log(await startCold(file, name, JSON.parse(await text(process.stdin))));
