// Plotly draws for the screen, and asynchronously: on paper a chart would be cut. Before printing, each chart is drawn
// for the width inside a panel on A4 (90_print.css) in smaller type; afterwards it fills its place on the screen again.
(function () {
  "use strict";
  var PAPER = { width: 684, height: 230, "font.size": 11 };
  var LABEL = 10.5;

  function each(change) {
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
      if (chart.layout) window.Plotly.relayout(chart, change(chart));
    });
  }
  window.addEventListener("beforeprint", function () {
    each(function (chart) {
      var change = Object.assign({}, PAPER);
      (chart.layout.annotations || []).forEach(function (label, i) {
        label.screenSize = label.screenSize || label.font.size;
        change["annotations[" + i + "].font.size"] = LABEL;
      });
      return change;
    });
  });
  window.addEventListener("afterprint", function () {
    each(function (chart) {
      var change = { width: null, height: null, "font.size": null, autosize: true };
      (chart.layout.annotations || []).forEach(function (label, i) {
        change["annotations[" + i + "].font.size"] = label.screenSize;
      });
      return change;
    });
  });
})();
