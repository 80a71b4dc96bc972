"""Who brings a parcel, and where and when: couriers, pick-up points, appointments."""

from __future__ import annotations

import sqlalchemy as sa

from shop.columns import UtcDateTime, enum_type
from shop.enums import AppointmentStatus, Carrier
from shop.tables.base import metadata, only_when
from shop.tables.orders import order_items, orders, shipments

couriers = sa.Table(
    "couriers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("carrier", enum_type(Carrier, "carrier"), nullable=False),
    sa.Column("name_zh", sa.String(40), nullable=False),
    sa.Column("name_en", sa.String(80), nullable=False),
    sa.Column("phone", sa.String(20), nullable=False),
)

# The courier who brings, or brought, a parcel.
courier_runs = sa.Table(
    "courier_runs",
    metadata,
    sa.Column("shipment_id", sa.ForeignKey(shipments.c.id), primary_key=True, autoincrement=False),
    sa.Column("courier_id", sa.ForeignKey(couriers.c.id), nullable=False),
    sa.Index(None, "courier_id"),
)

pickup_points = sa.Table(
    "pickup_points",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("city", sa.String(20), nullable=False),
    sa.Column("district", sa.String(40), nullable=False),
    sa.Column("name_zh", sa.String(80), nullable=False),
    sa.Column("name_en", sa.String(80), nullable=False),
    sa.Column("street", sa.String(200), nullable=False),
    sa.Column("opens", sa.Integer, nullable=False),  # hours of the day, shop time
    sa.Column("closes", sa.Integer, nullable=False),
    sa.CheckConstraint("opens >= 0 AND closes <= 24 AND opens < closes", name="opening_hours"),
    sa.Index(None, "city"),
)

delivery_appointments = sa.Table(
    "delivery_appointments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # in the shop's time zone
    sa.Column("from_hour", sa.Integer, nullable=False),
    sa.Column("to_hour", sa.Integer, nullable=False),
    sa.Column("pickup_point_id", sa.ForeignKey(pickup_points.c.id)),  # None: to the door
    sa.Column("status", enum_type(AppointmentStatus, "status"), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name="hours"),
    # One appointment that counts for each order; an earlier one is cancelled by a later one.
    sa.Index("uq_delivery_appointments_booked", "order_id", unique=True, **only_when("status = 'booked'")),
)

installation_appointments = sa.Table(
    "installation_appointments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.String(12), nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("from_hour", sa.Integer, nullable=False),
    sa.Column("to_hour", sa.Integer, nullable=False),
    sa.Column("status", enum_type(AppointmentStatus, "status"), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.ForeignKeyConstraint(["order_id", "line"], [order_items.c.order_id, order_items.c.line]),
    sa.CheckConstraint("from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour", name="hours"),
    sa.Index(
        "uq_installation_appointments_booked",
        "order_id",
        "line",
        unique=True,
        **only_when("status = 'booked'"),
    ),
)
