// Long work leaves nothing behind: neither pages of wasm, which are never given back, nor objects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "./support/program.mjs";

const MEGABYTE = 1 << 20;

for (const [what, told] of [
  ["verifications", "a hundred thousand verifications"],
  ["keys", "keys that are made and dropped"],
]) {
  test(`${told} leave nothing behind`, async () => {
    const { memories, before, after } = await outcomeOf("node", ["--expose-gc", "memory.js", what], { timeout: 180_000 });
    assert.ok(memories >= 1, "no wasm was seen");
    assert.ok(before.pages > 0);
    assert.equal(after.pages, before.pages);
    assert.ok(after.heap - before.heap < 2 * MEGABYTE, `the heap grew by ${after.heap - before.heap} octets`);
  });
}
