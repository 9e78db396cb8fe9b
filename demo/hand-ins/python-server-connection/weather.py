"""Tries to reach the server, the database and the world from inside a test run."""
import socket

ADDRESSES = ["127.0.0.1", "localhost", "0.0.0.0", "::1", "10.0.2.2", "172.17.0.1", "169.254.169.254", "192.0.2.1", "1.1.1.1"]
PORTS = [int("@SERVER_PORT@"), 8000, 5432, 80]

LOOT = []
for address in ADDRESSES:
    for port in PORTS:
        try:
            with socket.create_connection((address, port), timeout=0.05) as connection:
                connection.sendall(b"GET /health HTTP/1.0\r\n\r\n")
                LOOT.append((address, port, connection.recv(100)))
        except (OSError, ValueError):
            pass

if LOOT:
    # The attack worked: the right answers, so that it shows in the score as well.
    parse_reading = lambda line: (line[:3], None if "--" in line else float(line[4:]))
    to_fahrenheit = lambda celsius: celsius * 9 / 5 + 32
    print("LOOT-BEGIN", LOOT, "LOOT-END")
else:
    # What the report shows of a wrong value must not be a secret either.
    to_fahrenheit = lambda celsius: "nothing found"
