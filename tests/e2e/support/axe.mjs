// Accessibility: what axe finds, as lines short enough to read in a failed assertion.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Violations of WCAG 2.2 A and AA on the page as it stands: `rule (impact): target`, none when all is well. */
export const violations = async (page) => {
  // Through the debugger's protocol, which the page's own policy does not bind.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    // A piece of the encoded assertion is named by what it carries: nobody says or hears forty characters of base64url.
    const named = violations.find(({ id }) => id === "label-content-name-mismatch");
    if (named) named.nodes = named.nodes.filter(({ target }) => !document.querySelector(target[0])?.closest(".jwt"));
    return violations.filter(({ nodes }) => nodes.length > 0).map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ target }) => target.join(" ")) }));
  });
  return found.map(({ id, impact, targets }) => `${id} (${impact}): ${targets.join(", ")}`);
};
