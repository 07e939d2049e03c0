"""The decision model written out by hand, as a second opinion on the pack's tables.

It works on complete answers only and shares no code and no data with the engine, so a
slip in a table, in the compiler or in the kernel shows as a difference.
"""

from __future__ import annotations

DEMAND_CONTROLS = [
    "mfa",
    "authentication_strength",
    "compliant_device",
    "hybrid_joined_device",
    "app_protection",
    "block",
    "location",
    "risk",
    "sign_in_frequency",
    "password_change",
    "token_protection",
    "custom_control",
]
ADMIN_ROLES = {"entra_admin", "azure_privileged", "dataverse_admin", "power_platform_admin"}
HARD = set(DEMAND_CONTROLS) - {"mfa", "authentication_strength", "sign_in_frequency"}
PERMISSIVE = {"keep_under_review", "time_limited_exception", "exclude_from_terms_of_use"}
RESISTANT = {"fido2", "certificate", "windows_hello"}
CAPABLE = RESISTANT | {
    "authenticator",
    "totp",
    "sms_voice",
    "external_mfa",
    "federated_claim",
    "temporary_access_pass",
}
ENDING = {"sms_voice", "custom_control", "temporary_access_pass"}
OWN_USE = {
    "shared_mailbox": set(),
    "sync_account": {"graph", "other"},
    "room_device": {"m365_data", "graph", "other"},
    "agent_user": {"m365_data", "graph", "pp_connections", "pp_portals", "dataverse_api", "other"},
    "emergency_access": {
        "azure_portals",
        "m365_admin_center",
        "other_admin_centers",
        "admin_powershell",
        "graph",
        "arm_read",
        "arm_write",
    },
}


class Reference:
    """The terms and tables over one set of complete answers."""

    def __init__(self, answers, manages_azure, with_service_principal, without_service_principal):
        self.a = answers
        self.identity, self.mode, self.token = self.one("identity"), self.one("run_mode"), self.one("token")
        self.exclusion = self.one("exclusion_today")
        self.workload = self.identity in {"service_principal", "managed_identity", "agent_identity"}
        self.special = self.identity in {"emergency_access", "shared_mailbox"} or (
            self.identity in {"sync_account", "room_device", "agent_user"} and self.one("activity") != "idle"
        )
        self.surfaces = self.many("surfaces")
        self.sources = self.many("mfa_sources")
        self.flows = "pp_connections" in self.surfaces
        connectors = self.many("connectors")
        azure = self.flows and bool(connectors & manages_azure)
        reads_only = self.one("arm_use") == "reads_only"
        self.arm_connector = azure and not reads_only
        self.arm_reads = "arm_read" in self.surfaces or (azure and reads_only)
        self.hits = self._hits()
        self.partner = "partner_center" in self.surfaces
        self.enforced = bool(self.hits) or self.partner
        self.beside = self.one("platform_use") == "person_beside" and not self.arm_connector
        self.password_only = self.token in {"ropc_password", "basic_auth", "app_password"}
        self.mail_password = bool(self.surfaces & {"smtp_auth", "legacy_mail"}) or self.token in {
            "basic_auth",
            "app_password",
        }
        self.certificate_run = (
            self.mode == "unattended"
            and self.token == "certificate_or_passkey"  # noqa: S105
            and "certificate" in self.many("methods")
            and not self.surfaces & {"pp_connections", "logic_apps"}
        )
        self.empty_claim = self._empty_claim()
        self.demands = self._demands()
        self.demands_mfa = "security_defaults" in self.sources or bool(
            self.demands & {"mfa", "authentication_strength"}
        )
        self.code_blocked = self.token == "device_code" and (  # noqa: S105
            "device_code_block" in self.many("settings")
            or bool(self.demands & {"compliant_device", "hybrid_joined_device"})
        )
        self.hard = bool(self.demands & HARD)
        self.able = not self.hard and (
            (self.mode == "human_on_setup" and self.token != "scripted_browser") or self.certificate_run  # noqa: S105
        )
        self.capable = bool(self.many("methods") & CAPABLE)
        self.resistant = bool(self.many("methods") & RESISTANT)
        self.privileged = bool(self.many("privilege") & (ADMIN_ROLES | {"unknown"}))
        self.takes_principal = connectors <= with_service_principal or (
            self.one("connector_dialog") == "all" and not connectors & without_service_principal
        )
        self.target = self._target()
        self.disagree = "security_defaults" in self.sources and bool(
            self.sources & {"conditional_access", "microsoft_managed"}
        )
        self.doubt = self._doubt()
        self.refused = self._refused()
        self.explains = self._explains()

    def one(self, name):
        return self.a.get(name)

    def many(self, name):
        return set(self.a.get(name, ()))

    def _hits(self):
        if self.one("cloud") not in {"public", "unknown"}:
            return set()
        found = self.surfaces & {"azure_portals", "m365_admin_center", "arm_write"}
        return found | ({"arm_write"} if self.arm_connector else set())

    def _empty_claim(self):
        met = self.many("met_today")
        if met & {"compliant_device", "hybrid_joined_device", "app_protection", "location"}:
            return set()
        if self.many("methods") == {"none"} or self.token == "ropc_password":  # noqa: S105
            return met & {"mfa", "authentication_strength"}
        return set()

    def _demands(self):
        if "none" in self.surfaces or self.token == "pat_or_key":  # noqa: S105
            return set()
        controls = self.many("controls")
        found = controls & set(DEMAND_CONTROLS)
        hidden = self.exclusion != "none" and not controls & {"mfa", "authentication_strength", "block"}
        if "per_user_mfa" in self.sources or hidden:
            found.add("mfa")
        found -= self.many("met_today") - self.empty_claim
        if self.one("egress") == "fixed":
            found.discard("location")
        if self.token == "device_code" and "device_code_block" in self.many("settings"):  # noqa: S105
            found.discard("block")
        return found

    def _target(self):
        replacement = self.one("replacement")
        if self.flows and (
            replacement == "managed_identity" or (replacement == "service_principal" and not self.takes_principal)
        ):
            return "partial"
        return replacement

    def _doubt(self):
        nothing_excludes = self.sources in ({"none"}, {"security_defaults"})
        return (
            bool(self.unknowns() - {"licence", "egress"})
            or (
                self.one("egress") == "unknown"
                and "location" in self.many("controls")
                and "location" not in self.many("met_today")
            )
            or self.one("activity") == "unexplained"
            or bool(self.empty_claim)
            or self.disagree
            or (self.exclusion in {"documented", "undocumented", "expired"} and nothing_excludes)
        )

    def _refused(self):
        return (
            self.privileged
            or self.partner
            or (bool(self.hits) and not self.beside)
            or "security_defaults" in self.sources
            or self.mode == "shared_by_people"
            or self.one("record") == "none"
            or bool(self.demands & {"password_change", "risk"})
            or ("pci" in self.many("frameworks") and self.one("record") != "complete")
        )

    def _explains(self):
        settings = self.many("settings")
        if settings & {"embedded_app_mismatch", "all_resources_with_app_exclusions"}:
            return True
        return self.mode != "human_each_time" and (
            "short_sign_in_frequency" in settings or ("remember_mfa" in settings and self.flows)
        )

    def tenant(self):
        """Return the tenant verdict and its own accompanying ones."""
        mode, demands, target = self.mode, self.demands, self.target
        if demands and mode == "human_each_time":
            if "block" not in demands:
                return "operate_with_mfa", set()
            return "fix_policy", ({"operate_with_mfa"} if demands - {"block"} else set())
        if demands and self.refused:
            found = {"operate_with_mfa"} if self.able else set()
            return "exception_refused", found | (set() if self.able and target == "none" else {"migrate_planned"})
        if demands and target not in {"none", "partial"}:
            if self.able:
                return "migrate_planned", {"operate_with_mfa"}
            bridge = self.one("record") == "complete" and target != "unknown"
            return "migrate_planned", ({"time_limited_exception"} if bridge else set())
        if demands:
            partial = {"migrate_planned"} if target == "partial" else set()
            return ("operate_with_mfa" if self.able else "time_limited_exception"), partial
        if mode == "human_each_time" and self.privileged:
            return "operate_with_mfa", set()
        stored = self.token in {"ropc_password", "scripted_browser"} and mode != "human_each_time"
        if target != "none" or self.privileged or mode == "shared_by_people" or stored:
            return "migrate_planned", set()
        return "keep_under_review", set()

    def main(self):
        """Return the main verdict and what its row brings along, before the drops."""
        verdict, own = self.tenant()
        brought = own | ({verdict} - {"keep_under_review"})
        mode, token, target = self.mode, self.token, self.target
        if self.workload:
            return "workload_identity_ok", set()
        if self.special:
            return "special_account_guidance", set()
        if self.retired():
            return "retire", set()
        if self.row_4():
            return "evidence_needed", set()
        if self.enforced and self.password_only and not (token == "ropc_password" and mode == "human_each_time"):  # noqa: S105
            return "migrate_now", set()
        if self.hits and mode == "unattended" and self.beside:
            return "separate_uses", brought
        if self.hits and self.certificate_run and not self.hard:
            return "migrate_planned", {"operate_with_mfa"}
        kept_token = not self.hits and token == "interactive_cached" and self.capable  # noqa: S105
        if self.enforced and mode == "unattended" and not kept_token:
            return "migrate_now", set()
        if self.enforced and mode == "shared_by_people":
            return "platform_mfa_no_exception", {"exception_refused", "migrate_planned"}
        if self.enforced and self.capable:
            more = {"migrate_planned"} if mode == "human_on_setup" and "arm_write" in self.hits else set()
            return "operate_with_mfa", brought | more
        if self.enforced:
            return "platform_mfa_no_exception", brought
        if self.mail_password:
            return "migrate_now", set()
        if token == "ropc_password" and mode != "human_each_time" and (self.demands or self.demands_mfa):  # noqa: S105
            if self.able:
                return "migrate_now", {"operate_with_mfa"}
            bridge = (
                not self.refused
                and self.one("record") == "complete"
                and self.one("egress") == "fixed"
                and target != "unknown"
            )
            return "migrate_now", ({"time_limited_exception"} if bridge else set())
        if self.code_blocked:
            if mode in {"unattended", "shared_by_people"}:
                return "migrate_now", set()
            more = {"exception_refused"} if self.refused and self.demands and mode == "human_on_setup" else set()
            return "operate_with_mfa", more | (set() if target in {"none", "unknown"} else {"migrate_planned"})
        if "unknown" in self.sources or "unknown" in self.many("controls") or token == "unknown" or self.disagree:  # noqa: S105
            return "evidence_needed", set()
        if "security_defaults" in self.sources:
            if mode in {"unattended", "shared_by_people"}:
                return "exception_impossible", {"migrate_planned"}
            more = {"migrate_planned"} if mode == "human_on_setup" and target != "none" else set()
            return "operate_with_mfa", more
        if verdict == "exception_refused":
            return verdict, own
        if "terms_of_use" in self.many("controls") and mode != "human_each_time" and verdict == "keep_under_review":
            return "exclude_from_terms_of_use", set()
        if self.explains:
            return "fix_policy", brought
        return verdict, own

    def retired(self):
        return self.one("activity") == "idle" and self.identity != "unknown" and not self.workload and not self.special

    def row_4(self):
        return (
            "unknown" in {self.identity, self.one("activity"), self.mode}
            or self.one("activity") == "unexplained"
            or "unknown" in self.surfaces
            or ("unknown" in self.many("connectors") and not self.hits)
        )

    def unknowns(self):
        """Return the questions answered with `unknown`."""
        return {
            name
            for name, answer in self.a.items()
            if answer == "unknown" or (isinstance(answer, list) and "unknown" in answer)
        }

    def decided_by_row_4(self):
        return self.row_4() and not self.workload and not self.special and not self.retired()

    def accompanying(self, main, brought):
        """Return what section 4 collects."""
        if self.workload:
            return set()
        exclusion, identity, mode, token = self.exclusion, self.identity, self.mode, self.token
        if main == "retire":
            return {"clean_up_exclusion"} if exclusion != "none" else set()
        found: set[str] = set()
        controls, methods, settings = self.many("controls"), self.many("methods"), self.many("settings")
        known_cloud = self.one("cloud") in {"public", "unknown"}
        special = self.special

        def add(when, *verdicts):
            if when:
                found.update(verdicts)

        add(self.unknowns() or self.doubt, "evidence_needed")
        add(self.enforced and not special and identity != "unknown", "platform_mfa_no_exception")
        add(self.partner and not special and not self.decided_by_row_4(), "exception_impossible")
        add(special and self.beyond_own_use(), "exception_refused", "migrate_planned")
        add(special and self.enforced, "platform_mfa_no_exception")
        add(identity == "emergency_access" and mode == "unattended", "exception_refused", "migrate_now")
        add(identity == "agent_user" and special and self.hits, "evidence_needed")
        add(self.mail_password, "migrate_now")
        add(identity == "shared_mailbox" and special and token == "ropc_password", "migrate_now")  # noqa: S105
        add(identity == "emergency_access" and not self.resistant, "operate_with_mfa")
        add(identity in {"room_device", "shared_mailbox"} and self.privileged, "exception_refused")
        by_code = token == "device_code" and "device_code_block" in settings  # noqa: S105
        add(identity == "room_device" and special and by_code, "fix_policy")
        terms = self.many("terms") if "terms_of_use" in controls else set()
        add(
            "terms_of_use" in controls and mode != "human_each_time" and (not special or identity == "room_device"),
            "exclude_from_terms_of_use",
        )
        add(self.explains and not special, "fix_policy")
        add(terms & {"each_device", "short_expiry"}, "fix_policy")
        add("selected_apps" in terms and self.flows and mode == "human_each_time", "fix_policy")
        add("owner" in self.many("flow_role") and not special, "migrate_planned")
        add(methods and methods <= ENDING and known_cloud, "method_expires")
        disagrees = self.flows and self.one("replacement") == "none" and self.takes_principal
        add(disagrees and not special and identity != "unknown" and mode != "human_each_time", "migrate_planned")
        stale = exclusion in {"undocumented", "expired"}
        right = identity in {"emergency_access", "sync_account", "room_device"}
        add(stale and not right, "clean_up_exclusion")
        add(stale and right, "complete_record")
        add(token == "scripted_browser" and mode != "human_each_time" and not special, "migrate_planned")  # noqa: S105
        add(self.one("record") != "complete", "complete_record")
        managed = self.surfaces & {"azure_portals", "m365_admin_center", "arm_write"} or self.arm_connector
        add(not known_cloud and managed, "not_enforced_in_cloud")
        add(
            identity == "guest" and self.one("home_trust") != "trusted" and (self.hits or self.demands_mfa),
            "set_up_mfa_trust",
        )
        add("none" in self.sources and not self.hits, "tenant_baseline_missing")
        evidence = self.many("evidence")
        add(
            self.surfaces & {"pp_connections", "logic_apps"} and "noninteractive_log" not in evidence, "evidence_needed"
        )
        read_only = self.arm_reads and "arm_write" not in self.hits
        add(read_only and "azure_audit" not in evidence and known_cloud, "evidence_needed")
        add("other_admin_centers" in self.surfaces and known_cloud, "evidence_needed")
        add(token == "pat_or_key", "evidence_needed")  # noqa: S105
        proposed = {main} | brought | found
        moves = main == "migrate_now" or (main == "migrate_planned" and "migrate_now" in proposed)
        ends_with_the_move = self.demands and (moves or self.tenant()[0] == "migrate_planned")
        add(
            exclusion == "documented"
            and not special
            and not self.doubt
            and "time_limited_exception" not in proposed
            and not ends_with_the_move,
            "clean_up_exclusion",
        )
        return found

    def beyond_own_use(self):
        own = OWN_USE.get(self.identity, set())
        if self.identity == "emergency_access" and self.mode in {"unattended", "unknown"}:
            own = set()
        return bool(self.surfaces - {"none", "unknown"} - own)

    def waivable_by(self):
        if self.workload or self.retired():
            return "not_applicable"
        if self.enforced or "security_defaults" in self.sources:
            return "nobody"
        if self.identity == "unknown" or "unknown" in self.surfaces | self.many("connectors") | self.sources:
            return "unknown"
        return "tenant"

    def decide(self):
        """Return main verdict, sorted accompanying ones, and who could waive."""
        main, brought = self.main()
        also = brought | self.accompanying(main, brought)
        if "migrate_now" in also | {main}:
            also.discard("migrate_planned")
            main = "migrate_now" if main == "migrate_planned" else main
        if self.doubt:
            also -= PERMISSIVE
            if main in PERMISSIVE:
                main = "evidence_needed"
        return main, tuple(sorted(also - {main})), self.waivable_by()
