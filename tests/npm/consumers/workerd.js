import { outcome } from "./everything.js";

export default { fetch: async () => Response.json(await outcome()) };
