import re

import pytest

from tests.journeys.looking import looked_at

pytestmark = pytest.mark.browser


def shoot(w, name):
    for width in (1280, 375):
        w.page.set_viewport_size({"width": width, "height": 800})
        w.page.screenshot(path=f"/tmp/shots/{name}-{width}.png", full_page=True)
    return {k: v for k, v in looked_at(w) if v}


def test_shots(walk):
    c = walk("consulent")
    c.goto("/medewerkers/")
    c.page.locator("tbody th a").first.click()
    c.page.wait_for_url(re.compile("/medewerkers/[0-9a-f-]{36}/"))
    text = c.main()
    number = re.search(r"personeelsnummer (\S+)", text)[1]
    born = re.search(r"geboren (\d\d-\d\d-\d{4})", text)[1]
    wrong = {"dossier": shoot(c, "dossier")}
    c.goto(c.page.url + "plaatsingen/nieuw/")
    c.page.set_viewport_size({"width": 1280, "height": 800})
    c.page.get_by_label("Werkvorm").select_option("WOL")
    c.page.get_by_label(re.compile("^Functie")).fill("rustig werk door depressie")
    c.page.get_by_label(re.compile("^Uren per week")).fill("0")
    c.page.get_by_role("button", name="Bewaar de plaatsing").click()
    c.sees("Toch opslaan")
    wrong["warning"] = shoot(c, "warning")
    w = walk("privacy_officer")
    w.goto("/privacy/verzoeken/")
    wrong["leeg"] = shoot(w, "leeg")

    def new(kind, who, **more):
        w.page.set_viewport_size({"width": 1280, "height": 800})
        w.goto("/privacy/verzoeken/nieuw/")
        w.choose("Soort verzoek", kind)
        w.page.get_by_label("Naam van wie vraagt").fill(who)
        w.choose("Wie vraagt het", "de medewerker zelf")
        w.choose("Identiteit vastgesteld met", "identiteitsbewijs gezien")
        w.page.get_by_label("Personeelsnummer of BSN van de medewerker").fill(number)
        w.page.get_by_label("Geboortedatum van de medewerker").fill("-".join(reversed(born.split("-"))))
        for k, v in more.items():
            w.page.locator(f"#id_{k}").fill(v)
        w.press("Registreer het verzoek")

    w.goto("/privacy/verzoeken/nieuw/")
    wrong["nieuw"] = shoot(w, "nieuw")
    new("inzage", "G. Fictief")
    w.sees("De brief met alle gegevens")
    wrong["inzage"] = shoot(w, "inzage")
    new(
        "correctie",
        "Mevrouw de Vries-Verzonnen",
        text="Mijn uren van januari kloppen niet. Ik werkte 28 uur.",
        concerns_from="2025-09-01",
        received_on="2026-09-20",
    )
    w.sees("Wat dit raakt")
    wrong["correctie"] = shoot(w, "correctie")
    w.page.set_viewport_size({"width": 1280, "height": 800})
    w.press("Leg het besluit vast")
    w.sees("Er klopt nog iets niet")
    wrong["fout"] = shoot(w, "fout")
    w.goto("/privacy/verzoeken/")
    wrong["lijst"] = shoot(w, "lijst")
    w.goto("/privacy/register/")
    wrong["register"] = shoot(w, "register")
    w.goto("/")
    wrong["start"] = shoot(w, "start")
    print({k: v for k, v in wrong.items() if v})
    assert not {k: v for k, v in wrong.items() if v}
