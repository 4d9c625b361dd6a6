// Runs before the first paint: the theme that was chosen, and what must not be lost while the program loads.
const root = document.documentElement;

try {
  const { theme } = JSON.parse(localStorage.getItem("countersign.v1")) ?? {};
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch { /* nothing kept, or nothing may be kept: the system decides */ }

// The page's text is that of the first route; another one is not to flash it.
if (!/^(#\/?)?$/.test(location.hash)) root.classList.add("elsewhere");

// Run is pressed before there is anything to run it: the program asks for this when it starts.
addEventListener("click", (event) => {
  if (!root.dataset.ready && event.target.closest?.("[data-run]")) root.dataset.queued = "run";
}, { capture: true });
