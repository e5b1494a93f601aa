// Plotly starts after the figures are painted. window.plotlyLoaded is the promise of it; where Dash draws a page it takes
// window.Plotly as it finds it: the same promise makes it wait for this one script instead of loading a second.
(function () {
  "use strict";
  var words = {
    "Download plot as a PNG": "下载图片",
    "Download plot": "下载图片",
    "Taking snapshot - this may take a few seconds": "正在生成图片",
    "Snapshot succeeded": "图片已生成",
    "Sorry, there was a problem downloading your snapshot!": "图片生成失败",
    "Double-click to zoom back out": "双击还原",
  };
  window.Plotly = window.plotlyLoaded = new Promise(function (resolve, reject) {
    var script = document.createElement("script");
    script.src = window.plotlyAddress;
    script.onload = function () {
      window.withThemes(window.Plotly);
      window.Plotly.register({ moduleType: "locale", name: "zh-CN", dictionary: words, format: {} });
      resolve(window.Plotly);
    };
    script.onerror = function () { reject(new Error("no " + script.src)); };
    document.head.appendChild(script);
  });
})();
