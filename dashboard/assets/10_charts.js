// The charts of the page that is shown: those in sight first, the others in the pauses after them, all of them at once
// before printing. <html data-ready="true"> says that no chart of this page is waiting any more. One that cannot be drawn
// says so where it would stand and bears data-failed.
(function () {
  "use strict";
  var root = document.documentElement;
  var FAILED = "图表未能显示,数字见下方表格。";
  var waiting = [];  // {place, figure}: not drawn yet, in the order of the page
  var shown = [];  // elements that hold a chart
  var config = {};
  var page = 0;  // counts the pages shown: what a page left behind must not touch the next
  var drawing = 0, leaving = false, plotly = null, printing = false;

  function settle() {
    if (leaving || waiting.length || drawing || root.dataset.ready === "true") return;
    root.dataset.ready = "true";
    performance.mark("charts-drawn");
  }

  function fail(place, error) {
    console.error(error);
    if (plotly) plotly.purge(place);
    var said = document.createElement("p");
    said.className = "calm";
    said.textContent = FAILED;
    place.replaceChildren(said);
    place.dataset.failed = "";
  }

  function draw(one) {
    var mine = page;
    drawing++;
    shown.push(one.place);
    var layout = Object.assign({}, one.figure.layout, { autosize: true });
    new Promise(function (done) { done(plotly.newPlot(one.place, one.figure.data, layout, config)); })
      .then(function () { if (mine === page) sizes.observe(one.place); })
      .catch(function (error) { if (mine === page) fail(one.place, error); })
      .then(function () { if (mine === page) { drawing--; settle(); } });
  }

  function isInSight(one) {
    var box = one.place.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  // After the frame that paints the figures; a tab in the background has no frames.
  var channel = new MessageChannel();
  channel.port1.onmessage = function (event) { if (event.data === page) drawNext(); };
  function soon() {
    var mine = page, go = function () { channel.port2.postMessage(mine); };
    if (document.hidden) go(); else requestAnimationFrame(go);
  }
  function inAPause() {
    var mine = page, go = function () { if (mine === page) drawNext(); };
    if (window.requestIdleCallback) requestIdleCallback(go, { timeout: 200 }); else setTimeout(go, 0);
  }

  function drawNext() {
    if (!waiting.length || leaving) return;
    var next = waiting.findIndex(isInSight);
    draw(waiting.splice(Math.max(next, 0), 1)[0]);
    if (waiting.some(isInSight)) channel.port2.postMessage(page); else if (waiting.length) inAPause();
  }

  function drawAll() { while (plotly && waiting.length) draw(waiting.shift()); }

  // A chart fills its place, whatever changes that: the window, a scroll bar, the navigation that folds.
  var widths = new WeakMap();
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var place = entry.target, width = entry.contentRect.width, before = widths.get(place);
      widths.set(place, width);
      if (before === undefined || before === width || !width || printing) return;
      plotly.Plots.resize(place).catch(function () { /* it has left meanwhile */ });
    });
  });

  window.addEventListener("beforeprint", function () { printing = true; });  // 02_theme.js sizes them for paper
  window.addEventListener("afterprint", function () { printing = false; });

  window.charts = {
    drawAll: drawAll,
    // The page that is shown will be another, or stay after all.
    leave: function () { leaving = true; delete root.dataset.ready; },
    stay: function () { leaving = false; soon(); settle(); },
    // The page is taken away.
    clear: function () {
      page++;
      waiting = [];
      drawing = 0;
      shown.forEach(function (place) { sizes.unobserve(place); if (plotly) plotly.purge(place); });
      shown = [];
    },
    // A page has come.
    show: function (given) {
      config = Object.assign({}, given.config, { responsive: false });  // `sizes` sees more than the window
      leaving = false;
      waiting = Object.keys(given.figures)
        .map(function (id) { return { place: document.getElementById(id), figure: given.figures[id] }; })
        .filter(function (one) { return one.place; });
      var mine = page;
      window.plotlyLoaded.then(
        function (loaded) { plotly = loaded; if (mine === page) soon(); },
        function (error) { if (mine === page) waiting.splice(0).forEach(function (one) { fail(one.place, error); }); }
      ).then(function () { if (mine === page) settle(); });
    },
  };

  if (!document.getElementById("page")) return;  // drawn by Dash
  window.charts.show(JSON.parse(document.getElementById("figures").textContent));
})();
