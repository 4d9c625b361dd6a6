// The embedded partner's sample patients, judged by independent FHIR R4 validators.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { faults, nameOf, readNdjson } from './validator.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const samples = readNdjson(
  execFileSync('cargo', ['run', '--quiet', '--package', 'countersign-partner', '--example', 'samples'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }),
);

const ofType = (type) => samples.filter(({ resourceType }) => resourceType === type);
const sample = (id) => structuredClone(samples.find((resource) => resource.id === id));
const searchset = () => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: 1,
  link: [{ relation: 'self', url: 'https://ternvalley.example/fhir/Patient?name=shaw' }],
  entry: [{
    fullUrl: 'https://ternvalley.example/fhir/Patient/odalys-shaw',
    resource: sample('odalys-shaw'),
    search: { mode: 'match' },
  }],
});
const auditEvent = () => ({
  resourceType: 'AuditEvent',
  id: 'a1',
  type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
  action: 'E',
  recorded: '2026-11-24T09:30:00Z',
  outcome: '0',
  agent: [{ who: { display: 'larkmoor-nightly' }, requestor: true }],
  source: { observer: { display: 'Tern Valley Health' } },
});

test('there are patients, orders and allergies to judge', () => {
  assert.ok(ofType('Patient').length >= 36);
  assert.ok(ofType('MedicationRequest').length >= 100);
  assert.ok(ofType('AllergyIntolerance').length >= 30);
});

test('every sample is valid R4', () => {
  const found = samples.flatMap((resource) => faults(resource).map((fault) => `${nameOf(resource)}: ${fault}`));
  assert.deepEqual(found, []);
});

test('a searchset of samples and an AuditEvent are valid R4', () => {
  assert.deepEqual(faults(searchset()), []);
  assert.deepEqual(faults(auditEvent()), []);
});

// What keeps the tests above honest: the nearest broken neighbours of valid resources, each of which must be refused,
// and for the reason that was planted.
const order = () => sample('mr-2207');
const allergy = () => sample('ai-0412');
const patient = () => sample('odalys-shaw');
const broken = [
  ['an order without a subject', order, (it) => delete it.subject, /subject/],
  ['an order without a medication', order, (it) => delete it.medicationCodeableConcept, /medication/],
  ['an order with a status of its own', order, (it) => (it.status = 'paused'), /"paused"/],
  ['an order with a day that is not a date', order, (it) => (it.authoredOn = '14 January 2025'), /dateTime/],
  ['an order with one dosage where a list belongs', order, (it) => (it.dosageInstruction = it.dosageInstruction[0]), /array/],
  ['an order with a member that R4 has not', order, (it) => (it.patient = it.subject), /MedicationRequest\.patient/],
  ['an allergy without a clinical status', allergy, (it) => delete it.clinicalStatus, /ait-1/],
  ['an allergy in error with a clinical status', allergy, (it) => (it.verificationStatus.coding[0].code = 'entered-in-error'), /ait-2/],
  ['an allergy with a category of its own', allergy, (it) => (it.category = ['drug']), /"drug"/],
  ['an allergy of a practitioner', allergy, (it) => (it.patient.reference = 'Practitioner/odalys-shaw'), /Practitioner/],
  ['a patient whose gender is a letter', patient, (it) => (it.gender = 'F'), /"F"/],
  ['a patient who is active in words', patient, (it) => (it.active = 'yes'), /boolean/],
  ['a patient changed on a day, not at an instant', patient, (it) => (it.meta.lastUpdated = '2025-07-12'), /instant/],
  ['a patient with an empty list of names', patient, (it) => (it.name = []), /empty/],
  ['a Bundle of a broken patient', searchset, (it) => (it.entry[0].resource.gender = 'F'), /"F"/],
  ['a Bundle of an order without a subject', searchset, (it) => {
    it.entry[0].resource = order();
    delete it.entry[0].resource.subject;
  }, /subject/],
  ['a history that says why it was found', searchset, (it) => (it.type = 'history'), /bdl-2/],
  ['a searchset with an empty list of entries', searchset, (it) => (it.entry = []), /empty/],
  ['an AuditEvent by nobody', auditEvent, (it) => delete it.agent, /agent/],
  ['an AuditEvent of an unknown action', auditEvent, (it) => (it.action = 'X'), /"X"/],
];

for (const [what, valid, breakIt, reason] of broken) {
  test(`refused: ${what}`, () => {
    const resource = valid();
    assert.deepEqual(faults(resource), []);
    breakIt(resource);
    assert.match(faults(resource).join('\n'), reason);
  });
}
