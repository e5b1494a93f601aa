// From page to page without loading anew. A plain click on a link within the dashboard asks for the page at that address,
// and only when it is there do address, title, page and charts change, in one step: what stands on the screen is never
// under another page's address. The page itself was written and escaped by the server (dashboard/delivery/first_paint.py).
(function () {
  "use strict";
  var place = document.getElementById("page");  // none where Dash draws the page: 45_dash.js
  var isWall = asksForWall(location);
  var here = address(location);  // path and query of the page that is shown
  var visit = 0, asking = null;
  var PATIENCE = 30000;

  function asksForWall(url) { return new URLSearchParams(url.search).get("view") === "wall"; }
  function address(url) { return url.pathname + url.search; }
  function isOfDash(url) { return window.pagesOfDash.indexOf(url.pathname) >= 0; }
  function canBeShownHere(url) { return place && !isOfDash(url) && asksForWall(url) === isWall; }

  function begun(wanted) {
    var control = new AbortController();
    var answer = fetch("/_page" + wanted, { signal: control.signal }).then(function (got) {
      if (!/^application\/json/.test(got.headers.get("Content-Type"))) throw new Error(String(got.status));
      return got.json();
    });
    return { wanted: wanted, at: Date.now(), isOpen: true, answer: answer, abort: function () { control.abort(); } };
  }

  // What a reader is about to click is asked for a moment before: one at a time, good for a few seconds only, so that
  // a build published meanwhile is not missed.
  var DWELL = 80, FRESH = 5000;
  var ahead = null, dwelling = 0;
  function askAhead(wanted, isSure) {
    if (ahead && (ahead.wanted === wanted ? Date.now() - ahead.at < FRESH : ahead.isOpen && !isSure)) return;
    var one = ahead = begun(wanted);
    one.answer.then(function () { one.isOpen = false; }, function () { if (ahead === one) ahead = null; });
  }
  function taken(wanted) {
    var one = ahead;
    ahead = null;
    return one && one.wanted === wanted && Date.now() - one.at < FRESH ? one : begun(wanted);
  }
  function likely(event) {
    if (event.pointerType === "touch") return null;  // may be the beginning of a scroll
    var link = event.target.closest && event.target.closest("nav a[href], a.choice[href], .matrix a[href], .cards h3 a[href]");
    return link && isOurs(link) && address(link) !== here ? address(link) : null;
  }
  function lingers(event) {
    window.clearTimeout(dwelling);
    var wanted = likely(event);
    if (wanted) dwelling = window.setTimeout(askAhead, DWELL, wanted, false);
  }
  document.addEventListener("pointerover", lingers);
  document.addEventListener("focusin", lingers);
  document.addEventListener("pointerdown", function (event) {
    var wanted = event.button === 0 && likely(event);
    if (wanted) askAhead(wanted, true);
  });

  // `how`: push a step of the history, replace the present one, or none (the browser has made it).
  function go(to, how, scroll) {
    var url = new URL(to, location.href);
    if (!canBeShownHere(url)) {
      if (how === "none") location.reload(); else location[how === "push" ? "assign" : "replace"](url.href);
      return new Promise(function () {});
    }
    history.scrollRestoration = "manual";  // the browser would scroll the page that is about to go
    var mine = ++visit;
    if (asking) asking.abort();
    asking = taken(address(url));
    var late = window.setTimeout(asking.abort, PATIENCE);
    var focus = window.reader.focus(place);
    place.setAttribute("aria-busy", "true");
    window.charts.leave();
    window.reader.told();
    return asking.answer.then(
      function (answer) {
        window.clearTimeout(late);
        if (mine === visit) enter(url, answer, how, scroll, focus);
      },
      function (error) {
        window.clearTimeout(late);
        if (mine !== visit) return;
        stay();
        throw error;
      }
    );
  }

  function stay() {
    place.removeAttribute("aria-busy");
    window.charts.stay();
  }

  function enter(url, answer, how, scroll, focus) {
    var isSamePath = url.pathname === here.split("?")[0];
    var kept = window.reader.kept(place, isSamePath, focus);
    if (how === "push") {
      history.replaceState(Object.assign({}, history.state, { scroll: scrollY }), "");
      history.pushState({}, "", url.href);
    } else if (how === "replace") history.replaceState(history.state, "", url.href);
    here = address(url);
    window.charts.clear();
    place.innerHTML = answer.html;
    document.title = answer.title;
    place.removeAttribute("aria-busy");
    kept.giveBack();
    var part = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (part) part.scrollIntoView({ block: "start", behavior: "instant" });
    else window.scrollTo({ top: scroll || 0, behavior: "instant" });
    window.charts.show(answer.charts);
    document.dispatchEvent(new Event("page-shown"));
  }

  function isOurs(link) {
    if (link.origin !== location.origin || link.hasAttribute("download")) return false;
    if (link.target && link.target !== "_self") return false;
    return canBeShownHere(link) && !(link.hash && address(link) === here);  // a part of this page: the browser goes there
  }

  function failed(to, how, scroll) {
    return function () { window.reader.told("连接中断,未能打开所选页面,画面仍为原来的数据。", function () { follow(to, how, scroll); }); };
  }
  function follow(to, how, scroll) { go(to, how, scroll).catch(failed(to, how, scroll)); }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[href]");
    if (!link || !isOurs(link)) return;
    event.preventDefault();
    follow(link.href, address(link) === here ? "replace" : "push");
  });

  window.addEventListener("pagehide", function () { history.scrollRestoration = "auto"; });
  if (place) window.addEventListener("popstate", function (event) {
    if (address(location) !== here) follow(location.href, "none", event.state && event.state.scroll);
    else if (place.hasAttribute("aria-busy")) { visit++; asking.abort(); stay(); }  // back before the next had come
  });

  window.pages = { go: go };
})();
