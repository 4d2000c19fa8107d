(function () {
  "use strict";
  function list(found) { return Array.prototype.slice.call(found); }
  function target() { return document.getElementById(location.hash.slice(1)); }
  function remember(panel) {
    // A page inside another one may be refused its history: the tab then changes without it.
    try { history.replaceState(null, "", "#" + panel.id); } catch (refused) { /* not kept */ }
  }
  list(document.querySelectorAll("section[data-journeys]")).forEach(function (section) {
    var panels = list(section.querySelectorAll(".panel"));
    var tabs = list(section.querySelectorAll("[role=tab]"));
    var pick = section.querySelector(".pick select");
    var at = "mean";

    // Of a large portfolio most journeys are left as text until somebody asks for them: the page
    // opens with a few thousand elements fewer, and without the script all of them are there.
    function build(panel) {
      var left = panel.querySelector("noscript");
      if (!left) { return; }
      left.outerHTML = left.textContent;
      draw(panel);
    }
    function show(chosen) {
      build(panels[chosen]);
      panels.forEach(function (panel, place) { panel.hidden = place !== chosen; });
      tabs.forEach(function (tab, place) {
        tab.setAttribute("aria-selected", String(place === chosen));
        tab.tabIndex = place === chosen ? 0 : -1;
      });
      if (pick) { pick.value = String(chosen); }
    }
    function follow() {
      var wanted = target();
      var panel = wanted && wanted.closest(".panel");
      if (panel && panels.indexOf(panel) >= 0) {
        show(panels.indexOf(panel));
        wanted.scrollIntoView();
      }
    }
    function draw(part) {
      list(part.querySelectorAll(".view[data-at]")).forEach(function (view) {
        var both = view.parentNode.querySelectorAll(".view[data-at]").length > 1;
        view.hidden = both && view.getAttribute("data-at") !== at;
      });
      list(part.querySelectorAll(".at")).forEach(function (choice) {
        choice.hidden = !choice.parentNode.querySelector("[data-at=p99]");
      });
      list(part.querySelectorAll(".at input")).forEach(function (radio) { radio.checked = radio.value === at; });
    }
    function buildAll() { panels.forEach(build); }

    tabs.forEach(function (tab, place) {
      panels[place].setAttribute("role", "tabpanel");
      panels[place].setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", function () { show(place); remember(panels[place]); });
      tab.addEventListener("keydown", function (event) {
        var last = tabs.length - 1;
        var next = { ArrowRight: place === last ? 0 : place + 1, ArrowLeft: place === 0 ? last : place - 1, Home: 0, End: last };
        if (!Object.prototype.hasOwnProperty.call(next, event.key)) { return; }
        event.preventDefault();
        show(next[event.key]);
        tabs[next[event.key]].focus();
        remember(panels[next[event.key]]);
      });
    });
    if (pick) {
      pick.addEventListener("change", function () { show(Number(pick.value)); remember(panels[Number(pick.value)]); });
      pick.parentNode.hidden = false;
    }
    if (tabs.length) {
      tabs[0].parentNode.hidden = false;
    }
    if (tabs.length || pick) {
      section.classList.add("tabbed");
      show(0);
    }
    section.addEventListener("change", function (event) {
      if (!event.target.closest(".at")) { return; }
      at = event.target.value;
      draw(section);
    });
    draw(section);
    window.addEventListener("beforeprint", buildAll);
    window.addEventListener("hashchange", follow);
    follow();
  });
}());
