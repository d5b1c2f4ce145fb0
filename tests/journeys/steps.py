"""What everybody does in every story: find the act, fill in its form, send it, read the answer."""

from __future__ import annotations

import pytest


def open_number(page, number):
    """Open anything by its reference number."""
    page.goto(f"/n/{number}/")
    assert number in words_of(page)


def button(page, act):
    """The live button of an act, by the act's own name in the address."""
    return page.locator(
        f'main a.button[href$="/{act}/"], main form[action$="/{act}/"] button[type=submit]'
    )


def why_not(page, act):
    """The reason beside the grey button of an act."""
    return page.locator(f"#why-{act}").inner_text()


def press(page, act):
    """Press the button of an act; where it asks once more, go on."""
    one = button(page, act)
    asks = one.locator("xpath=ancestor::form[@data-confirm]").count()
    with page.expect_navigation():
        one.click()
        if asks:
            page.locator("dialog button[value=yes]").click()


def write(page, **words):
    """Fill in the fields of the form by their names."""
    for name, value in words.items():
        field = page.locator(f'main form [name="{name}"]')
        if isinstance(value, dict):
            field.set_input_files(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f'main form [name="{name}"][value="{value}"]').check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))


def send(page):
    """Send the form of the page; where it asks once more, go on."""
    form = page.locator("main form.form")
    asks = form.get_attribute("data-confirm")
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
        if asks:
            page.locator("dialog button[value=yes]").click()


def do(page, act, **words):
    """The whole act: button, form, answer; it must have been done."""
    press(page, act)
    if words:
        write(page, **words)
    if words or page.url.endswith(f"/{act}/"):
        send(page)
    said = page.locator(".said")
    if said.count() != 1:
        pytest.fail(f"{act}: {page.locator('main').inner_text()[:800]}")


def until(page, there):
    """Look again until the worker has done what follows; `there` is what must come to stand."""
    for _attempt in range(60):
        if page.locator(there).count():
            return page.locator(there)
        page.wait_for_timeout(250)  # the worker looks every few seconds; nobody can press it
        page.reload()
    return pytest.fail(f"{there} did not appear: {page.locator('main').inner_text()[:800]}")


def words_of(page):
    """Everything a reader can read on the page."""
    return page.locator("main").inner_text()


def state(page):
    """The code of the state that stands beside the heading."""
    return page.locator(".head > .tag").get_attribute("data-state")
