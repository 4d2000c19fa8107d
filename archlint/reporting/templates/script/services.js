(function () {
  "use strict";
  var PAGE = 50;
  var NUMBER = "\u0001";
  var FACTS = [
    ["Does anyone wait for it?", "path"], ["How often?", "rate"], ["How long on its own?", "own"],
    ["Computing or waiting?", "computes"], ["By how much would it shrink?", "users"]
  ];

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function element(tag, name, content) {
    var made = document.createElement(tag);
    if (name) { made.className = name; }
    each([].concat(content === undefined ? [] : content), function (part) { if (part) { made.append(part); } });
    return made;
  }

  // As the report's own templates print a sentence: `code` and **strong**, everything else as text.
  function sentence(text) {
    return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map(function (piece) {
      if (/^`[^`]+`$/.test(piece)) { return element("code", "", piece.slice(1, -1)); }
      return /^\*\*[^*]+\*\*$/.test(piece) ? element("strong", "", piece.slice(2, -2)) : piece;
    });
  }

  // The same text as `slug` in links.py makes.
  function slug(name) {
    return encodeURIComponent(name).replace(/[!'()*]/g, function (sign) {
      return "%" + sign.charCodeAt(0).toString(16).toUpperCase();
    });
  }

  // The same text as Python's `shlex.quote` makes.
  function quoted(name) {
    return /^[\w@%+=:,.\/-]+$/.test(name) ? name : "'" + name.replace(/'/g, "'\"'\"'") + "'";
  }

  // The rows as the block of data holds them: columns of places in lists of texts.
  function Rows(data) {
    this.data = data;
    this.count = data.names.length;
  }
  Rows.prototype.text = function (key, row) {
    var column = this.data.texts[key];
    return column ? column.of[column.at[row]] : "";
  };
  Rows.prototype.figure = function (key, row) {
    var column = this.data.figures[key];
    return column.of[column.at[row]];
  };
  Rows.prototype.because = function (row) {
    var reasons = this.data.because;
    var numbers = reasons.numbers[row].split(" ");
    var pieces = reasons.of[reasons.at[row]].split(NUMBER);
    return pieces.map(function (piece, place) { return piece + (place < pieces.length - 1 ? numbers[place] : ""); }).join("");
  };
  Rows.prototype.details = function (row) {
    var rows = this;
    return ["language", "kind", "owner"].map(function (key) { return rows.text(key, row); }).filter(Boolean).join(" · ");
  };
  Rows.prototype.slug = function (row) { return this.data.slugs[row] || slug(this.data.names[row]); };
  Rows.prototype.searched = function () {
    if (!this.words) {
      this.words = this.data.names.map(function (name, row) {
        return [name, this.details(row), this.text("system", row), this.text("verdict", row), this.because(row)].join("\n").toLowerCase();
      }, this);
    }
    return this.words;
  };
  // What the rows are sorted by; unknown figures come last, whichever way is up.
  Rows.prototype.ranks = function (key) {
    if (key === "name") {
      var names = this.data.names.map(function (name) { return name.toLowerCase(); });
      var sorted = names.map(function (_, row) { return row; }).sort(function (one, two) {
        return names[one] < names[two] ? -1 : names[one] > names[two] ? 1 : one - two;
      });
      var ranks = [];
      sorted.forEach(function (row, rank) { ranks[row] = rank; });
      return { at: ranks, known: Infinity };
    }
    return this.data.figures[key] || { at: this.data.texts[key].at, known: Infinity };
  };
  Rows.prototype.verdict = function (row) {
    var mark = this.text("mark", row);
    var letter = element("i", "", { rust: "R", hybrid: "H", measure: "?", go: "G" }[mark] || "–");
    letter.setAttribute("aria-hidden", "true");
    return element("span", "vd " + mark, [letter, this.text("verdict", row)]);
  };

  function Table(section) {
    this.table = section.querySelector("table.services");
    this.id = this.table.dataset.of;
    this.rows = new Rows(JSON.parse(document.getElementById(this.table.dataset.rows).textContent));
    this.heads = this.table.tHead.rows[0].cells;
    this.filters = section.querySelector(".filters");
    this.pager = section.querySelector(".pager");
    this.more = section.querySelector(".more");
    // A template of the reader's own may leave the evidence out: then there is nothing to link to.
    this.trails = document.querySelector(".trails[data-of=\"" + this.id + "\"]");
    this.order = this.rows.data.names.map(function (_, row) { return row; });
    this.page = 0;
    section.classList.add("scripted");
    this.listen();
    this.offer();
    this.filters.hidden = false;
    this.choose();
    this.tell();
  }

  Table.prototype.listen = function () {
    var table = this;
    each(this.heads, function (head) {
      if (!head.dataset.key) { return; }
      var button = element("button", "", Array.prototype.slice.call(head.childNodes));
      button.type = "button";
      head.append(button);
      button.addEventListener("click", function () { table.sort(head); });
    });
    this.filters.addEventListener("input", function () { table.page = 0; table.choose(); table.draw(); });
    each(this.pager.querySelectorAll("button"), function (button) {
      button.addEventListener("click", function () {
        if (button.getAttribute("aria-disabled") === "true") { return; }
        table.page += Number(button.dataset.step);
        table.draw();
      });
    });
    document.addEventListener("archlint:wanted", function (event) { table.explain(event.detail); });
  };

  // Fills the lists of the filters: what is named most often first, and no more than one can read.
  Table.prototype.offer = function () {
    var texts = this.rows.data.texts;
    function options(column, prefix) {
      var counts = column.of.map(function () { return 0; });
      column.at.forEach(function (place) { counts[place] += 1; });
      return counts.map(function (count, place) { return [count, place]; })
        .filter(function (item) { return column.of[item[1]]; })
        .sort(function (one, two) { return two[0] - one[0] || one[1] - two[1]; }).slice(0, 200)
        .map(function (item) {
          var option = element("option", "", column.of[item[1]] + " (" + item[0].toLocaleString("en") + ")");
          option.value = prefix + item[1];
          return option;
        });
    }
    var verdicts = this.filters.querySelector("[data-of=group]");
    options(texts.group, "").forEach(function (option) { verdicts.append(option); });
    var owners = this.filters.querySelector("[data-of=owner]");
    var offered = 0;
    ["owner", "system"].forEach(function (key) {
      var found = options(texts[key], key + " ");
      offered += found.length;
      if (!found.length) { return; }
      var group = element("optgroup", "", found);
      group.label = key;
      owners.append(group);
    });
    owners.parentNode.hidden = !offered;
  };

  Table.prototype.sort = function (head) {
    var first = head.dataset.first;
    var other = first === "ascending" ? "descending" : "ascending";
    var now = head.getAttribute("aria-sort");
    var next = now === first ? other : now === other ? null : first;
    each(this.heads, function (each) { each.removeAttribute("aria-sort"); });
    if (next) { head.setAttribute("aria-sort", next); }
    this.by = next && head.dataset.t;
    this.way = next;
    var ranks = next && this.rows.ranks(head.dataset.key);
    var sign = next === "descending" ? -1 : 1;
    this.order = this.rows.data.names.map(function (_, row) { return row; });
    if (next) {
      this.order.sort(function (one, two) {
        var a = ranks.at[one], b = ranks.at[two];
        if (a >= ranks.known || b >= ranks.known) {
          return (a >= ranks.known) - (b >= ranks.known) || one - two;
        }
        return (a - b) * sign || one - two;
      });
    }
    this.page = 0;
    this.choose();
    this.draw();
  };

  // Which rows match the filters, in the order of the table.
  Table.prototype.choose = function () {
    var rows = this.rows;
    var wanted = this.filters.querySelector("[type=search]").value.trim().toLowerCase();
    var words = wanted && rows.searched();
    var group = this.filters.querySelector("[data-of=group]").value;
    var owner = this.filters.querySelector("[data-of=owner]").value.split(" ");
    var only = this.filters.querySelector("[type=checkbox]").checked;
    var groups = rows.data.texts.group.at;
    var owners = owner[0] && rows.data.texts[owner[0]].at;
    this.chosen = this.order.filter(function (row) {
      return (!wanted || words[row].indexOf(wanted) >= 0) && (!group || groups[row] === Number(group)) &&
        (!owners || owners[row] === Number(owner[1])) && (!only || rows.data.critical[row] === "1");
    });
  };

  Table.prototype.draw = function () {
    var shown = this.chosen.slice(this.page * PAGE, (this.page + 1) * PAGE);
    var lines = shown.map(this.line, this);
    if (!lines.length) {
      var cell = element("td", "empty", "No service matches. Clear the search, or choose “any”.");
      cell.colSpan = this.heads.length;
      lines = [element("tr", "", cell)];
    }
    this.table.tBodies[0].replaceChildren.apply(this.table.tBodies[0], lines);
    this.tell();
  };

  Table.prototype.line = function (row) {
    var rows = this.rows;
    var link = element(this.trails ? "a" : "span", "", element("code", "", rows.data.names[row]));
    if (this.trails) { link.href = "#" + this.id + "service-" + rows.slug(row); }
    var details = rows.details(row);
    var name = element("th", "", [link, details && element("small", "", details)]);
    name.scope = "row";
    var cells = [name, element("td", "", rows.verdict(row)), element("td", "why", sentence(rows.because(row)))];
    each(this.heads, function (head) {
      var key = head.dataset.key;
      if (!rows.data.figures[key]) { return; }
      var below = rows.text(key + " below", row);
      cells.push(element("td", head.className, [rows.figure(key, row), below && element("small", "", below)]));
    });
    return element("tr", "", cells);
  };

  Table.prototype.tell = function () {
    function said(number) { return number.toLocaleString("en"); }
    var found = this.chosen.length, start = this.page * PAGE, end = Math.min(found, start + PAGE);
    var pages = Math.max(1, Math.ceil(found / PAGE));
    var whole = found === this.rows.count ? said(found) + " services" : said(found) + " of " + said(this.rows.count) + " services";
    this.filters.querySelector("output").textContent = whole + (pages > 1 ? ", " + said(start + 1) + " to " + said(end) + " shown" : "") +
      (this.by ? ", sorted by " + this.by + " (" + this.way + ")" : "");
    this.pager.hidden = pages === 1;
    this.pager.querySelector("span").textContent = "Page " + said(this.page + 1) + " of " + said(pages);
    each(this.pager.querySelectorAll("button"), function (button) {
      var to = this.page + Number(button.dataset.step);
      button.setAttribute("aria-disabled", String(to < 0 || to >= pages));
    }.bind(this));
    if (this.more) {
      this.more.firstChild.textContent = "… " + said(this.rows.count - (end - start)) + " more in the json report: ";
    }
  };

  // The evidence of a service that is not in the page: of it there is what the table's row says.
  Table.prototype.explain = function (id) {
    var rows = this.rows, start = this.id + "service-";
    if (!this.trails || id.indexOf(start) !== 0 || document.getElementById(id)) { return; }
    var wanted = id.slice(start.length);
    var row = rows.data.names.findIndex(function (_, place) { return rows.slug(place) === wanted; });
    if (row < 0) { return; }
    var list = element("dl");
    function tell(question, short, rest) {
      list.append(element("dt", "", question), element("dd", "", [element("b", "", short), " "].concat(rest)), element("dd", "src"));
    }
    FACTS.forEach(function (fact) {
      var text = rows.figure(fact[1], row), below = rows.text(fact[1] + " below", row);
      var known = rows.data.figures[fact[1]].at[row] < rows.data.figures[fact[1]].known;
      tell(fact[0], known ? text : "Not told here:", known ? [REST[fact[1]](rows, row, below)] : ["the manifest says too little, or nobody waits"]);
    });
    tell("So what is it worth?", rows.text("verdict", row) + ":", sentence(rows.because(row)));
    var command = element("code", "", "archlint explain " + quoted(rows.data.names[row]));
    var trail = element("details", "trail", [
      element("summary", "", [rows.verdict(row), element("code", "", rows.data.names[row]), element("small", "", rows.details(row))]),
      list, element("p", "note", ["Lines, origins and every formula with its numbers: ", command])
    ]);
    trail.id = id;
    this.trails.append(trail);
  };

  var REST = {
    path: function (rows, row, below) { return "of the requests of " + rows.text("journey", row) + " wait for it" + (below ? ", " + below + " of its p99" : ""); },
    rate: function () { return "requests"; },
    own: function () { return "on average, calls left out"; },
    computes: function () { return "of that computes"; },
    users: function (rows, row, below) { return "users no longer wait if it alone is rewritten" + (below ? " (" + below + ")" : ""); }
  };

  each(document.querySelectorAll("table.services"), function (table) { new Table(table.closest("section")); });
}());
