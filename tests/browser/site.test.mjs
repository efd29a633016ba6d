// What a reader's browser makes of the built book: each page in the light, in the dark, on a phone and without scripts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SITE, address, launch, open, pages, tab } from "./browser.mjs";
import { black, outside, shown, survey } from "./inpage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALSO = ["color-contrast", "empty-table-header", "aria-deprecated-role"]; // whatever their impact
const PHONE = 420;

let browser, light, dark, phone, plain, known;

before(async () => {
  browser = await launch();
  light = await tab(browser);
  dark = await tab(browser, { theme: "dark" });
  phone = await tab(browser, { width: PHONE });
  plain = await tab(browser, { javaScriptEnabled: false });
  const texts = Object.fromEntries(pages().map((name) => [name, readFileSync(join(SITE, name), "utf8")]));
  known = await light.evaluate(survey, texts);
});

after(() => browser?.close());

const none = (found) => assert.equal(found.length, 0, found.join("\n"));

// Rules of axe that a page breaks. What is folded is opened first; the inside of a figure, hidden behind its text, is left out.
async function broken(page) {
  await page.evaluate(() => {
    document.querySelectorAll("details").forEach((one) => (one.open = true));
    document.querySelectorAll("svg[role=img]").forEach((one) => one.replaceChildren());
  });
  await page.evaluate(AXE);
  const why = (one) => [...one.any, ...one.all, ...one.none][0]?.message ?? "";
  const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"], preload: false }));
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact) || ALSO.includes(rule.id))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 5).map((one) => `${one.html.slice(0, 150)} ${why(one)}`).join("\n")}`);
}

// A link that leads nowhere inside the site, or null.
function dead(name, link) {
  if (/^[a-z]+:/i.test(link)) return null;
  const [path, id] = link.split("#");
  const file = decodeURIComponent(path.split("?")[0]) || name;
  try {
    if (!(file in known)) readFileSync(join(SITE, file));
  } catch {
    return `${link}: no such file`;
  }
  if (!id || !(file in known) || known[file].ids.includes(decodeURIComponent(id))) return null;
  return `${link}: nothing of that name`;
}

for (const name of pages()) {
  test(`${name} opens without an error and without the network`, async () => {
    await open(light, name);
    none(light.complaints);
  });
  test(`${name} links to what exists, by names that are unique`, () => {
    none(known[name].links.map((link) => dead(name, link)).filter(Boolean));
    none(known[name].twice.map((id) => `the name ${id} twice`));
  });
  test(`${name} says in words what its pictures show`, () => none(known[name].unnamed));
  test(`${name} is accessible in the light`, async () => {
    if (light.url() !== address(name)) await open(light, name);
    none(await broken(light));
  });
  test(`${name} is accessible in the dark`, async () => {
    await open(dark, name);
    assert.equal(await dark.evaluate(() => document.documentElement.dataset.theme), "dark");
    none((await dark.evaluate(black)).slice(0, 5));
    none(await broken(dark));
  });
  test(`${name} fits a phone`, async () => {
    await open(phone, name);
    none(await phone.evaluate(outside, PHONE));
    assert.ok((await phone.evaluate(() => document.scrollingElement.scrollWidth)) <= PHONE, "the page scrolls sideways");
  });
  test(`${name} reads without scripts`, async () => {
    await open(plain, name);
    const { text, lost } = await plain.evaluate(shown);
    none(lost);
    assert.ok(text > (/genindex|search/.test(name) ? 4 : 300), `only ${text} characters`);
  });
}
