// The ledger of claims: found by the site's search, filtered, sorted, linked to, and asked "what if".

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, tab } from "./browser.mjs";

const PAGE = "claims.html";

let browser, page, cards;

before(async () => {
  browser = await launch();
  page = await tab(browser);
  cards = page.locator("article.claim");
});

after(() => browser?.close());

const shown = () => cards.evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.id));
const choose = (name, value) => page.locator(`.ledger-controls [name=${name}]`).selectOption(value);
const count = async () => parseInt(await page.locator(".ledger-controls output").textContent(), 10);

// Wait until the head of a card is in the window: the theme scrolls smoothly.
const inView = (id) =>
  page.waitForFunction((name) => {
    const top = document.getElementById(name).getBoundingClientRect().top;
    return top >= 0 && top < innerHeight;
  }, id);

for (const id of ["R5", "T2a", "Q7a"]) {
  test(`the search finds ${id} in the ledger`, async () => {
    await open(page, `search.html?q=${id}`);
    const found = page.locator("#search-results li a");
    await page.waitForFunction(() => /\d+|no |did not/i.test(document.querySelector(".search-summary")?.textContent ?? ""));
    const links = await found.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(links.some((link) => link.includes(PAGE)), `it finds ${links.join(", ") || "nothing"}`);
  });
}

test("each verdict can be shown alone, and all again", async () => {
  await open(page, PAGE);
  const all = await shown();
  assert.ok(all.length > 20, `${all.length} claims`);
  assert.equal(await count(), all.length);
  const verdicts = await cards.evaluateAll((every) => every.map((one) => one.dataset.verdict));
  assert.ok(new Set(verdicts).size > 1);
  for (const verdict of new Set(verdicts)) {
    await choose("verdict", verdict);
    assert.deepEqual(await shown(), all.filter((_, k) => verdicts[k] === verdict));
    assert.equal(await count(), verdicts.filter((one) => one === verdict).length);
  }
  await choose("verdict", "");
  assert.deepEqual(await shown(), all);
});

test("a chapter and a verdict are chosen together", async () => {
  await open(page, PAGE);
  await choose("chapter", "rotor");
  await choose("verdict", "reproduced");
  const left = await cards.evaluateAll((all) =>
    all.filter((one) => one.checkVisibility()).map((one) => `${one.dataset.chapter} ${one.dataset.verdict}`),
  );
  assert.deepEqual([...new Set(left)], ["rotor reproduced"]);
});

test("it sorts by name and by verdict, and back", async () => {
  await open(page, PAGE);
  const first = await shown();
  await choose("order", "id");
  assert.deepEqual(await shown(), [...first].sort((a, b) => a.localeCompare(b, "en", { numeric: true })));
  await choose("order", "verdict");
  const verdicts = await cards.evaluateAll((all) => all.map((one) => one.dataset.verdict));
  assert.equal(verdicts.filter((one, k) => one !== verdicts[k - 1]).length, new Set(verdicts).size, "verdicts are mixed");
  assert.equal(verdicts.lastIndexOf("contradicted"), verdicts.filter((one) => one === "contradicted").length - 1, "not first");
  await choose("order", "");
  assert.deepEqual(await shown(), first);
});

test("a link to a claim shows and opens it, also while others are chosen", async () => {
  await open(page, `${PAGE}#R5`);
  const card = page.locator("article#R5");
  assert.ok(await card.locator("details").first().evaluate((one) => one.open));
  await inView("R5");
  await card.locator("details").first().evaluate((one) => (one.open = false));
  const verdict = await card.getAttribute("data-verdict");
  await choose("verdict", verdict === "undecided" ? "reproduced" : "undecided");
  assert.ok(!(await card.isVisible()));
  await page.evaluate(() => (location.hash = "#Q7a"));
  await page.evaluate(() => (location.hash = "#R5"));
  await page.waitForFunction(() => document.querySelector("article#R5 details").open);
  assert.ok(await card.isVisible());
  await inView("R5");
});

test("moving a threshold or an allowance says what the verdict would be", async () => {
  await open(page, PAGE);
  await cards.evaluateAll((all) => all.forEach((one) => (one.querySelector("details").open = true)));
  for (const name of ["threshold", "allowance"]) {
    const row = page.locator(`.what-if:has([name=${name}])`).first();
    const told = new Set();
    for (const moved of ["-1e9", "1e9"]) {
      await row.locator("input").fill(moved);
      told.add((await row.locator("output").textContent()).match(/reproduced|contradicted|undecided/)?.[0]);
    }
    assert.ok(told.size === 2 && !told.has(undefined), `${name}: ${[...told]}`);
  }
});

test("unmoved, each row says the verdict it has", async () => {
  await open(page, PAGE);
  const rows = await page
    .locator("article.claim:has(.what-if)")
    .evaluateAll((all) => all.map((one) => [one.id, one.dataset.verdict, one.querySelector(".what-if output").textContent]));
  assert.ok(rows.length > 10);
  assert.deepEqual(rows.filter(([, verdict, said]) => !said.includes(verdict)), []);
});

test("without scripts each claim stands there", async () => {
  const plain = await open(await tab(browser, { javaScriptEnabled: false }), PAGE);
  const seen = await plain.locator("article.claim").evaluateAll((all) => all.map((one) => [one.id, one.checkVisibility()]));
  assert.ok(seen.some(([id]) => id === "R5"));
  assert.deepEqual(seen.filter(([, visible]) => !visible), []);
});
