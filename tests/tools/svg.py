"""Look into the SVG layers of a panel: the shapes, the names given and the names used."""

import re
import xml.etree.ElementTree as ET


def shapes(svg: str) -> str:
    """Return a layer without its label: what is left is what is seen."""
    stripped, count = re.subn(r' aria-label="[^"]*"', "", svg)
    if count != 1:
        raise ValueError(f"svg must have one aria-label, got {count} in {svg[:200]!r}")
    return stripped


def ids(*layers: str) -> dict[str, str]:
    """Return each name given in `layers`, with the element that it names; one name for two elements is refused."""
    found: dict[str, str] = {}
    for layer in layers:
        for element in ET.fromstring(layer).iter():
            if name := element.get("id"):
                element.tail = None
                meaning = ET.tostring(element, encoding="unicode")
                if found.setdefault(name, meaning) != meaning:
                    raise ValueError(f"id {name!r} names two elements:\n{found[name]}\n{meaning}")
    return found


def references(layer: str) -> set[str]:
    """Return the names that a layer refers to: clip paths, hatches, markers, glyphs."""
    return set(re.findall(r'(?:url\(|href=")#([^)"]+)', layer))
