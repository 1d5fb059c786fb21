// What scripts add to pages that are whole without them. Each part looks for its own attribute.
import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink, createAll } from "./govuk-frontend.js";
import { copyButtons } from "./copy.js";
import { covering } from "./cover.js";
import { keeping } from "./keep.js";
import { leaving } from "./leave.js";
import { players } from "./player.js";
import { uploads } from "./upload.js";
import { zones } from "./zone.js";

function enhance() {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink]) {
    createAll(part);
  }
  copyButtons();
  covering();
  keeping();
  leaving();
  players();
  uploads();
  zones();
}

enhance();
document.addEventListener("dp:page", enhance); // a page that came as the answer to an upload
