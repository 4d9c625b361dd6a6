// Every entry that needs no word of its own, exercised.
import * as countersign from "countersign";
import * as partner from "countersign/partner";
import * as rules from "countersign/rules";
import * as verifier from "countersign/verify";
import { exercise } from "./exercise.js";

export const outcome = () => exercise({ countersign, verifier, partner, rules });
