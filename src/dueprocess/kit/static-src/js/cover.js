// Drawing a box over the picture of a page (data-cover): its place goes into the fields of the form, which can
// be typed without it. Counted in the picture's own units.
const FIELDS = ["left", "top", "width", "height"];

export function covering() {
  for (const picture of document.querySelectorAll("svg[data-cover]")) drawing(picture);
}

function drawing(picture) {
  const fields = FIELDS.map((name) => document.querySelector(`input[name="${name}"]`));
  if (fields.some((field) => !field)) return;
  for (const words of document.querySelectorAll("[data-cover-says]")) words.hidden = false;
  picture.classList.add("dp-cover--draws");
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.setAttribute("class", "dp-cover__new");
  let from = null;
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  const show = (to) => {
    const told = [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(to.x - from.x), Math.abs(to.y - from.y)]
      .map((each) => Math.max(0, Math.round(each)));
    ["x", "y", "width", "height"].forEach((name, n) => box.setAttribute(name, told[n]));
    fields.forEach((field, n) => { field.value = told[n]; });
  };
  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    from = place(event);
    picture.append(box);
    show(from);
  });
  picture.addEventListener("pointermove", (event) => { if (from) show(place(event)); });
  picture.addEventListener("pointerup", (event) => { if (from) { show(place(event)); from = null; } });
  picture.addEventListener("pointercancel", () => { from = null; });
}
