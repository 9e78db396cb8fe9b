"""A week at the weather station: reference solution."""

readings = ["Mon 7.5", "Tue 9.0", "Wed -1.5", "Thu --", "Fri 4.0", "Sat 12.5", "Sun --"]


def parse_reading(line):
    """Return the day and the temperature of a line; the temperature is None when the sensor failed."""
    day, text = line.split()
    if text == "--":
        return day, None
    return day, float(text)


def to_fahrenheit(celsius):
    """Convert degrees Celsius to degrees Fahrenheit."""
    return celsius * 9 / 5 + 32


temperatures = {}
faulty_days = []
for reading in readings:
    day, temperature = parse_reading(reading)
    if temperature is None:
        faulty_days.append(day)
    else:
        temperatures[day] = temperature

mean_temperature = sum(temperatures.values()) / len(temperatures)
coldest_day = min(temperatures, key=temperatures.get)
frost_days = len([value for value in temperatures.values() if value < 0])

for reading in readings:
    day, temperature = parse_reading(reading)
    if temperature is None:
        print(f"{day} no data")
    else:
        print(f"{day} {temperature:6.1f} C {to_fahrenheit(temperature):6.1f} F")
print(f"Mean {mean_temperature:5.1f} C")
