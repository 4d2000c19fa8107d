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
    var views = list(section.querySelectorAll(".view[data-at]"));
    var radios = list(section.querySelectorAll(".at input"));

    function show(chosen) {
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
    function drawn(at) {
      views.forEach(function (view) {
        var both = view.parentNode.querySelectorAll(".view[data-at]").length > 1;
        view.hidden = both && view.getAttribute("data-at") !== at;
      });
      radios.forEach(function (radio) { radio.checked = radio.value === at; });
    }

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
    radios.forEach(function (radio) {
      radio.addEventListener("change", function () { drawn(radio.value); });
    });
    list(section.querySelectorAll(".at")).forEach(function (choice) {
      choice.hidden = !choice.parentNode.querySelector("[data-at=p99]");
    });
    drawn("mean");
    window.addEventListener("hashchange", follow);
    follow();
  });
}());
