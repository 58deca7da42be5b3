from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "betang.audit"
    label = "audit"
