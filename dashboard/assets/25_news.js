// A build published while someone reads: the page stays as it is, and a line above it says that new figures are there.
(function () {
  "use strict";
  if (new URLSearchParams(location.search).get("view") === "wall") return;  // the wall turns to them by itself
  var EVERY = 60000;
  var bar = document.getElementById("news");
  var asked = null;  // the build that stood on the page when the server was last asked

  function shown() {
    var frame = document.querySelector("[data-build]");
    return frame ? frame.dataset.build : null;
  }

  function tell(isNew) {
    if (isNew === Boolean(bar.firstChild)) return;
    bar.replaceChildren();
    if (!isNew) return;
    var link = document.createElement("a");
    link.href = location.href;
    link.textContent = "有新数据,点此更新";
    link.addEventListener("click", function (event) { event.preventDefault(); location.reload(); });
    bar.append(link);
  }

  function ask() {
    if (document.hidden) return;
    var here = asked = shown();
    fetch("/build", { cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) { if (found && here === shown()) tell(Boolean(here && found.build && found.build !== here)); })
      .catch(function () { /* the server is away: the next minute asks again */ });
  }

  window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("page-shown", function () { if (asked && shown() !== asked) { tell(false); ask(); } });
})();
