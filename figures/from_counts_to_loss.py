"""Draw the way from three labels to the cross-entropy: product, power, mean surprise."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from helpers import plotting
from helpers.information import cross_entropy

P, Q = np.array([1 / 3, 2 / 3]), np.array([0.4, 0.6])  # of the labels 1 and 2; the data are 2, 2, 1
LOOKS = {1: (plotting.GOLD, "//"), 2: (plotting.SKY, "")}
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}

with plotting.style():
    fig = Figure(figsize=(plotting.WIDTH, 2.7))
    data, counts, areas = fig.subplots(1, 3, width_ratios=[1, 0.8, 1.3])
    for k, label in enumerate([2, 2, 1]):
        colour, hatch = LOOKS[label]
        data.bar(k, 0.9, 0.9, color=colour, hatch=hatch, edgecolor="white")
        data.text(k, 0.45, label, ha="center", va="center", bbox=WHITE)
    data.text(1, 1.15, "one factor\nfor each label", ha="center")
    data.text(1, -0.2, r"$q_2 \cdot q_2 \cdot q_1$", ha="center", va="top", fontsize=14)
    data.set(xlim=(-0.6, 2.6), ylim=(-0.75, 2.2), title="Likelihood")
    for place, label, count in [(0, 1, 1), (1, 2, 2)]:
        colour, hatch = LOOKS[label]
        counts.bar(
            place, np.full(count, 0.9), 0.9, bottom=np.arange(count), color=colour, hatch=hatch, edgecolor="white"
        )
        for row in range(count):
            counts.text(place, row + 0.45, label, ha="center", va="center", bbox=WHITE)
    counts.text(0.5, -0.2, r"$\prod_i\, q_i^{\,N p_i}$", ha="center", va="top", fontsize=14)
    counts.set(xlim=(-0.7, 1.7), ylim=(-0.75, 2.2), title="Counts")
    for ax in (data, counts):
        ax.axis("off")
    left = 0.0
    for i, label in enumerate([1, 2]):
        colour, hatch = LOOKS[label]
        areas.bar(left, -np.log(Q[i]), P[i], align="edge", color=colour, hatch=hatch, edgecolor="white")
        areas.text(left + P[i] / 2, -np.log(Q[i]) / 2, label, ha="center", va="center", bbox=WHITE)
        left += P[i]
    loss = cross_entropy(P, Q)
    areas.axhline(loss, color=plotting.BLACK, linestyle="--", linewidth=1.5)
    areas.text(0.98, loss + 0.03, f"mean = {loss:.3f} nats", ha="right")
    areas.set(
        xlim=(0, 1),
        ylim=(0, 1.15),
        xlabel="share p of the label",
        ylabel="surprise −log q",
        title="Cross-entropy H(p, q)",
    )
plotting.save_svg(fig, Path(__file__).with_suffix(".svg"))
