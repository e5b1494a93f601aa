// A page with callbacks is drawn by Dash. The first response already shows it; when Dash has drawn the same, the two change
// places in one step. Dash's own changes of page stay within such pages: every other address is loaded anew.
(function () {
  "use strict";
  var first = document.getElementById("first-paint"), entry = document.getElementById("react-entry-point");
  if (!entry) return;
  var root = document.documentElement;

  function all(where, selector) { return Array.prototype.slice.call(where.querySelectorAll(selector)); }

  function handOver(content) {
    var links = "a, summary, [tabindex]";
    var focused = all(first, links).indexOf(document.activeElement);
    first.remove();
    entry.classList.add("ready");
    if (focused >= 0) { var same = all(content, links)[focused]; if (same) same.focus({ preventScroll: true }); }
  }

  new MutationObserver(function () {
    var content = document.getElementById("_pages_content");
    if (!content || !content.firstElementChild) return;
    if (first.isConnected) handOver(content);
    root.dataset.ready = "true";
    document.dispatchEvent(new Event("page-shown"));
  }).observe(entry, { childList: true, subtree: true });

  // What has no callback comes as HTML (dashboard/delivery/dash_parts.py); the box around it is none to the style sheets.
  window.changfeng = {
    Markup: function (given) {
      var box = { style: { display: "contents" }, dangerouslySetInnerHTML: { __html: given.html } };
      return window.React.createElement("div", box);
    },
  };

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[href]");
    if (first.isConnected || !link || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (link.hash || window.pagesOfDash.indexOf(link.pathname) < 0) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo({ top: 0, behavior: "instant" });
  });

  function check(event) {
    if (window.pagesOfDash.indexOf(location.pathname) >= 0) return;
    event.stopImmediatePropagation();  // Dash, which listens later, would draw the page before this one is left
    location.reload();
  }
  window.addEventListener("_dashprivate_pushstate", check);
  window.addEventListener("popstate", check);
})();
