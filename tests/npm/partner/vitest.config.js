export default { test: { include: ["examples/vitest.js"] } };
