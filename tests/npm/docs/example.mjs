// Examples of the documentation, made into programs.
//
// A fenced block of `js` or `ts` is a module of its own. An expression with `// => value` behind it is compared with that value; `console.assert`
// may be used as well. An example that checks nothing, or whose check is not reached, is a fault.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { write } from "../support/project.mjs";
import { ts } from "../types/declarations.mjs";

/** What programs check with. It runs anywhere, so it asks nothing of the host. */
write(
  "docs/checks.js",
  `export let checked = 0;

const written = (value) => JSON.stringify(value, (_, part) => (part === undefined ? "undefined" : part));

export const same = (got, wanted) => {
  if (written(got) !== written(wanted)) throw new Error(\`got \${written(got)}, the example says \${written(wanted)}\`);
  checked += 1;
};

console.assert = (holds, ...said) => {
  if (!holds) throw new Error(["console.assert", ...said].join(" "));
  checked += 1;
};
`,
);

/** The fenced blocks of a document, each with its language, the words behind it, and the line that it begins in. */
export const blocks = (file) => {
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const found = [];
  let open;
  lines.forEach((line, at) => {
    // In a comment of a declaration each line begins with a star.
    const text = file.endsWith(".md") ? line : (line.match(/^\s*\* ?(.*)$/)?.[1] ?? "");
    const fence = text.match(/^```(\w*) ?(.*)$/);
    if (!open && fence) open = { file: basename(file), line: at + 2, language: fence[1], says: fence[2], text: "" };
    else if (open && text.startsWith("```")) found.push(open), (open = undefined);
    else if (open) open.text += `${text}\n`;
  });
  if (open) throw new Error(`${file}:${open.line} is never closed`);
  return found;
};

/** The program of a block, without types, and how many checks it has. */
export const program = ({ file, line, text }) => {
  const source = ts.createSourceFile("example.ts", text, ts.ScriptTarget.Latest, true);
  const edits = [];
  const visit = (node) => {
    const says = /^\s*\/\/ => (.+)$/m.exec(text.slice(node.end).split("\n", 1)[0]);
    if (ts.isExpressionStatement(node) && says) {
      edits.push({ start: node.getStart(), end: node.end, put: `same((${node.expression.getText()}), (${says[1]}));` });
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  const wanted = text.split("// => ").length - 1;
  if (edits.length !== wanted) throw new Error(`${file}:${line}: ${wanted} comments say =>, ${edits.length} are behind an expression`);
  const asserted = text.split("console.assert(").length - 1;
  if (wanted + asserted === 0) throw new Error(`${file}:${line}: the example checks nothing`);
  let made = text;
  for (const { start, end, put } of edits.reverse()) made = made.slice(0, start) + put + made.slice(end);
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: false, verbatimModuleSyntax: true };
  return { text: ts.transpileModule(made, { compilerOptions }).outputText, checks: wanted + asserted };
};

/** Writes the program of a block beside the others. It leaves behind how many of its checks were reached. */
export const written = (block, name, { ending = "globalThis.outcome = { checked };" } = {}) => {
  const made = program(block);
  const file = write(`docs/${name}`, `import { checked, same } from "./checks.js";\n${made.text}\n${ending}\n`);
  return { file, checks: made.checks };
};
