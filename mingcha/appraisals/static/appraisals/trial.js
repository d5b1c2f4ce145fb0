// The what-if follows the hand: the server weighs anew, the page is not loaded again.
// Without this file the form is sent as any other.
"use strict";
(() => {
  const form = document.getElementById("trial");
  const tried = document.getElementById("tried");
  if (!form || !tried || !window.fetch) return;
  let running = null;
  let waiting = 0;

  const parts = () => {
    for (const part of tried.querySelectorAll("[data-part]")) {
      const shown = document.getElementById(`part-${part.dataset.part}`);
      if (shown) shown.textContent = part.textContent;
    }
  };

  const weigh = async () => {
    running?.abort();
    running = new AbortController();
    const asked = new URLSearchParams(new FormData(form));
    const address = `${location.pathname}?${asked}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: running.signal });
      if (!answer.ok || answer.redirected) return form.submit(); // signed out, or gone: the page says so
      tried.innerHTML = await answer.text();
      parts();
      history.replaceState(null, "", address); // what is seen can be sent to a colleague
    } catch (no) {
      if (no.name !== "AbortError") form.submit();
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.name === "class") return form.submit(); // another class has other groups
    const shown = event.target.type === "range" && event.target.nextElementSibling;
    if (shown && !shown.id) shown.textContent = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(weigh, 60);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    weigh();
  });
})();
