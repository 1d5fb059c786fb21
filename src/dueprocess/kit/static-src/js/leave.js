// Leaving at once: the page is blanked, then replaced, so that "back" does not return to it.
// Escape pressed three times within three seconds does the same.
export function leaving() {
  const way = document.querySelector("[data-leave]");
  if (!way) return;
  const leave = () => {
    document.title = "…";
    document.body.hidden = true;
    window.location.replace(way.href);
  };
  way.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = [...presses.filter((at) => event.timeStamp - at < 3000), event.timeStamp];
    if (presses.length >= 3) leave();
  });
}
