// Menus close when a choice is made or the reader turns away; a link with #part scrolls to that part of the page.
(function () {
  "use strict";
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    var menu = event.target.closest("details.menu");
    closeMenus(event.target.closest("a") ? null : menu);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector("details.menu[open]");
    if (open) { closeMenus(null); open.querySelector("summary").focus(); }
  });
  window.addEventListener("_dashprivate_pushstate", function () {
    var part = location.hash && document.getElementById(location.hash.slice(1));
    if (part) requestAnimationFrame(function () { part.scrollIntoView({ block: "start" }); });
  });
})();
