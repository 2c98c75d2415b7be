"""Draw the four kinds of number between a network and its loss, with one worked example."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from helpers import plotting

Z = np.array([2.0, 0.0, -1.0])
STEPS = [
    ("logit z", "any real number", Z, (-1.9, 2.9)),
    ("exp z", "positive", np.exp(Z), (0, 8.6)),
    ("probability ŷ", "in (0, 1), sum 1", np.exp(Z) / np.exp(Z).sum(), (0, 1)),
    ("loss −log ŷ", "nats, 0 or more", -np.log(np.exp(Z) / np.exp(Z).sum()), (0, 3.7)),
]
ARROWS = ["exp", "divide\nby the sum", "−log"]
LOOKS = [("o", plotting.BLUE), ("s", plotting.ORANGE), ("^", plotting.GREEN)]

with plotting.style():
    fig = Figure(figsize=(plotting.WIDTH, 3.1), layout="none")
    for column, (name, remark, values, limits) in enumerate(STEPS):
        ax = fig.add_axes([0.05 + 0.252 * column, 0.13, 0.07, 0.68])
        ax.set(xlim=(-0.5, 1.5), ylim=limits, xticks=[])
        ax.spines["bottom"].set_visible(False)
        ax.set_title(f"{name}\n", fontsize=11, x=0.3)
        ax.text(0.3, 1.035, remark, transform=ax.transAxes, fontsize=9, color=plotting.GREY)
        for index, (value, (marker, colour)) in enumerate(zip(values, LOOKS, strict=True)):
            nudge = {(1, 1): 6, (1, 2): -4, (2, 1): 4, (2, 2): -4}.get((column, index), 0)  # keeps close labels apart
            ax.plot(0, value, marker, color=colour, markersize=9, clip_on=False)
            ax.annotate(
                f"{value:.2f}".replace("-", "−"),
                (0, value),
                (12, nudge),
                textcoords="offset points",
                va="center",
                color=colour,
                fontsize=10,
                annotation_clip=False,
            )
        if column < 3:
            start = 0.05 + 0.252 * column + 0.112
            fig.text(start + 0.025, 0.49, ARROWS[column], ha="center", va="bottom", fontsize=9)
            fig.text(start + 0.025, 0.47, "⟶", ha="center", va="top", fontsize=18)
    fig.text(
        0.02,
        0.03,
        "Three classes, one example: circle, square and triangle are the same class in each column.",
        fontsize=9,
    )
plotting.save_svg(fig, Path(__file__).with_suffix(".svg"))
