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


class Reference:
    """The terms and tables over one set of complete answers."""

    def __init__(self, answers, manages_azure, with_service_principal):
        self.a = answers
        self.manages_azure = manages_azure
        self.with_service_principal = with_service_principal
        self.workload = self.one("identity") in {"service_principal", "managed_identity"}
        self.special = self.one("identity") == "emergency_access" or (
            self.one("identity") in {"sync_account", "room_device", "shared_mailbox"} and self.one("activity") != "idle"
        )
        self.surfaces = self.many("surfaces")
        self.connectors = self.many("connectors")
        self.hits = self._hits()
        self.partner = "partner_center" in self.surfaces
        self.enforced = bool(self.hits) or self.partner
        self.password_only = self.one("token") in {"ropc_password", "basic_auth", "app_password"}
        self.demands = self._demands()
        self.demands_mfa = "security_defaults" in self.many("mfa_sources") or bool(
            self.demands & {"mfa", "authentication_strength"}
        )
        self.able = self._able()
        self.capable = bool(
            self.many("methods")
            & {
                "fido2",
                "certificate",
                "windows_hello",
                "authenticator",
                "totp",
                "sms_voice",
                "external_mfa",
                "federated_claim",
            }
        )
        self.resistant = bool(self.many("methods") & {"fido2", "certificate", "windows_hello"})
        self.admin = bool(self.many("privilege") & ADMIN_ROLES)
        self.privileged = self.admin or "unknown" in self.many("privilege")
        self.target = self._target()
        self.refused = self._refused()
        self.explains = self._explains()

    def one(self, name):
        return self.a.get(name)

    def many(self, name):
        return set(self.a.get(name, ()))

    def _hits(self):
        self.arm_connector = "pp_connections" in self.surfaces and bool(self.connectors & self.manages_azure)
        if self.one("cloud") not in {"public", "unknown"}:
            return set()
        found = self.surfaces & {"azure_portals", "m365_admin_center", "arm_write"}
        return found | ({"arm_write"} if self.arm_connector else set())

    def _demands(self):
        if "none" in self.surfaces or self.one("token") == "pat_or_key":
            return set()
        found = self.many("controls") & set(DEMAND_CONTROLS)
        if "per_user_mfa" in self.many("mfa_sources") or self.one("exclusion_today") != "none":
            found.add("mfa")
        found -= self.many("met_today")
        if self.one("egress") == "fixed":
            found.discard("location")
        if "device_code_block" in self.many("settings"):
            found.discard("block")
        return found

    def _able(self):
        if self.demands & HARD:
            return False
        if self.one("run_mode") == "human_on_setup":
            return True
        return (
            self.one("run_mode") == "unattended"
            and self.one("token") == "certificate_or_passkey"
            and "certificate" in self.many("methods")
            and "pp_connections" not in self.surfaces
        )

    def _target(self):
        replacement = self.one("replacement")
        if "pp_connections" in self.surfaces:
            if replacement == "managed_identity":
                return "partial"
            if replacement == "service_principal" and self.connectors - self.with_service_principal:
                return "partial"
        return replacement

    def _refused(self):
        return (
            self.privileged
            or (self.enforced and self.one("platform_use") != "person_beside")
            or "security_defaults" in self.many("mfa_sources")
            or self.one("run_mode") == "shared_by_people"
            or self.one("record") == "none"
            or bool(self.demands & {"password_change", "risk"})
            or ("pci" in self.many("frameworks") and self.one("record") != "complete")
        )

    def _explains(self):
        settings = self.many("settings")
        if settings & {"embedded_app_mismatch", "all_resources_with_app_exclusions"}:
            return True
        return self.one("run_mode") != "human_each_time" and (
            "short_sign_in_frequency" in settings or ("remember_mfa" in settings and "pp_connections" in self.surfaces)
        )

    def tenant(self):
        """Return the tenant verdict and its own accompanying ones."""
        mode, demands = self.one("run_mode"), self.demands
        if demands and mode == "human_each_time":
            if "block" not in demands:
                return "operate_with_mfa", set()
            return "fix_policy", ({"operate_with_mfa"} if demands - {"block"} else set())
        if demands and self.refused:
            return "exception_refused", {"migrate_planned"} | ({"operate_with_mfa"} if self.able else set())
        if demands and self.target not in {"none", "partial"}:
            if self.able:
                return "migrate_planned", {"operate_with_mfa"}
            bridge = self.one("record") == "complete" and self.target != "unknown"
            return "migrate_planned", ({"time_limited_exception"} if bridge else set())
        if demands:
            partial = {"migrate_planned"} if self.target == "partial" else set()
            return ("operate_with_mfa" if self.able else "time_limited_exception"), partial
        if mode == "human_each_time" and self.privileged:
            return "operate_with_mfa", set()
        if (
            self.target != "none"
            or self.privileged
            or mode == "shared_by_people"
            or (self.one("token") == "ropc_password" and mode != "human_each_time")
        ):
            return "migrate_planned", set()
        return "keep_under_review", set()

    def main(self):
        """Return the main verdict and what its row brings along, before the drops."""
        verdict, own = self.tenant()
        beside = own | ({verdict} - {"keep_under_review"})
        mode, token, sources = self.one("run_mode"), self.one("token"), self.many("mfa_sources")
        if self.workload:
            return "workload_identity_ok", set()
        if self.special:
            return "special_account_guidance", set()
        if self.one("activity") == "idle" and self.one("identity") != "unknown":
            return "retire", set()
        if self.row_4():
            return "evidence_needed", set()
        if self.enforced and self.password_only and not (token == "ropc_password" and mode == "human_each_time"):  # noqa: S105
            return "migrate_now", set()
        if self.hits and mode == "unattended":
            if self.one("platform_use") == "person_beside":
                return "separate_uses", beside
            return "migrate_now", set()
        if self.enforced and mode == "shared_by_people":
            return "platform_mfa_no_exception", {"exception_refused", "migrate_planned"}
        if self.enforced and self.capable:
            more = {"migrate_planned"} if mode == "human_on_setup" and "arm_write" in self.hits else set()
            return "operate_with_mfa", beside | more
        if self.enforced:
            return "platform_mfa_no_exception", beside
        if "legacy_mail" in self.surfaces or token in {"basic_auth", "app_password"}:
            return "migrate_now", set()
        if token == "ropc_password" and (self.demands or self.demands_mfa) and mode != "human_each_time":  # noqa: S105
            return "migrate_now", set()
        if token == "device_code" and "device_code_block" in self.many("settings"):  # noqa: S105
            return ("migrate_now" if mode in {"unattended", "shared_by_people"} else "operate_with_mfa"), set()
        both = "security_defaults" in sources and sources & {"conditional_access", "microsoft_managed"}
        if "unknown" in sources or "unknown" in self.many("controls") or token == "unknown" or both:  # noqa: S105
            return "evidence_needed", set()
        if "security_defaults" in sources:
            if mode in {"unattended", "shared_by_people"}:
                return "exception_impossible", {"migrate_planned"}
            more = {"migrate_planned"} if mode == "human_on_setup" and self.target != "none" else set()
            return "operate_with_mfa", more
        if verdict == "exception_refused":
            return verdict, own
        if "terms_of_use" in self.many("controls") and mode != "human_each_time":
            return "exclude_from_terms_of_use", beside
        if self.explains:
            return "fix_policy", beside
        return verdict, own

    def row_4(self):
        if (
            "unknown" in {self.one("identity"), self.one("activity"), self.one("run_mode")}
            or "unknown" in self.surfaces
        ):
            return True
        return "unknown" in self.connectors and not self.hits

    def unknowns(self):
        """Return the questions answered with `unknown`."""
        return {
            name
            for name, answer in self.a.items()
            if answer == "unknown" or (isinstance(answer, list) and "unknown" in answer)
        }

    def decided_by_row_4(self):
        earlier = (
            self.workload or self.special or (self.one("activity") == "idle" and self.one("identity") != "unknown")
        )
        return self.row_4() and not earlier

    def accompanying(self, main, brought):
        """Return what section 4 collects."""
        if self.workload:
            return set()
        exclusion, identity = self.one("exclusion_today"), self.one("identity")
        if main == "retire":
            return {"clean_up_exclusion"} if exclusion in {"documented", "undocumented", "expired"} else set()
        found: set[str] = set()
        mode, token, controls = self.one("run_mode"), self.one("token"), self.many("controls")
        known_cloud = self.one("cloud") in {"public", "unknown"}

        def add(when, *verdicts):
            if when:
                found.update(verdicts)

        add(self.unknowns(), "evidence_needed")
        add(self.enforced and not self.special and identity != "unknown", "platform_mfa_no_exception")
        add(self.partner and not self.special and not self.decided_by_row_4(), "exception_impossible")
        add(self.special and self.beyond_own_use(), "exception_refused", "migrate_planned")
        add(self.special and self.hits, "platform_mfa_no_exception")
        legacy = "legacy_mail" in self.surfaces or token in {"basic_auth", "app_password"}
        add(legacy, "migrate_now")
        add(self.special and identity == "shared_mailbox" and token == "ropc_password", "migrate_now")  # noqa: S105
        add(identity == "emergency_access" and not self.resistant, "operate_with_mfa")
        add(identity in {"room_device", "shared_mailbox"} and self.admin, "exception_refused")
        terms = "terms_of_use" in controls
        add(
            terms and mode != "human_each_time" and (not self.special or identity == "room_device"),
            "exclude_from_terms_of_use",
        )
        add(self.explains and not self.special, "fix_policy")
        add(terms and (self.one("terms_per_device") == "required" or self.one("terms_expiry") == "short"), "fix_policy")
        single = self.one("terms_scope") == "single_apps" and "pp_connections" in self.surfaces
        add(terms and single and mode == "human_each_time", "fix_policy")
        add("owner" in self.many("flow_role") and not self.special, "migrate_planned")
        methods = self.many("methods")
        add("sms_voice" in methods and not methods - {"sms_voice", "custom_control"} and known_cloud, "method_expires")
        stale = exclusion in {"undocumented", "expired"}
        add(stale and identity not in {"emergency_access", "sync_account"}, "clean_up_exclusion")
        add(stale and identity in {"emergency_access", "sync_account"}, "complete_record")
        add(self.one("record") != "complete", "complete_record")
        managed = self.surfaces & {"azure_portals", "m365_admin_center", "arm_write"} or self.arm_connector
        add(not known_cloud and managed, "not_enforced_in_cloud")
        add(
            identity == "guest" and self.one("home_trust") != "trusted" and (self.hits or self.demands_mfa),
            "set_up_mfa_trust",
        )
        add("none" in self.many("mfa_sources") and not self.hits, "tenant_baseline_missing")
        evidence = self.many("evidence")
        add("pp_connections" in self.surfaces and "noninteractive_log" not in evidence, "evidence_needed")
        read_only = "arm_read" in self.surfaces and "arm_write" not in self.hits
        add(read_only and "azure_audit" not in evidence and known_cloud, "evidence_needed")
        add("other_admin_centers" in self.surfaces and known_cloud, "evidence_needed")
        add(token == "pat_or_key", "evidence_needed")  # noqa: S105
        proposed = {main} | brought | found
        add(
            exclusion == "documented" and not self.special and "time_limited_exception" not in proposed,
            "clean_up_exclusion",
        )
        return found

    def beyond_own_use(self):
        own: set[str] = set()
        if self.one("identity") == "room_device":
            own = {"m365_data", "graph"}
        elif self.one("identity") == "emergency_access" and self.one("run_mode") == "human_each_time":
            own = {"azure_portals", "m365_admin_center", "other_admin_centers", "graph", "arm_read", "arm_write"}
        return self.surfaces - own - {"none", "unknown"}

    def waivable_by(self):
        if self.workload:
            return "not_applicable"
        if self.enforced or "security_defaults" in self.many("mfa_sources"):
            return "nobody"
        if self.one("identity") == "unknown" or "unknown" in self.surfaces | self.connectors | self.many("mfa_sources"):
            return "unknown"
        return "tenant"

    def decide(self):
        """Return main verdict, sorted accompanying ones, and who could waive."""
        main, brought = self.main()
        also = brought | self.accompanying(main, brought)
        if "migrate_now" in also | {main}:
            also.discard("migrate_planned")
        if self.unknowns() - {"licence", "egress"}:
            also -= PERMISSIVE
            if main in PERMISSIVE:
                main = "evidence_needed"
        return main, tuple(sorted(also - {main})), self.waivable_by()
