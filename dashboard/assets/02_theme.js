// Charts come from the server in the light colours. In the dark theme every colour of the light palette in a figure
// becomes its dark partner (window.darkColours, from dashboard/theme.py); a change of theme draws anew from the figure
// as it came. Paper is always light. A chart is never there half in one theme: all is mapped before Plotly sees it.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.darkColours, dim = {};
  var given = new WeakMap();  // chart -> figure as it came
  var printing = false, plotly = null;

  function channels(hex) { return [1, 3, 5].map(function (at) { return parseInt(hex.slice(at, at + 2), 16); }); }
  Object.keys(dark).forEach(function (light) { dim[channels(light).join()] = channels(dark[light]).join(", "); });

  var COLOUR = /^(#[0-9a-f]{6}|rgba?\([^)]*\))$/i;
  var IN_TEXT = /(color\s*:\s*)(#[0-9a-f]{6}|rgba?\([^)]*\))/gi;

  function partner(colour) {
    if (colour[0] === "#") return dark[colour.toLowerCase()] || colour;
    var parts = colour.slice(colour.indexOf("(") + 1, -1).split(",").map(function (part) { return part.trim(); });
    var found = dim[parts.slice(0, 3).join()];
    if (!found) return colour;
    return parts.length > 3 ? "rgba(" + found + ", " + parts[3] + ")" : "rgb(" + found + ")";
  }

  function mapped(value) {
    if (typeof value === "string") {
      if (COLOUR.test(value)) return partner(value);
      if (value.indexOf("color") < 0) return value;
      return value.replace(IN_TEXT, function (_all, name, colour) { return name + partner(colour); });
    }
    if (Array.isArray(value)) return value.map(mapped);
    if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;  // numbers, typed arrays
    var copy = {};
    Object.keys(value).forEach(function (key) { copy[key] = mapped(value[key]); });
    return copy;
  }

  function copied(value) {
    if (Array.isArray(value)) return value.map(copied);
    if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;
    var copy = {};
    Object.keys(value).forEach(function (key) { copy[key] = copied(value[key]); });
    return copy;
  }

  function isDark() { return root.dataset.theme === "dark" && !printing; }

  // Plotly writes into what it is given: the figure that came is kept apart.
  function shown(figure) {
    var change = isDark() ? mapped : copied;
    return { data: change(figure.data), layout: change(figure.layout), config: figure.config, frames: figure.frames };
  }

  window.withThemes = function (loaded) {
    plotly = loaded;
    ["newPlot", "react"].forEach(function (name) {
      var draw = loaded[name];
      loaded[name] = function (place, data, layout, config) {
        var chart = typeof place === "string" ? document.getElementById(place) : place;
        var figure = Array.isArray(data) ? { data: data, layout: layout, config: config } : data;
        figure = { data: copied(figure.data), layout: copied(figure.layout), config: figure.config, frames: figure.frames };
        given.set(chart, figure);
        return draw.call(loaded, chart, shown(figure));
      };
      if (name === "react") window.drawAgain = drawAgain(draw.bind(loaded));
    });
  };

  function drawAgain(draw) {
    return function (size) {
      document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
        var figure = given.get(chart);
        if (!figure) return;
        var drawn = shown(figure);
        if (size) Object.assign(drawn.layout, size, paperHeight(drawn.layout));
        draw(chart, drawn);
      });
    };
  }

  function paperHeight(layout) {  // a chart may ask for its own height on paper
    return layout.meta && layout.meta.paper_height ? { height: layout.meta.paper_height } : {};
  }

  // On A4 a chart is drawn for the width inside a panel (90_print.css); afterwards it fills its place again.
  var PAPER = { width: 684, height: 230, autosize: false };
  window.addEventListener("beforeprint", function () {
    printing = true;
    window.charts.drawAll();
    if (plotly) window.drawAgain(PAPER);
  });
  window.addEventListener("afterprint", function () { printing = false; if (plotly) window.drawAgain(); });

  new MutationObserver(function () { if (plotly) window.drawAgain(); })
    .observe(root, { attributes: true, attributeFilter: ["data-theme"] });

  // The switch in the header, on every page.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-choose-theme]");
    if (!button) return;
    var chosen = button.dataset.chooseTheme;
    try { localStorage.setItem("theme", chosen); } catch (denied) { /* then it holds for this page only */ }
    window.applyTheme(chosen);
    var menu = button.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("toggle", function (event) {
    if (!event.target.matches || !event.target.matches("details.theme")) return;
    event.target.querySelectorAll("button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === root.dataset.chosen));
    });
  }, true);
  window.addEventListener("storage", function (event) { if (event.key === "theme") window.applyTheme(event.newValue); });
})();
