(function () {
  "use strict";
  var root = document.documentElement;
  var button = document.getElementById("theme");
  var paper = document.getElementById("print");
  // A template of the reader's own may bring another bar, with one of the buttons or none.
  if (paper) {
    paper.addEventListener("click", function () { window.print(); });
    paper.hidden = false;
  }
  if (!button) { return; }
  var themes = ["auto", "light", "dark"];
  // A page opened from a file may be refused any storage: the theme then lasts as long as the page.
  function remembered() {
    try { return localStorage.getItem("archlint-theme"); } catch (refused) { return null; }
  }
  function remember(theme) {
    try { localStorage.setItem("archlint-theme", theme); } catch (refused) { /* not kept */ }
  }
  function show(theme) {
    if (theme === "auto") { root.removeAttribute("data-theme"); } else { root.setAttribute("data-theme", theme); }
    (button.querySelector("span") || button).textContent = "Theme: " + theme;
    button.value = theme;
  }
  var kept = remembered();
  show(themes.indexOf(kept) < 0 ? "auto" : kept);
  button.addEventListener("click", function () {
    var next = themes[(themes.indexOf(button.value) + 1) % themes.length];
    show(next);
    remember(next);
  });
  button.hidden = false;
}());
