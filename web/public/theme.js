// Runs before the first paint, so that a dark screen never flashes white.
(function () {
  var theme = "auto";
  try {
    theme = localStorage.getItem("kezhou.theme") || "auto";
  } catch (_e) {}
  var dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
