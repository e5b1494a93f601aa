"""Parts of pages: functions of figures that return Dash components."""
