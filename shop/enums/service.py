"""Values of tickets, reviews, appointments and account requests."""

from __future__ import annotations

from shop.enums.base import LABELS, LabelledEnum, ShopEnum


class TicketKind(LabelledEnum):
    """What a ticket is about."""

    complaint = "complaint"
    delivery_problem = "delivery_problem"
    courier_call = "courier_call"  # the courier shall call the customer
    login_problem = "login_problem"
    authenticity = "authenticity"
    question = "question"


class TicketStatus(LabelledEnum):
    """Where a ticket stands."""

    open = "open"
    in_progress = "in_progress"
    resolved = "resolved"


class ReviewStatus(ShopEnum):
    """Whether others see a review."""

    published = "published"
    hidden = "hidden"  # by the shop
    deleted = "deleted"  # by the customer


class AccountField(LabelledEnum):
    """What of an account can be changed."""

    phone = "phone"
    name = "name"


class RequestStatus(LabelledEnum):
    """Where a request about an account stands."""

    requested = "requested"
    completed = "completed"
    withdrawn = "withdrawn"
    refused = "refused"


class AppointmentStatus(LabelledEnum):
    """Where an appointment stands."""

    booked = "booked"
    kept = "kept"
    cancelled = "cancelled"


LABELS.update(
    {
        TicketKind.complaint: ("投诉", "complaint"),
        TicketKind.delivery_problem: ("配送问题", "delivery problem"),
        TicketKind.courier_call: ("请快递员联系", "call from the courier"),
        TicketKind.login_problem: ("登录问题", "login problem"),
        TicketKind.authenticity: ("正品查询", "authenticity check"),
        TicketKind.question: ("咨询", "question"),
        TicketStatus.open: ("待处理", "open"),
        TicketStatus.in_progress: ("处理中", "in progress"),
        TicketStatus.resolved: ("已解决", "resolved"),
        AccountField.phone: ("手机号", "phone number"),
        AccountField.name: ("姓名", "name"),
        RequestStatus.requested: ("已提交", "requested"),
        RequestStatus.completed: ("已完成", "completed"),
        RequestStatus.withdrawn: ("已撤回", "withdrawn"),
        RequestStatus.refused: ("未通过", "refused"),
        AppointmentStatus.booked: ("已预约", "booked"),
        AppointmentStatus.kept: ("已完成", "completed"),
        AppointmentStatus.cancelled: ("已取消", "cancelled"),
    }
)
