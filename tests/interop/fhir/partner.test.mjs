// What the partner answers, judged by independent FHIR R4 validators: Bundles, errors, its metadata, its audit trail.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { faults, readNdjson } from './validator.mjs';

const answers = readNdjson(
  execFileSync('cargo', ['run', '--quiet', '--package', 'countersign-partner', '--example', 'answers'], {
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }),
);
const asked = ['metadata', 'a page of patients', 'nobody', 'an allergy', 'what the token does not cover', 'a bad date', 'the audit trail'];

test('the walk got what it asked for', () => {
  assert.deepEqual(answers.map(({ resourceType }) => resourceType), [
    'CapabilityStatement', 'Bundle', 'Bundle', 'AllergyIntolerance', 'OperationOutcome', 'OperationOutcome', 'Bundle',
  ]);
  assert.equal(answers[1].entry.length, 3);
  assert.equal(answers[2].total, 0);
  assert.ok(answers[6].entry.length >= 4, 'a token, two searches, a read and a refusal were written down');
});

for (const [index, what] of asked.entries()) {
  test(`${what} is valid R4`, () => assert.deepEqual(faults(answers[index]), []));
}
