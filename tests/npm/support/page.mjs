// Pages of consumers, in the browser that the page's own tests use.
import { after, before } from "node:test";
import { launch, newPage } from "../../e2e/support/browser.mjs";

let browser;

/** Starts the browser for the tests of a file. */
export const withBrowser = () => {
  before(async () => (browser = await launch()));
  after(() => browser.close());
};

/** Opens an address in a context of its own, closed when the test ends; `seen` is what it asked for, said and was refused. */
export const visit = async (t, url, options) => {
  const { page, context, seen } = await newPage(browser, options);
  t.after(() => context.close());
  await page.goto(url);
  return { page, seen };
};

/** Opens a page that exercises the package and waits for what comes of it. */
export const outcomeAt = async (t, url, options) => {
  const { page, seen } = await visit(t, url, options);
  const outcome = await page.waitForFunction(() => globalThis.outcome, undefined, { timeout: 60_000 });
  return { outcome: await outcome.jsonValue(), page, seen };
};

/** Has the page make an RSA key, and gives its kind and how many workers were started for it. */
export const makeRsa = async (page) => {
  let workers = 0;
  page.on("worker", () => (workers += 1));
  return { kind: await page.evaluate(() => globalThis.makeRsa()), workers };
};

/** Paths asked for that end like this. */
export const asked = (seen, ending) => seen.requests.map(({ url }) => new URL(url).pathname).filter((path) => path.endsWith(ending));
