// Forms with files: how much has been sent, and a clear word when the connection breaks. The text stays.
export function uploads() {
  for (const form of document.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].flatMap((box) => [...box.files]);
      if (!files.length) return;
      event.preventDefault();
      send(form, event.submitter);
    });
  }
}

function send(form, button) {
  let line = form.querySelector(".dp-progress");
  if (!line) {
    line = document.createElement("p");
    line.className = "dp-progress govuk-body";
    line.setAttribute("role", "status");
    line.append(document.createElement("progress"), document.createElement("span"));
    form.querySelector(".dp-buttons").before(line);
  }
  const [bar, words] = line.children;
  bar.max = 100;
  const body = new FormData(form, button);
  const request = new XMLHttpRequest();
  const again = (text) => { words.textContent = ` ${text}`; bar.hidden = true; if (button) button.disabled = false; };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    bar.hidden = false;
    bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    words.textContent = ` ${Math.round(bar.value)} %`;
  });
  request.addEventListener("error", () => again("The connection broke. Nothing was lost: send once more."));
  request.addEventListener("load", () => {
    if (request.responseURL && request.responseURL !== window.location.href && request.status < 400) {
      window.location.assign(request.responseURL);
      return;
    }
    const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
    document.title = fresh.title;
    document.body.replaceWith(fresh.body);
    window.scrollTo(0, 0);
    document.dispatchEvent(new Event("dp:page"));
  });
  if (button) button.disabled = true;
  request.send(body);
}
