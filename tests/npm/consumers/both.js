// Imported and required in one program.
import { createRequire } from "node:module";
import * as imported from "countersign";
import * as verifier from "countersign/verify";

const required = createRequire(import.meta.url)("countersign");

const thrown = async ({ verify }) => {
  try {
    await verify("", [], { audience: "" });
  } catch (error) {
    return error;
  }
};

const errors = await Promise.all([imported, required, verifier].map(thrown));
const classes = [imported, required, verifier].map(({ CountersignError }) => CountersignError);
console.log(
  JSON.stringify({
    oneInstance: imported.verify === required.verify,
    instances: classes.map((one) => errors.map((error) => error instanceof one)),
    strangers: classes.map((one) => [new Error("no"), { code: "not-ready" }, null].some((other) => other instanceof one)),
  }),
);
