// A recording and what is said in it: a time moves the player instead of loading the page again, the passage
// that is heard is marked, and the outline shows where one is. The native player stays the only control.
export function players() {
  const frame = document.querySelector("[data-player]:not([data-ready])");
  const media = frame?.querySelector("audio, video");
  if (!media) return;
  frame.dataset.ready = "";
  const go = (seconds) => { media.currentTime = seconds; media.play().catch(() => {}); };
  for (const link of document.querySelectorAll("[data-jump]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `#t=${link.dataset.jump}`);
      go(Number(link.dataset.jump));
    });
  }
  media.addEventListener("error", () => { frame.querySelector("[data-failed]").hidden = false; });
  const named = /^#t=(\d{1,6}(?:\.\d{1,3})?)$/.exec(window.location.hash);
  if (named) media.currentTime = Number(named[1]);
  const length = () => Number(frame.dataset.ms) / 1000 || media.duration || 0;
  const wave = frame.querySelector("[data-wave]");
  const here = frame.querySelector("[data-here]");
  wave?.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    go(((event.clientX - box.left) / box.width) * length());
  });
  const rows = [...document.querySelectorAll("tr[data-from]")];
  media.addEventListener("timeupdate", () => {
    if (!media.currentTime && media.paused) return; // nobody has pressed play
    const at = media.currentTime * 1000;
    if (here && length()) {
      here.hidden = false;
      here.style.insetInlineStart = `${Math.min(100, media.currentTime / length() * 100)}%`;
    }
    for (const row of rows) {
      row.toggleAttribute("data-now", Number(row.dataset.from) <= at && at < Number(row.dataset.to));
    }
  });
}
