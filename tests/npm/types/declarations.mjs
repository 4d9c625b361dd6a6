// What the installed declarations say, asked of TypeScript itself.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installed, leaf, tools } from "../support/project.mjs";

// TypeScript 7 has no such interface for programs.
export const ts = createRequire(join(tools, "package.json"))("typescript-5");

/** The entries that are modules. */
export const ENTRIES = [".", "./slim", "./inline", "./verify", "./partner", "./rules"];

const fileOf = (subpath) => join(installed, leaf(subpath, ["types"]));

const program = (() => {
  const rootNames = [...ENTRIES, "./wasm"].map(fileOf);
  for (const file of rootNames) if (!existsSync(file)) throw new Error(`the package has no ${file}`);
  return ts.createProgram({ rootNames, options: { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, types: [] } });
})();
const checker = program.getTypeChecker();

const exported = (subpath) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(fileOf(subpath))));
const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
const isTypeOnly = (symbol) => (symbol.declarations ?? []).some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration));

/** The names that can be imported as values. */
export const values = (subpath) =>
  exported(subpath)
    .filter((symbol) => !isTypeOnly(symbol) && resolved(symbol).flags & ts.SymbolFlags.Value)
    .map(({ name }) => name)
    .sort();

/** A type that an entry exports, by its name. */
export const typeOf = (name, subpath = ".") => {
  const symbol = exported(subpath).find((symbol) => symbol.name === name);
  if (!symbol) throw new Error(`${subpath} exports no ${name}`);
  return checker.getDeclaredTypeOfSymbol(resolved(symbol));
};

/** The strings of a union of strings. */
export const strings = (name, subpath) => {
  const type = typeOf(name, subpath);
  return (type.isUnion() ? type.types : [type]).map(({ value }) => value).sort();
};

/** The names of a type's members; of a union's, all that any of its types has. */
export const members = (name, subpath) => {
  const type = typeOf(name, subpath);
  const types = type.isUnion() ? type.types : [type];
  return [...new Set(types.flatMap((one) => one.getProperties().map((member) => member.name)))].filter((name) => !name.startsWith("#")).sort();
};

const constituents = (type) => (type.isUnion() ? type.types : [type]);
const isPlainObject = (type) => Boolean(type.flags & ts.TypeFlags.Object) && type.getProperties().length > 0;

/** Which of the types a value can be of: those whose literal members are its own. */
const fitting = (type, value) =>
  constituents(type).filter((one) =>
    one.getProperties().every((member) => {
      const literal = checker.getTypeOfSymbol(member);
      return !literal.isStringLiteral() || literal.value === value[member.name];
    }),
  );

/** Notes each member that a value has, and each that its type declares, as `Type.member`. */
export const walk = (type, value, noted) => {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    const element = constituents(type).map((one) => checker.getIndexTypeOfType(one, ts.IndexKind.Number)).find(Boolean);
    for (const one of value) walk(element, one, noted);
    return;
  }
  if (typeof value !== "object") return;
  for (const one of fitting(type, value).filter(isPlainObject)) {
    const name = one.aliasSymbol?.name ?? one.symbol.name;
    for (const member of one.getProperties()) {
      const path = `${name}.${member.name}`;
      noted.declared.add(path);
      if (value[member.name] === undefined) continue;
      noted.seen.add(path);
      walk(checker.getTypeOfSymbol(member), value[member.name], noted);
    }
  }
};
