"""Charts: pure functions of a DataFrame that return a Plotly figure, one file per question."""
