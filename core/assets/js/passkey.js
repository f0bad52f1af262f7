// Proves by fingerprint, face or key who it is, beside the field for the password; whoever has no script types it.
function load(address) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
}

async function ask(box, fields) {
  const { value } = box.closest("form").elements.csrfmiddlewaretoken;
  const body = new URLSearchParams({ csrfmiddlewaretoken: value, ...fields });
  return fetch(box.dataset.passkey, { method: "POST", body });
}

async function prove(box) {
  if (!window.webauthnJSON) await load(box.dataset.library);
  const challenge = await ask(box, {});
  const credential = await window.webauthnJSON.get(await challenge.json());
  return (await ask(box, { credential: JSON.stringify(credential) })).status;
}

export function passkeys(root) {
  // Heard on the whole page, because a piece of it may be exchanged.
  root.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-passkey] button");
    if (!button) return;
    const box = button.closest("[data-passkey]");
    const line = box.querySelector("[role=status]");
    button.disabled = true;
    const status = await prove(box).catch(() => 0); // broken off by the person, or no network
    button.disabled = false;
    if (status === 204) {
      document.querySelector(`.govuk-error-summary:has(a[href="#id_who"])`)?.remove();
      box.previousElementSibling.remove();
      button.remove();
    }
    line.textContent = { 204: line.dataset.right, 429: line.dataset.often }[status] || line.dataset.wrong;
  });
}
