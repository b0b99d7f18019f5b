// Runs before the first paint, so that neither the theme nor the accent colour
// flashes. It is a file of its own because the content security policy allows
// no inline script.
(() => {
  const root = document.documentElement;
  let theme = "system";
  let accent = null;
  try {
    theme = localStorage.getItem("rustygpt.theme") || "system";
    accent = JSON.parse(localStorage.getItem("rustygpt.accent") || "null");
  } catch {
    // Storage may be blocked; the defaults are fine.
  }
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", dark);
  root.style.colorScheme = dark ? "dark" : "light";
  if (accent) for (const name of Object.keys(accent)) root.style.setProperty(name, accent[name]);
})();
