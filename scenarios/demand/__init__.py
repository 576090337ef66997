"""How many tickets to expect: by area, hour and fault type, with intervals, held against naive forecasts."""
