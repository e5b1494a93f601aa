// Plotly draws for the screen, and asynchronously: on paper a chart would be cut. Before printing, each chart is drawn
// for the width inside a panel on A4 (90_print.css); afterwards it fills its place on the screen again.
(function () {
  "use strict";
  var PAPER = { width: 684, height: 230 };
  function each(change) {
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
      if (chart.layout) window.Plotly.relayout(chart, change);
    });
  }
  window.addEventListener("beforeprint", function () { each(PAPER); });
  window.addEventListener("afterprint", function () { each({ width: null, height: null, autosize: true }); });
})();
