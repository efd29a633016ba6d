// A ring of rotors that runs in the page: the map of the compiled kernel (src/glassychains/dynamics/verlet.py) in plain JavaScript.
// Angles are in turns, angular velocities in radians per unit of time, the sine is the kernel's polynomial. JavaScript has no fused
// multiply-add, so the last digits differ. Nothing is loaded from outside.
(function () {
  "use strict";

  const TURN = 2 * Math.PI;
  const SINE = [
    0.0026421047021664068, -0.025186032829809836, 0.173165667802042, -0.9116831470146207, 3.5457381690524445,
    -9.628238814646439, 16.769405228838217, -16.208961011676625, 6.283185307179579,
  ];

  function sinTurns(u) {
    const r = u - Math.round(u);
    const z = r * r;
    let p = SINE[0];
    for (let k = 1; k < SINE.length; k++) p = p * z + SINE[k];
    return r * (1 - 4 * z) * p;
  }

  // Stoermer-Verlet: drift(dt/2) kick(dt) drift(dt/2), neighbouring half drifts in one
  function advance(theta, omega, g, dt, steps) {
    const n = theta.length;
    const drift = dt / TURN;
    const pull = new Float64Array(n);
    for (let x = 0; x < n; x++) theta[x] += 0.5 * drift * omega[x];
    for (let step = 0; step < steps; step++) {
      for (let x = 0; x < n; x++) pull[x] = g * sinTurns(theta[(x + 1) % n] - theta[x]);
      const last = step + 1 === steps ? 0.5 * drift : drift;
      for (let x = 0; x < n; x++) {
        omega[x] += dt * (pull[x] - pull[(x + n - 1) % n]);
        theta[x] += last * omega[x];
      }
    }
  }

  function siteEnergies(theta, omega, g) {
    const n = theta.length;
    const bond = new Float64Array(n);
    for (let x = 0; x < n; x++) bond[x] = 2 * g * Math.pow(Math.sin(Math.PI * (theta[(x + 1) % n] - theta[x])), 2);
    return Array.from(omega, (w, x) => 0.5 * w * w + 0.5 * (bond[x] + bond[(x + n - 1) % n]));
  }

  // a small generator with a seed (mulberry32), and Gaussians by Box and Muller
  function generator(seed) {
    let a = seed >>> 0;
    return function () {
      a = (a + 0x6d2b79f5) >>> 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  function gibbs(n, g, beta, seed) {
    const random = generator(seed);
    const theta = new Float64Array(n);
    const omega = new Float64Array(n);
    for (let x = 1; x < n; x++) {
      let r; // the angle of a bond, by rejection
      do r = random() - 0.5; while (random() > Math.exp(beta * g * (Math.cos(TURN * r) - 1)));
      theta[x] = theta[x - 1] + r;
    }
    for (let x = 0; x < n; x++) {
      omega[x] = Math.sqrt((-2 * Math.log(1 - random())) / beta) * Math.cos(TURN * random());
    }
    return { theta, omega };
  }

  const SITES = 40;
  const DT = 0.1;
  const WINDOW = 100; // time units; a rotor is active if its mean velocity moves by more than ACTIVE from one to the next
  const ACTIVE = 0.3;
  const ROWS = 240; // of the picture, each ROW time units
  const ROW = 2.5;

  function start(box) {
    const lines = box.querySelector("canvas.lines");
    const bars = box.querySelector("canvas.energies");
    const said = box.querySelector(".said");
    const find = (name) => box.querySelector(`[name=${name}]`);
    const inputs = { g: find("g"), beta: find("beta"), seed: find("seed"), speed: find("speed"), site: find("site") };
    const play = find("play");
    let state, time, energy, rows, sums, samples, before, active, running = false, frame = null;

    const number = (name) => (inputs[name] ? Number(inputs[name].value) : { g: 0.07, beta: 1, seed: 1, speed: 60, site: 1 }[name]);
    const colour = (name, otherwise) => getComputedStyle(box).getPropertyValue(name).trim() || otherwise;
    const total = () => siteEnergies(state.theta, state.omega, number("g")).reduce((a, b) => a + b, 0);

    function renew() {
      state = gibbs(SITES, number("g"), number("beta"), number("seed"));
      time = 0;
      rows = [];
      sums = new Float64Array(SITES);
      samples = 0;
      before = null;
      active = new Uint8Array(SITES);
      energy = total();
      draw();
    }

    function run(duration) {
      for (let done = 0; done < duration; done += ROW) {
        advance(state.theta, state.omega, number("g"), DT, Math.round(ROW / DT));
        time += ROW;
        for (let x = 0; x < SITES; x++) {
          state.theta[x] -= Math.round(state.theta[x]);
          sums[x] += state.omega[x];
        }
        samples++;
        if (samples * ROW >= WINDOW) {
          const mean = sums.map((s) => s / samples);
          if (before) for (let x = 0; x < SITES; x++) active[x] = Math.abs(mean[x] - before[x]) > ACTIVE ? 1 : 0;
          before = mean;
          sums = new Float64Array(SITES);
          samples = 0;
        }
        rows.push({ omega: Float64Array.from(state.omega), active: Uint8Array.from(active) });
        if (rows.length > ROWS) rows.shift();
      }
    }

    function draw() {
      const ink = colour("--pst-color-text-base", "#222");
      const quiet = "#3A86C8";
      const hot = "#D9622B";
      const context = lines.getContext("2d");
      const { width, height } = lines;
      context.clearRect(0, 0, width, height);
      const column = width / (SITES + 1);
      const scale = 0.3 * column * Math.sqrt(number("beta"));
      for (let x = 0; x < SITES; x++) {
        for (const kind of [0, 1]) {
          context.beginPath();
          context.strokeStyle = kind ? hot : quiet;
          context.lineWidth = (kind ? 2 : 1) * Math.max(1, width / (lines.clientWidth || width));
          let pen = false;
          rows.forEach((row, k) => {
            const to = [(x + 1) * column + scale * row.omega[x], height - ((k + 0.5) * height) / ROWS];
            if (row.active[x] === kind) {
              if (pen) context.lineTo(...to);
              else context.moveTo(...to);
            }
            pen = row.active[x] === kind;
          });
          context.stroke();
        }
      }
      if (bars) {
        const pen = bars.getContext("2d");
        pen.clearRect(0, 0, bars.width, bars.height);
        const energies = siteEnergies(state.theta, state.omega, number("g"));
        const top = 4 / number("beta");
        energies.forEach((e, x) => {
          const h = (Math.min(e, top) / top) * (bars.height - 2);
          pen.fillStyle = active[x] ? hot : quiet;
          pen.fillRect((x + 1) * column - 0.3 * column, bars.height - h, 0.6 * column, h);
          if (inputs.site && x === number("site") - 1) {
            pen.strokeStyle = ink;
            pen.strokeRect((x + 1) * column - 0.4 * column, 1, 0.8 * column, bars.height - 2);
          }
        });
      }
      if (said) {
        const drift = total() / energy - 1;
        const count = active.reduce((a, b) => a + b, 0);
        said.textContent = `t = ${Math.round(time)}, ${count} of ${SITES} rotors active, energy off by ${drift.toExponential(1)}`;
      }
    }

    function loop() {
      run(number("speed") / 60);
      draw();
      frame = running ? requestAnimationFrame(loop) : null;
    }

    function toggle(on) {
      running = on;
      if (play) {
        play.textContent = on ? "Pause" : "Play";
        play.setAttribute("aria-pressed", String(on));
      }
      if (on && frame === null) frame = requestAnimationFrame(loop);
    }

    function kick() {
      state.omega[number("site") - 1] += 3 / Math.sqrt(number("beta"));
      energy = total();
      draw();
    }

    if (play) play.addEventListener("click", () => toggle(!running));
    if (find("kick")) find("kick").addEventListener("click", kick);
    if (find("again")) find("again").addEventListener("click", renew);
    for (const [name, input] of Object.entries(inputs)) {
      if (!input) continue;
      const shown = input.parentElement.querySelector("output");
      const tell = () => shown && (shown.textContent = input.value);
      input.addEventListener("input", () => {
        tell();
        if (name === "g") energy = total();
        else if (name === "beta" || name === "seed") renew();
        else draw();
      });
      tell();
    }
    lines.addEventListener("click", (event) => {
      if (!inputs.site) return;
      const at = event.offsetX / lines.clientWidth;
      inputs.site.value = Math.min(SITES, Math.max(1, Math.round(at * (SITES + 1))));
      inputs.site.dispatchEvent(new Event("input"));
      kick();
    });
    renew();
    run(ROWS * ROW);
    draw();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (box.dataset.moving === "yes" && !still) toggle(true);
    return { toggle, renew, kick };
  }

  window.glassychains = { advance, sinTurns, siteEnergies, gibbs, start };
  document.querySelectorAll(".rotors").forEach((box) => (box.chain = start(box)));
})();
