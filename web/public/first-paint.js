// Runs before the first paint, so that neither the theme nor the accent colour
// flashes, the tab has the server's name and icon, and the page is read in its
// own language from the start. It is a file of its own because the content
// security policy allows no inline script.
(() => {
  const root = document.documentElement;
  const languages = ["en", "de", "es", "fr"];
  let theme = "system";
  let accent = null;
  let language = null;
  let tab = null;
  try {
    theme = localStorage.getItem("rustygpt.theme") || "system";
    accent = JSON.parse(localStorage.getItem("rustygpt.accent") || "null");
    language = localStorage.getItem("rustygpt.language");
    tab = JSON.parse(localStorage.getItem("rustygpt.tab") || "null");
  } catch {
    // Storage may be blocked; the defaults are fine.
  }
  const wanted = [language, ...navigator.languages.map((tag) => tag.split("-")[0])];
  root.lang = wanted.find((name) => languages.includes(name)) || "en";
  root.dir = ["ar", "fa", "he", "ur"].includes(root.lang) ? "rtl" : "ltr";
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", dark);
  root.style.colorScheme = dark ? "dark" : "light";
  if (accent) for (const name of Object.keys(accent)) root.style.setProperty(name, accent[name]);
  if (tab?.name) document.title = tab.name;
  if (tab?.icon) document.querySelector('link[rel="icon"]').href = tab.icon;
})();
