// What a Content Security Policy calls each file's text: `node hash.mjs FILE…`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const named = process.argv.slice(2).map((file) => `'sha256-${createHash("sha256").update(readFileSync(file)).digest("base64")}'`);
process.stdout.write(JSON.stringify(named));
