(function () {
  "use strict";
  // A link to what is folded away, on another tab or not yet built leads there all the same.
  function wanted() {
    var id = location.hash.slice(1);
    var found = id ? built(id) : null;
    // An address of a report about one portfolio, followed into one about several.
    for (var number = 1; id && !found && document.getElementById("p" + number + "-which"); number += 1) {
      found = built("p" + number + "-" + id);
    }
    return found;
  }

  function built(id) {
    if (!document.getElementById(id)) {
      document.dispatchEvent(new CustomEvent("archlint:wanted", { detail: id }));
    }
    return document.getElementById(id);
  }

  function uncover(part) {
    if (part.tagName === "DETAILS") { part.open = true; }
    if (part.getAttribute("role") === "tabpanel" && part.id) {
      var tab = document.querySelector('[role="tab"][aria-controls="' + CSS.escape(part.id) + '"]');
      if (tab && tab.getAttribute("aria-selected") !== "true") { tab.click(); }
    }
  }

  // What a link asks for and the page does not have: silence would look like the wrong place.
  function tell(id) {
    var status = document.getElementById("status");
    var kind = /^(?:p\d+-)?(service|journey|rule)-./.exec(id);
    if (!status) { return; }
    status.hidden = !kind;
    status.textContent = kind ? "This report has no " + kind[1] + " “" + readable(id.slice(kind[0].length - 1)) + "”." : "";
  }

  function readable(name) {
    try { return decodeURIComponent(name).slice(0, 80); } catch (fault) { return name.slice(0, 80); }
  }

  function go() {
    var target = wanted();
    tell(target ? "" : location.hash.slice(1));
    if (!target) { return; }
    for (var part = target; part; part = part.parentElement) { uncover(part); }
    target.scrollIntoView();
    var summary = target.tagName === "DETAILS" && target.querySelector("summary");
    if (summary) { summary.focus({ preventScroll: true }); }
  }

  window.addEventListener("hashchange", go);
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) { go(); }
  });
  // The browser goes to the place first and takes the focus off again.
  window.addEventListener("load", function () { setTimeout(go); });
}());
