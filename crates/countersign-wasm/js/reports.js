// Reports as they come from the wasm: findings that are always the same come as numbers, and are written out here.
import { ready } from "./module.js";

const known = [];

export function readReports(text) {
  const reports = JSON.parse(text);
  for (const { findings } of reports) {
    for (let at = 0; at < findings.length; at += 1) {
      if (typeof findings[at] === "number") findings[at] = numbered(findings[at]);
    }
  }
  return reports;
}

/** A fresh one each time: the report is the caller's to change. */
function numbered(number) {
  const { code, status, subject, message, rule } = (known[number] ??= JSON.parse(ready().knownFinding(number)));
  return { code, status, subject, message, evidence: {}, rule };
}
