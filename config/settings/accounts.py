"""The way in: who is asked for what before they are believed."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "accounts.notifications.readers.Readers",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "phone", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_SAVE_EVERY_REQUEST = False

ACCOUNT_ADAPTER = "accounts.people.adapter.Door"
ACCOUNT_FORMS = {
    "login": "accounts.people.door.SignInForm",
    "request_login_code": "accounts.people.door.CodeForm",
    "signup": "accounts.people.door.SignUpForm",
    "change_password": "accounts.people.door.NewPasswordForm",
    "set_password": "accounts.people.door.FirstPasswordForm",
    "reset_password_from_key": "accounts.people.door.ForgottenPasswordForm",
    "confirm_login_code": "accounts.people.codes.SignInCode",
    "confirm_email_verification_code": "accounts.people.codes.AddressCode",
    "confirm_password_reset_code": "accounts.people.codes.ForgottenPasswordCode",
    "verify_phone": "accounts.people.codes.NumberCode",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.people.signup.NameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Whoever signs up proves the address with a code; accounts that an office makes have theirs proven by the office.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # no link that opens a door lies in a mailbox
# Old hands need longer than three minutes from the telephone to the page; three wrong tries end a code before.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600  # seconds
# Whoever waits for the code of an address may ask for another, twice; all other codes are asked for anew on the page
# that sent them, where allauth counts them (and where nobody learns whether a number has an account).
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Digits, which an old hand types on a telephone; three tries a code and a hundred codes a day
# leave a guesser three chances in ten thousand a day.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/email/"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a change of password, address or factor is told to its owner
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Whom the admin turns away it sends to the log-in: sent back from there, he would go round in circles.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# What is counted beside allauth's own: nobody fills other people's mailboxes with invitations, and nobody who finds a
# custodian's browser open guesses at the passphrase.
ACCOUNT_RATE_LIMITS = {
    "invite": "20/h/user",
    "passphrase": "10/5m/user",
    # One visitor may ask for fewer codes than one address may be sent: whoever asks for codes in somebody's name does
    # not keep the owner from theirs.
    "request_login_code": "15/5m/ip,20/5m/key,100/d/key",
    "reset_password": "15/5m/ip,20/5m/key,100/d/key",
    "confirm_email": "1/10s/key,100/d/key",
    "verify_phone": "1/30s/key,3/m/ip,100/d/key",
    "change_phone": "10/m/user",  # forms that were sent; each number gets a code every half minute at most
}
# How long an act that binds (publish, open, award, sign, pay) believes the last proof, in seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ASKS_WHO_IT_IS = True
# Whether those who decide over public money and sealed bids need a second factor before anything else.
SECOND_FACTOR_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "login_webauthn": "accounts.people.factors.PasskeyIn",
    "authenticate_webauthn": "accounts.people.factors.PasskeySecond",
    "reauthenticate_webauthn": "accounts.people.factors.PasskeyAgain",
    "add_webauthn": "accounts.people.factors.NewPasskey",
}
MFA_TOTP_ISSUER = "Linli"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
USERSESSIONS_TRACK_ACTIVITY = False
# Where text messages go: a function (number, text). The console until an office names its provider.
SMS_BACKEND = "accounts.notifications.sms.to_console"
# Wagtail's own log-in page would go round the door that asks for a second factor.
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
