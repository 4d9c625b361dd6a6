// Measures the packed package beside its peers, in Node and in Chromium: raw samples as JSON, the last line on stdout.
// `cargo xtask bench npm` judges them. PACKAGE names the tarball; ONLY a subject and ROUNDS a number of turns, for a quick look.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { makeMaterial } from "./material.mjs";
import { STARTERS, measure, startCold, subjectsOf } from "./measure.mjs";
import { serve } from "./site.mjs";

const { PACKAGE, ONLY, CHROMIUM = "/usr/bin/chromium" } = process.env;
const ROUNDS = process.env.ROUNDS ? Number(process.env.ROUNDS) : undefined;
const STARTS = ROUNDS ?? 15;
const COLD = "first token from cold";

const begun = performance.now();
const here = new URL("./", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, here));
const wanted = (name) => !ONLY || name.includes(ONLY);
const say = (text) => console.log(`${((performance.now() - begun) / 1000).toFixed(0)} s  ${text}`);

/** Lays the tarball where npm would. */
const unpack = (tarball) => {
  const folder = path("node_modules/countersign");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder]);
};

const versions = () => {
  const peers = Object.keys(JSON.parse(readFileSync(path("package.json"))).dependencies);
  const version = (name) => JSON.parse(readFileSync(path(`node_modules/${name}/package.json`))).version;
  return Object.fromEntries(["countersign", ...peers].map((name) => [name, version(name)]));
};

/** Every starter in turn, and that again; the first turn fills the disk's cache and is not kept. `start` gives milliseconds. */
const takeStarts = async (start) => {
  const rows = STARTERS.map(([file, name]) => ({ file, name, whole: file !== "node-forge", calls: 1, rare: false, samples: [] }));
  for (let turn = 0; turn <= STARTS; turn += 1) {
    for (const row of rows) {
      const took = await start(row.file, row.name);
      if (turn > 0) row.samples.push(took);
    }
  }
  return rows.map(({ file, ...row }) => row);
};

const inNode = async (material) => {
  const measured = [];
  for (const subject of subjectsOf("node").filter(wanted)) {
    say(`Node: ${subject}`);
    measured.push({ host: "node", subject, peers: await measure("node", subject, material, ROUNDS) });
  }
  if (wanted(COLD)) {
    say(`Node: ${COLD}`);
    const input = JSON.stringify(material);
    const start = (file, name) => Number(execFileSync(process.execPath, [path("cold.mjs"), file, name], { input }));
    measured.push({ host: "node", subject: COLD, peers: await takeStarts(start) });
  }
  return measured;
};

const inChromium = async (browser, site, material) => {
  const measured = [];
  const page = await browser.newPage();
  await page.goto(site.url);
  if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error("the page is not cross-origin isolated: its timers are coarse");
  for (const subject of subjectsOf("chromium").filter(wanted)) {
    say(`Chromium: ${subject}`);
    const args = [subject, material, ROUNDS];
    const peers = await page.evaluate(async (args) => (await import("/measure.mjs")).measure("chromium", ...args), args);
    measured.push({ host: "chromium", subject, peers });
  }
  await page.close();
  return measured;
};

/** Starts in fresh pages, and what each of them fetched. */
const startInChromium = async (browser, site, material) => {
  say(`Chromium: ${COLD}`);
  const sizes = new Map();
  const peers = await takeStarts(async (file, name) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(site.url);
    // The stop-watch itself is there before the start.
    await page.evaluate(() => import("/measure.mjs"));
    site.fetched.length = 0;
    const took = await page.evaluate(async (args) => (await import("/measure.mjs")).startCold(...args), [file, name, material]);
    if (!sizes.has(file)) sizes.set(file, { name, ...weigh(site.fetched) });
    await context.close();
    return took;
  });
  return { measured: [{ host: "chromium", subject: COLD, peers }], sizes: [...sizes.values()] };
};

/** Octets under brotli, as a static host sends them. */
const weigh = (files) => {
  const sum = (some) => some.reduce((octets, { body }) => octets + brotliCompressSync(body).length, 0);
  const [wasm, script] = [true, false].map((is) => sum(files.filter(({ path }) => path.endsWith(".wasm") === is)));
  return { wasm, script };
};

/** Without a sandbox as root, which is what containers run as; and talking to nobody by itself. */
const launch = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });

unpack(PACKAGE);
const material = makeMaterial();
const node = await inNode(material);
const peers = readdirSync(path("peers")).map((name) => name.replace(/\.mjs$/, ""));
const site = await serve(peers);
const browser = await launch();
try {
  const page = await inChromium(browser, site, material);
  const { measured: cold, sizes } = wanted(COLD) ? await startInChromium(browser, site, material) : { measured: [], sizes: [] };
  say("done");
  const ran = { ...versions(), node: process.version, chromium: browser.version() };
  console.log(JSON.stringify({ versions: ran, measured: [...node, ...page, ...cold], sizes }));
} finally {
  await browser.close();
  site.close();
}
