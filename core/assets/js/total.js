// Adds up the points of a sheet while they are written; without this file the sum of what is saved stands there.
export function totals(root) {
  for (const form of root.querySelectorAll("form[data-total]")) {
    const output = form.querySelector("[data-sum]");
    const add = () => {
      const points = [...form.querySelectorAll(".score-input")].map(({ value }) => Number(value.trim()) || 0);
      output.textContent = Number((Number(form.dataset.total) + points.reduce((sum, one) => sum + one, 0)).toFixed(2));
    };
    form.addEventListener("input", add);
    add();
  }
}
