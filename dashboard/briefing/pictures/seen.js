// What stands on the page that is open: its text, its charts with their data and marks, characters without a glyph, and
// where the parts lie. It changes nothing. `completeness.py` compares it with what the build has.
async () => {
  "use strict";
  const EDGE = 6;  // a frame is nothing to read
  await document.fonts.ready;
  const root = document.documentElement;
  const content = document.getElementById("page");
  const all = (where, selector) => [...where.querySelectorAll(selector)];
  const box = element => {
    const at = element.getBoundingClientRect();
    return [at.left + scrollX, at.top + scrollY, at.right + scrollX, at.bottom + scrollY];
  };

  function textOf(where) {
    const walker = document.createTreeWalker(where, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".dash-graph")) text += walker.currentNode.data;
    return text;
  }

  function plain(value) {
    if (ArrayBuffer.isView(value)) return Array.from(value);
    if (Array.isArray(value)) return value.map(plain);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  }

  const painted = path => (path.getAttribute("d") || "").length > "M0,0Z".length;
  const count = (where, selector) => all(where, selector).filter(painted).length;

  function marks(chart) {
    return all(chart, ".cartesianlayer .trace").map(trace => ({
      index: trace.__data__[0].trace.index,
      bars: all(trace, ".point > path").filter(bar => { const { width, height } = bar.getBBox(); return width && height; }).length,
      markers: count(trace, "path.point"),
      lines: count(trace, "path.js-line"),
      fills: count(trace, "path.js-fill"),
      texts: all(trace, ".textpoint text").filter(text => text.textContent).length,
      box: box(trace),
    }));
  }

  function chart(place) {
    const drawn = place.matches(".js-plotly-plot") ? place : null;
    const found = {
      id: place.id, box: box(place), drawn: Boolean(drawn && drawn.querySelector(".main-svg")),
      failed: place.matches("[data-failed]") || Boolean(place.closest("[data-failed]") || place.querySelector("[data-failed]")),
    };
    if (!found.drawn) return found;
    const size = drawn._fullLayout._size;
    const [left, top] = found.box;
    return {
      ...found, data: plain(drawn.data), annotations: plain(drawn.layout.annotations || []), marks: marks(drawn),
      width: drawn._fullLayout.width, height: drawn._fullLayout.height,
      area: [left + size.l, top + size.t, left + size.l + size.w, top + size.t + size.h],
    };
  }

  // A character that no font has is drawn as the box of a character that cannot have one.
  function missing(characters) {
    const SIDE = 28, ROW = 64, NOWHERE = ["\u{10FFFD}", "\u{F8F7}"];
    const drawn = [...NOWHERE, ...characters];
    const canvas = new OffscreenCanvas(SIDE * ROW, SIDE * Math.ceil(drawn.length / ROW));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = `20px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = "middle";
    const corner = at => [SIDE * (at % ROW), SIDE * Math.floor(at / ROW)];
    drawn.forEach((sign, at) => {
      const [x, y] = corner(at);
      pen.save(); pen.beginPath(); pen.rect(x, y, SIDE, SIDE); pen.clip();
      pen.fillText(sign, x + 2, y + SIDE / 2); pen.restore();
    });
    const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const glyph = at => {
      const [x, y] = corner(at);
      let picture = "";
      for (let row = 0; row < SIDE; row++) {
        const start = (y + row) * canvas.width + x;
        picture += pixels.subarray(start, start + SIDE).join(",") + ";";
      }
      return picture;
    };
    const boxes = new Set(NOWHERE.map((_, at) => glyph(at)));
    boxes.add(new Array(SIDE).fill(new Array(SIDE).fill(0).join(",") + ";").join(""));  // nothing at all
    return characters.filter((_, at) => boxes.has(glyph(at + NOWHERE.length)));
  }

  function characters() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let written = "";
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style")) written += walker.currentNode.data;
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) if (rule.style && rule.style.content) written += rule.style.content;
    }
    return [...new Set(written)].filter(sign => !/[\s\p{Cc}\p{Cf}\p{Mn}]/u.test(sign));
  }

  function isCut(element) {
    if (element.scrollWidth <= element.clientWidth + 1 && element.scrollHeight <= element.clientHeight + 1) return false;
    return /auto|scroll/.test(getComputedStyle(element).overflow);
  }

  const frame = content.querySelector("[data-build]");
  return {
    build: frame ? frame.dataset.build : null,
    theme: root.dataset.theme,
    text: textOf(content),
    busy: all(document, "[aria-busy=true]").length,
    charts: all(content, ".dash-graph").map(chart),
    cut: all(content, "main *").filter(isCut).length,
    missing: missing(characters()),
    parts: all(content, ".panel, .card").map(box).filter(([left, top, right, bottom]) => right > left && bottom > top)
      .map(([left, top, right, bottom]) => [left + EDGE, top + EDGE, right - EDGE, bottom - EDGE]),
  };
}
