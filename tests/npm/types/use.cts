// From CommonJS, where the entries can be required.
import countersign = require("countersign");
import { createPartner } from "countersign/partner";
import verifier = require("countersign/verify");

const make = async (): Promise<string> => {
  const key = await countersign.generateKey({ alg: "ES384" });
  const assertion = await countersign.createClientAssertion({ key, clientId: "me", aud: "https://ternvalley.example/auth/token" });
  const report: verifier.Report = verifier.verifySync(assertion, countersign.publicJwks(key));
  const reply: Response = await createPartner({ baseUrl: "https://ternvalley.example" })(new Request("https://ternvalley.example/"));
  return `${report.verdict} ${reply.status}`;
};

export = make;
