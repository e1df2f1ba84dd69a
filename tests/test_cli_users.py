"""`syndication users`: who works at the desk."""

from tests.test_cli import Run, data, run

assert run  # a fixture


def test_somebody_is_let_in_by_a_link_and_removed_again(run: Run) -> None:
    added = data(run("users", "add", "Ana@Coalition.example", "--role", "admin", "--json"))
    assert (added["email"], added["role"], added["has_password"]) == ("ana@coalition.example", "admin", False)
    assert added["link"].startswith("https://hub.example/staff/in/")
    assert [user["email"] for user in data(run("users", "list", "--json"))] == ["ana@coalition.example"]
    assert run("users", "remove", "ana@coalition.example").exit_code == 0
    assert data(run("users", "list", "--json")) == []


def test_another_link_makes_nobody_less_than_they_were(run: Run) -> None:
    run("users", "add", "ana@coalition.example", "--role", "admin")
    assert data(run("users", "add", "ana@coalition.example", "--json"))["role"] == "admin"
    assert data(run("users", "add", "ana@coalition.example", "--role", "editor", "--json"))["role"] == "editor"


def test_what_is_no_mail_address_and_who_is_not_here_is_told_in_a_sentence(run: Run) -> None:
    for arguments in (("add", "ana"), ("remove", "nobody@x.example")):
        refused = run("users", *arguments)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)


def test_nobody_yet(run: Run) -> None:
    assert "syndication users add EMAIL" in run("users", "list").stdout
