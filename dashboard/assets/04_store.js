// When Dash draws new components, each of them says so to Dash's store (RESET_COMPONENT_STATE), and every saying has
// every component look whether it changed: on a page of a thousand components a million looks, which take seconds.
// What is said drops what the store remembers of that component's own changes. Where it remembers none, nothing would
// change, and the saying is left out. Should Dash no longer show its store, all goes on as Dash has it.
(function () {
  "use strict";
  function changesNothing(action, state) {
    if (!action || action.type !== "RESET_COMPONENT_STATE" || !action.payload || !action.payload.itempath) return false;
    var path = action.payload.itempath.join(",");
    return Object.keys(state.layoutHashes).every(function (remembered) { return !remembered.startsWith(path); });
  }

  var shown;
  Object.defineProperty(window, "store", {
    configurable: true,
    get: function () { return shown; },
    set: function (store) {
      shown = store;
      var dispatch = store.dispatch;
      store.dispatch = function (action) {
        return changesNothing(action, store.getState()) ? action : dispatch(action);
      };
    },
  });
})();
