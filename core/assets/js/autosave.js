// Saves a draft a few seconds after the last keystroke, and says when: nothing is lost by a closed page.
const WAIT = 3000; // ms after the last change; a change is never older than EVERY
const EVERY = 8000;

export function autosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    let timer = null;
    let first = null;
    let sending = null; // one save at a time: the next one has to know what this one has left behind
    const send = async () => {
      const body = new FormData(form);
      body.set("autosave", "1");
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
        const said = await answer.json();
        line.textContent = said.message;
        if (said.version) form.elements.version.value = said.version;
      } catch {
        line.textContent = line.dataset.failed;
      }
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
      first ??= performance.now();
      clearTimeout(timer);
      timer = setTimeout(save, Math.max(0, Math.min(WAIT, first + EVERY - performance.now())));
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!sending) return;
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
    });
  }
}
