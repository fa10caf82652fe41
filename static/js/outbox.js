/* What is typed about a contact is lost to no bad connection and no closed tab.
   Each letter is kept on the device under the name of who types; a form that is sent is put in the outbox first and
   taken out when the portal says it has it. It carries its own mark, so that the portal keeps it once however often it
   comes. The list of today's visits is kept until midnight. At logging out, and when somebody else logs in, what is
   kept of people goes. Without script the form is a form. See docs/decisions/0027-contact.md. */
(() => {
  "use strict";

  const meta = document.querySelector("meta[name='portal-device']");
  const me = meta?.content ?? "";
  const DRAFT = `portal.concept.${me}.`;
  const OUTBOX = `portal.uit.${me}`;
  const SHOWN = "getoond";  // to the portal, by the form itself
  const REFUSED = "geweigerd";  // by the portal: whom it is about
  const FETCHED = "portal.bezoeken";
  const LIST = "/vandaag/";
  const KEPT = "bezoeken ";
  const ASSETS = "portaal ";
  const HALF_AN_HOUR = 30 * 60 * 1000;

  const form = document.querySelector("form[data-outbox]");
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "typed_at", "toch_opslaan"]);
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
  const waiting = () => read(OUTBOX) ?? [];
  const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Amsterdam" });

  /* ---------- what the device keeps of people ---------- */

  async function forgetVisits(but = "") {
    localStorage.removeItem(FETCHED);
    if (!window.caches) return;
    const names = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== but);
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  function forgetTyped() {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(DRAFT) || name === OUTBOX) localStorage.removeItem(name);
    }
  }

  async function leaveNothing() {
    await forgetVisits();
    if (window.caches) await caches.delete(ASSETS);
    const keeper = await navigator.serviceWorker?.getRegistration("/");
    await keeper?.unregister();
  }

  async function keepVisits() {
    if (!window.caches || !navigator.serviceWorker) return;
    const name = `${KEPT}${today()} ${me}`;
    await forgetOthers(name);
    if (location.pathname !== "/" && location.pathname !== LIST) return;
    await navigator.serviceWorker.register("/vandaag.js");
    const fetched = read(FETCHED);
    if (location.pathname === "/" && fetched?.name === name && Date.now() - fetched.at < HALF_AN_HOUR) return;
    const page = await fetch(LIST, { redirect: "error" });
    if (!page.ok) return;
    await (await caches.open(name)).put(LIST, page);
    await (await caches.open(ASSETS)).addAll(parts());
    write(FETCHED, { name, at: Date.now() });
  }

  async function forgetOthers(name) {
    const others = (await caches.keys()).some((each) => each.startsWith(KEPT) && each !== name);
    if (others) await forgetVisits(name);
  }

  const parts = () => [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);

  /* ---------- what is typed ---------- */

  /* Of a question with several answers: all of them. */
  function values() {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (!NOT_KEPT.has(name)) typed[name] = name in typed ? [typed[name], value].flat() : value;
    }
    return typed;
  }

  const draftName = () => DRAFT + form.dataset.path;

  function restore() {
    const draft = read(draftName());
    if (!draft || form.querySelector(".is-invalid, [role=alert]")) return;
    for (const [name, value] of Object.entries(draft)) fill(form.elements.namedItem(name), value);
  }

  function fill(field, value) {
    const boxes = field instanceof RadioNodeList ? [...field] : [field];
    if (boxes[0]?.type === "checkbox") for (const box of boxes) box.checked = [value].flat().includes(box.value);
    else if (field) field.value = value;
  }

  /* What the portal was shown without us went well when it says so on the page that follows. */
  function forgetSaved() {
    const name = `${DRAFT}${location.pathname}contact/`;
    if (read(name)?.[SHOWN] && document.querySelector(".messages .notice-success")) localStorage.removeItem(name);
  }

  /* ---------- sending ---------- */

  async function token() {
    const page = await fetch(LIST, { redirect: "error" });
    if (!page.ok) throw new Error("not now");
    const there = new DOMParser().parseFromString(await page.text(), "text/html");
    if (there.querySelector("meta[name='portal-device']")?.content !== me) throw new Error("somebody else");
    return there.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  /* Gives the portal's answer; throws when there is none. */
  async function send(item, csrf) {
    const answers = Object.entries(item.values).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
    const body = new URLSearchParams([...answers, ["typed_at", item.typedAt], ["csrfmiddlewaretoken", csrf]]);
    return fetch(item.path, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  }

  function takeOut(item) {
    write(OUTBOX, waiting().filter((each) => each.values.once !== item.values.once));
  }

  async function flush() {
    if (!me) return;
    if (!waiting().length) return tell([]);
    await navigator.locks.request(OUTBOX, async () => {
      const sent = [];
      try {
        if (!waiting().length) return tell([]);
        const csrf = await token();
        for (const item of waiting()) {
          const answer = await send(item, csrf);
          if (answer.status === 201) sent.push(item);
          else if ([403, 404, 422].includes(answer.status)) {
            write(DRAFT + item.path, { ...item.values, [REFUSED]: item.whom || "deze medewerker" });
          } else break;
          takeOut(item);
        }
      } catch { /* no connection, or not logged in: later */ }
      tell(sent);
    });
  }

  async function onSubmit(event) {
    event.preventDefault();
    const item = { path: form.dataset.path, whom: form.dataset.outbox, values: values(), typedAt: new Date().toISOString() };
    write(OUTBOX, [...waiting().filter((each) => each.values.once !== item.values.once), item]);
    form.querySelector("[type=submit]").disabled = true;
    try {
      const answer = await send(item, form.elements.namedItem("csrfmiddlewaretoken")?.value ?? await token());
      takeOut(item);
      if (answer.status === 201) return arrived((await answer.json()).naar);
      write(draftName(), { ...item.values, [SHOWN]: "1" });
      if (!form.elements.namedItem("csrfmiddlewaretoken")) return location.assign(item.path);
      form.elements.namedItem("typed_at").value = item.typedAt;
      return form.submit();  // the portal shows by itself what is wrong
    } catch {
      localStorage.removeItem(draftName());
      stays(item);
    }
  }

  function arrived(url) {
    localStorage.removeItem(draftName());
    location.assign(url);
  }

  /* ---------- what one sees of it ---------- */

  function notice(kind, head, text) {
    const place = document.querySelector("[data-outbox-told]") ?? document.createElement("div");
    place.dataset.outboxTold = "";
    place.className = "messages stack";
    place.setAttribute("role", "status");
    place.tabIndex = -1;
    document.querySelector("main").prepend(place);
    const box = document.createElement("div"), strong = document.createElement("b");
    box.className = `notice notice-${kind}`;
    strong.textContent = head;
    box.append(strong, ` ${text}`);
    place.append(box);
    return { place, box };
  }

  const clear = () => document.querySelector("[data-outbox-told]")?.remove();
  const many = (items) => items.length === 1 ? "1 contact" : `${items.length} contacten`;

  function stays(item) {
    clear();
    const text = "Er is nu geen verbinding. Het gaat vanzelf mee zodra die er is. U hoeft niets te doen.";
    const { place, box } = notice("success", "Bewaard op dit toestel.", text);
    const wait = document.createElement("p");
    wait.textContent = `Wacht op verbinding: ${many(waiting())}.`;
    box.append(wait);
    form.hidden = true;
    place.focus();
  }

  /* What was refused is said on every page until it is looked at: the page it came back to may be gone already. */
  function tell(sent) {
    clear();
    if (sent.length) notice("success", "Verstuurd:", `${many(sent)}.`);
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(DRAFT))) {
      const whom = read(name)?.[REFUSED], path = name.slice(DRAFT.length);
      if (!whom || path === location.pathname) continue;
      const { box } = notice("warning", "Nog niet bewaard:", `contact met ${whom}. `);
      const link = document.createElement("a");
      link.href = path;
      link.textContent = "Kijk het nog een keer na";
      box.append(link);
    }
    if (waiting().length) notice("ends", "Wacht op verbinding:", `${many(waiting())}. Het gaat vanzelf mee.`);
  }

  function line(online) {
    const told = form?.querySelector("[data-no-line]");
    if (online) told?.remove();
    else if (form && !told) {
      const text = document.createElement("p");
      text.className = "notice notice-warning";
      text.dataset.noLine = "";
      text.textContent = "Geen verbinding. Wat u typt, blijft op dit toestel en gaat later vanzelf mee.";
      form.prepend(text);
    }
  }

  /* The form on the kept list, for the person whose page could not be reached, or who was chosen in the list. */
  function openLoose(path, whom) {
    form.dataset.path = path;
    form.dataset.outbox = whom;
    form.querySelector("[data-loose-name]").textContent = whom ? `Contact met ${whom}` : "Contact vastleggen";
    form.elements.namedItem("once").value = crypto.randomUUID();
    form.elements.namedItem("held_on").value = today();
    form.hidden = false;
    restore();
    form.querySelector("textarea").focus();
  }

  function dressLoose() {
    const links = [...document.querySelectorAll("a[data-visit]")];
    const asked = links.find((link) => link.pathname === location.pathname);
    if (/^\/medewerkers\/[0-9a-f-]{36}\/contact\/$/.test(location.pathname)) {
      openLoose(location.pathname, asked?.dataset.visit ?? "");
    }
    for (const link of links) {
      link.addEventListener("click", (event) => {
        if (navigator.onLine) return;
        event.preventDefault();
        clear();
        openLoose(link.pathname, link.dataset.visit);
      });
    }
  }

  function dress() {
    const loose = Object.hasOwn(form.dataset, "loose");
    if (!loose) form.dataset.path = location.pathname;
    if (!me) return;
    if (loose) dressLoose();
    else restore();
    form.addEventListener("input", () => write(draftName(), values()));
    form.addEventListener("submit", onSubmit);
  }

  async function onLogout(event) {
    const leaving = event.target;
    if (!leaving.matches("form[action='/uitloggen/']") || leaving.dataset.left) return;
    event.preventDefault();
    leaving.dataset.left = "1";
    await flush();
    if (waiting().length && !leaving.dataset.warned) {
      leaving.dataset.warned = "1";
      delete leaving.dataset.left;
      const text = `${many(waiting())} op dit toestel. Wie nu uitlogt, raakt dat kwijt. Log nog een keer uit om dat toch te doen.`;
      return notice("warning", "Nog niet verstuurd:", text).place.focus();
    }
    forgetTyped();
    await leaveNothing();
    leaving.submit();
  }

  if (form) dress();
  document.addEventListener("submit", onLogout);
  window.addEventListener("online", () => { line(true); flush(); });
  window.addEventListener("offline", () => line(false));
  line(navigator.onLine);
  if (me) {
    forgetSaved();
    flush();
    keepVisits().catch(() => {});
  } else if (meta || location.pathname.startsWith("/inloggen/")) {
    leaveNothing().catch(() => {});
  }
})();
