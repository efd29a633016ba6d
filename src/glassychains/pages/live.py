"""A chain that runs in the page."""

from pathlib import Path

from IPython.display import HTML


def live_chain(moving=False, controls=True):
    """A ring of rotors that runs in the page: the kernel's map in plain JavaScript, and what to play with.

    Parameters
    ----------
    moving : bool
        Whether it begins to run by itself, where the reader's system does not ask for less motion.
    controls : bool
        Sliders and buttons; without them it is a moving picture with one button.
    """
    slider = '<label>{} <input type="range" name="{}" min="{}" max="{}" step="{}" value="{}"> <output></output></label>'
    sliders = "".join(
        slider.format(*one)
        for one in (
            ("coupling g", "g", 0.02, 1.0, 0.01, 0.07),
            ("inverse temperature β", "beta", 0.5, 3.0, 0.1, 1.0),
            ("units of time per second", "speed", 30, 3000, 30, 300),
            ("rotor to kick", "site", 1, 40, 1, 20),
            ("seed", "seed", 1, 99, 1, 1),
        )
    )
    buttons = '<button type="button" name="kick">Kick this rotor</button><button type="button" name="again">Begin anew</button>'
    bars = '<canvas class="energies" width="900" height="90" role="img" aria-label="Energy of each rotor as a bar"></canvas>'
    told = (
        "World lines of forty rotors: one column each, its angular velocity to the side, time upwards; active rotors in orange"
    )
    return HTML(
        f'<div class="rotors" data-moving="{"yes" if moving else "no"}">'
        f'<canvas class="lines" width="900" height="460" role="img" aria-label="{told}"></canvas>'
        f"{bars if controls else ''}"
        '<p class="said">This chain runs where JavaScript does; the figures show the same without.</p>'
        '<div class="controls"><button type="button" name="play" aria-pressed="false">Play</button>'
        f"{buttons + sliders if controls else ''}</div></div>"
        f"<script>{Path('live/rotors.js').read_text()}</script>"
    )
