// What is the reader's own when one page takes the other's place: where the focus stands, which tables are open, and for
// who listens instead of looking, which page has come. And the line that says that a page could not be had.
(function () {
  "use strict";
  var arrived = document.getElementById("arrived"), bar = document.getElementById("trouble");

  function all(where, selector) { return Array.prototype.slice.call(where.querySelectorAll(selector)); }
  function named(element) { return element.id || element.title || element.textContent; }
  function owner(details) { var part = details.closest("[id]"); return (part ? part.id : "") + " " + details.className; }

  function focusIn(place) {
    var focused = document.activeElement;
    if (!place.contains(focused)) return null;
    var menu = focused.closest("details.pop");
    if (menu) focused = menu.querySelector("summary");
    return { tag: focused.tagName, name: named(focused) };
  }

  function giveFocus(place, had) {
    var same = all(place, had.tag).find(function (element) { return named(element) === had.name; });
    if (!same) {
      same = document.getElementById("main");
      if (!same) return;
      same.tabIndex = -1;
    }
    same.focus({ preventScroll: true });
  }

  window.reader = {
    // Asked as a page is asked for: the menu that the choice is made in closes then, and the focus with it.
    focus: focusIn,

    // Asked before a page goes; `before` is where the focus stood when the next was asked for.
    kept: function (place, isSamePath, before) {
      var had = focusIn(place) || (document.activeElement === document.body ? before : null);
      var open = isSamePath ? all(place, "details[open]:not(.pop)").map(owner) : [];
      return {
        giveBack: function () {
          all(place, "details:not(.pop)").forEach(function (details) {
            if (open.indexOf(owner(details)) >= 0) details.open = true;
          });
          if (had) giveFocus(place, had);
          var said = [place.querySelector("h1"), place.querySelector("#state")];
          arrived.textContent = said.map(function (one) { return one ? one.textContent : ""; }).join(" ");
        },
      };
    },

    // What could not be had, and a button that tries again; without words the line goes.
    told: function (text, again) {
      bar.replaceChildren();
      if (!text) return;
      var button = document.createElement("button");
      button.textContent = "重试";
      button.addEventListener("click", again);
      bar.append(text, button);
    },
  };
})();
