// The big screen: asks every 0.4 s, counts down by itself, says when the line is broken.
"use strict";
(() => {
  const EVERY = 400;
  const LONGEST = 8000; // between two tries while the line is broken
  const PATIENCE = 4000;
  const PAGE = 6; // organs on the wall at one time
  const TURN = 10000;
  const said = document.body.dataset;
  const live = document.getElementById("live");
  const lost = document.getElementById("lost");
  const way = document.getElementById("way");
  let tag = "";
  let ahead = Number(said.now) * 1000 - Date.now(); // the server's clock before ours
  let wait = EVERY;
  let heard = new Date();

  const stage = () => live.querySelector(".stage");
  const countDown = () => {
    const left = document.getElementById("left");
    const end = stage()?.dataset.end;
    if (!left || !end) return;
    const seconds = Math.max(0, Math.ceil(Number(end) - (Date.now() + ahead) / 1000));
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (left.textContent !== text) left.textContent = text;
  };

  const turn = () => {
    const organs = [...live.querySelectorAll(".organs > li")];
    const pages = Math.ceil(organs.length / PAGE);
    const page = pages > 1 ? Math.floor(Date.now() / TURN) % pages : 0;
    organs.forEach((one, n) => {
      one.hidden = Math.floor(n / PAGE) !== page;
    });
  };

  const show = () => {
    const open = ["frozen", "open"].includes(stage()?.dataset.stage);
    if (way) way.hidden = !open;
    countDown();
    turn();
  };

  const tell = (words) => {
    lost.hidden = !words;
    lost.textContent = words;
  };

  const ask = async () => {
    const answer = await fetch(said.live, {
      headers: tag ? { "If-None-Match": tag } : {},
      signal: AbortSignal.timeout(PATIENCE),
      redirect: "manual",
      cache: "no-store",
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return tell(said.out);
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    const date = Number(answer.headers.get("X-Now"));
    if (date) ahead = date * 1000 - Date.now();
    if (answer.status !== 304) {
      live.innerHTML = await answer.text();
      tag = answer.headers.get("ETag") || "";
    }
    heard = new Date();
    tell("");
    return show();
  };

  const loop = async () => {
    try {
      await ask();
      wait = EVERY;
    } catch {
      tell(said.lost.replace("{t}", heard.toTimeString().slice(0, 8)));
      wait = Math.min(LONGEST, wait * 2);
    }
    setTimeout(loop, wait);
  };

  setInterval(show, 250);
  window.addEventListener("online", () => {
    wait = EVERY;
  });
  show();
  loop();
})();
