/* Small comforts; every page works without them.
   Keys on a list, with an off switch that this browser remembers (single keys trouble people who speak to their
   machine). Focus goes to what went wrong. Tables that a phone shows as cards keep their roles. */
(() => {
  "use strict";

  const OFF = "portal.keys-off";
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

  const find = (selector) => document.querySelector(selector);
  const keysAreOff = () => localStorage.getItem(OFF) === "1";

  function moveInList(step) {
    const links = [...document.querySelectorAll(".list tbody th a")];
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  /* In the search box of the head: the arrows walk through what was found; Enter opens the first, once it is what was
     typed that was found. */
  function inFound(event) {
    const box = find("#zoek");
    const links = [...document.querySelectorAll(".find .found a")];
    const here = links.indexOf(document.activeElement);
    const found = find(".find [data-typed]")?.dataset.typed;
    if (event.key === "ArrowDown" && links.length) links[Math.min(here + 1, links.length - 1)].focus();
    else if (event.key === "ArrowUp" && here >= 0) (links[here - 1] ?? box).focus();
    else if (event.key === "Escape") document.activeElement.blur();
    else if (event.key === "Enter" && event.target === box && links.length
      && found && found === box.value.trim().replace(/\s+/g, " ")) links[0].click();
    else return;
    event.preventDefault();
  }

  const KEYS = {
    "/": () => (find(".search input") ?? find("#zoek"))?.focus(),
    "j": () => moveInList(1),
    "k": () => moveInList(-1),
    "?": () => find("dialog")?.showModal(),
  };

  function onKey(event) {
    if (event.key === "Escape") find(".who[open]")?.removeAttribute("open");
    if (event.target.closest(".find")) inFound(event);
    const typing = event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || keysAreOff()) return;
    if (event.key !== "/" && !find("[data-keys]")) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  }

  function showKeys() {
    const everywhere = find(".find kbd");
    if (everywhere) everywhere.hidden = keysAreOff() || find(".search input") !== null;
    const keys = find("[data-keys]");
    if (!keys) return;
    keys.hidden = false;
    keys.querySelectorAll("[data-key-hint]").forEach((hint) => { hint.hidden = keysAreOff(); });
    keys.querySelector("[data-key-switch]").textContent = keysAreOff() ? "zet toetsen aan" : "zet toetsen uit";
    const mark = find(".search kbd");
    if (mark) mark.hidden = keysAreOff();
  }

  function onClick(event) {
    if (event.target.closest("[data-key-switch]")) {
      localStorage.setItem(OFF, keysAreOff() ? "0" : "1");
      showKeys();
    }
    if (event.target.closest("[data-key-help]")) find("dialog")?.showModal();
  }

  function giveRolesBack(root) {
    for (const table of root.querySelectorAll(".list table, table.stackable")) {
      for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
        const heading = part.scope === "col" ? "columnheader" : "rowheader";
        part.setAttribute("role", ROLES[part.tagName] ?? heading);
      }
    }
  }

  function dress() {
    giveRolesBack(document);
    showKeys();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:afterSwap", dress);
  dress();
  find("[data-focus]")?.focus();
})();
