"""The order database: tables, queries, shop policies, migrations and the demo seed.

Start at :mod:`shop.database` (``Shop.open``). Nothing here knows of Rasa.
"""
