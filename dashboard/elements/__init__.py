"""The elements that pages are made of: Dash's own, made and written without its checks.

Dash checks every property of every element that is made, and looks through all that an element could have when it is
written. A page has thousands of them. `dashboard.delivery.first_paint` refuses what no element has, so that nothing
"""
