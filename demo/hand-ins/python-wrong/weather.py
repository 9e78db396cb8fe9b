"""A week at the weather station."""

readings = ["Mon 7.5", "Tue 9.0", "Wed -1.5", "Thu --", "Fri 4.0", "Sat 12.5", "Sun --"]


def parse_reading(line):
    """Takes the line apart, but forgets to make a number of the text."""
    parts = line.split()
    return parts[1], parts[0]


def to_fahrenheit(celsius):
    """Converts in the wrong direction."""
    return (celsius - 32) * 5 / 9


temperatures = {}
faulty_days = []
for reading in readings:
    temperature, day = parse_reading(reading)
    temperatures[day] = temperature

mean_temperature = len(temperatures)
coldest_day = max(temperatures)
frost_days = 0
print(temperatures)
