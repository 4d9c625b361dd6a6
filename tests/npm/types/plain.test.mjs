// The declarations want nothing of the host: they are complete without those of a page or of Node.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../support/program.mjs";
import { root, tools, write } from "../support/project.mjs";

cpSync(new URL("plain.ts", import.meta.url), join(write("plain/.keep", ""), "../plain.ts"));

/** The declarations are checked, too. */
const STRICT = { target: "es2022", lib: ["ES2022"], types: [], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };

for (const [compiler, folder] of [["TypeScript 7", "typescript"], ["TypeScript 5", "typescript-5"]]) {
  for (const options of [{ module: "node16" }, { module: "nodenext" }, { module: "esnext", moduleResolution: "bundler" }]) {
    test(`${compiler}, ${Object.values(options).join(", ")}`, async () => {
      write("plain/tsconfig.json", JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files: ["plain.ts"] }));
      await run("node", [join(tools, "node_modules", folder, "bin/tsc"), "--project", join(root, "plain"), "--pretty", "false"]);
    });
  }
}
