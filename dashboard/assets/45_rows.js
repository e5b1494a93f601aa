// The grid's script is loaded by the page of rows alone. Who gets there from another page without loading anew gets it so.
(function () {
  "use strict";
  function check(event) {
    if (location.pathname !== "/rows" || window.dash_ag_grid) return;
    event.stopImmediatePropagation();  // Dash, which listens later, would draw the grid before the page is left
    location.reload();
  }
  window.addEventListener("_dashprivate_pushstate", check);
  window.addEventListener("popstate", check);
})();
