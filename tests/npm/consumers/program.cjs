// The entries that older Node can require; the others are modules alone.
const countersign = require("countersign");
const partner = require("countersign/partner");
const verifier = require("countersign/verify");

import("./exercise.js")
  .then(({ exercise }) => exercise({ countersign, verifier, partner }))
  .then((it) => console.log(JSON.stringify(it)));
