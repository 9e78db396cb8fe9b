"""A week at the weather station."""

readings = ["Mon 7.5", "Tue 9.0", "Wed -1.5", "Thu --", "Fri 4.0", "Sat 12.5", "Sun --"]


def parse_reading(line):
    """Return the day and the temperature of a line; the temperature is None when the sensor failed."""
    # your code


def to_fahrenheit(celsius):
    """Convert degrees Celsius to degrees Fahrenheit."""
    # your code


temperatures = {}
faulty_days = []
# go over the readings here

mean_temperature = 0.0
coldest_day = ""
frost_days = 0

# print the table here
