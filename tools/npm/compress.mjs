// Lays every file that gains by it beside itself under brotli and gzip, as static hosts send them: `node compress.mjs FOLDER`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const forms = {
  ".br": (octets) => brotliCompressSync(octets, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ".gz": (octets) => gzipSync(octets, { level: 9 }),
};
const files = readdirSync(process.argv[2], { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
for (const entry of files) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const octets = readFileSync(path);
  for (const [ending, compress] of Object.entries(forms)) {
    const small = compress(octets);
    if (small.length < octets.length) writeFileSync(path + ending, small);
  }
}
