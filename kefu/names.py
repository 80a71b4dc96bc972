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
    CASE_ITEM = "case_item"
    CASE_PIECES = "case_pieces"
    CASE_REASON = "case_reason"
    CASE_WORDS = "case_words"
    EXCHANGE_VARIANT = "exchange_variant"
    PICKUP_DAY = "pickup_day"
    PICKUP_HOURS = "pickup_hours"
    UNDO_CASE = "undo_case"
    ADDRESS_PARTS = "address_parts"
    NEW_ADDRESS = "new_address"
    NEW_RECEIVER = "new_receiver"
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
    PAYMENT_METHOD = "payment_method"
    MONEY_TAKEN = "money_taken"
    INVOICE_STEP = "invoice_step"
    INVOICE_KIND = "invoice_kind"
    INVOICE_TITLE = "invoice_title"
    INVOICE_TAX_NUMBER = "invoice_tax_number"
    INVOICE_EMAIL = "invoice_email"
    ACCOUNT_WISH = "account_wish"
    NEW_PHONE = "new_phone"
    NEW_NAME = "new_name"
    DELETION_STEP = "deletion_step"
    CONSENT_CHANNEL = "consent_channel"
    COMPLAINT_WORDS = "complaint_words"
    REVIEW_WISH = "review_wish"
    REVIEW_LINE = "review_line"
    REVIEW_STARS = "review_stars"
    REVIEW_TEXT = "review_text"
    REQUEST_KEY = "request_key"
    LISTED_ORDERS = "listed_orders"
    LAST_REQUEST = "last_request"
    REQUEST_STOPPED = "request_stopped"
    UNUSABLE_ANSWERS = "unusable_answers"
    FORM_TROUBLE = "form_trouble"
    ATTEMPTS_LEFT = "attempts_left"
    # Products: the one we speak of, its variant, what was shown, what was looked for
    PRODUCT_ID = "product_id"
    VARIANT_ID = "variant_id"
    SHOWN_PRODUCTS = "shown_products"
    PRODUCT_SEARCH = "product_search"
    # Products: what their matters ask
    WANTED_PRODUCT = "wanted_product"
    SEARCH_WISH = "search_wish"
    COMPARED_PRODUCTS = "compared_products"
    CHOSEN_VARIANT = "chosen_variant"
    PIECES = "pieces"
    SHIP_TO = "ship_to"
    COUPON_TO_USE = "coupon_to_use"
    AGREED_TOTAL = "agreed_total"
    # Marketing
    NOTICE_KIND = "notice_kind"
    STOPPED_ADVERTISING = "stopped_advertising"
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
    PRICE = "price"
    PRODUCT = "product"
    CATEGORY = "category"
    BRAND = "brand"
    ATTRIBUTE = "attribute"
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
        Intent.RETURN_GOODS,
        Intent.EXCHANGE_GOODS,
        Intent.REQUEST_REFUND,
        Intent.REFUND_STATUS,
        Intent.RETURN_POLICY,
        Intent.QUALITY_PROBLEM,
        Intent.MISSING_PARTS,
        Intent.REPAIR_REQUEST,
        Intent.WARRANTY_QUERY,
        Intent.AFTER_SALE_STATUS,
        Intent.RETURN_PICKUP,
        Intent.UNDO_REQUEST,
        # Products
        Intent.SEARCH_PRODUCT,
        Intent.RECOMMEND_PRODUCT,
        Intent.PRODUCT_DETAIL,
        Intent.PRODUCT_PRICE,
        Intent.PRODUCT_STOCK,
        Intent.PRODUCT_COMPARE,
        Intent.PRODUCT_USAGE,
        Intent.PRODUCT_AUTHENTICITY,
        Intent.PLACE_ORDER_HELP,
        # Payment
        Intent.PAYMENT_FAILED,
        Intent.INVOICE_REQUEST,
        Intent.COUPON_QUERY,
        Intent.PROMOTION_QUERY,
        Intent.PRICE_PROTECTION,
        Intent.PAYMENT_METHODS,
        Intent.INSTALLMENT_PAYMENT,
        Intent.GIFT_CARD_BALANCE,
        # Account
        Intent.LOGIN_PROBLEM,
        Intent.ACCOUNT_SETTINGS,
        Intent.MEMBER_POINTS,
        Intent.DELETE_MY_DATA,
        Intent.WITHDRAW_CONSENT,
        # Marketing
        Intent.SUBSCRIBE_NOTIFICATION,
        Intent.UNSUBSCRIBE_MARKETING,
        # Service
        Intent.COMPLAIN,
        Intent.REVIEW_HELP,
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
    HEAR_COMPLAINT = "action_hear_complaint"
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
    # After-sales: what is asked
    ASK_CASE_ITEM = "say_ask_case_item"
    ASK_CASE_PIECES = "say_ask_case_pieces"
    ASK_RETURN_REASON = "say_ask_return_reason"
    ASK_EXCHANGE_REASON = "say_ask_exchange_reason"
    ASK_REFUND_REASON = "say_ask_refund_reason"
    ASK_MISSING_REASON = "say_ask_missing_reason"
    ASK_WHAT_IS_MISSING = "say_ask_what_is_missing"
    ASK_WHAT_IS_BROKEN = "say_ask_what_is_broken"
    ASK_EXCHANGE_VARIANT = "say_ask_exchange_variant"
    ASK_PICKUP_DAY = "say_ask_pickup_day"
    ASK_PICKUP_HOURS = "say_ask_pickup_hours"
    # After-sales: what will happen, and what was done
    RETURN_CONFIRM = "say_return_confirm"
    EXCHANGE_CONFIRM = "say_exchange_confirm"
    REPAIR_CONFIRM = "say_repair_confirm"
    REFUND_CONFIRM = "say_refund_confirm"
    MISSING_CONFIRM = "say_missing_confirm"
    RETURN_FILED = "say_return_filed"
    EXCHANGE_FILED = "say_exchange_filed"
    REPAIR_FILED = "say_repair_filed"
    REFUND_FILED = "say_refund_filed"
    MISSING_FILED = "say_missing_filed"
    # After-sales: why not, and what instead
    CASE_NOT_FOUND = "say_case_not_found"
    CASE_NOT_PAID = "say_case_not_paid"
    CASE_CANCEL_INSTEAD = "say_case_cancel_instead"
    CASE_ORDER_CANCELLED = "say_case_order_cancelled"
    CASE_ALREADY_RETURNED = "say_case_already_returned"
    CASE_ALREADY_RECEIVED = "say_case_already_received"
    CASE_NOT_ARRIVED = "say_case_not_arrived"
    CASE_TOO_LATE = "say_case_too_late"
    CASE_NOT_RETURNABLE = "say_case_not_returnable"
    CASE_NO_WARRANTY = "say_case_no_warranty"
    CASE_IN_A_CASE = "say_case_in_a_case"
    CASE_TOO_MANY = "say_case_too_many"
    CASE_OUT_OF_STOCK = "say_case_out_of_stock"
    CASE_PICKUP_GONE = "say_case_pickup_gone"
    CASE_WAYS_OPEN = "say_case_ways_open"
    CASE_NO_WAY_OPEN = "say_case_no_way_open"
    QUALITY_WAYS = "say_quality_ways"
    SAFETY_FIRST = "say_safety_first"
    # After-sales: where it stands
    NO_CASES = "say_no_cases"
    CASE_LIST = "say_case_list"
    CASE_REQUESTED = "say_case_requested"
    CASE_APPROVED_PICKUP = "say_case_approved_pickup"
    CASE_APPROVED_SEND = "say_case_approved_send"
    CASE_APPROVED_WAIT = "say_case_approved_wait"
    CASE_REJECTED = "say_case_rejected"
    CASE_IN_TRANSIT = "say_case_in_transit"
    CASE_ARRIVED = "say_case_arrived"
    CASE_PROCESSING = "say_case_processing"
    CASE_RESENT = "say_case_resent"
    CASE_REFUNDED = "say_case_refunded"
    CASE_COMPLETED = "say_case_completed"
    CASE_WITHDRAWN = "say_case_withdrawn"
    REFUND_PROCESSING = "say_refund_processing"
    REFUND_LATE = "say_refund_late"
    REFUND_ARRIVED = "say_refund_arrived"
    REFUND_FAILED = "say_refund_failed"
    NO_REFUNDS = "say_no_refunds"
    PICKUP_BOOKED = "say_pickup_booked"
    PICKUP_SEND = "say_pickup_send"
    PICKUP_UNDER_WAY = "say_pickup_under_way"
    PICKUP_NONE = "say_pickup_none"
    # After-sales: rules, and taking back
    RETURN_POSSIBLE = "say_return_possible"
    RETURN_OVER = "say_return_over"
    RETURN_RULES = "say_return_rules"
    RETURN_RULES_FAULTS_ONLY = "say_return_rules_faults_only"
    WARRANTY_RULES = "say_warranty_rules"
    WARRANTY_NONE = "say_warranty_none"
    WARRANTY_COVERED = "say_warranty_covered"
    WARRANTY_OVER = "say_warranty_over"
    WARRANTY_WHICH = "say_warranty_which"
    UNDO_WHICH = "say_undo_which"
    UNDO_CONFIRM = "say_undo_confirm"
    UNDO_DONE = "say_undo_done"
    UNDO_ALREADY = "say_undo_already"
    UNDO_TOO_FAR = "say_undo_too_far"
    UNDO_CANCELLED = "say_undo_cancelled"
    UNDO_NOTHING = "say_undo_nothing"
    # Products
    ASK_NEED = "say_ask_need"
    ASK_WHAT_TO_FIND = "say_ask_what_to_find"
    AUTHENTICITY = "say_authenticity"
    AUTHENTICITY_OF = "say_authenticity_of"
    COMPARED = "say_compared"
    COMPARED_VARIANTS = "say_compared_variants"
    COMPARE_WHICH = "say_compare_which"
    COMPARE_WITH = "say_compare_with"
    FOUND = "say_found"
    FOUND_LOOSENED = "say_found_loosened"
    FOUND_NOTHING = "say_found_nothing"
    FOUND_NO_CHEAPER = "say_found_no_cheaper"
    FOUND_NO_DEARER = "say_found_no_dearer"
    PRICE = "say_price"
    PRICE_AND_PROMOTIONS = "say_price_and_promotions"
    PRICE_OF_TODAY_ONLY = "say_price_of_today_only"
    PRODUCT_GONE = "say_product_gone"
    PRODUCT_NOT_SOLD = "say_product_not_sold"
    PRODUCT_TOLD = "say_product_told"
    RECOMMENDED = "say_recommended"
    RECOMMENDED_LOOSENED = "say_recommended_loosened"
    RECOMMEND_LATER = "say_recommend_later"
    SHOWN_WITHOUT = "say_shown_without"
    SPEC_TOLD = "say_spec_told"
    SPEC_UNKNOWN = "say_spec_unknown"
    STOCK_LIST = "say_stock_list"
    STOCK_NONE = "say_stock_none"
    STOCK_THERE = "say_stock_there"
    USAGE = "say_usage"
    USAGE_UNKNOWN = "say_usage_unknown"
    VARIANT_NOT_OFFERED = "say_variant_not_offered"
    WHICH_PRODUCT = "say_which_product"
    WHICH_PRODUCT_OF = "say_which_product_of"
    # Ordering
    ASK_BUY_ADDRESS = "say_ask_buy_address"
    ASK_BUY_COUPON = "say_ask_buy_coupon"
    ASK_BUY_VARIANT = "say_ask_buy_variant"
    BUY_BAD_PIECES = "say_buy_bad_pieces"
    BUY_CONFIRM = "say_buy_confirm"
    BUY_COUPON_GONE = "say_buy_coupon_gone"
    BUY_COUPON_REFUSED = "say_buy_coupon_refused"
    BUY_DECLINED = "say_buy_declined"
    BUY_NO_ADDRESS = "say_buy_no_address"
    BUY_OUT_OF_STOCK = "say_buy_out_of_stock"
    BUY_PLACED = "say_buy_placed"
    BUY_PLACED_NOTHING_DUE = "say_buy_placed_nothing_due"
    BUY_PRICE_CHANGED = "say_buy_price_changed"
    BUY_TOO_MANY = "say_buy_too_many"
    ORDER_HOW = "say_order_how"
    ORDER_HOW_OR_HERE = "say_order_how_or_here"
    # Notices and advertising
    ADVERTISING_STOPPED = "say_advertising_stopped"
    ADVERTISING_STOPPED_BY = "say_advertising_stopped_by"
    ASK_NOTICE_KIND = "say_ask_notice_kind"
    ASK_NOTICE_VARIANT = "say_ask_notice_variant"
    ASK_WHAT_TO_STOP = "say_ask_what_to_stop"
    NOTICES_NONE = "say_notices_none"
    NOTICES_STOPPED = "say_notices_stopped"
    NOTICE_ALREADY = "say_notice_already"
    NOTICE_IN_STOCK = "say_notice_in_stock"
    NOTICE_OF_PRICE = "say_notice_of_price"
    NOTICE_OF_STOCK = "say_notice_of_stock"
    # Payment
    ASK_PAYMENT_METHOD = "say_ask_payment_method"
    ASK_OTHER_PAYMENT_METHOD = "say_ask_other_payment_method"
    PAYMENT_ORDER_CLOSED = "say_payment_order_closed"
    PAYMENT_NOTHING_DUE = "say_payment_nothing_due"
    PAYMENT_MONEY_TAKEN = "say_payment_money_taken"
    PAYMENT_TOO_LATE = "say_payment_too_late"
    PAYMENT_LINK = "say_payment_link"
    PAYMENT_METHODS = "say_payment_methods"
    PAYMENT_METHOD_TAKEN = "say_payment_method_taken"
    INSTALMENT_TERMS = "say_instalment_terms"
    INSTALMENT_TOO_LITTLE = "say_instalment_too_little"
    INSTALMENT_PLANS = "say_instalment_plans"
    INSTALMENT_ORDER_PLANS = "say_instalment_order_plans"
    INVOICE_NOT_PAID = "say_invoice_not_paid"
    INVOICE_NOTHING_PAID = "say_invoice_nothing_paid"
    INVOICE_TOO_LATE = "say_invoice_too_late"
    INVOICE_KIND_NOT_OFFERED = "say_invoice_kind_not_offered"
    INVOICE_SAME = "say_invoice_same"
    INVOICE_NOT_ISSUED = "say_invoice_not_issued"
    INVOICE_BAD_DETAIL = "say_invoice_bad_detail"
    INVOICE_RESEND_CONFIRM = "say_invoice_resend_confirm"
    INVOICE_CONFIRM = "say_invoice_confirm"
    INVOICE_CORRECT_CONFIRM = "say_invoice_correct_confirm"
    ASK_INVOICE_EMAIL = "say_ask_invoice_email"
    INVOICE_EMAIL_UNCLEAR = "say_invoice_email_unclear"
    INVOICE_KEPT = "say_invoice_kept"
    INVOICE_ISSUED = "say_invoice_issued"
    INVOICE_UNDER_WAY = "say_invoice_under_way"
    INVOICE_RESENT = "say_invoice_resent"
    INVOICE_REQUESTED = "say_invoice_requested"
    INVOICE_CORRECTED = "say_invoice_corrected"
    INVOICE_TOO_LATE_TO_CORRECT = "say_invoice_too_late_to_correct"
    ASK_INVOICE_KIND = "say_ask_invoice_kind"
    ASK_INVOICE_COMPANY = "say_ask_invoice_company"
    ASK_INVOICE_NAME = "say_ask_invoice_name"
    ASK_INVOICE_TAX_NUMBER = "say_ask_invoice_tax_number"
    INVOICE_TAX_NUMBER_WRONG = "say_invoice_tax_number_wrong"
    PRICE_CLAIMED_BEFORE = "say_price_claimed_before"
    PRICE_ONLY_AN_OFFER = "say_price_only_an_offer"
    PRICE_TOO_LATE = "say_price_too_late"
    PRICE_TOO_LITTLE = "say_price_too_little"
    PRICE_CATEGORY_EXCLUDED = "say_price_category_excluded"
    PRICE_NOT_LOWER = "say_price_not_lower"
    PRICE_NOT_PAID = "say_price_not_paid"
    PRICE_ORDER_CANCELLED = "say_price_order_cancelled"
    PRICE_RETURNED = "say_price_returned"
    PRICE_CONFIRM = "say_price_confirm"
    PRICE_KEPT = "say_price_kept"
    PRICE_DONE = "say_price_done"
    COUPON_USABLE = "say_coupon_usable"
    COUPON_UPCOMING = "say_coupon_upcoming"
    COUPON_USED = "say_coupon_used"
    COUPON_EXPIRED = "say_coupon_expired"
    COUPON_NOT_YOURS = "say_coupon_not_yours"
    NO_COUPONS = "say_no_coupons"
    COUPONS_UNUSABLE = "say_coupons_unusable"
    COUPONS_AND_OTHERS = "say_coupons_and_others"
    COUPONS = "say_coupons"
    PROMOTIONS = "say_promotions"
    NO_PROMOTIONS = "say_no_promotions"
    NO_GIFT_CARDS = "say_no_gift_cards"
    GIFT_CARDS = "say_gift_cards"
    # Account
    DELETION_UNDER_WAY = "say_deletion_under_way"
    DELETION_CONFIRM = "say_deletion_confirm"
    DELETION_DECLINED = "say_deletion_declined"
    DELETION_GOES_ON = "say_deletion_goes_on"
    DELETION_REQUESTED = "say_deletion_requested"
    DELETION_CANNOT_BE_TAKEN_BACK = "say_deletion_cannot_be_taken_back"
    DELETION_TAKEN_BACK = "say_deletion_taken_back"
    ASK_CONSENT_CHANNEL = "say_ask_consent_channel"
    CONSENT_NONE = "say_consent_none"
    CONSENT_ALL_WITHDRAWN = "say_consent_all_withdrawn"
    CONSENT_WITHDRAWN = "say_consent_withdrawn"
    ACCOUNT_REGISTER = "say_account_register"
    ACCOUNT_PASSWORD = "say_account_password"
    ACCOUNT_PROFILE = "say_account_profile"
    LOGIN_NO_CODE = "say_login_no_code"
    LOGIN_LOCKED = "say_login_locked"
    LOGIN_PASSWORD = "say_login_password"
    LOGIN_OLD_PHONE = "say_login_old_phone"
    ASK_NEW_PHONE = "say_ask_new_phone"
    NEW_PHONE_UNCLEAR = "say_new_phone_unclear"
    ACCOUNT_CHANGE_CONFIRM = "say_account_change_confirm"
    ASK_ACCOUNT_WISH = "say_ask_account_wish"
    ASK_NEW_NAME = "say_ask_new_name"
    NEW_NAME_UNCLEAR = "say_new_name_unclear"
    ACCOUNT_CHANGE_REQUESTED = "say_account_change_requested"
    ACCOUNT_CHANGE_SAME = "say_account_change_same"
    ACCOUNT_CHANGE_REFUSED = "say_account_change_refused"
    LOGIN_STOLEN = "say_login_stolen"
    LOGIN_STEPS = "say_login_steps"
    POINTS = "say_points"
    NO_POINTS = "say_no_points"
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
    NOT_DONE_HERE = "say_not_done_here"
    HANDOVER_RECORDED = "say_handover_recorded"
    HANDOVER_AGAIN = "say_handover_again"
    RATING_THANKS = "say_rating_thanks"
    RATING_ASK = "say_rating_ask"
    COMPLAINT_HEARD = "say_complaint_heard"
    COMPLAINT_UNSHIPPED = "say_complaint_unshipped"
    COMPLAINT_DELAYED = "say_complaint_delayed"
    COMPLAINT_RECORDED = "say_complaint_recorded"
    COMPLAINT_ADDED = "say_complaint_added"
    ASK_COMPLAINT_WORDS = "say_ask_complaint_words"
    ASK_REVIEW_WISH = "say_ask_review_wish"
    ASK_REVIEW_LINE = "say_ask_review_line"
    ASK_REVIEW_STARS = "say_ask_review_stars"
    ASK_REVIEW_TEXT = "say_ask_review_text"
    REVIEW_HOW = "say_review_how"
    REVIEW_CONFIRM = "say_review_confirm"
    REVIEW_CHANGE_CONFIRM = "say_review_change_confirm"
    REVIEW_DELETE_CONFIRM = "say_review_delete_confirm"
    REVIEW_WRITTEN = "say_review_written"
    REVIEW_DELETED = "say_review_deleted"
    REVIEW_NONE = "say_review_none"
    REVIEW_NOT_ARRIVED = "say_review_not_arrived"
    REVIEW_TOO_LATE = "say_review_too_late"
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
