// The walk as a person does it, for the specs.
import { createHash } from "node:crypto";

import { open } from "./browser.mjs";

export const main = (page, state) => page.locator(`main[data-walk="${state}"]`);

/** Presses Run on the first page and waits for the end, whatever it is. */
export const runAll = async (page) => {
  await open(page, "#/");
  await page.locator("[data-run]").click();
  await page.locator('main[data-walk="done"], main[data-walk="failed"]').waitFor({ timeout: 60_000 });
};

/** Goes to a place without loading the page anew: what was made stays. */
export const go = async (page, route) => {
  await page.evaluate((hash) => { location.hash = hash; }, route);
  await page.locator("main h1").waitFor();
};

export const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

/** The assertion as it is shown, character by character. */
export const assertion = async (page) => {
  await go(page, "#/walk/assertion");
  const text = await page.locator('.side p.jwt[role="group"]').textContent();
  const [header, claims, signature] = text.trim().split(".");
  const read = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { text: text.trim(), header: read(header), claims: read(claims), signature };
};

/** The published key set, as the keys room shows it. */
export const keySet = async (page) => {
  await go(page, "#/walk/keys");
  const text = await page.locator('.wire:has-text("Key set") pre').first().textContent();
  return JSON.parse(text);
};

/** What the project calls an RSA key, computed by Node: 16 hex characters of the SHA-256 of the modulus. */
export const modulusKid = (jwk) =>
  createHash("sha256").update(Buffer.from(jwk.n, "base64url")).digest("hex").slice(0, 16);

/** Changes a select of the keys room, makes the key, registers it, and goes on to the token. */
export const tokenWith = async (page, alg) => {
  await open(page, "#/walk/discovery");
  await button(page, "Read it").click();
  await button(page, "Read it again").waitFor();
  await go(page, "#/walk/keys");
  await page.getByLabel("Algorithm", { exact: true }).selectOption(alg);
  await page.getByRole("button", { name: /^Make (a key|another) pair$/ }).click();
  await button(page, "Register").waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => {
    const found = [...document.querySelectorAll("main button")].find((b) => b.textContent.trim() === "Register");
    return found && !found.disabled;
  }, null, { timeout: 60_000 });
  await button(page, "Register").click();
  await page.getByText("Registered.", { exact: true }).waitFor();
  await go(page, "#/walk/assertion");
  await page.locator('.side p.jwt[role="group"]').waitFor();
};
