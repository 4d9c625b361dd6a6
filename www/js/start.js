// Loads the program, and says so when it cannot.
const names = document.querySelector("script[data-wasm]").dataset;

// Scripts and workers come from here or not at all.
globalThis.trustedTypes?.createPolicy("default", {
  createScriptURL: (url) => (new URL(url, document.baseURI).origin === location.origin ? url : null),
});

const say = (id, report) => {
  const said = document.getElementById(id);
  said.hidden = false;
  document.getElementById("app").hidden = true;
  document.documentElement.classList.remove("elsewhere");
  if (report) said.dataset.report = report;
};

// The program calls this when it panics. What it says is where, never what was being worked on.
globalThis.countersignBroke = (where) => say("broke", `Countersign ${document.documentElement.dataset.version}: ${where}\n${navigator.userAgent}`);

const broke = document.getElementById("broke");
broke.querySelector("[data-copy-report]").addEventListener("click", () => navigator.clipboard?.writeText(broke.dataset.report ?? "no report"));
broke.querySelector("[data-reload]").addEventListener("click", () => location.reload());

if (typeof WebAssembly !== "object") {
  say("no-wasm");
} else {
  try {
    const program = await import(new URL(names.js, document.baseURI));
    await program.default({ module_or_path: new URL(names.wasm, document.baseURI) });
  } catch (error) {
    // A panic has spoken already; anything else is the network, or a directive that forbids wasm.
    if (broke.hidden) say("not-loaded", String(error));
  }
}
