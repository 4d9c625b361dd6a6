import * as inline from "countersign/inline";

export default {
  fetch: async () => {
    try {
      await inline.verify("", [], {});
      return Response.json({ verified: true });
    } catch (error) {
      return Response.json({ ours: error instanceof inline.CountersignError, code: error.code, message: error.message });
    }
  },
};
