(function () {
  "use strict";
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  each(document.querySelectorAll("table[data-sortable]"), function (table) {
    var body = table.tBodies[0];
    var heads = table.tHead.rows[0].cells;
    var rows = Array.prototype.slice.call(body.rows);
    each(heads, function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var rising = head.getAttribute("aria-sort") === "descending";
        each(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", rising ? "ascending" : "descending");
        function key(row) {
          var cell = row.cells[column];
          var raw = cell.getAttribute("data-value");
          return raw === null ? cell.textContent.trim().toLowerCase() : raw === "" ? null : Number(raw);
        }
        rows.sort(function (one, two) {
          var a = key(one), b = key(two);
          if (a === b) { return 0; }
          if (a === null) { return 1; }
          if (b === null) { return -1; }
          return (a < b ? -1 : 1) * (rising ? 1 : -1);
        });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
    var bar = document.getElementById(table.id + "-filter");
    if (!bar) { return; }
    var input = bar.querySelector("input");
    var select = bar.querySelector("select");
    var count = bar.querySelector("output");
    function filter() {
      var wanted = input.value.toLowerCase();
      var shown = 0;
      rows.forEach(function (row) {
        var hit = row.textContent.toLowerCase().indexOf(wanted) >= 0 &&
          (!select.value || row.getAttribute("data-verdict") === select.value);
        row.hidden = !hit;
        shown += hit ? 1 : 0;
      });
      count.textContent = shown + " of " + rows.length;
    }
    input.addEventListener("input", filter);
    select.addEventListener("change", filter);
    bar.hidden = false;
    filter();
  });
}());
