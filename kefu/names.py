"""The names that Python, the domain, the rules and the training data share: no name is typed twice in Python."""

from __future__ import annotations


class Slot:
    """What a conversation remembers; described in `domain.yml`."""

    CUSTOMER_ID = "customer_id"
    VERIFIED_BY = "verified_by"
    VERIFIED_ORDER = "verified_order"
    ORDER_ID = "order_id"
    PHONE_TAIL = "phone_tail"
    TRACKING_NUMBER = "tracking_number"
    CANCEL_CONFIRMED = "cancel_confirmed"
    CANCEL_REASON = "cancel_reason"
    REQUEST_KEY = "request_key"
    LISTED_ORDERS = "listed_orders"
    LAST_REQUEST = "last_request"
    REQUEST_STOPPED = "request_stopped"
    UNUSABLE_ANSWERS = "unusable_answers"
    FORM_TROUBLE = "form_trouble"
    ATTEMPTS_LEFT = "attempts_left"
    HANDED_OVER = "handed_over"
    MOOD = "mood"
    LANGUAGE = "language"
    REQUESTED_SLOT = "requested_slot"  # Rasa's own: what the active form waits for
    SESSION_METADATA = "session_started_metadata"  # Rasa's own: the metadata of a session's first message


class Entity:
    """What is cut out of a message."""

    ORDER_ID = "order_id"
    PHONE_TAIL = "phone_tail"
    TRACKING_NUMBER = "tracking_number"
    ORDER_STATUS = "order_status"
    PRODUCT = "product"
    CATEGORY = "category"
    BRAND = "brand"
    REASON = "reason"
    RATING = "rating"


class Intent:
    """The intents that Python treats in a way of their own."""

    QUERY_ORDER_STATUS = "query_order_status"
    LIST_ORDERS = "list_orders"
    TRACK_LOGISTICS = "track_logistics"
    DELIVERY_TIME = "delivery_time"
    CANCEL_ORDER = "cancel_order"
    EXPEDITE_SHIPPING = "expedite_shipping"
    UNDO_REQUEST = "undo_request"
    INFORM = "inform"
    AFFIRM = "affirm"
    DENY = "deny"
    REQUEST_HUMAN = "request_human"
    RATE_SERVICE = "rate_service"
    NLU_FALLBACK = "nlu_fallback"


# What the order form answers, each by an action of its own. These are the values of the slot `last_request`.
REQUESTS = frozenset(
    {
        Intent.QUERY_ORDER_STATUS,
        Intent.LIST_ORDERS,
        Intent.TRACK_LOGISTICS,
        Intent.DELIVERY_TIME,
        Intent.CANCEL_ORDER,
        Intent.EXPEDITE_SHIPPING,
    }
)

# Said in passing, about nothing in particular.
SMALL_TALK = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        Intent.AFFIRM,
        Intent.DENY,
        "chitchat",
        "bot_challenge",
        "ask_capabilities",
        "hold_on",
        "not_understood",
        "nudge",
    }
)


class Form:
    """Forms."""

    ORDER = "order_form"


class Action:
    """Custom actions."""

    BEGIN_REQUEST = "action_begin_request"
    VALIDATE_ORDER_FORM = "validate_order_form"
    ASK_ORDER_ID = "action_ask_order_id"
    ASK_PHONE_TAIL = "action_ask_phone_tail"
    ASK_CANCEL_CONFIRMED = "action_ask_cancel_confirmed"
    ORDER_STATUS = "action_order_status"
    LIST_ORDERS = "action_list_orders"
    STOP_REQUEST = "action_stop_request"
    TRACK_LOGISTICS = "action_track_logistics"
    DELIVERY_TIME = "action_delivery_time"
    CANCEL_ORDER = "action_cancel_order"
    EXPEDITE_SHIPPING = "action_expedite_shipping"
    INFORM = "action_inform"
    AFFIRM = "action_affirm"
    DENY = "action_deny"
    HANDOVER = "action_handover"
    RATE_SERVICE = "action_rate_service"
    ASK_BACK = "action_ask_back"
    DEFAULT_FALLBACK = "action_default_fallback"
    RESTART = "action_restart"
    BACK = "action_back"
    LISTEN = "action_listen"


class Say:
    """Responses that actions utter, with facts. (Those named `utter_...` are uttered by rules alone.)"""

    # Asking for what is missing
    ASK_ORDER_ID = "say_ask_order_id"
    ASK_ORDER_ID_AGAIN = "say_ask_order_id_again"
    ASK_PHONE_TAIL = "say_ask_phone_tail"
    ASK_PHONE_TAIL_AGAIN = "say_ask_phone_tail_again"
    CHOOSE_ORDER = "say_choose_order"
    CHOOSE_ORDER_AGAIN = "say_choose_order_again"
    ORDER_NOT_FOUND = "say_order_not_found"
    VERIFICATION_MISMATCH = "say_verification_mismatch"
    VERIFICATION_LOCKED = "say_verification_locked"
    TRACKING_NOT_FOUND = "say_tracking_not_found"
    GIVE_UP = "say_give_up"
    REQUEST_STOPPED = "say_request_stopped"
    # Orders
    ORDER_LIST = "say_order_list"
    ORDER_LIST_FILTERED = "say_order_list_filtered"
    NO_ORDERS = "say_no_orders"
    NO_ORDERS_FILTERED = "say_no_orders_filtered"
    STATUS_PENDING_PAYMENT = "say_status_pending_payment"
    STATUS_PENDING_SHIPMENT = "say_status_pending_shipment"
    STATUS_DISPATCH_OVERDUE = "say_status_dispatch_overdue"
    STATUS_SHIPPED = "say_status_shipped"
    STATUS_SHIPPED_UNSCANNED = "say_status_shipped_unscanned"
    STATUS_RECEIVED = "say_status_received"
    STATUS_RETURNING = "say_status_returning"
    STATUS_RETURNED = "say_status_returned"
    STATUS_CANCELLED = "say_status_cancelled"
    STATUS_CANCELLED_REFUNDED = "say_status_cancelled_refunded"
    CANCEL_CONFIRM = "say_cancel_confirm"
    CANCEL_CONFIRM_UNPAID = "say_cancel_confirm_unpaid"
    CANCEL_CONFIRM_AGAIN = "say_cancel_confirm_again"
    CANCEL_DONE = "say_cancel_done"
    CANCEL_DONE_UNPAID = "say_cancel_done_unpaid"
    CANCEL_ALREADY = "say_cancel_already"
    CANCEL_KEPT = "say_cancel_kept"
    CANCEL_TOO_LATE_SHIPPED = "say_cancel_too_late_shipped"
    CANCEL_TOO_LATE_DELIVERED = "say_cancel_too_late_delivered"
    CANCEL_TOO_LATE_RETURN = "say_cancel_too_late_return"
    EXPEDITE_RECORDED = "say_expedite_recorded"
    EXPEDITE_ALREADY = "say_expedite_already"
    EXPEDITE_PAY_FIRST = "say_expedite_pay_first"
    EXPEDITE_SHIPPED = "say_expedite_shipped"
    EXPEDITE_OVER = "say_expedite_over"
    # Logistics
    TRACK = "say_track"
    TRACK_DELIVERED = "say_track_delivered"
    TRACK_NOT_SHIPPED = "say_track_not_shipped"
    ETA_ON_THE_WAY = "say_eta_on_the_way"
    ETA_LATE = "say_eta_late"
    ETA_NOT_SHIPPED = "say_eta_not_shipped"
    ETA_DISPATCH_LATE = "say_eta_dispatch_late"
    ETA_UNPAID = "say_eta_unpaid"
    ETA_DELIVERED = "say_eta_delivered"
    # Service
    HANDOVER_RECORDED = "say_handover_recorded"
    HANDOVER_AGAIN = "say_handover_again"
    RATING_THANKS = "say_rating_thanks"
    RATING_ASK = "say_rating_ask"
    # When there is nothing to hold on to
    AFFIRM_WHAT = "say_affirm_what"
    DENY_FINE = "say_deny_fine"
    INFORM_UNCLEAR = "say_inform_unclear"
    ASK_BACK = "say_ask_back"
    REPHRASE = "say_rephrase"
    FALLBACK_HUMAN = "say_fallback_human"
    MESSAGE_EMPTY = "say_message_empty"
    MESSAGE_TOO_LONG = "say_message_too_long"
    NO_WORDS = "say_no_words"
    RESTARTED = "say_restarted"
    BACK = "say_back"
    # When something of ours is broken
    SHOP_UNAVAILABLE = "say_shop_unavailable"
    INTERNAL_ERROR = "say_internal_error"


# Uttered by Rasa itself when the action server gave no answer at all.
UTTER_SERVICE_UNAVAILABLE = "utter_service_unavailable"
