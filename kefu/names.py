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
    CONFIRMED = "confirmed"
    CANCEL_REASON = "cancel_reason"
    ADDRESS_PARTS = "address_parts"
    NEW_ADDRESS = "new_address"
    NEW_RECEIVER = "new_receiver"
    NEW_PHONE = "new_phone"
    ITEM_LINE = "item_line"
    WISH_WORDS = "wish_words"
    NEW_VARIANT = "new_variant"
    NEW_QUANTITY = "new_quantity"
    QUOTED_DIFFERENCE = "quoted_difference"
    PROBLEM_WORDS = "problem_words"
    PROBLEM_KIND = "problem_kind"
    PROBLEM_LINE = "problem_line"
    REMEDY = "remedy"
    BOOKING_PLACE = "booking_place"
    BOOKING_DAY = "booking_day"
    BOOKING_HOURS = "booking_hours"
    SUSPENDED = "suspended"
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
    """What is cut out of a message, or sent by a button."""

    CHOICE = "choice"  # only from buttons: the value of an option that a question offered
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
    """The intents that Python knows by name."""

    # Small talk
    INFORM = "inform"
    AFFIRM = "affirm"
    DENY = "deny"
    # Orders
    QUERY_ORDER_STATUS = "query_order_status"
    LIST_ORDERS = "list_orders"
    CANCEL_ORDER = "cancel_order"
    EXPEDITE_SHIPPING = "expedite_shipping"
    CHANGE_ADDRESS = "change_address"
    CHANGE_ORDER_ITEMS = "change_order_items"
    PLACE_ORDER_HELP = "place_order_help"
    # Logistics
    TRACK_LOGISTICS = "track_logistics"
    DELIVERY_TIME = "delivery_time"
    DELIVERY_PROBLEM = "delivery_problem"
    CHANGE_DELIVERY_TIME = "change_delivery_time"
    SHIPPING_FEE = "shipping_fee"
    CONTACT_COURIER = "contact_courier"
    INSTALLATION_SERVICE = "installation_service"
    CONFIRM_RECEIPT = "confirm_receipt"
    # After-sales
    RETURN_GOODS = "return_goods"
    EXCHANGE_GOODS = "exchange_goods"
    REQUEST_REFUND = "request_refund"
    REFUND_STATUS = "refund_status"
    RETURN_POLICY = "return_policy"
    QUALITY_PROBLEM = "quality_problem"
    MISSING_PARTS = "missing_parts"
    REPAIR_REQUEST = "repair_request"
    WARRANTY_QUERY = "warranty_query"
    AFTER_SALE_STATUS = "after_sale_status"
    RETURN_PICKUP = "return_pickup"
    UNDO_REQUEST = "undo_request"
    # Products
    SEARCH_PRODUCT = "search_product"
    RECOMMEND_PRODUCT = "recommend_product"
    PRODUCT_DETAIL = "product_detail"
    PRODUCT_PRICE = "product_price"
    PRODUCT_STOCK = "product_stock"
    PRODUCT_COMPARE = "product_compare"
    PRODUCT_USAGE = "product_usage"
    PRODUCT_AUTHENTICITY = "product_authenticity"
    # Payment
    PAYMENT_FAILED = "payment_failed"
    INVOICE_REQUEST = "invoice_request"
    COUPON_QUERY = "coupon_query"
    PROMOTION_QUERY = "promotion_query"
    PRICE_PROTECTION = "price_protection"
    PAYMENT_METHODS = "payment_methods"
    INSTALLMENT_PAYMENT = "installment_payment"
    GIFT_CARD_BALANCE = "gift_card_balance"
    # Account
    LOGIN_PROBLEM = "login_problem"
    ACCOUNT_SETTINGS = "account_settings"
    MEMBER_POINTS = "member_points"
    DELETE_MY_DATA = "delete_my_data"
    WITHDRAW_CONSENT = "withdraw_consent"
    # Marketing
    SUBSCRIBE_NOTIFICATION = "subscribe_notification"
    UNSUBSCRIBE_MARKETING = "unsubscribe_marketing"
    # Service
    REQUEST_HUMAN = "request_human"
    COMPLAIN = "complain"
    PRAISE = "praise"
    WORKING_HOURS = "working_hours"
    RATE_SERVICE = "rate_service"
    REVIEW_HELP = "review_help"
    # Rasa's own
    NLU_FALLBACK = "nlu_fallback"


# What the request form asks the details of, and an action of its own answers (see `answering`).
# These are the values of the slot `last_request`.
REQUESTS = frozenset(
    {
        # Orders
        Intent.QUERY_ORDER_STATUS,
        Intent.LIST_ORDERS,
        Intent.CANCEL_ORDER,
        Intent.EXPEDITE_SHIPPING,
        Intent.CHANGE_ADDRESS,
        Intent.CHANGE_ORDER_ITEMS,
        # Logistics
        Intent.TRACK_LOGISTICS,
        Intent.DELIVERY_TIME,
        Intent.DELIVERY_PROBLEM,
        Intent.CHANGE_DELIVERY_TIME,
        Intent.CONFIRM_RECEIPT,
        Intent.CONTACT_COURIER,
        Intent.INSTALLATION_SERVICE,
        Intent.SHIPPING_FEE,
        # After-sales
        # Products
        # Payment
        # Account
        # Marketing
        # Service
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

    REQUEST = "request_form"


def answering(request: str) -> str:
    """Return the name of the action that answers a request, once the form knows all it needs."""
    return f"action_{request}"


def asking(slot: str) -> str:
    """Return the name of the action that asks for a slot; Rasa finds it by this name."""
    return f"action_ask_{slot}"


class Action:
    """Custom actions, besides those that `answering` and `asking` name."""

    BEGIN_REQUEST = "action_begin_request"
    VALIDATE_REQUEST_FORM = "validate_request_form"
    STOP_REQUEST = "action_stop_request"
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
    UNUSABLE_ANSWER = "say_unusable_answer"
    GIVE_UP = "say_give_up"
    REQUEST_STOPPED = "say_request_stopped"
    OFFER_TO_RESUME = "say_offer_to_resume"
    NOTHING_CHANGED = "say_nothing_changed"
    LEFT_TO_STAFF = "say_left_to_staff"
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
    ADDRESS_WHAT = "say_address_what"
    ADDRESS_PLACE = "say_address_place"
    ADDRESS_CITY = "say_address_city"
    ADDRESS_UNUSABLE = "say_address_unusable"
    ADDRESS_RECEIVER = "say_address_receiver"
    ADDRESS_RECEIVER_UNUSABLE = "say_address_receiver_unusable"
    ADDRESS_PHONE = "say_address_phone"
    ADDRESS_PHONE_UNUSABLE = "say_address_phone_unusable"
    ADDRESS_CONFIRM = "say_address_confirm"
    ADDRESS_CONFIRM_CONTACT = "say_address_confirm_contact"
    ADDRESS_CHANGED = "say_address_changed"
    ADDRESS_CHANGED_ETA = "say_address_changed_eta"
    ADDRESS_SAME = "say_address_same"
    ADDRESS_UNKNOWN_CITY = "say_address_unknown_city"
    ADDRESS_BAD_VALUE = "say_address_bad_value"
    ADDRESS_TOO_LATE_SHIPPED = "say_address_too_late_shipped"
    ADDRESS_TOO_LATE_DELIVERED = "say_address_too_late_delivered"
    ADDRESS_NOT_OFFERED = "say_address_not_offered"
    ITEMS_WHICH = "say_items_which"
    ITEMS_WISH = "say_items_wish"
    ITEMS_QUANTITY = "say_items_quantity"
    ITEMS_QUANTITY_UNUSABLE = "say_items_quantity_unusable"
    ITEMS_CONFIRM = "say_items_confirm"
    ITEMS_CONFIRM_COUPON_LOST = "say_items_confirm_coupon_lost"
    ITEMS_CHANGED = "say_items_changed"
    ITEMS_CHANGED_PAY = "say_items_changed_pay"
    ITEMS_CHANGED_REFUND = "say_items_changed_refund"
    ITEMS_SAME = "say_items_same"
    ITEMS_OUT_OF_STOCK = "say_items_out_of_stock"
    ITEMS_TOO_MANY = "say_items_too_many"
    ITEMS_PRICE_CHANGED = "say_items_price_changed"
    ITEMS_NOT_TO_HAVE = "say_items_not_to_have"
    ITEMS_TOO_LATE_SHIPPED = "say_items_too_late_shipped"
    ITEMS_TOO_LATE_DELIVERED = "say_items_too_late_delivered"
    ITEMS_NOT_OFFERED = "say_items_not_offered"
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
    PROBLEM_WHAT = "say_problem_what"
    PROBLEM_WHICH = "say_problem_which"
    PROBLEM_SIGNED = "say_problem_signed"
    PROBLEM_UNDERWAY = "say_problem_underway"
    PROBLEM_OVERDUE = "say_problem_overdue"
    PROBLEM_DAMAGED = "say_problem_damaged"
    PROBLEM_DAMAGED_UNDERWAY = "say_problem_damaged_underway"
    PROBLEM_REFUSED = "say_problem_refused"
    PROBLEM_OTHER = "say_problem_other"
    PROBLEM_REMEDY = "say_problem_remedy"
    PROBLEM_CONFIRM_TRACE = "say_problem_confirm_trace"
    PROBLEM_CONFIRM_REFUND = "say_problem_confirm_refund"
    PROBLEM_CONFIRM_EXCHANGE = "say_problem_confirm_exchange"
    PROBLEM_TICKET = "say_problem_ticket"
    PROBLEM_TICKET_KNOWN = "say_problem_ticket_known"
    PROBLEM_FILED = "say_problem_filed"
    PROBLEM_IN_CASE = "say_problem_in_case"
    PROBLEM_MEANWHILE = "say_problem_meanwhile"
    PROBLEM_NOT_FILED = "say_problem_not_filed"
    DELIVERY_PLACE = "say_delivery_place"
    DELIVERY_DAY = "say_delivery_day"
    DELIVERY_HOURS = "say_delivery_hours"
    BOOKING_DAY_NOT_OFFERED = "say_booking_day_not_offered"
    BOOKING_HOURS_NOT_OFFERED = "say_booking_hours_not_offered"
    BOOKING_OFFERED = "say_booking_offered"
    DELIVERY_CONFIRM = "say_delivery_confirm"
    DELIVERY_BOOKED = "say_delivery_booked"
    DELIVERY_POINT_GONE = "say_delivery_point_gone"
    DELIVERY_PAY_FIRST = "say_delivery_pay_first"
    DELIVERY_DELIVERED = "say_delivery_delivered"
    INSTALL_DAY = "say_install_day"
    INSTALL_HOURS = "say_install_hours"
    INSTALL_CONFIRM = "say_install_confirm"
    INSTALL_BOOKED = "say_install_booked"
    INSTALL_NOT_NEEDED = "say_install_not_needed"
    INSTALL_PAY_FIRST = "say_install_pay_first"
    COURIER = "say_courier"
    COURIER_NOT_YET = "say_courier_not_yet"
    COURIER_NOT_SHIPPED = "say_courier_not_shipped"
    COURIER_DELIVERED = "say_courier_delivered"
    COURIER_DELIVERED_UNKNOWN = "say_courier_delivered_unknown"
    RECEIPT_CONFIRM = "say_receipt_confirm"
    RECEIPT_KEPT = "say_receipt_kept"
    RECEIPT_DONE = "say_receipt_done"
    RECEIPT_DONE_NO_RETURN = "say_receipt_done_no_return"
    RECEIPT_ON_THE_WAY = "say_receipt_on_the_way"
    RECEIPT_ALREADY = "say_receipt_already"
    FEE = "say_fee"
    FEE_FREE = "say_fee_free"
    FEE_PLACE = "say_fee_place"
    FEE_PLACE_FREE = "say_fee_place_free"
    FEE_ORDER = "say_fee_order"
    FEE_ORDER_FREE = "say_fee_order_free"
    FEE_RETURN = "say_fee_return"
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
