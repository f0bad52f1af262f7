// A countdown by the server's clock: the page brings the server's time, the reader's own clock is never believed.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function words(seconds, box) {
  if (seconds <= 0) return box.dataset.over;
  const [days, hours, minutes] = [
    Math.floor(seconds / DAY),
    Math.floor((seconds % DAY) / HOUR),
    Math.floor((seconds % HOUR) / MINUTE),
  ];
  return box.dataset.left
    .replace("{days}", days)
    .replace("{hours}", hours)
    .replace("{minutes}", minutes)
    .replace("{seconds}", Math.floor(seconds % MINUTE));
}

export function countdowns(root) {
  for (const box of root.querySelectorAll("[data-countdown]")) {
    const left = (Date.parse(box.dataset.countdown) - Date.parse(box.dataset.now)) / 1000;
    const start = performance.now();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const local = box.querySelector("[data-local]");
    if (local && zone === "Asia/Shanghai") local.textContent = local.dataset.same;
    else if (local) {
      const options = { dateStyle: "long", timeStyle: "short" };
      const spoken = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
      const shown = new Intl.DateTimeFormat(spoken, options);
      const when = shown.format(new Date(box.dataset.countdown));
      local.textContent = local.dataset.yours.replace("{when}", when).replace("{zone}", zone);
    }
    const line = box.querySelector("[data-left]");
    const tick = () => {
      line.textContent = words(left - (performance.now() - start) / 1000, box);
    };
    tick();
    setInterval(tick, 1000);
  }
}
