import { autosave } from "./autosave";

// Sends a file with its progress; without this file the form sends it just the same.
export function uploads(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    const bar = form.querySelector("progress");
    const line = form.querySelector("[data-progress]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        bar.hidden = false;
        bar.value = Math.floor((loaded / total) * 100);
        line.textContent = line.dataset.sending.replace("{percent}", bar.value);
      });
      request.addEventListener("error", () => {
        line.textContent = line.dataset.failed;
      });
      request.addEventListener("load", () => {
        if (request.status < 400) return location.assign(request.responseURL);
        // What is wrong stands in the answered page.
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.getElementById("main").replaceWith(page.getElementById("main"));
        autosave(document);
        uploads(document);
      });
      request.send(new FormData(form));
    });
  }
}
