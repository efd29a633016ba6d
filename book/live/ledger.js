// Filter and sort the ledger, and say what a verdict would be if its threshold or allowance were another. The page is whole without it.
(function () {
  "use strict";
  const form = document.querySelector(".ledger-controls");
  const ledger = document.querySelector("div.ledger");
  const claims = Array.from(ledger.querySelectorAll("article.claim"));
  const order = ["contradicted", "undecided", "reproduced", "open", "out of reach"];

  function show() {
    const { chapter, verdict } = Object.fromEntries(new FormData(form));
    let count = 0;
    for (const claim of claims) {
      const fits = (!chapter || claim.dataset.chapter === chapter) && (!verdict || claim.dataset.verdict === verdict);
      claim.hidden = !fits;
      count += fits;
    }
    const sorted = claims.slice();
    const by = form.elements.order.value;
    if (by === "id") sorted.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
    if (by === "verdict") sorted.sort((a, b) => order.indexOf(a.dataset.verdict) - order.indexOf(b.dataset.verdict));
    ledger.append(...sorted);
    form.querySelector("output").textContent = `${count} of ${claims.length} claims`;
  }

  function judge(data, name, moved) {
    const [value, stderr] = [Number(data.value), Number(data.stderr)];
    if (name === "threshold") {
      const margin = data.side === "above" ? value - moved : moved - value;
      return Math.abs(margin) <= 3 * stderr ? "undecided" : margin > 0 ? "reproduced" : "contradicted";
    }
    const reach = 3 * stderr + moved;
    if (Math.abs(value - Number(data.expected)) > reach) return "contradicted";
    return reach <= Number(data.tolerance) * (1 + 1e-12) ? "reproduced" : "undecided";
  }

  for (const row of ledger.querySelectorAll(".what-if")) {
    const input = row.querySelector("input");
    const tell = () => (row.querySelector("output").textContent = `it would read ${judge(row.dataset, input.name, Number(input.value))}`);
    input.addEventListener("input", tell);
    tell();
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();

  function open() {
    const claim = location.hash && document.getElementById(location.hash.slice(1));
    if (claim && claim.matches("article.claim")) {
      form.reset();
      show();
      claim.querySelector("details").open = true;
      claim.scrollIntoView({ behavior: "instant" });
    }
  }
  window.addEventListener("hashchange", open);
  open();
})();
