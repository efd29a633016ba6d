// The chain that runs in a page: its map is the compiled kernel's, and a keyboard is enough to play with it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HERE, launch, open, tab } from "./browser.mjs";

const PAGE = "rotor.html";
const PYTHON = process.env.PYTHON || join(HERE, "../../.venv/bin/python");

let browser, page, box;

before(async () => {
  browser = await launch();
  page = await open(await tab(browser), PAGE);
  box = page.locator(".rotors").first();
  assert.equal(await box.count(), 1, `${PAGE} has no chain that runs`);
  const play = box.locator("[name=play]");
  if ((await play.getAttribute("aria-pressed")) === "true") await play.press("Enter");
});

after(() => browser?.close());

const said = () => box.locator(".said").textContent();
const bars = () => box.locator("canvas.energies").evaluate((canvas) => canvas.toDataURL());
const pause = () => page.waitForTimeout(300);
const moves = (from, why) =>
  page
    .waitForFunction((was) => document.querySelector(".rotors .said").textContent !== was, from, { timeout: 10000 })
    .catch(() => assert.fail(why));

// The largest difference of angles, which count on the circle, and of velocities.
function apart(one, other) {
  const turns = one[0].map((u, x) => Math.abs(u - other[0][x] - Math.round(u - other[0][x])) * 2 * Math.PI);
  return Math.max(...turns, ...one[1].map((w, x) => Math.abs(w - other[1][x])));
}

// Steps in the page; `turned` reverses the velocities before and after.
const advanced = ([theta, omega], { g, dt, steps }, turned = false) =>
  page.evaluate(
    ([theta, omega, g, dt, steps, sign]) => {
      const state = [Float64Array.from(theta), Float64Array.from(omega, (w) => sign * w)];
      window.glassychains.advance(...state, g, dt, steps);
      return [Array.from(state[0]), Array.from(state[1], (w) => sign * w)];
    },
    [theta, omega, g, dt, steps, turned ? -1 : 1],
  );

test("the page's map is the kernel's", async () => {
  const known = JSON.parse(execFileSync(PYTHON, [join(HERE, "reference.py")], { encoding: "utf8" }));
  const reached = await advanced(known.before, known);
  assert.ok(apart(known.before, reached) > 1, "it does not move");
  assert.ok(apart(known.after, reached) < 1e-9, `${apart(known.after, reached)} from the kernel`);
  const back = await advanced(reached, known, true);
  assert.ok(apart(known.before, back) < 1e-9, `${apart(known.before, back)} from where it began, after going back`);
});

test("its sine is the sine", async () => {
  const worst = await page.evaluate(() => {
    const angles = Array.from({ length: 2001 }, (_, k) => k / 500 - 2);
    return Math.max(...angles.map((u) => Math.abs(window.glassychains.sinTurns(u) - Math.sin(2 * Math.PI * u))));
  });
  assert.ok(worst < 1e-14, `${worst} off`);
});

test("a keyboard plays and pauses it", async () => {
  const play = box.locator("[name=play]");
  const still = await said();
  await pause();
  assert.equal(await said(), still, "it moves while paused");
  await play.focus();
  await page.keyboard.press("Enter");
  assert.equal(await play.getAttribute("aria-pressed"), "true");
  await moves(still, "Enter does not play it");
  await moves(await said(), "it stops by itself");
  await page.keyboard.press("Space");
  assert.equal(await play.getAttribute("aria-pressed"), "false");
  await pause(); // a frame may be under way
  const paused = await said();
  await pause();
  assert.equal(await said(), paused, "Space does not pause it");
});

test("a kick changes the energies, and a new beginning takes it back", async () => {
  const again = box.locator("[name=again]");
  await again.press("Enter");
  const first = await bars();
  await box.locator("[name=kick]").press("Enter");
  assert.notEqual(await bars(), first);
  await again.press("Enter");
  assert.equal(await bars(), first, "the same seed begins elsewhere");
  await box.locator("[name=seed]").press("ArrowRight");
  await again.press("Enter");
  assert.notEqual(await bars(), first, "another seed begins alike");
});

test("a reader who asks for less motion sees it at rest", async () => {
  for (const name of [PAGE, "index.html"]) {
    const calm = await tab(browser, { reducedMotion: "reduce" });
    await open(calm, name);
    const words = calm.locator(".rotors .said").first();
    assert.ok(await words.count(), `${name} has no chain that runs`);
    const first = await words.textContent();
    await calm.waitForTimeout(400);
    assert.equal(await words.textContent(), first, `${name} moves`);
    await calm.context().close();
  }
});
