"""A week at the weather station, written with comprehensions."""

readings = ["Mon 7.5", "Tue 9.0", "Wed -1.5", "Thu --", "Fri 4.0", "Sat 12.5", "Sun --"]


def parse_reading(line):
    """Return [day, temperature or None]."""
    try:
        return [line[:3], float(line[4:])]
    except ValueError:
        return [line[:3], None]


def to_fahrenheit(celsius):
    """Convert degrees Celsius to degrees Fahrenheit."""
    return 1.8 * celsius + 32


def row(day, celsius):
    """Return the line of the table for one day."""
    if celsius is None:
        return f"{day} no data"
    return f"{day} {celsius:6.1f} C {to_fahrenheit(celsius):6.1f} F"


week = [parse_reading(line) for line in readings]
temperatures = {day: celsius for day, celsius in week if celsius is not None}
faulty_days = [day for day, celsius in week if celsius is None]
mean_temperature = sum(temperatures.values()) / len(temperatures)
coldest_day = sorted(temperatures, key=lambda day: temperatures[day])[0]
frost_days = sum(celsius < 0 for celsius in temperatures.values())

print("\n".join(row(day, celsius) for day, celsius in week))
print(f"Mean {mean_temperature:5.1f} C")
