// A Chromium for the specs: pages that keep what was requested, said in the console and refused by the policy.
import { chromium } from "playwright-core";

/** Address of the served site, with the slash at the end. `cargo xtask test e2e` sets it. */
export const base = new URL(process.env.BASE_URL ?? "http://127.0.0.1:8480/").href;

const root = process.getuid?.() === 0;

/** Flags that keep the browser from talking to anybody by itself. */
const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the Chromium named by `CHROMIUM`. Close it when done. */
export const launch = (options = {}) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // A sandbox cannot be had as root, which is what containers run as.
    args: [...(root ? ["--no-sandbox"] : []), ...quiet],
    ...options,
  });

/**
 * A page in a context of its own: nothing stored, nothing cached.
 *
 * `seen.requests` are all requests of page and workers as { method, url }; `seen.errors` the console's errors and what was thrown;
 * `seen.violations` what the Content Security Policy refused, as { directive, blocked }.
 */
export const newPage = async (browser, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const seen = { requests: [], errors: [], violations: [] };
  context.on("request", (request) => seen.requests.push({ method: request.method(), url: request.url() }));
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  await page.exposeFunction("sawViolation", (violation) => seen.violations.push(violation));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.sawViolation({ directive: event.effectiveDirective, blocked: event.blockedURI }),
    ),
  );
  return { page, context, seen };
};

/** Opens a route of the page (`#/walk/keys`), and waits until the program has taken over. */
export const open = async (page, route = "#/") => {
  await page.goto(new URL(route, base).href);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
};

/** Requests that left the site. `blob:` and `data:` stay in the page. */
export const outside = (seen) =>
  seen.requests.filter(({ url }) => !["blob:", "data:"].some((scheme) => url.startsWith(scheme)) && new URL(url).origin !== new URL(base).origin);
