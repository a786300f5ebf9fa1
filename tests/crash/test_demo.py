"""A demo office that was killed while it was made."""

from tests.crash.office import Office, wait_until


def test_a_half_made_demo_is_made_anew(empty_office: Office) -> None:
    making = empty_office.popen("demo", "--no-serve", "--clients", "60")
    wait_until((empty_office.home / "demo.json").exists)
    making.kill()
    making.communicate()
    done = empty_office.run("demo", "--no-serve", "--clients", "60")
    assert done.returncode == 0, done.stderr
    assert "made anew" in done.stdout
