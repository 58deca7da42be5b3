from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "betang.hosting"
    label = "hosting"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.communities import links
        from betang.hosting import actions, queries

        trail.subscribe("communities.application.approved", actions.on_application_approved, name="hosting.sites", inline=True)
        trail.subscribe("communities.group.taken_over", actions.on_application_approved, name="hosting.sites_taken_over", inline=True)
        links.register(queries.links_of_groups)
        links.register_name_check(queries.holds_name)
