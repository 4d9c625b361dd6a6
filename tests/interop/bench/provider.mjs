// oidc-provider for the benchmark: `node provider.mjs JWKS` prints its address and serves until stdin ends.
import { readFileSync } from "node:fs";
import { startProvider } from "../provider.mjs";

const jwks = JSON.parse(readFileSync(process.argv[2], "utf8"));
// Under the name that all the servers of the benchmark go by: what is signed for one is good for each.
const { origin } = await startProvider({ clientId: "bench", jwks, scope: "system/Patient.rs", issuer: "http://partner.example" });
console.log(origin);
process.stdin.resume().on("end", () => process.exit());
