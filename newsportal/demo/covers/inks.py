"""The inks of the newsroom, as RGB, named as in the style sheet.

Every cover is mixed from these and nothing else, so that fifty pictures look like one hand.
"""

INKS = {
    "ink": (21, 24, 29),
    "ink2": (68, 74, 83),
    "ink3": (95, 102, 112),
    "paper": (242, 238, 230),
    "white": (252, 250, 246),
    "hair": (216, 210, 198),
    "poppy": (179, 35, 26),
    "wheat": (243, 194, 60),
    "straw": (225, 196, 140),
    "sky": (248, 233, 196),
    "river": (11, 79, 143),
    "shallow": (120, 160, 196),
    "green": (29, 106, 61),
    "leaf": (150, 190, 160),
    "mist": (198, 205, 208),
    "haze": (170, 182, 186),
    "slate": (112, 134, 146),
    "steel": (58, 88, 110),
    "dusk": (34, 52, 70),
    "clay": (120, 44, 28),
    "sand": (232, 214, 190),
}


def rgb(name):
    """Return the RGB of an ink, or say which inks there are."""
    try:
        return INKS[name]
    except KeyError:
        raise ValueError(f"unknown ink {name!r}; the inks are {', '.join(INKS)}") from None
