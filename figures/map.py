"""Draw the map of the series: each chapter, and the result that the next one takes from it."""

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from helpers import plotting

WIDE, HIGH = 2.5, 1.1
CHAPTERS = {  # number: (title, column, row)
    "01": ("Likelihood", 0, 0),
    "02": ("Counts and\ncross-entropy", 1, 0),
    "03": ("Three views of\none objective", 2, 0),
    "04": ("Sigmoid", 0, 1),
    "05": ("Logistic\nregression", 1, 1),
    "06": ("Saturation", 2, 1),
    "07": ("Softmax", 0, 2),
    "08": ("Softmax\nregression", 1, 2),
    "09": ("Stable\nsoftmax", 2, 2),
    "10": ("Do the logits\nstay bounded?", 0, 3),
    "11": ("One gradient", 1, 3),
    "12": ("In your\nown code", 2, 3),
}
ARROWS = [  # from, to, what is handed over
    ("01", "02", "−Σ log p(xₖ)"),
    ("02", "03", "H(p, q)"),
    ("02", "05", "mean NLL"),
    ("04", "05", "σ(z)"),
    ("05", "06", "ŷ − y"),
    ("04", "07", "exp, then\nnormalise"),
    ("07", "08", "∂ŷ/∂z"),
    ("05", "08", "two classes\nto K"),
    ("08", "09", "log Σ exp z"),
    ("08", "10", "Σ ∂J/∂z = 0"),
    ("08", "11", "ŷ − y again"),
    ("09", "12", "log-softmax"),
    ("11", "12", "calibration"),
]


def corner(chapter: str) -> tuple[float, float]:
    """Return the lower left corner of the chapter's box."""
    _, column, row = CHAPTERS[chapter]
    return column * (WIDE + 1.9), -row * (HIGH + 1.0)


with plotting.style():
    fig = Figure(figsize=(plotting.WIDTH, 4.75), layout="none")
    ax = fig.add_axes([0, 0, 1, 1])
    ax.set(xlim=(-0.25, 3 * WIDE + 2 * 1.9 + 0.25), ylim=(-3 * (HIGH + 1.0) - 0.2, HIGH + 0.25))
    ax.axis("off")
    for chapter, (title, _, _) in CHAPTERS.items():
        x, y = corner(chapter)
        box = FancyBboxPatch(
            (x, y),
            WIDE,
            HIGH,
            boxstyle="round,pad=0,rounding_size=0.15",
            edgecolor=plotting.BLUE,
            facecolor="#EAF3FA",
            linewidth=1.6,
        )
        ax.add_patch(box)
        ax.text(x + 0.14, y + HIGH / 2, chapter, va="center", weight="bold", color=plotting.BLUE, fontsize=12)
        ax.text(x + 0.62, y + HIGH / 2, title, va="center", fontsize=10)
    for start, end, result in ARROWS:
        (x0, y0), (x1, y1) = corner(start), corner(end)
        (_, column_0, row_0), (_, column_1, row_1) = CHAPTERS[start], CHAPTERS[end]
        if row_0 == row_1:
            tail, head, label = (
                (x0 + WIDE, y0 + HIGH / 2),
                (x1, y1 + HIGH / 2),
                ((x0 + WIDE + x1) / 2, y0 + HIGH / 2 + 0.08),
            )
            alignment = {"ha": "center", "va": "bottom"}
        elif column_0 == column_1:
            tail, head, label = (
                (x0 + WIDE / 2, y0),
                (x1 + WIDE / 2, y1 + HIGH),
                (x0 + WIDE / 2 + 0.12, (y0 + y1 + HIGH) / 2),
            )
            alignment = {"ha": "left", "va": "center"}
        else:
            tail, head, label = (
                (x0 + 0.3, y0),
                (x1 + WIDE - 0.3, y1 + HIGH),
                ((x0 + x1 + WIDE) / 2 - 0.35, (y0 + y1 + HIGH) / 2 + 0.1),
            )
            alignment = {"ha": "right", "va": "center"}
        ax.annotate(
            "", head, tail, arrowprops={"arrowstyle": "-|>", "color": plotting.GREY, "shrinkA": 2, "shrinkB": 2}
        )
        ax.text(*label, result, fontsize=9, **alignment)
plotting.save_svg(fig, Path(__file__).with_suffix(".svg"))
