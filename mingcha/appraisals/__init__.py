"""Appraisals: rounds of five kinds, their rules, panels, results, objections and comments (评议).

Quarterly, key-point, concentrated, year-end and on the spot: one life, published rules, panels
drawn from lists that third bodies own, results that nobody sees before the count.
"""
