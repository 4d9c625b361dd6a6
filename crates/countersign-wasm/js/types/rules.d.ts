/**
 * The rules, the finding codes and the profiles, as data. Nothing runs.
 *
 * @example
 * ```js
 * import { codes, rules } from "countersign/rules";
 *
 * const code = codes.find(({ id }) => id === "jwt.exp.too-far");
 * [code.fix, code.levels.spec.status]; // => ["Set `exp` to at most 300 seconds from now.", "fail"]
 * rules.find(({ id }) => id === code.rule).source.clause; // => "Authentication JWT claims"
 * ```
 *
 * @packageDocumentation
 */

import type { FindingCode, Profile as ProfileId, RuleId, Status } from "./verify.js";

/**
 * How something is known. `observed`: source read, code run, or a real transcript. `documented`: its own documentation says so. `modelled`:
 * inferred.
 */
export type Confidence = "observed" | "documented" | "modelled";

/** A document that rules are from. */
export interface Source {
  /** What to call it. */
  title: string;
  /** Where to read it. */
  url: string;
}

/** Whose strictness a judgement can have. */
export interface Profile {
  /** What functions take. */
  id: ProfileId;
  /** What to call it. */
  name: string;
  /** Where it is from. */
  source: Source;
  /** When that was read: `2026-11-24`. */
  seen: string;
  /** How it is known. */
  confidence: Confidence;
  /** How far clocks may disagree, in seconds. */
  leeway: number;
  /** The algorithms that it takes; empty where that is not known. */
  algs: string[];
}

/** A requirement on a client, a server, a key set or a FHIR server. */
export interface Rule {
  /** What findings name it by. */
  id: RuleId;
  /** The requirement, in a sentence. */
  text: string;
  /** Where it is laid down. */
  source: Source & {
    /** The place in the document. */
    clause: string;
  };
  /** When that was read: `2026-11-24`. */
  seen: string;
  /** How it is known. */
  confidence: Confidence;
}

/** How a profile takes a fault. */
export interface Level {
  /** How a check that finds it ends. */
  status: Status;
  /** Whether that is inferred: neither observed nor documented. */
  modelled: boolean;
}

/** One way to break a rule. */
export interface Code {
  /** What findings name it by. */
  id: FindingCode;
  /** The rule that is broken. */
  rule: RuleId;
  /** What is so, in a sentence. */
  what: string;
  /** Why it matters, in a sentence. */
  why: string;
  /** What to do about it, in a sentence. */
  fix: string;
  /** How each profile takes it. */
  levels: Record<ProfileId, Level>;
}

/** The profiles. */
export const profiles: Profile[];
/** The rules, in the order of the flow. */
export const rules: Rule[];
/** The finding codes, in the order of the flow. */
export const codes: Code[];

declare const data: {
  profiles: Profile[];
  rules: Rule[];
  codes: Code[];
};

/** All of it. */
export default data;
