// The wall: turns through its pages in the one document, so that a server that is away costs nothing but the turn.
// Space pauses, arrows turn, Escape leaves. The address is replaced, never added: the history does not grow.
(function () {
  "use strict";
  var query = new URLSearchParams(location.search);
  if (query.get("view") !== "wall") return;  // entering and leaving load anew
  var PATIENCE = 10000;
  var state = document.getElementById("wall-state");
  var timer = 0, paused = false, turning = false;

  function frame() { return document.querySelector("[data-wall]"); }
  function every() { var found = frame(); return 1000 * (found ? Number(found.dataset.every) : 30); }
  function say(text) { if (state.textContent !== text) state.textContent = text; }

  function address(step, build) {
    var found = frame();
    var pages = found ? found.dataset.wall.split(",") : [location.pathname];
    var at = pages.indexOf(location.pathname);
    var path = pages[at < 0 ? 0 : (at + step + pages.length) % pages.length];
    var wanted = new URLSearchParams(location.search);
    if (!found) wanted.set("build", String(Date.now()));  // nothing to show there: asks anew
    else if (found.dataset.build !== build) wanted.set("build", build);  // the one page of the wall, of the new build
    return path + "?" + wanted;
  }

  function turn(step) {
    if (turning) return;
    turning = true;
    fetch("/build", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })
      .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
      .then(function (answer) {
        return window.pages.go(address(step, answer.build), "replace");
      })
      .then(function () { say(paused ? "已暂停,按空格键继续" : ""); })
      .catch(function () { say("连接中断,画面为上次的数据,正在重试"); })
      .then(function () { turning = false; wait(); });
  }

  function wait() {
    window.clearTimeout(timer);
    if (!paused) timer = window.setTimeout(function () { turn(1); }, every());
  }

  function leave() {
    ["view", "pages", "every", "build"].forEach(function (key) { query.delete(key); });
    location.assign(location.pathname + (String(query) ? "?" + query : ""));
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else if (event.key === "Escape") leave();
    else if (event.key === " ") { paused = !paused; say(paused ? "已暂停,按空格键继续" : ""); wait(); }
    else return;
    event.preventDefault();
  });
  wait();
})();
