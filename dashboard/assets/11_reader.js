// What is the reader's own when one page takes the other's place: where the focus stands, which tables are open, and for
// who listens instead of looking, which page has come. And the line that says that a page could not be had.
(function () {
  "use strict";
  var arrived = document.getElementById("arrived"), bar = document.getElementById("trouble");

  function all(where, selector) { return Array.prototype.slice.call(where.querySelectorAll(selector)); }
  function named(element) { return element.id || element.title || element.textContent; }
  function owner(details) { var part = details.closest("[id]"); return (part ? part.id : "") + " " + details.className; }

  // Taken as a page is asked for: the menu that the choice is made in closes then, and the focus with it.
  window.focusIn = function (place) {
    var focused = document.activeElement;
    if (!place.contains(focused)) return null;
    var menu = focused.closest("details.pop");
    if (menu) focused = menu.querySelector("summary");
    return { tag: focused.tagName, name: named(focused) };
  };

  function giveFocus(place, had) {
    var same = all(place, had.tag).find(function (element) { return named(element) === had.name; });
    if (!same) {
      same = document.getElementById("main");
      if (!same) return;
      same.tabIndex = -1;
    }
    same.focus({ preventScroll: true });
  }

  window.keptByReader = function (place, isSamePath, before) {
    var had = window.focusIn(place) || (document.activeElement === document.body ? before : null);
    var open = isSamePath ? all(place, "details[open]:not(.pop)").map(owner) : [];
    return {
      giveBack: function () {
        all(place, "details:not(.pop)").forEach(function (details) { if (open.indexOf(owner(details)) >= 0) details.open = true; });
        if (had) giveFocus(place, had);
        var heading = place.querySelector("h1"), state = place.querySelector("#state");
        arrived.textContent = [heading, state].map(function (one) { return one ? one.textContent : ""; }).join(" ");
      },
    };
  };

  window.trouble = function (text, again) {
    bar.replaceChildren();
    if (!text) return;
    var button = document.createElement("button");
    button.textContent = "重试";
    button.addEventListener("click", again);
    bar.append(text, button);
  };
})();
