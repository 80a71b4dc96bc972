"""The sandbox payment gateway: signed links, a payment page, and notices that the shop believes when signed.

It stands for a payment provider: nobody's money moves, all else is as with a real one. Links and notices need
only the standard library; `web` brings the pages and is imported by the payment server alone.
"""
