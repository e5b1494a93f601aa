// The page of briefings: starts one, tells how it goes, lists what is finished. All words of the server are put in as text.
(function () {
  "use strict";
  var EVERY = 1500;
  var filled = null;  // the list that has been filled: a new page has an empty one
  var known = "", timer = null;

  function part(tag, text, className) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function link(text, href) {
    var made = part("a", text, "act");
    made.href = href;
    made.setAttribute("download", "");
    return made;
  }

  function size(bytes) {
    return bytes < 1000000 ? Math.max(1, Math.round(bytes / 1000)) + " KB" : (bytes / 1000000).toFixed(1) + " MB";
  }

  function address(folder, name) {
    return "/briefing/files/" + encodeURIComponent(folder) + "/" + name.split("/").map(encodeURIComponent).join("/");
  }

  function month(key) { return key.replace(/^(\d+)-0?(\d+)$/, "$1年$2月"); }

  function files(one) {
    var list = part("ul", "", "files"), more = part("details", "", "file"), rest = part("ul", "", "files");
    one.files.forEach(function (file) {
      var item = part("li");
      item.append(link(file.name, address(one.folder, file.name)), part("small", size(file.bytes)));
      (file.name.indexOf("/") < 0 ? list : rest).append(item);
    });
    if (!rest.firstChild) return [list];
    more.append(part("summary", "图片共" + rest.childElementCount + "个"), rest);
    return [list, more];
  }

  function briefing(one) {
    var made = part("article"), about = part("p", "", "sub");
    made.append(part("h3", one.title + "(" + one.edition + "版)"));
    about.textContent = one.made_at + " 生成,版次 " + one.build + (one.is_demo ? ",演示数据" : "");
    made.append(about);
    one.failed.forEach(function (reason) { made.append(part("p", "未完成 " + reason, "notice")); });
    var all = link("全部下载(ZIP)", "/briefing/zip/" + encodeURIComponent(one.folder));
    made.append.apply(made, files(one).concat([all]));
    return made;
  }

  function show(state) {
    var list = document.getElementById("briefing-list"), progress = document.getElementById("briefing-progress");
    if (!list || !progress) return;
    document.querySelectorAll("#briefing .make").forEach(function (button) { button.disabled = state.running; });
    var now = JSON.stringify(state);
    if (list === filled && now === known) return;
    known = now;
    filled = list;
    progress.replaceChildren.apply(progress, state.lines.map(function (line) { return part("p", line); }));
    if (state.running) progress.prepend(part("p", "正在生成" + month(state.asked.month) + "简报…", "now"));
    var made = state.briefings.map(briefing);
    list.replaceChildren.apply(list, made.length ? made : [part("p", "还没有生成过简报。", "calm")]);
  }

  function ask() {
    window.clearTimeout(timer);
    if (!document.getElementById("briefing")) return;
    fetch("/briefing/state", { cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (state) { show(state); if (state.running) timer = window.setTimeout(ask, EVERY); })
      .catch(function () { timer = window.setTimeout(ask, 4 * EVERY); /* the server is away: asked again */ });
  }

  function make(button) {
    var asked = { month: button.dataset.month, area: button.dataset.area || "", edition: button.dataset.edition };
    button.disabled = true;
    fetch("/briefing/make", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked)
    }).then(function (answer) { return answer.json().then(function (said) { return [answer.ok, said.told]; }); })
      .then(function (said) {
        if (said[0]) return ask();
        button.disabled = false;
        document.getElementById("briefing-progress").replaceChildren(part("p", said[1], "notice"));
      })
      .catch(function () { button.disabled = false; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("#briefing .make") : null;
    if (button && !button.disabled) make(button);
  });
  document.addEventListener("page-shown", ask);
  ask();
})();
