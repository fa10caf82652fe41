"""A register of persons that is a process of its own: it speaks HaalCentraal BRP Personen Bevragen v2 as far as asked.

`python brp_server.py PORT LOG` answers by the BSN, and writes of every request to LOG what came in, for a test to read.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sleutel-van-almelo"


def day(text: str) -> dict[str, str]:
    return {"type": "Datum", "datum": text, "langFormaat": text}


def person(number: str, **told: object) -> dict[str, object]:
    return {
        "burgerservicenummer": number,
        "naam": {"voornamen": "Truus Johanna", "geslachtsnaam": "Fictief-Bedacht"},
        "geboorte": {"datum": day("1975-05-17")},
        "gemeenteVanInschrijving": {"code": "0141", "omschrijving": "Almelo"},
        "datumInschrijvingInGemeente": day("1990-01-01"),
    } | told


PEOPLE = {
    "999990019": {},
    "999990020": {
        "overlijden": {"datum": day("2026-03-02")}, "geheimhoudingPersoonsgegevens": True,
        "gemeenteVanInschrijving": {"code": "0189", "omschrijving": "Wierden"},
        "datumInschrijvingInGemeente": day("2026-02-01"),
    },
    "999990032": {"geboorte": {"datum": {"type": "JaarDatum", "jaar": 1975}}},
    "999990044": {
        "naam": {"voornamen": "<b>Truus</b>", "geslachtsnaam": "A" * 500},
        "geboorte": {"datum": {"type": "Datum", "datum": "geen dag"}},
    },
}  # fmt: skip


class Register(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with open(sys.argv[2], "a") as log:
            log.write(json.dumps({"path": self.path, "key": self.headers["X-API-KEY"], "asked": asked}) + "\n")
        if self.headers["X-API-KEY"] != KEY:
            return self._tell(401, b"{}")
        how = self.path.strip("/").split("/")[0]
        if how == "stuk":
            return self._tell(503, b"{}")
        if how == "traag":
            time.sleep(8)
        if how == "elders":
            return self._tell(307, b"", Location="/gewoon/personen")
        if how == "onzin":
            return self._tell(200, b"<html>")
        if how == "groot":
            return self._tell(200, b" " * 300_000)
        if how == "druppel":
            return self._drip()
        number = asked["burgerservicenummer"][0]
        found = [person(number, **PEOPLE[number])] if number in PEOPLE else []
        return self._tell(200, json.dumps({"type": asked["type"], "personen": found}).encode())

    def _tell(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte now and then, each in time, and never an end."""
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.5)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Register).serve_forever()
