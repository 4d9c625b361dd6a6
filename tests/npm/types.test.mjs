// The types, as TypeScript's users have them: calls that are right compile, calls that are wrong do not.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "./support/program.mjs";
import { root, tools, write } from "./support/project.mjs";

cpSync(join(tools, "types"), join(root, "types"), { recursive: true });

const COMPILERS = { "TypeScript 7": "typescript", "TypeScript 5": "typescript-5" };
const DOM = { lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] };
const NODE = { lib: ["ES2022"], types: ["node"], typeRoots: [join(tools, "node_modules/@types")] };

const WAYS = {
  "node16 in a page": { module: "node16", ...DOM },
  "nodenext in Node, without the DOM": { module: "nodenext", ...NODE },
  "a bundler": { module: "esnext", moduleResolution: "bundler", ...DOM },
};

/** Nothing is skipped: the declarations themselves are checked too. */
const STRICT = { target: "es2022", strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true };

for (const [compiler, folder] of Object.entries(COMPILERS)) {
  for (const [way, options] of Object.entries(WAYS)) {
    test(`${compiler}, ${way}`, async () => {
      // A bundler's resolution knows no `import … = require`.
      const files = options.moduleResolution === "bundler" ? ["use.ts", "wrong.ts"] : ["use.ts", "wrong.ts", "use.cts"];
      write("types/tsconfig.json", JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
      await run("node", [join(tools, "node_modules", folder, "bin/tsc"), "--project", "types", "--pretty", "false"]);
    });
  }
}
