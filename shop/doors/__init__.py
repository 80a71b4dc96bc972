"""The shop's door, one class a topic; `shop.database.Shop` is all of them."""
