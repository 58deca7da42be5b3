from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "betang.accounts"
    label = "accounts"
