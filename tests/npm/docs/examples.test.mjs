// Every example of the declarations runs, and comes to what it says.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../support/program.mjs";
import { installed, root, tools, write } from "../support/project.mjs";
import { blocks, written } from "./example.mjs";

const files = readdirSync(installed).filter((name) => name.endsWith(".d.ts"));
const examples = files.flatMap((name) => blocks(join(installed, name))).filter(({ language }) => language !== "");
const nameOf = ({ file, line }) => `${file.replace(".d.ts", "")}-${line}`;

for (const example of examples) {
  test(`${example.file}:${example.line}`, async () => {
    assert.ok(["js", "ts"].includes(example.language), `what is ${example.language}?`);
    const { file, checks } = written(example, `${nameOf(example)}.js`, { ending: "console.log(checked);" });
    // In a process of its own: what another has loaded is not there.
    const said = await run("node", [file]);
    assert.equal(Number(said.trim().split("\n").at(-1)), checks, "not every check was reached");
  });
}

test("the examples fit the types", async () => {
  assert.ok(examples.length > 30, `${examples.length} examples`);
  for (const example of examples) write(`examples/${nameOf(example)}.${example.language}`, example.text);
  const compilerOptions = {
    target: "es2022", lib: ["ES2023", "DOM", "DOM.Iterable"], types: ["node"], typeRoots: [join(tools, "node_modules/@types")], module: "nodenext",
    allowJs: true, checkJs: true, strict: true, noEmit: true, allowUnreachableCode: true,
    // An example is JavaScript: it says what comes, and does not ask whether.
    strictNullChecks: false, useUnknownInCatchVariables: false, noImplicitAny: false,
  };
  write("examples/tsconfig.json", JSON.stringify({ compilerOptions, include: ["."] }));
  await run("node", [join(tools, "node_modules/typescript/bin/tsc"), "--project", join(root, "examples"), "--pretty", "false"]);
});
