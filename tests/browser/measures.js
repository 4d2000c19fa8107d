(function () {
  "use strict";

  // Fonts reserve room above and below what they draw: only the middle of a line counts as text.
  const INK = 0.2;
  const LEAST = 1.5;

  function isScroller(element) {
    return /(auto|scroll|hidden|clip)/.test(getComputedStyle(element).overflowX);
  }

  // For screen readers alone, or kept out of sight until it has the focus.
  function isUnseen(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) { return true; }
    for (let each = element; each; each = each.parentElement) {
      const box = each.getBoundingClientRect();
      const style = getComputedStyle(each);
      if (style.clipPath === "inset(50%)") { return true; }
      if (box.right <= 0 && style.position === "absolute") { return true; }
    }
    return false;
  }

  function isPinned(element) {
    for (let each = element; each; each = each.parentElement) {
      if (/(sticky|fixed)/.test(getComputedStyle(each).position)) { return true; }
    }
    return false;
  }

  // A box without what ancestors that scroll sideways hide of it; null where nothing is left.
  function visiblePart(box, element) {
    let { left, right, top, bottom } = box;
    for (let each = element; each && each !== document.documentElement; each = each.parentElement) {
      if (each instanceof SVGElement || each === document.body || !isScroller(each)) { continue; }
      const frame = each.getBoundingClientRect();
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
      top = Math.max(top, frame.top);
      bottom = Math.min(bottom, frame.bottom);
    }
    return right > left && bottom > top ? { left, right, top, bottom } : null;
  }

  // Every line of text that can be seen: its visible part, and its box as if nothing hid it.
  function lines(root) {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.nodeValue.trim() || element.closest("title, desc, script, style, option")) { continue; }
      if (isUnseen(element)) { continue; }
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const raw of range.getClientRects()) {
        const ink = raw.height * INK;
        const box = { left: raw.left, right: raw.right, top: raw.top + ink, bottom: raw.bottom - ink };
        const part = raw.width > 0 ? visiblePart(box, element) : null;
        if (part) { found.push({ text: node.nodeValue.trim().slice(0, 60), node, element, raw, ...part }); }
      }
    }
    return found;
  }

  function overlap(one, two) {
    return {
      across: Math.min(one.right, two.right) - Math.max(one.left, two.left),
      down: Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top),
    };
  }

  // Pairs of texts that lie on each other.
  function collisions(seen) {
    const all = seen.filter((line) => !isPinned(line.element));
    all.sort((one, two) => one.top - two.top);
    const found = [];
    all.forEach((one, place) => {
      for (let next = place + 1; next < all.length && all[next].top < one.bottom; next += 1) {
        const two = all[next];
        const { across, down } = overlap(one, two);
        if (one.node !== two.node && across > LEAST && down > LEAST) {
          found.push(`${one.text} / ${two.text}`);
        }
      }
    });
    return found;
  }

  // Texts of a drawing that leave it, or leave the box that they were written into.
  function escapes(seen) {
    const found = [];
    seen.forEach((line) => {
      const svg = line.element.closest("svg");
      if (svg) {
        const box = writtenInto(line.element);
        if (leaves(line.raw, svg.getBoundingClientRect())) { found.push(`out of the drawing: ${line.text}`); }
        if (box && leaves(line.raw, box)) { found.push(`out of its box: ${line.text}`); }
      }
    });
    return found;
  }

  function leaves(box, frame) {
    const ink = box.height * INK;
    return box.left < frame.left - 1 || box.right > frame.right + 1 ||
      box.top + ink < frame.top - 1 || box.bottom - ink > frame.bottom + 1;
  }

  // The box of the node of a graph that a text belongs to.
  function writtenInto(element) {
    const shape = element.closest(".bx")?.querySelector("rect.box");
    return shape ? shape.getBoundingClientRect() : null;
  }

  // What sticks out at the right of the window and cannot be scrolled to in a box of its own.
  function sideways(seen) {
    const edge = document.documentElement.clientWidth;
    const found = seen.filter((line) => line.right > edge + 1).map((line) => line.text);
    document.querySelectorAll("body *").forEach((element) => {
      if (element.parentElement.closest("svg")) { return; }
      const box = element.getBoundingClientRect();
      const part = box.width > 0 && !isUnseen(element) ? visiblePart(box, element.parentElement) : null;
      if (part && part.right > edge + 1) { found.push(`<${element.localName} class="${element.className}">`); }
    });
    return found;
  }

  // Texts that their own element cuts off.
  function cut(seen) {
    const found = [];
    seen.forEach(({ element, text }) => {
      const style = getComputedStyle(element);
      if (/(hidden|clip)/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 &&
          style.textOverflow !== "ellipsis") {
        found.push(text);
      }
    });
    return found;
  }

  function luminance(color) {
    const parts = color.match(/[\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  function contrast(one, two) {
    const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  // A text of a drawing that stands on a shape of its own: the number in a dot.
  function isOnShape(element) {
    const before = element.previousElementSibling;
    return element instanceof SVGElement && before !== null && before.matches("circle, rect");
  }

  // Texts that the canvas swallows, as happens where only one of the two colours is forced.
  function faint() {
    const canvas = document.createElement("p");
    canvas.style.setProperty("background-color", "Canvas");
    document.body.append(canvas);
    const ground = getComputedStyle(canvas).backgroundColor;
    canvas.remove();
    return Array.from(new Set(lines(document.body).filter(({ element }) => {
      const style = getComputedStyle(element);
      const ink = element instanceof SVGElement ? style.fill : style.color;
      return style.forcedColorAdjust !== "none" && !isOnShape(element) && contrast(ink, ground) < 3;
    }).map((line) => line.text)));
  }

  // Whether an element shows that it has the focus: by itself, by a shape in it or by its label.
  function hasMark(element) {
    return [element, element.parentElement, ...element.querySelectorAll("svg a *")].some((each) => {
      const style = getComputedStyle(each);
      const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      const focus = getComputedStyle(document.documentElement).getPropertyValue("--go");
      return isOutlined || style.boxShadow !== "none" ||
        (each instanceof SVGElement && parseFloat(style.strokeWidth) >= 2 && style.stroke === colorOf(focus));
    });
  }

  // A colour as computed styles write it.
  function colorOf(value) {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.setProperty("color", value);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  // Whether something lies on all of it that is inside the window.
  function isCovered(element) {
    const box = element.getBoundingClientRect();
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight - 1)];
    const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1);
    return ![top + 1, (top + bottom) / 2, bottom - 1].some((y) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (element.contains(hit) || hit.contains(element));
    });
  }

  // From here on, every element that gets the focus is kept, with its mark and whether it is seen.
  function logFocus() {
    window.focusLog = [];
    document.addEventListener("focusin", (event) => {
      const element = event.target;
      window.focusLog.push({
        name: named(element),
        place: interactive().indexOf(element),
        isMarked: hasMark(element),
        isCovered: isCovered(element),
      });
    });
    return interactive().map(named);
  }

  function named(element) {
    const text = element.getAttribute("aria-label") || element.textContent || element.type || "";
    return `${element.localName}: ${text.trim().replace(/\s+/g, " ").slice(0, 50)}`;
  }

  // What Tab has to reach: of tabs and radios the chosen one, the arrows lead to the others.
  function interactive() {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
    return Array.from(document.querySelectorAll(wanted)).filter((element) =>
      !element.disabled && element.checkVisibility({ visibilityProperty: true }) &&
      !(element.type === "radio" && !element.checked) &&
      !(element.getAttribute("role") === "tab" && element.getAttribute("aria-selected") !== "true") &&
      !(element.getAttribute("tabindex") === "-1" && !element.matches("a, button, input, select, summary")));
  }

  // Everything above that is wrong with where things lie.
  function faults() {
    const seen = lines(document.body);
    return {
      width: document.documentElement.scrollWidth,
      sideways: sideways(seen), collisions: collisions(seen), escapes: escapes(seen), cut: cut(seen),
    };
  }

  return {
    faults, faint, collisions: () => collisions(lines(document.body)), logFocus,
  };
}())
