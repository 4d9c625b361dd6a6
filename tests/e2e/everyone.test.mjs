// For everyone: keyboard alone, axe on every place in both themes and at three widths, no sideways scroll.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations } from "./support/axe.mjs";
import { launch, newPage, open } from "./support/browser.mjs";
import { go, main, runAll } from "./support/walk.mjs";

const PLACES = ["#/", "#/walk/discovery", "#/walk/keys", "#/walk/assertion", "#/walk/token", "#/walk/query", "#/walk/audit", "#/sent", "#/keyboard"];

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Presses Tab until what is focused has that name. */
const tabTo = async (page, name, limit = 80) => {
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim() ?? "");
    if (name.test(focused)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
};

test("the keyboard alone completes the walk", async () => {
  const { page, context } = await newPage(browser);
  try {
    await open(page, "#/");
    await tabTo(page, /^Step through it$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Discovery:/ }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "a new place takes the focus");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Read it again" }).waitFor();
    await tabTo(page, /^Make a key pair$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Keys:/ }).waitFor();
    // The primary act is to make a pair, then to register it; a throw-away pair may be there already.
    const registered = page.getByText("Registered.", { exact: true });
    for (let acts = 0; acts < 40 && !(await registered.isVisible()); acts += 1) {
      await page.keyboard.press("Control+Enter");
      await page.waitForTimeout(250);
    }
    await registered.waitFor();
    await tabTo(page, /^Write the assertion$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Assertion:/ }).waitFor();
    await page.locator('.side p.jwt[role="group"]').waitFor();
    await page.keyboard.press("Control+Enter");
    await page.locator(".verdict.pass").waitFor();
    await tabTo(page, /^Use the token$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Query:/ }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Odalys Shaw" }).waitFor();
    await tabTo(page, /^See what the partner recorded$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Audit:/ }).waitFor();
    await page.getByText("How proven").first().waitFor();
  } finally {
    await context.close();
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390, 320]) {
    test(`every place, ${colorScheme}, ${width} px wide: axe finds nothing, nothing scrolls sideways`, async () => {
      const { page, context } = await newPage(browser, { colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" });
      try {
        const found = [];
        const look = async (place) => {
          found.push(...(await violations(page)).map((violation) => `${place} ${violation}`));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 0) found.push(`${place} scrolls sideways by ${wide} px`);
        };
        for (const place of PLACES) {
          await open(page, place);
          await look(`before ${place}`);
        }
        await runAll(page);
        await main(page, "done").waitFor();
        for (const place of PLACES) {
          await go(page, place);
          await look(`after ${place}`);
        }
        await go(page, "#/walk/assertion");
        await page.locator("#member-kid").fill("");
        await page.locator(".slot:has(#member-kid) .st.fail").waitFor();
        await look("a broken assertion");
        await page.getByRole("button", { name: "Send it for a token", exact: true }).click();
        await page.locator(".verdict.fail").waitFor();
        await look("a refused token");
        assert.deepEqual(found, []);
      } finally {
        await context.close();
      }
    });
  }
}
