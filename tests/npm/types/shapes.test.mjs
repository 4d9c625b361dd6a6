// What the functions give is what the declarations say: no member more, none fewer, and no word that is not listed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { run } from "../support/program.mjs";
import { load, tools, write } from "../support/project.mjs";
import { typeOf, walk } from "./declarations.mjs";
import { samples } from "./samples.mjs";

const found = await samples(await load("."));

test("every value fits its type exactly, by TypeScript's own judgement", async () => {
  assert.ok(found.length > 150, `${found.length} samples`);
  const names = [...new Set(found.map(([type]) => type).flatMap((type) => type.match(/\w+/g)))];
  const literals = [...new Set(found.map(([type, value]) => `(${JSON.stringify(value)}) satisfies ${type};`))];
  write("shapes/values.ts", [`import type { ${names.join(", ")} } from "countersign";`, ...literals].join("\n"));
  const compilerOptions = {
    target: "es2022", lib: ["ES2022"], module: "nodenext", types: [], strict: true, exactOptionalPropertyTypes: true, noEmit: true,
  };
  write("shapes/tsconfig.json", JSON.stringify({ compilerOptions, files: ["values.ts"] }));
  await run("node", [join(tools, "node_modules/typescript/bin/tsc"), "--project", "shapes", "--pretty", "false"]);
});

test("every member that is declared was seen", () => {
  const noted = { declared: new Set(), seen: new Set() };
  for (const [name, value] of found) {
    const type = name.replace("[]", "").replace(/^Jwks<(.*)>$/, "$1");
    for (const one of name.startsWith("Jwks") ? value.keys : [value].flat()) walk(typeOf(type), one, noted);
  }
  assert.ok(noted.declared.size > 100, `${noted.declared.size} members`);
  assert.deepEqual([...noted.declared].filter((path) => !noted.seen.has(path)), []);
});
