// The grid's script is loaded by the page of rows alone. Who gets there from another page without loading anew gets it so.
(function () {
  "use strict";
  function check() { if (location.pathname === "/rows" && !window.dash_ag_grid) location.reload(); }
  window.addEventListener("_dashprivate_pushstate", check);
  window.addEventListener("popstate", check);
})();
