// A static site on the loopback address for one page: the peers bundled, the package as it is packed.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL("./", import.meta.url);
const packed = new URL("node_modules/countersign/", here);

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Cross-origin isolated: only so are the browser's timers fine. */
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const NODE_ALONE = ["node-crypto", "jsonwebtoken"];

/** Every peer that runs in a browser as one minified file. The package itself stays outside, as a page without a bundler has it. */
const bundlePeers = async (peers) => {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(here),
    entryPoints: peers.map((peer) => `peers/${peer}.mjs`),
    outdir: "/peers",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["countersign", "countersign/*"],
    write: false,
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path, contents }) => [path, Buffer.from(contents)]));
};

/** The file behind an entry of the exports map, as a browser takes it. */
const leaf = (entry) => {
  if (typeof entry === "string") return entry;
  const condition = Object.keys(entry).find((name) => ["browser", "import", "default"].includes(name));
  return leaf(entry[condition]);
};

const startPage = async () => {
  const { exports } = JSON.parse(await readFile(new URL("package.json", packed)));
  const at = (entry) => new URL(leaf(exports[entry]), "http://site/countersign/").pathname;
  const imports = { countersign: at("."), "countersign/verify": at("./verify") };
  return Buffer.from(`<!doctype html><title>bench</title><script type="importmap">${JSON.stringify({ imports })}</script>`);
};

/** Serves until it is closed. `fetched` are the files asked for, path and octets, since it was last emptied. */
export const serve = async (peers) => {
  const made = await bundlePeers(peers.filter((peer) => !NODE_ALONE.includes(peer)));
  made.set("/index.html", await startPage());
  const file = (path) => (path.startsWith("/countersign/") ? new URL(path.slice(13), packed) : new URL(path.slice(1), here));
  const find = (path) => made.get(path) ?? readFile(file(path));
  const fetched = [];
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://site");
    const path = pathname === "/" ? "/index.html" : pathname;
    try {
      const body = await find(path);
      fetched.push({ path, body });
      response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, HEADERS).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, fetched, close: () => server.close() };
};
