// The examples, each in the test runner that it is written for.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { folder } from "./package.mjs";

const started = promisify(execFile);

/** Runs a program of Node here, and gives what it printed. */
async function run(...args) {
  // A runner that finds itself inside another reports to it instead.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  try {
    const { stdout, stderr } = await started(process.execPath, args, { cwd: folder, env: { ...env, NO_COLOR: "1", CI: "1" }, timeout: 120_000 });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`node ${args.join(" ")}\n${error.stdout}${error.stderr}`);
  }
}

const module = (path) => join("node_modules", path);

for (const [name, count] of [["node", 2], ["msw", 2], ["undici", 2]]) {
  test(`${name}.mjs passes under node:test`, async () => {
    assert.match(await run("--test", "--test-reporter=tap", `examples/${name}.mjs`), new RegExp(`^# pass ${count}$`, "m"));
  });
}

test("vitest.js passes under Vitest", async () => {
  const said = await run(module("vitest/vitest.mjs"), "run");
  assert.match(said, /Tests +3 passed/);
});

test("jest.js passes under Jest", async () => {
  const said = await run("--experimental-vm-modules", "--no-warnings", module("jest/bin/jest.js"), "--testMatch=**/examples/jest.js", "--transform={}");
  assert.match(said, /Tests: +2 passed, 2 total/);
});
