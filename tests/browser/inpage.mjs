// Functions that run inside a page; each stands alone.

// What the texts of all pages say of links, names and pictures, as the browser parses them. `texts` maps file names to HTML.
export function survey(texts) {
  const found = {};
  for (const [name, text] of Object.entries(texts)) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const all = (what) => Array.from(page.querySelectorAll(what));
    const ids = all("[id]").map((one) => one.id);
    const bare = /^\s*$|^[0-9a-f_-]{16,}(\.\w+)?$/i;
    found[name] = {
      ids,
      twice: ids.filter(((seen) => (id) => seen.has(id) || !seen.add(id))(new Set())),
      links: all("a[href], area[href]").map((one) => one.getAttribute("href")),
      unnamed: [
        ...all("img").filter((one) => bare.test(one.alt)),
        ...all("svg[role=img], canvas[role=img]").filter((one) => bare.test(one.getAttribute("aria-label") || "")),
      ].map((one) => one.outerHTML.slice(0, 120)),
    };
  }
  return found;
}

// What sticks out of a window `width` wide and is not inside something that scrolls; the outermost elements only. The theme
// lets the whole article scroll sideways, which does not count.
export function outside(width) {
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX) && !one.querySelector("h1");
  const clipped = (one) => getComputedStyle(one).clip === "rect(1px, 1px, 1px, 1px)"; // words for screen readers, shown nowhere
  const found = [];
  function read(text, parent) {
    const range = document.createRange();
    range.selectNode(text);
    const right = Math.max(0, ...Array.from(range.getClientRects(), (box) => box.right));
    if (right <= width + 0.5) return;
    found.push(`"${text.data.trim().slice(0, 60)}" in ${parent.outerHTML.slice(0, 60)} to ${Math.round(right)}`);
  }
  (function look(one) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || clipped(one)) return;
    const { left, right } = one.getBoundingClientRect();
    if (right > width + 0.5 || left < -0.5) {
      found.push(`${one.outerHTML.slice(0, 100)} from ${Math.round(left)} to ${Math.round(right)}`);
    } else if (one.namespaceURI.endsWith("xhtml") && !scrolls(one)) {
      for (const child of one.childNodes) child.nodeType === Node.TEXT_NODE ? read(child, one) : child.matches && look(child);
    }
  })(document.body);
  return found;
}

// What of the figures would be black on a dark page.
export function black() {
  const drawn = document.querySelectorAll("figure.shown .wide svg :is(path, use, rect, circle, line, text)");
  return Array.from(drawn)
    .filter((one) => !one.closest("defs, clipPath"))
    .filter((one) => [getComputedStyle(one).fill, getComputedStyle(one).stroke].includes("rgb(0, 0, 0)"))
    .map((one) => `black: ${one.outerHTML.slice(0, 100)} in ${one.closest("figure").id}`);
}

// What a reader sees of the article: how much text, and which of its blocks take no room although nothing folds them away.
export function shown() {
  const article = document.querySelector("article.bd-article") ?? document.querySelector("main");
  const skipped = (one) => one.closest("details:not([open]), .narrow, [hidden]") || !(one.textContent.trim() || one.innerHTML);
  const blocks = article.querySelectorAll("h1, h2, h3, p, li, pre, table, figure.shown, figure.shown .wide svg, article.claim");
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 0;
  const lost = Array.from(blocks).filter((one) => !skipped(one) && !seen(one));
  return { text: article.innerText.trim().length, lost: lost.map((one) => one.outerHTML.slice(0, 100)) };
}
