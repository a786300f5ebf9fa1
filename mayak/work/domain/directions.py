"""Directions of work that Mayak itself writes into records: data of the office, the same in every language."""

# Of the standing assignment that contacts without one belong to.
SERVICE = "Дистанционное обслуживание"
