"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const files = Array.from(document.querySelectorAll(".file"), (node) => ({
    node,
    path: node.querySelector("h3").firstChild.textContent,
    findings: Array.from(node.querySelectorAll(".finding"), (finding) => ({ node: finding })),
  }));

  const words = (file, finding) => {
    finding.words ??= (file.path + finding.node.textContent).toLowerCase();
    return finding.words;
  };

  const apply = () => {
    const wanted = new FormData(form);
    const severities = wanted.getAll("severity");
    const code = wanted.get("code");
    const text = wanted.get("text").trim().toLowerCase();
    let total = 0;
    for (const file of files) {
      let count = 0;
      for (const finding of file.findings) {
        const data = finding.node.dataset;
        const matches =
          severities.includes(data.severity) &&
          (!code || data.code === code) &&
          (!text || words(file, finding).includes(text));
        finding.node.hidden = !matches;
        count += matches;
      }
      file.node.hidden = count === 0;
      total += count;
    }
    shown.value = `${total.toLocaleString("en")} shown`;
    nothing.hidden = total > 0;
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    form.reset();
    form.elements.code.value = link.dataset.code ?? "";
    apply();
  });
  form.hidden = false;
  apply();
})();
