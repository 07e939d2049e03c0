"""The directory: Graph's collections as they come, whole or in several files; what cannot be used or contradicts is named."""

from __future__ import annotations

import itertools
import json

import pytest
from ca_builders import (
    ALICE,
    APP,
    BOB,
    GLOBAL_ADMIN,
    GUEST,
    INNER,
    OFFICE,
    OUTER,
    STAFF,
    TENANT,
    UNSEEN,
    policy,
    sign_in,
)

from wizard.errors import EvidenceError
from wizard.evidence.batch_scope import ScopeIndex
from wizard.evidence.directory import USER_ID, Membership
from wizard.evidence.directory_reading import directory_of, read_directories
from wizard.evidence.evaluate.policy import judge
from wizard.evidence.tables import load_tables


def test_pages_and_other_spellings_are_read():
    document = {
        "Users": {"value": [{"Id": ALICE.upper(), "UserPrincipalName": "Alice@Example.com"}]},
        "groups": {
            "value": [{"id": STAFF, "members": {"value": [{"@odata.type": "#microsoft.graph.user", "id": ALICE}]}}]
        },
        "DIRECTORYROLES": [{"RoleTemplateId": GLOBAL_ADMIN, "Members": [ALICE]}],
        "somethingElse": [1, 2],
    }
    directory = directory_of(document)
    assert directory.find_user("ALICE@example.com").id == ALICE
    assert directory.in_group(ALICE, STAFF).truth is True
    assert directory.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is True
    assert directory.locations is None
    assert directory.problems == []


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "not a JSON object"),
        ({"people": []}, "none of the collections"),
    ],
)
def test_what_is_no_directory_is_an_error(document, words):
    with pytest.raises(EvidenceError, match=words):
        directory_of(document)


@pytest.mark.parametrize(
    ("collection", "entry"),
    [
        ("users", "text"),
        ("users", {"userPrincipalName": "x@example.com"}),
        ("groups", {"displayName": "no id"}),
        ("groups", {"id": STAFF, "members": "all"}),
        ("groups", {"id": UNSEEN, "members": [{"displayName": "no id"}]}),
        ("directoryRoles", {"displayName": "no template"}),
        ("directoryRoles", {"roleTemplateId": GLOBAL_ADMIN}),
        ("namedLocations", {"displayName": "no id"}),
        ("namedLocations", {"id": UNSEEN, "ipRanges": ["not a range"]}),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_and_the_others_are_used(collection, entry):
    document = {**TENANT, collection: [*TENANT[collection], entry]}
    directory = directory_of(document)
    (problem,) = directory.problems
    assert f"{collection.lower()}[{len(TENANT[collection])}]" in problem.place
    assert directory.find_user(ALICE) is not None


def test_a_collection_that_is_no_list_is_named():
    assert "not a list" in directory_of({"users": 7}).problems[0].message


def test_many_bad_entries_are_counted():
    directory = directory_of({"users": [None] * 5000})
    assert len(directory.problems) == 51
    assert "4,950 more" in directory.problems[-1].message


@pytest.mark.parametrize("text", ["{", "", "<html>", '{"users": ' + "[" * 100_000])
def test_a_file_that_cannot_be_read_is_an_error_with_its_name(text, tmp_path):
    path = tmp_path / "directory.json"
    path.write_text(text)
    with pytest.raises(EvidenceError, match=r"directory\.json"):
        read_directories([path])


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "directory.json"
    path.write_text(json.dumps(TENANT), "utf-8-sig")
    assert read_directories([path]).find_user(ALICE) is not None


USERS, GROUPS = TENANT["users"], TENANT["groups"]
ROLES, LOCATIONS = TENANT["directoryRoles"], TENANT["namedLocations"]


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        paths = []
        for name, content in contents.items():
            path = tmp_path / f"{name}.json"
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
            paths.append(path)
        return paths

    return write


def lines(rows):
    return "\n".join(json.dumps(row) for row in rows)


@pytest.mark.parametrize(
    "inner", [{}, {"readme.txt": "x"}, {"sign-ins.json": '[{"createdDateTime": "x", "appId": "y"}]'}]
)
def test_a_folder_without_a_directory_is_no_empty_directory(tmp_path, inner):
    for name, text in inner.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(EvidenceError, match=f"{tmp_path}: holds no file of a directory"):
        read_directories([tmp_path])


@pytest.mark.parametrize("form", [list, lambda rows: {"value": rows}, lines])
def test_separate_files_judge_like_one_file(files, form):
    paths = files(users=form(USERS), groups=form(GROUPS), roles=form(ROLES), locations=form(LOCATIONS))
    parts, whole = read_directories(paths), read_directories(files(all=TENANT))

    assert (parts.users, parts.groups, parts.roles, parts.locations) == (
        whole.users, whole.groups, whole.roles, whole.locations,
    )  # fmt: skip
    assert parts.find_user("ALICE@example.com").id == ALICE
    assert parts.in_group(ALICE, STAFF).truth is True
    assert parts.in_group(BOB, OUTER).truth is False
    assert parts.problems == []


def test_a_file_with_all_collections_is_filled_by_another(files):
    base = {"users": USERS, "groups": [{"id": STAFF, "displayName": "Staff"}]}
    found = read_directories(files(base=base, members=[{"id": STAFF, "displayName": "Staff", "members": [ALICE]}]))

    assert found.in_group(ALICE, "staff").truth is True
    assert found.problems == []


def test_groups_with_other_members_contradict_and_membership_cannot_be_known(files):
    first, second = files(a=[GROUPS[0]], b=[{**GROUPS[0], "members": [BOB]}])
    found = read_directories([first, second])

    (problem,) = found.problems
    assert (problem.place, problem.code) == (f"{first}, {second}", "conflict")
    assert "members of group Staff" in problem.message
    told = found.in_group(ALICE, STAFF)
    assert told.truth is None
    assert STAFF in told.missing[0]


@pytest.mark.parametrize(
    ("entry", "change", "words"),
    [
        (USERS[0], {"userType": "Guest"}, "user"),
        (ROLES[0], {"members": [ALICE]}, "role Global Administrator"),
        (LOCATIONS[0], {"isTrusted": False}, "named location Office"),
    ],
)
def test_other_contradictions_are_named_too(files, entry, change, words):
    found = read_directories(files(a=[entry], b=[{**entry, **change}]))

    assert words in found.problems[0].message
    assert found.problems[0].code == "conflict"


def test_equal_entries_are_no_contradiction(files):
    assert read_directories(files(a=USERS, b=USERS)).problems == []


def test_role_assignments_count_as_roles(files):
    rows = [
        {"roleDefinitionId": GLOBAL_ADMIN, "principalId": BOB, "directoryScopeId": "/"},
        {"roleDefinitionId": GLOBAL_ADMIN, "principalId": ALICE, "directoryScopeId": "/administrativeUnits/1"},
    ]
    found = read_directories(files(users=USERS, roles=rows))

    assert found.in_role(BOB, GLOBAL_ADMIN, "Global Administrator").truth is True
    assert found.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is False


def test_a_role_without_its_members_is_unknown_and_not_empty(files):
    found = read_directories(files(roles=[{"roleTemplateId": GLOBAL_ADMIN, "displayName": "Global Administrator"}]))
    told = found.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator")

    assert told.truth is None
    assert "members of Global Administrator" in told.missing[0]


def test_registered_methods_are_passed_over(files):
    rows = [{"userPrincipalName": "alice@example.com", "methodsRegistered": [], "isMfaCapable": False}]
    found = read_directories(files(users=USERS, methods=rows))

    assert found.find_user(ALICE) is not None
    assert found.problems == []


def test_a_broken_file_is_named_and_the_others_are_used(files):
    found = read_directories(files(users=USERS, groups='[{"id": '))

    assert "groups.json:1" in found.problems[0].place
    assert found.find_user(ALICE) is not None
    assert found.in_group(ALICE, INNER).truth is None


def test_nothing_usable_is_an_error(files):
    with pytest.raises(EvidenceError, match="is cut off"):
        read_directories(files(groups="[{"))


def test_locations_as_powershell_gives_them_are_read(files):
    own = {"id", "displayName"}
    rows = [
        {key: value for key, value in row.items() if key in own}
        | {"AdditionalProperties": {key: value for key, value in row.items() if key not in own}}
        for row in LOCATIONS
    ]

    assert read_directories(files(own=rows)).locations == read_directories(files(locations=LOCATIONS)).locations


def test_locations_alone_are_a_directory(files):
    assert OFFICE in (read_directories(files(locations=LOCATIONS)).locations or {})


NEXT = "https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments?$skiptoken=x"
ASSIGNED = {"roleDefinitionId": GLOBAL_ADMIN, "principalId": BOB, "directoryScopeId": "/"}


@pytest.mark.parametrize("rows", [[], [ASSIGNED]])
def test_who_is_not_on_the_first_page_of_role_assignments_may_hold_the_role(files, rows):
    page = {"@odata.nextLink": NEXT, "value": [{**ASSIGNED, "roleDefinitionId": "other"}, *rows]}
    found = read_directories(files(users=USERS, roles=page))

    assert found.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is None
    assert found.in_role(BOB, GLOBAL_ADMIN, "Global Administrator").truth is (True if rows else None)
    assert found.members_of(GLOBAL_ADMIN, role=True)[1] is False
    assert "page" in [problem.code for problem in found.problems]


def test_a_page_inside_one_object_with_all_collections_is_a_part_too(files):
    found = read_directories(files(all={**TENANT, "directoryRoles": {"value": [], "@odata.nextLink": NEXT}}))

    assert found.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is None


def test_members_that_were_expanded_may_be_more_than_the_twenty_that_came(files):
    members = [{"id": f"{number:08}-0000-4000-8000-000000000000"} for number in range(20)]
    page = {
        "@odata.context": "$metadata#groups(members())",
        "value": [{"id": STAFF, "members": members, "displayName": "S"}],
    }
    outer = [{"id": OUTER, "displayName": "Outer", "members": [{"id": STAFF}]}]
    found = read_directories(
        files(groups=page, outer=outer, users=[{"id": m["id"], "userPrincipalName": "x"} for m in members])
    )

    assert found.in_group(members[0]["id"], STAFF).truth is True
    assert found.in_group(ALICE, STAFF).truth is None
    assert found.in_group(ALICE, OUTER).truth is None


def test_role_assignments_in_one_object_with_all_collections_count(files):
    found = read_directories(files(all={"users": USERS, "roleAssignments": [ASSIGNED]}))

    assert found.in_role(BOB, GLOBAL_ADMIN, "Global Administrator").truth is True


@pytest.mark.parametrize(
    ("members", "expected"),
    [({}, (True, False)), ({"members": [{"id": ALICE}]}, (True, False)), ({"members": [{"id": BOB}]}, (None, None))],
)
@pytest.mark.parametrize("order", [1, -1])
def test_role_assignments_tell_who_holds_a_role_that_is_listed_beside_them(files, members, expected, order):
    role = {"id": "1", "roleTemplateId": GLOBAL_ADMIN, "displayName": "Global Administrator", **members}
    parts = {"directoryRoles": [role], "roleAssignments": [{**ASSIGNED, "principalId": ALICE}]}
    for document in ({"all": {"users": USERS, **dict([*parts.items()][::order])}}, {"users": USERS, **parts}):
        found = read_directories(files(**document))
        assert found.roles[GLOBAL_ADMIN].display_name == "Global Administrator"
        assert tuple(found.in_role(one, GLOBAL_ADMIN, "").truth for one in (ALICE, BOB)) == expected


@pytest.mark.parametrize("order", [1, -1])
def test_a_role_with_twenty_expanded_members_is_whole_beside_its_assignments(files, order):
    people = [f"{number:08}-0000-4000-8000-000000000000" for number in range(21)]
    role = {"id": "1", "roleTemplateId": GLOBAL_ADMIN, "members": [{"id": one} for one in people[:20]]}
    parts = [("directoryRoles", [role]), ("roleAssignments", [{**ASSIGNED, "principalId": one} for one in people])]
    users = [*USERS, *({"id": one, "userPrincipalName": f"{one}@example.com"} for one in people)]
    found = read_directories(files(all={"users": users, **dict(parts[::order])}))

    assert [found.in_role(one, GLOBAL_ADMIN, "").truth for one in (people[20], ALICE)] == [True, False]
    assert found.problems == []


def test_a_folder_with_one_entry_a_file_is_read_and_other_files_are_named(tmp_path):
    for number, entry in enumerate([*USERS, *GROUPS, *LOCATIONS]):
        path = tmp_path / ("below" if number % 2 else "") / f"{number}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(entry))
    (tmp_path / "other.json").write_text('{"value": [{"colour": "red"}]}')
    (tmp_path / "notes.txt").write_text("not an export")
    found = read_directories([tmp_path])

    assert found.find_user("alice@example.com").id == ALICE
    assert found.in_group(ALICE, STAFF).truth is True
    assert OFFICE in (found.locations or {})
    assert [problem.place for problem in found.problems] == [str(tmp_path)]
    assert "notes.txt" in found.problems[-1].message
    assert "other.json" in found.problems[-1].message


ELIGIBLE = {
    "roleDefinitionId": GLOBAL_ADMIN,
    "directoryScopeId": "/",
    "memberType": "Direct",
    "roleEligibilityScheduleId": "s",
}


def held(directory, user):
    """Return what one sign-in and many at once say about the holder of a role, which have to agree."""
    tables = load_tables()
    item = policy(users={"includeRoles": [GLOBAL_ADMIN]})
    (masks,) = ScopeIndex([item], directory, tables).masks([user])
    many = True if masks.inside else False if masks.outside else None
    one = judge(item, sign_in(user), directory, tables).applies
    assert one is many
    return one


def test_a_role_that_has_to_be_activated_is_held_by_nobody_for_sure(files):
    eligible = {"@odata.context": "x/roleEligibilityScheduleInstances", "value": [ELIGIBLE | {"principalId": ALICE}]}
    found = read_directories(files(users=USERS, roles=[ASSIGNED], eligible=eligible))

    assert (held(found, ALICE), held(found, BOB), held(found, GUEST)) == (None, True, False)


def test_members_of_a_group_that_may_activate_a_role_may_hold_it(files):
    found = read_directories(
        files(users=USERS, groups=GROUPS, roles=[ASSIGNED], eligible=[ELIGIBLE | {"principalId": STAFF}])
    )

    assert (held(found, ALICE), held(found, BOB), held(found, GUEST)) == (None, True, False)


SOMEBODY = {"principalId": "unseen"}
PART_OF_STAFF = [{**group, "members@odata.nextLink": NEXT} if group["id"] == STAFF else group for group in GROUPS]


def of_type(name):
    return {"principal": {"@odata.type": f"#microsoft.graph.{name}"}}


@pytest.mark.parametrize(
    ("eligible", "others", "expected"),
    [
        (SOMEBODY, {"users": USERS}, None),
        (SOMEBODY, {"groups": GROUPS}, False),
        (SOMEBODY, {"users": USERS, "groups": GROUPS}, None),
        (SOMEBODY | of_type("group"), {"users": USERS, "groups": GROUPS}, None),
        (SOMEBODY | of_type("user"), {"users": USERS}, False),
        (SOMEBODY | of_type("servicePrincipal"), {"users": USERS}, False),
        ({"principalId": STAFF}, {"users": USERS, "groups": GROUPS}, False),
        ({"principalId": STAFF}, {"users": USERS, "groups": PART_OF_STAFF}, None),
        ({"principalId": GUEST, "directoryScopeId": "/administrativeUnits/1"}, {"users": USERS}, False),
        ({"principalId": None}, {"users": USERS}, None),
    ],
)
def test_who_else_may_activate_a_role_is_known_where_its_holder_is_no_unknown_group(files, eligible, others, expected):
    found = read_directories(files(roles=[ASSIGNED], eligible=[ELIGIBLE | eligible], **others))

    assert held(found, GUEST) is expected


def test_a_role_that_nobody_holds_and_somebody_may_activate_is_open_for_somebody_unknown(files):
    bare = [{"roleTemplateId": GLOBAL_ADMIN, "members": []}]
    found = read_directories(files(users=USERS, roles=bare, eligible=[ELIGIBLE | {"principalId": ALICE}]))

    assert found.in_role(None, GLOBAL_ADMIN, "x") == Membership(None, (USER_ID,))
    assert held(found, "nobody@example.com") is None


@pytest.mark.parametrize(("members", "expected"), [([], False), ([ALICE], None), (None, None)])
def test_somebody_unknown_is_in_no_group_that_has_no_members(members, expected):
    directory = directory_of({"users": USERS, "groups": [{"id": STAFF, "members": members}]})

    assert directory.in_group(None, STAFF).truth is expected


def test_eligible_roles_alone_say_nothing_of_active_ones(files):
    found = read_directories(files(users=USERS, eligible=[ELIGIBLE | {"principalId": ALICE}]))

    assert {held(found, user) for user in (ALICE, BOB, GUEST)} == {None}


def test_an_active_assignment_beats_the_right_to_activate_the_same_role(files):
    both = [ASSIGNED, ELIGIBLE | {"principalId": BOB}]

    assert held(read_directories(files(users=USERS, roles=both)), BOB) is True


def test_members_that_were_cut_in_one_file_stay_cut_beside_a_file_without_members(files):
    cut = {
        "id": STAFF,
        "displayName": "Staff",
        "groupTypes": [],
        "members": [{"id": BOB}],
        "members@odata.nextLink": "x",
    }
    bare = {"id": STAFF, "displayName": "Staff", "groupTypes": []}

    assert read_directories(files(users=USERS, a=[bare], b=[cut])).in_group(ALICE, STAFF).truth is None


def test_directory_roles_and_assignments_of_a_part_of_the_tenant_contradict_each_other_in_nothing(files):
    rows = [(BOB, "/"), (ALICE, "/administrativeUnits/1")]
    assigned = [{"roleDefinitionId": GLOBAL_ADMIN, "principalId": who, "directoryScopeId": part} for who, part in rows]
    directory = read_directories(files(users=USERS, groups=GROUPS, roles=ROLES, assignments=assigned))

    assert directory.problems == []
    held = [directory.in_role(who, GLOBAL_ADMIN, "Global Administrator").truth for who in (BOB, ALICE)]
    assert held == [True, False]


NAMED = {"id": OFFICE, "displayName": "Office", "@odata.type": "#microsoft.graph.ipNamedLocation"}
SOME = {**GROUPS[0], "members": [ALICE], "members@odata.count": 2}
ALL_OF_IT = {**GROUPS[0], "members": [ALICE, BOB]}


def verdicts(found):
    return (
        found.in_group(ALICE, STAFF).truth,
        found.in_group(BOB, STAFF).truth,
        found.in_group(GUEST, STAFF).truth,
        found.in_role(BOB, GLOBAL_ADMIN, "x").truth,
        found.users,
        found.locations,
        sorted(problem.code for problem in found.problems),
    )


@pytest.mark.parametrize(
    ("entries", "differ"),
    [
        ([NAMED, LOCATIONS[0]], 0),
        ([LOCATIONS[0], {**LOCATIONS[0], "isTrusted": False}, LOCATIONS[0]], 1),
        ([GROUPS[0], {**GROUPS[0], "members": [BOB]}, GROUPS[0]], 1),
        ([SOME, ALL_OF_IT], 0),
        ([SOME, ALL_OF_IT, {**GROUPS[0], "members": [GUEST], "members@odata.count": 2}], 1),
        ([SOME, {**SOME, "members": [BOB]}], 0),
        ([ROLES[0], {**ROLES[0], "members": [ALICE]}, ROLES[0]], 1),
        (
            [
                USERS[0],
                {**USERS[0], "userType": "Guest", "accountEnabled": True},
                {**USERS[0], "accountEnabled": False},
            ],
            1,
        ),
        ([USERS[0], {**USERS[0], "userPrincipalName": "al@example.com"}, USERS[0]], 1),
        ([GROUPS[0], {**GROUPS[0], "displayName": "Renamed"}], 0),
    ],
)
def test_exports_say_the_same_in_any_order_and_in_one_file(files, entries, differ):
    answers = []
    for order in itertools.permutations(entries):
        found = read_directories(files(**{f"f{number}": [one] for number, one in enumerate(order)}))
        answers.append(verdicts(found))
        assert answers[-1][-1].count("conflict") == differ
        assert verdicts(read_directories(files(all=list(order)))) == answers[-1]
    assert all(one == answers[0] for one in answers)


def test_a_list_of_all_members_settles_one_that_may_be_cut(files):
    found = read_directories(files(a=[SOME], b=[ALL_OF_IT]))
    assert (found.in_group(GUEST, STAFF).truth, found.problems) == (False, [])
    (problem,) = read_directories(files(a=[SOME])).problems
    assert "some members may be missing" in problem.message


def test_a_user_with_two_names_is_found_by_both(files):
    found = read_directories(files(a=[USERS[0]], b=[{**USERS[0], "userPrincipalName": "al@example.com"}]))
    assert {found.find_user(name).id for name in ("alice@example.com", "al@example.com")} == {ALICE}


def test_what_two_exports_of_a_location_differ_in_cannot_be_known(files):
    other = {**LOCATIONS[0], "ipRanges": [{"cidrAddress": "198.51.100.0/24"}]}
    found = read_directories(files(a=[LOCATIONS[0]], b=[other]))
    item = policy(locations={"includeLocations": [OFFICE]})
    for address in ("203.0.113.7", "198.51.100.7", "192.0.2.1"):
        assert judge(item, sign_in(app=APP, address=address), found, load_tables()).applies is None


def test_a_role_may_have_more_members_than_an_expanded_list(files):
    some = [
        {"@odata.type": "#microsoft.graph.user", "id": f"{number:08}-0000-4000-8000-000000000000"}
        for number in range(20)
    ]
    found = read_directories(files(users=USERS, roles=[{**ROLES[0], "members": some}]))
    assert found.in_role(ALICE, GLOBAL_ADMIN, "Global Administrator").truth is None
    assert found.in_role(some[0]["id"], GLOBAL_ADMIN, "Global Administrator").truth is True


@pytest.mark.parametrize(
    ("members", "with_users", "alone"),
    [
        (["Alice@Example.com"], (True, False), (None, None)),
        ([{"displayName": "Alice", "userPrincipalName": "Alice@Example.com"}], (True, False), (None, None)),
        ([{"displayName": "Alice"}], (None, None), (None, None)),
        (["Alice"], (None, None), (None, None)),
        (["somebody@example.com"], (None, None), (None, None)),
        ([None], (False, False), (False, False)),
    ],
)
def test_members_without_ids_are_found_by_their_sign_in_names_or_left_open(files, members, with_users, alone):
    group, role = {**GROUPS[0], "members": members}, {**ROLES[0], "members": members}
    for users, expected in ((USERS, with_users), (None, alone)):
        parts = {"groups": [group], "roles": [role]} | ({"users": users} if users else {})
        found = read_directories(files(**parts))
        for who, truth in zip((ALICE, BOB), expected, strict=True):
            assert found.in_group(who, STAFF).truth is truth
            assert found.in_role(who, GLOBAL_ADMIN, "Global Administrator").truth is truth
        item = policy(users={"includeUsers": ["All"], "excludeGroups": [STAFF]})
        (mask,) = ScopeIndex([item], found, load_tables()).masks([ALICE])
        assert mask == {True: (0, 1), False: (1, 0), None: (0, 0)}[expected[0]]


@pytest.mark.parametrize(
    ("collection", "damaged"),
    [
        ("directoryRoles", ["System.Object[]"]),
        ("directoryRoles", [{"displayName": "Global Administrator", "members": [ALICE]}]),
        ("namedLocations", ["System.Object[]"]),
        ("namedLocations", [{"displayName": "Office", "isTrusted": True, "ipRanges": []}]),
        ("namedLocations", [{**LOCATIONS[0], "isTrusted": "System.Object[]"}]),
    ],
)
def test_an_entry_that_cannot_be_used_may_be_the_one_that_is_asked_for(files, collection, damaged):
    found = read_directories(files(all={**TENANT, collection: damaged}))
    item = policy(
        users={"includeUsers": ["None"], "includeRoles": [GLOBAL_ADMIN]}
        if collection == "directoryRoles"
        else {"includeUsers": ["All"]},
        locations=None if collection == "directoryRoles" else {"includeLocations": ["AllTrusted"]},
    )
    assert judge(item, sign_in(address="203.0.113.7"), found, load_tables()).applies is None


@pytest.mark.parametrize("kind", ["System.Object[]", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphX", "x"])
def test_a_type_that_is_none_of_graphs_does_not_say_that_a_member_is_no_user(files, kind):
    group = {**GROUPS[0], "members": [{"@odata.type": kind, "id": ALICE}]}
    assert read_directories(files(users=USERS, groups=[group])).in_group(ALICE, STAFF).truth is True
    other = {**group, "members": [{"@odata.type": "#microsoft.graph.servicePrincipal", "id": ALICE}]}
    assert read_directories(files(users=USERS, groups=[other])).in_group(ALICE, STAFF).truth is False
