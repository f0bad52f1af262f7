// Saves a draft a few seconds after the last keystroke, and says when: nothing is lost by a closed page.
const WAIT = 3000; // ms after the last change; a change is never older than EVERY
const EVERY = 8000;
const AGAIN = 5000; // ms after a save that did not arrive

export function autosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    let timer = null;
    let first = null;
    let sending = null; // one save at a time: the next one has to know what this one has left behind
    let unsaved = false; // something is written here that the server does not have
    let leaving = false;
    const send = async () => {
      const body = new FormData(form);
      body.set("autosave", "1");
      unsaved = false;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
        const said = await answer.json();
        line.textContent = said.message;
        if (said.version) form.elements.version.value = said.version;
        unsaved ||= !answer.ok || Boolean(said.unsaved);
      } catch {
        line.textContent = line.dataset.failed;
        unsaved = true;
        timer ??= setTimeout(save, AGAIN);
      }
      line.classList.toggle("autosave--failed", unsaved);
    };
    const save = async () => {
      clearTimeout(timer);
      timer = first = null;
      await sending;
      sending = send();
      await sending;
      sending = null;
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      unsaved = true;
      first ??= performance.now();
      clearTimeout(timer);
      timer = setTimeout(save, Math.max(0, Math.min(WAIT, first + EVERY - performance.now())));
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      leaving = true;
      if (!sending) return;
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
    });
    window.addEventListener("online", () => unsaved && save());
    // The browser asks whether the page may be left; in its own words.
    window.addEventListener("beforeunload", (event) => {
      if (unsaved && !leaving && form.isConnected) event.preventDefault();
    });
  }
}
