// The first response already shows the page. When React has drawn the same tree, the two change places in one step:
// nothing moves, open sections stay open, the focus stays where it was. Then the page says when its charts are drawn.
(function () {
  "use strict";
  var first = document.getElementById("first-paint");
  var entry = document.getElementById("react-entry-point");
  var root = document.documentElement;

  function all(where, selector) { return Array.prototype.slice.call(where.querySelectorAll(selector)); }

  function handOver(content) {
    var before = all(first, "details"), after = all(content, "details");
    before.forEach(function (details, i) { if (details.open && after[i]) after[i].open = true; });
    var links = "a, summary, [tabindex]";
    var focused = all(first, links).indexOf(document.activeElement);
    first.remove();
    entry.classList.add("ready");
    if (focused >= 0) { var same = all(content, links)[focused]; if (same) same.focus({ preventScroll: true }); }
    if (location.hash) { var goal = document.getElementById(location.hash.slice(1)); if (goal && scrollY === 0) goal.scrollIntoView(); }
  }

  function look() {
    var content = document.getElementById("_pages_content");
    if (!content || !content.firstElementChild) return;
    if (first.isConnected) handOver(content);
    var graphs = all(content, ".dash-graph");
    var drawn = graphs.every(function (graph) { return graph.querySelector(".main-svg"); });
    if (drawn && root.dataset.ready !== "true") { root.dataset.ready = "true"; performance.mark("charts-drawn"); }
  }

  new MutationObserver(look).observe(entry, { childList: true, subtree: true });
})();
