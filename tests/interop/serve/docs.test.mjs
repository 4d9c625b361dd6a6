// What docs/serve.md shows of GitHub Actions: read as YAML, its scripts by bash. It is not run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseDocument } from "yaml";

const docs = readFileSync(new URL("../../../docs/serve.md", import.meta.url), "utf8");
const blocks = (kind) => [...docs.matchAll(new RegExp("^```" + kind + "\n(.*?)^```$", "gms"))].map((block) => block[1]);

test("the workflow is one", () => {
  const [text, ...others] = blocks("yaml");
  assert.deepEqual(others, []);
  const document = parseDocument(text, { version: "1.2", strict: true });
  assert.deepEqual([document.errors, document.warnings], [[], []]);
  const { name, on, jobs, ...unknown } = document.toJS();
  assert.deepEqual([typeof name, on, unknown], ["string", ["push", "pull_request"], {}]);
  for (const { "runs-on": machine, steps, ...unknown } of Object.values(jobs)) {
    assert.deepEqual([machine, unknown], ["ubuntu-latest", {}]);
    for (const { name, uses, run, env, if: condition, with: inputs, ...unknown } of steps) {
      assert.deepEqual(unknown, {}, `${name}: what no step has`);
      assert.equal([uses, run].filter(Boolean).length, 1, `${name}: an action or a script`);
      assert.ok(uses === undefined || /^[\w-]+\/[\w-]+@v\d+$/.test(uses), uses);
      assert.ok(inputs === undefined || uses !== undefined, `${name}: inputs of an action`);
    }
  }
});

test("its scripts are the shell's", () => {
  const steps = Object.values(parseDocument(blocks("yaml")[0]).toJS().jobs).flatMap((job) => job.steps);
  const scripts = steps.map((step) => step.run).filter(Boolean);
  assert.ok(scripts.length > 4);
  for (const script of scripts) {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }
});
