// Writing a release works without this file: it keeps what is typed and answered, every few seconds.
const EVERY = 2000; // milliseconds
const asks = { accept: "application/json" };

// What the door said: null while one is signed out. Who signed in again elsewhere has a new secret for the forms.
async function send(form, to) {
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: asks });
  if (answer.ok && !answer.redirected) return answer.json();
  if (answer.status === 403 && await renew(form)) {
    const again = await fetch(to, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: asks });
    if (again.ok && !again.redirected) return again.json();
  }
  return null;
}

async function renew(form) {
  const page = await fetch(form.dataset.door);
  if (page.redirected || !page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name=csrf]");
  if (!fresh) return false;
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = fresh.value;
  return true;
}

function said(form, words) {
  const place = form.querySelector("[data-said]");
  if (place.textContent !== words) place.textContent = words;
}

// What another window changed is not tried again: the desk says so, and keeps nothing over it.
function keep(form, to, done, lost) {
  let waits, busy = false, again = false, over = false, pressed = null;
  const go = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const told = await send(form, to());
      if (told === null) said(form, "You were signed out. Your words are still here: sign in again in another tab, then go on.");
      else if (told.saved) { said(form, "Saved"); done(told); }
      else if (told.said) { over = true; lost(told.said); }
      else said(form, "");
    } catch {
      said(form, "Not saved: the desk cannot be reached. Your words are still here, and we try again.");
      waits = setTimeout(go, EVERY * 3);
    }
    busy = false;
    if (pressed) { const button = pressed; pressed = null; form.requestSubmit(button); return; }
    if (again && !over) { again = false; waits = setTimeout(go, EVERY); }
  };
  // A button waits for the answer to what is on its way, for that says what this window has seen.
  form.addEventListener("submit", (event) => {
    clearTimeout(waits);
    if (busy) { event.preventDefault(); pressed = event.submitter; }
  });
  return (soon) => {
    if (over) return;
    said(form, "Saving…");
    clearTimeout(waits);
    waits = setTimeout(go, soon ? 0 : EVERY);
  };
}

for (const form of document.querySelectorAll("[data-draft]")) {
  const draft = form.elements.draft, base = form.dataset.saves;
  const later = keep(
    form,
    () => draft.value ? `${base}/${draft.value}/save` : `${base}/save`,
    (told) => { draft.value = told.draft; form.elements.seen.value = told.seen; },
    (words) => said(form, words),
  );
  form.elements.text.addEventListener("input", () => later(false));
}

for (const form of document.querySelectorAll("[data-answers]")) {
  const publish = form.querySelector("[data-publish]");
  const now = keep(form, () => form.dataset.answers, (told) => {
    form.querySelector("[data-told]").textContent = told.told;
    form.elements.promised.value = told.going;
    publish.textContent = told.promise;
    if (told.open) publish.setAttribute("aria-disabled", "true");
    else {
      publish.removeAttribute("aria-disabled");
      form.querySelector("[data-all]")?.remove();
    }
  }, (words) => { said(form, words); form.querySelector("[data-told]").textContent = words; });
  const pressed = form.querySelector("[data-keep]");
  if (pressed) pressed.hidden = true; // it is done by itself
  form.addEventListener("input", (event) => {
    const edits = event.target.closest("[data-edits]");
    if (!edits) { now(event.target.type === "radio"); return; }
    const box = event.target, set = edits.closest("fieldset");
    set.querySelector("input[type=radio][value=edit]").checked = true;
    if (box.type !== "checkbox" && box.value) clear(set, box.name.split(".").pop());
    now(false);
  });
}

// What is filled in is no longer to be announced.
function clear(set, field) {
  const part = { date: "date", start: "time", end: "time", place: "place", address: "place" }[field];
  const box = part && set.querySelector(`input[name$=".tbd.${part}"]`);
  if (box) box.checked = false;
}
