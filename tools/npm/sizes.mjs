// The size of every file under a folder, as it lies there and under brotli: `node sizes.mjs FOLDER`. What lies beside a file
// compressed (`compress.mjs`) is the same file.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name));
const rows = files.map((entry) => {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const octets = readFileSync(path);
  return [path.slice(folder.length).replace(/^[\\/]/, "").replaceAll("\\", "/"), octets.length, brotliCompressSync(octets, best).length];
});
rows.sort((a, b) => b[2] - a[2] || a[0].localeCompare(b[0]));
process.stdout.write(JSON.stringify(rows));
