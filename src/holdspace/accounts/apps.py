from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "holdspace.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed, authenticator_added

        from holdspace.accounts import lockout, proofs

        authentication_failed.connect(lockout.count_wrong_code, dispatch_uid="accounts.lockout")
        authenticator_added.connect(proofs.of_second_factor, dispatch_uid="accounts.proofs")
