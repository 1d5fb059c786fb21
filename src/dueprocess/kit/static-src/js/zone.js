// Hours of an appointment as the clock shows them where its reader is, where that differs from the organisation's.
export function zones() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!here) return;
  for (const when of document.querySelectorAll("time[data-zone]")) {
    if ("other" in when.dataset || when.dataset.zone === here) continue;
    const [from, until] = [new Date(when.dateTime), new Date(when.dataset.until)];
    const told = (zone) => new Intl.DateTimeFormat(document.documentElement.lang, {
      weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
      hourCycle: "h23", timeZone: zone,
    }).formatRange(from, until);
    if (told(here) === told(when.dataset.zone)) continue;
    const line = document.createElement("span");
    line.className = "dp-block dp-small";
    line.textContent = `${when.dataset.here} ${told(here)} (${here.replaceAll("_", " ")})`;
    when.dataset.other = "";
    when.parentElement.append(line);
  }
}
