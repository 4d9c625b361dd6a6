// Times the page: raw samples as JSON on stdout. `cargo xtask bench` judges them.
import { base, launch, newPage } from "./support/browser.mjs";

const RUNS = Number(process.env.RUNS ?? 31);

/** One visit in a fresh context: cold cache, its own key. */
const visit = async (browser) => {
  // The first page draws a run out on purpose, step by step. Without motion it is done when it is done.
  const { page, context } = await newPage(browser, { reducedMotion: "reduce" });
  await page.addInitScript(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto(base);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  const ready = await page.evaluate(() => performance.now());
  await page.waitForTimeout(300);
  const run = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('main[data-walk="done"] did not come in 20 s')), 20_000);
        const started = performance.now();
        const done = () => document.querySelector('main[data-walk="done"]') && resolve(performance.now() - started);
        new MutationObserver(done).observe(document.documentElement, { attributes: true, childList: true, subtree: true });
        document.querySelector("[data-run]").click();
      }),
  );
  const [firstPaint, longest] = await page.evaluate(() => [
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
    window.longest,
  ]);
  await context.close();
  return { run, ready, firstPaint, longest };
};

const browser = await launch();
try {
  // The first visit pays for the browser's own start.
  await visit(browser);
  const visits = [];
  for (let n = 0; n < RUNS; n += 1) visits.push(await visit(browser));
  const all = (name) => visits.map((one) => one[name]).filter((value) => value !== null);
  console.log(
    JSON.stringify({
      versions: { chromium: browser.version(), node: process.version },
      samples: { run: all("run"), ready: all("ready"), firstPaint: all("firstPaint"), longest: all("longest") },
    }),
  );
} finally {
  await browser.close();
}
