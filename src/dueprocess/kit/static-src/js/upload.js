// Forms that must not lose a word (data-progress): sent by script, so that a broken connection leaves the page
// and what was typed where they are. Says how much of the files has been sent. Its words stand on the form.
const PATIENCE = 60_000; // ms without any answer

export function uploads() {
  for (const form of document.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter);
    });
  }
}

function line(form) {
  let found = form.querySelector(".dp-progress");
  if (!found) {
    found = document.createElement("p");
    found.className = "dp-progress govuk-body";
    found.setAttribute("role", "status");
    found.append(document.createElement("progress"), document.createElement("span"));
    form.querySelector(".dp-buttons").before(found);
  }
  return found.children;
}

function send(form, button) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((box) => [...box.files]);
  const said = form.dataset;
  const [bar, words] = line(form);
  bar.max = 100;
  bar.hidden = true;
  words.textContent = "";
  const body = new FormData(form, button);
  const request = new XMLHttpRequest();
  const stopped = (text) => {
    words.textContent = ` ${text}`;
    bar.hidden = true;
    delete form.dataset.busy;
  };
  if (form.dataset.busy) return; // pressed twice
  form.dataset.busy = "1";
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  if (files.length) {
    request.upload.addEventListener("progress", (event) => {
      bar.hidden = false;
      bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
      words.textContent = ` ${said.sending || ""} ${Math.round(bar.value)} %`;
    });
  } else {
    request.timeout = PATIENCE;
  }
  const broken = said.broken || "The connection broke. Nothing was lost: send once more.";
  request.addEventListener("error", () => stopped(broken));
  request.addEventListener("timeout", () => stopped(said.late || broken));
  request.addEventListener("load", () => {
    const there = new URL(request.responseURL || form.action, window.location.href);
    const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
    if (request.responseURL && there.href !== window.location.href && request.status < 400) {
      // The answer is that page already: asked for once more, what it says once would be gone.
      window.history.pushState(null, "", there.href);
      window.onpopstate = () => window.location.reload();
    }
    document.documentElement.className = fresh.documentElement.className;
    document.title = fresh.title;
    document.body.replaceWith(fresh.body);
    window.scrollTo(0, 0);
    document.querySelector("main")?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("dp:page"));
  });
  request.send(body);
}
