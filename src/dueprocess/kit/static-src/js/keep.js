// Forms whose words are kept while one types (data-keep): a moment after the last key they go, sealed on the
// server, into the draft that only this browser can open. Without a connection the page says so and tries on.
const PAUSE = 1500; // ms after the last key
const AGAIN = 4000; // ms until the next try
const LEAVING = 60_000; // bytes that a browser still sends while a page is left

export function keeping() {
  for (const form of document.querySelectorAll("form[data-keep]")) new Keeper(form);
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.kept = this.words();
    const place = document.createElement("p");
    place.className = "dp-keeping";
    this.calm = document.createElement("span");
    this.alarm = document.createElement("strong");
    this.alarm.setAttribute("role", "status");
    place.append(this.calm, this.alarm);
    form.querySelector(".dp-buttons").before(place);
    form.addEventListener("input", () => this.soon(PAUSE));
    form.addEventListener("change", () => this.soon(PAUSE));
    form.addEventListener("submit", () => clearTimeout(this.timer));
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.soon(0); });
  }

  body() {
    const body = new FormData(this.form);
    for (const box of this.form.querySelectorAll("input[type=file]")) body.delete(box.name);
    return new URLSearchParams(body);
  }

  words() { return this.body().toString(); }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), pause);
  }

  lost() { this.alarm.textContent = this.form.dataset.offline; this.calm.textContent = ""; }

  async keep() {
    if (!this.form.isConnected || this.form.dataset.busy) return;
    const words = this.words();
    if (words === this.kept && !this.alarm.textContent) return;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST", body: this.body(), headers: { "X-Keep": "1" }, redirect: "manual",
        keepalive: words.length < LEAVING,
      });
      if (answer.status !== 204) return; // the draft has gone: sending the page will say so
    } catch {
      this.lost();
      this.soon(AGAIN);
      return;
    }
    this.kept = words;
    this.alarm.textContent = "";
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.calm.textContent = `${this.form.dataset.kept} ${time}`;
  }
}
