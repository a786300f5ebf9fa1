"""A browser's name for itself, in two words a person knows."""

BROWSERS = (
    ("YaBrowser", "Yandex Browser"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("python", "Python"),
    ("curl", "curl"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system, as far as they can be told: "Firefox, Windows"; the beginning of the text otherwise."""
    found = [
        next((name for sign, name in kinds if sign.lower() in user_agent.lower()), "") for kinds in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or user_agent[:40]
