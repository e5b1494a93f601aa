// What folds open over the page closes when a choice is made or the reader turns away.
(function () {
  "use strict";
  var over = "details.pop";
  function closeAll(except) {
    document.querySelectorAll(over + "[open]").forEach(function (details) {
      if (details !== except) details.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeAll(event.target.closest("a") ? null : event.target.closest(over));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector(over + "[open]");
    if (open) { closeAll(null); open.querySelector("summary").focus(); }
  });
})();
