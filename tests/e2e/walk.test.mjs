// The whole walk in a real browser: one click, each algorithm, and what happens when something is wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, newPage, open, outside } from "./support/browser.mjs";
import { assertion, button, go, keySet, main, modulusKid, runAll, tokenWith } from "./support/walk.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Runs a test in a page of its own, and closes it whatever happens. */
const inPage = (name, body, options) =>
  test(name, async () => {
    const held = await newPage(browser, options);
    try {
      await body(held.page, held.seen, held.context);
    } finally {
      await held.context.close();
    }
  });

const tidy = (seen) => {
  assert.deepEqual(outside(seen), [], "no request leaves the page");
  assert.deepEqual(seen.violations, [], "the policy refuses nothing that the page does");
  assert.deepEqual(seen.errors, [], "nothing is wrong in the console");
};

inPage("one click, and a Bundle with a patient is on the page", async (page, seen) => {
  await runAll(page);
  await main(page, "done").waitFor();
  const said = await page.getByRole("main").innerText();
  assert.match(said, /Countersigned\n+Six steps, \d+\.\d s\. One patient came back, with three medications and two allergies\./);

  const { header, claims } = await assertion(page);
  const { keys } = await keySet(page);
  assert.deepEqual({ alg: header.alg, typ: header.typ }, { alg: "RS384", typ: "JWT" });
  assert.equal(header.kid, keys[0].kid, "the kid of the JWT is the kid of the key set");
  assert.equal(header.kid, modulusKid(keys[0]), "and the SHA-256 of the modulus, as Node computes it");
  assert.equal(claims.iss, claims.sub);
  assert.equal(claims.aud, "https://ternvalley.example/auth/token");
  assert.equal(claims.exp - claims.iat, 300);

  await go(page, "#/walk/query");
  await page.getByRole("heading", { name: "Odalys Shaw" }).waitFor();
  assert.match(await page.locator(".side").innerText(), /"resourceType": "Bundle"/);
  await go(page, "#/walk/audit");
  assert.match(await page.getByRole("main").innerText(), new RegExp(claims.jti.slice(0, 8)));
  tidy(seen);
});

for (const [alg, kty] of [["ES384", "EC"], ["RS256", "RSA"]]) {
  inPage(`the same walk with ${alg}`, async (page, seen) => {
    await tokenWith(page, alg);
    const { header } = await assertion(page);
    assert.equal(header.alg, alg);
    const { keys } = await keySet(page);
    assert.deepEqual([keys[0].kty, keys[0].alg, keys[0].kid], [kty, alg, header.kid]);
    await go(page, "#/walk/assertion");
    await button(page, "Send it for a token").click();
    await page.getByText(/^Accepted/).first().waitFor();
    await go(page, "#/walk/query");
    await button(page, "Run").click();
    await page.getByRole("heading", { name: "Odalys Shaw" }).waitFor();
    tidy(seen);
  });
}

inPage("without a kid the page says what happened, why, and what to do", async (page, seen) => {
  await runAll(page);
  await go(page, "#/walk/assertion");
  await page.locator("#member-kid").fill("");
  await page.getByText("Left out of the JWT.").waitFor();
  await page.waitForFunction(() => !document.querySelector('.side p.jwt[role="group"]')?.getAttribute("aria-busy"));
  await page.locator('.slot:has(#member-kid) .st.fail').waitFor();
  await button(page, "Send it for a token").click();
  await page.locator(".verdict.fail").waitFor();
  const said = await page.getByRole("main").innerText();
  assert.match(said, /The partner answered invalid_client, “Missing token 'kid' header”/);
  assert.match(said, /jws\.kid\.missing/);
  assert.match(said, /smart\.assertion\.kid/);
  assert.match(said, /The signature verifies with the registered key/);
  assert.match(await page.title(), /Step 4, Token: refused/);
  await page.getByRole("button", { name: "Put the kid back and send again" }).click();
  await page.locator(".verdict.pass").waitFor();
  tidy({ ...seen, errors: [] });
});

inPage("a scope that does not cover the query gives 403 and says which would", async (page) => {
  await runAll(page);
  await go(page, "#/walk/query");
  await page.getByRole("button", { name: "MedicationRequest, with a token for patients only" }).click();
  await page.locator(".verdict.fail, .say.fail").first().waitFor();
  const said = await page.getByRole("main").innerText();
  assert.match(said, /403/);
  assert.match(said, /scope\.insufficient/);
  assert.match(said, /system\/MedicationRequest\.s/);
});

inPage("the same assertion posted twice is refused", async (page) => {
  await runAll(page);
  await go(page, "#/walk/assertion");
  await button(page, "Send it for a token").click();
  await page.locator(".verdict.fail").waitFor();
  const said = await page.getByRole("main").innerText();
  assert.match(said, /jwt\.jti\.replayed/);
});

inPage("a private key stays out of page, address and storage", async (page, seen) => {
  await runAll(page);
  const places = ["#/", "#/walk/keys", "#/walk/assertion", "#/walk/token", "#/walk/query", "#/walk/audit", "#/sent"];
  for (const place of places) {
    await go(page, place);
    const everything = await page.evaluate(() =>
      [document.documentElement.outerHTML, location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join("\n"));
    assert.doesNotMatch(everything, /"(d|p|q|dp|dq|qi)"\s*:\s*"|BEGIN (RSA |EC )?PRIVATE KEY/, place);
  }
  tidy(seen);
});

inPage("a link that holds a private key is not opened", async (page) => {
  await open(page, "#/walk/keys?key=%7B%22kty%22%3A%22EC%22%2C%22d%22%3A%22AAAA%22%7D");
  await page.getByText("That link holds a private key. It was not opened.").waitFor();
});

inPage("whatever is typed is allowed, marked and explained, and nothing made is lost", async (page, seen) => {
  await runAll(page);
  const before = await assertion(page);
  for (const [member, value, words] of [
    ["exp", "tomorrow", /not a number/],
    ["exp", "99999999999999", /milliseconds|ahead/],
    ["aud", "https://ternvalley.example/auth/token/", /slash/],
    ["iss", "\u0000\ud83d\ude00\"}{", /registered|same/],
    ["jti", "x".repeat(400), /151/],
  ]) {
    await page.locator(`#member-${member}`).fill(value);
    await page.locator(`.slot:has(#member-${member}) .st`).filter({ hasText: words }).first().waitFor();
    await page.locator(`#member-${member}`).fill(String(before.claims[member]));
    await page.locator(`.slot:has(#member-${member}) .st`).first().waitFor({ state: "detached" });
  }
  const { keys } = await keySet(page);
  assert.equal(keys[0].kid, before.header.kid, "the key is still there");

  await go(page, "#/walk/discovery");
  await page.getByLabel("FHIR base").fill("not an address");
  await page.getByRole("button", { name: /^Read it/ }).click();
  await page.locator("main .say.fail, main .st.fail, main .verdict.fail").first().waitFor();
  await go(page, "#/walk/token");
  await page.getByLabel("Scope", { exact: true }).fill("system/Patient.sr, what?");
  await page.locator("main .hint .st").first().waitFor();
  tidy(seen);
});

inPage("making a key shows its progress and can be stopped", async (page) => {
  await open(page, "#/walk/discovery");
  await button(page, "Read it").click();
  await button(page, "Read it again").waitFor();
  await go(page, "#/walk/keys");
  await page.getByLabel("Size").selectOption("4096");
  const stopped = page.getByText("Stopped. Nothing changed.");
  // Now and then the first candidates are prime, and the key is there before anybody could stop it: then another is made.
  for (let made = 0; made < 6 && !(await stopped.isVisible()); made += 1) {
    await page.getByRole("button", { name: /^Make .*(pair|key)/ }).click();
    await page.getByRole("button", { name: "Cancel" }).click({ timeout: 5_000 }).catch(() => {});
  }
  await stopped.waitFor();
  assert.equal(await page.evaluate(() => 1 + 1), 2, "and the page answers");
});

inPage("Run pressed while the program loads is not lost", async (page) => {
  await page.goto(new URL("#/", process.env.BASE_URL).href, { waitUntil: "commit" });
  await page.locator("[data-run]").click();
  await main(page, "done").waitFor({ timeout: 60_000 });
});

inPage("a place that is not there says so", async (page) => {
  await open(page, "#/nowhere");
  await page.getByRole("heading", { name: "There is no page here" }).waitFor();
});
