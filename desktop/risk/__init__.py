"""The risk work place: rule sets, one case, backtest, drift and refusals."""
