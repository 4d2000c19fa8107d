(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("input[data-steps]"), function (slider) {
    var steps = slider.getAttribute("data-steps").split(";").map(function (step) { return step.split(","); });
    var line = Number(slider.getAttribute("data-line"));
    var bottom = slider.getAttribute("data-bottom");
    var plot = document.getElementById(slider.getAttribute("data-curve"));
    var stop = plot.querySelector(".stop");
    var told = slider.parentNode.querySelector("output");
    function show() {
      var step = steps[slider.value - 1];
      var text = step[0] + (step[0] === "1" ? " service carries " : " services carry ") + step[3] +
        " of removable waiting" + (step[0] > line ? ", over the quota" : "");
      stop.querySelector("path").setAttribute("d", "M" + step[1] + " " + step[2] + "V" + bottom);
      stop.querySelector("circle").setAttribute("cx", step[1]);
      stop.querySelector("circle").setAttribute("cy", step[2]);
      slider.setAttribute("aria-valuetext", text);
      told.textContent = text;
    }
    var start = steps.filter(function (step) { return step[0] <= line; }).length;
    slider.value = Math.max(1, start);
    slider.addEventListener("input", function () { stop.setAttribute("visibility", "visible"); show(); });
    slider.parentNode.hidden = false;
    show();
  });
}());
